#pragma once
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/concentration.h"
#include "core/model/progress.h"
#include "core/model/result.h"
#include "data/manifest.h"
#include "dispersion/run.h"

namespace leeward::app {

struct RunRequest {
  std::string scenario = "base";
  std::optional<UtcHour> from;  ///< hour ends, inclusive; nullopt: twin.toml's default, else all hours of the met
  std::optional<UtcHour> to;
  int thread_count = 0;         ///< 0: all cores
  dispersion::Mode mode = dispersion::Mode::standard;
  double memory_gb = 0;         ///< what the run may take; 0: what is free. Fields that do not fit go to disk
  bool has_volume = true;       ///< solve the 3D grid too, when the twin has one
  std::filesystem::path out;    ///< folder of the products; empty: <twin>/runs/<run id>
};

/// A finished run: its products on disk and its fields in memory.
struct FinishedRun {
  std::filesystem::path folder;
  data::Manifest manifest;
  FieldPtr ground;
  FieldPtr volume;  ///< null when the twin has no 3D grid or it was not asked for
};

/// Solves a twin and writes its products. The products' folder appears when all are whole; a cancelled run is an
/// Error of family `cancelled` and leaves nothing.
Result<FinishedRun> run_city(const City& city, const RunRequest& request, const std::stop_token& stop,
                             ProgressSink& progress);

/// Folders of whole runs of a twin, newest first.
std::vector<std::filesystem::path> list_runs(const std::filesystem::path& city_folder);
/// Reads the fields of a run back from its NetCDF products.
Result<FinishedRun> load_run(const std::filesystem::path& run_folder);

/// Class limits that read well for a pollutant at the ground over all valid hours: 1-2-5 steps below its largest value; where
/// the lowest two classes would be empty (background), closer steps between its smallest and largest value.
std::vector<double> readable_breaks(const ConcentrationField& field, std::size_t pollutant);

}  // namespace leeward::app

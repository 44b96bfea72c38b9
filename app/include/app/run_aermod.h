#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "core/model/progress.h"
#include "core/model/result.h"
#include "data/manifest.h"
#include "dispersion/run.h"

namespace leeward::app {

struct AermodRequest {
  std::filesystem::path runstream;
  std::filesystem::path
      out;               ///< folder of all results, by the file names of the runstream; empty: where it says
  std::string crs;       ///< of the runstream's coordinates, for the grids; empty: not known
  int thread_count = 0;  ///< 0: all cores
  dispersion::Mode mode = dispersion::Mode::exact;
};

struct FinishedAermod {
  data::Manifest manifest;
  std::filesystem::path manifest_file;  ///< empty when the runstream asks not to run
  bool has_run = false;                 ///< false: RUNORNOT NOT, everything was read and found right
};

/// Runs an AERMOD runstream and writes what its pathway OU asks for in AERMOD's layout, GeoTIFFs of the
/// PLOTFILEs where receptors are a regular grid, and a manifest. Each file appears when it is whole; a
/// cancelled run leaves none.
Result<FinishedAermod> run_aermod(const AermodRequest& request, const std::stop_token& stop,
                                  ProgressSink& progress);

}  // namespace leeward::app

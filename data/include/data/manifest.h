#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/model/result.h"

namespace leeward::data {

struct ManifestFile {
  std::string path;  ///< relative to the twin (inputs) or to the run folder (products)
  std::string sha256;
  std::uintmax_t bytes = 0;
};

/// A fast mode of the solver against the full formulas at a sample of receptors (dispersion::SampledError).
struct ManifestAccuracy {
  std::size_t hours = 0;
  std::size_t receptors = 0;
  std::uint64_t pairs = 0;
  double largest_of_peak = 0;
  double largest_local = 0;
  double p99_local = 0;
};

/// runs/<id>/manifest.json: everything that made the products. Only `timings_s` and `created` may differ
/// between two runs of the same inputs.
struct Manifest {
  std::string run_id;
  std::string program;  ///< "leeward 0.1.0"
  std::string solver;
  std::string mode;
  std::string scenario;
  std::string created;  ///< ISO UTC
  std::string input_hash;
  std::map<std::string, std::string> versions;  ///< gdal, proj, compiler, instruction set
  std::map<std::string, std::string> options;
  std::map<std::string, std::size_t> counts;         ///< hours, receptors, sources...
  std::map<std::string, ManifestAccuracy> accuracy;  ///< by grid: "ground", "volume"; none in mode exact
  std::vector<std::string> assumptions;
  std::vector<std::string> attribution;
  std::vector<Fault> notes;
  std::vector<ManifestFile> inputs;
  std::vector<ManifestFile> products;
  std::map<std::string, double> timings_s;
};

Result<void> write_manifest(const std::filesystem::path& file, const Manifest& manifest);
Result<Manifest> read_manifest(const std::filesystem::path& file);

}  // namespace leeward::data

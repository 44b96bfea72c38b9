#pragma once
#include <filesystem>
#include <vector>

#include "core/model/result.h"
#include "core/model/scenario.h"

namespace leeward::app {

/// A speed benchmark of AERMOD (shared/reference/aermod_bench and its README): a scenario with one column,
/// and AERMOD's means over all hours [ug/m3], one per receptor.
struct AermodBench {
  Scenario scenario;
  std::vector<double> expected_mean_ug_per_m3;
};

/// Reads the folder's case.json (sources of one type by columns; a grid or a file of receptors), meteorology
/// and expected_period.csv. What is not understood is refused by name.
Result<AermodBench> read_aermod_bench(const std::filesystem::path& folder);

}  // namespace leeward::app

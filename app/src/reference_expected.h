#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/model/result.h"
#include "core/model/scenario.h"

/// Expected values of a reference case.
namespace leeward::app {

struct ExpectedValues {
  std::string against;         ///< names of the files they are from
  std::vector<double> values;  ///< [hour][column][receptor]; NaN where the files have none
  std::vector<bool> is_tight;  ///< from expected_tight.csv, same order
};

/// Reads expected.csv; values that expected_tight.csv has too (areas and roads, quadrature converged) are
/// taken from there. Every line must be an hour, receptor and group of the case and a number; bad ones are
/// named.
Result<ExpectedValues> read_expected(const std::filesystem::path& folder, const Scenario& scenario);

}  // namespace leeward::app

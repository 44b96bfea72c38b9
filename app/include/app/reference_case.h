#pragma once
#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>

#include "core/model/result.h"

namespace leeward::app {

/// How far a reference case is from ours. Errors are |ours - expected| / max(expected, 1e-3 of that hour's maximum in
/// the group).
struct Verdict {
  std::string case_id;
  std::size_t n = 0;
  double max_relative_error = 0;
  double p99_relative_error = 0;
  double seconds = 0;
  std::string against;  ///< "expected.csv", "expected_tight.csv" or "expected.csv and expected_tight.csv"
  std::string worst;    ///< "hour 12, receptor 40, group ALL: 1.234 for 1.235"
};

/// Solves a reference case (case.json, met, expected.csv as in shared/reference/aermod) in mode `exact` and compares,
/// in the groups that expected_tight.csv has with that (its area and road integrals are converged). What the case needs and the solver cannot do is refused by name.
Result<Verdict> verify_case(const std::filesystem::path& folder, const std::stop_token& stop);

}  // namespace leeward::app

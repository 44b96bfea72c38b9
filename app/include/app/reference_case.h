#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/result.h"
#include "dispersion/run.h"

namespace leeward::app {

/// Errors of one set of values: |ours - expected| / max(expected, 1e-3 of that hour's maximum in the group).
/// A value of ours that is no number is an infinite error.
struct ReferenceErrors {
  std::size_t n = 0;
  double max = 0;
  double p99 = 0;
  std::string worst;  ///< "hour 12, receptor 40, group ALL: 1.234 for 1.235"
};

/// How far a fast mode is from `exact` on a case.
struct DeviationFromExact {
  double of_peak = 0;  ///< largest |fast - exact| over the hour's peak in the group
  double local = 0;    ///< largest |fast - exact| / exact where exact is above 1e-3 of that peak
  std::string worst;   ///< where |fast - exact| is closest to its bound, or furthest beyond
};

/// Dates of a statistics case (expected_stats.csv and expected_maxdaily.csv).
struct ReferenceDates {
  std::size_t n = 0;
  std::size_t different = 0;  ///< ours is another one
  std::size_t tied = 0;       ///< of those: our values of the two dates are the same number (exact) or within 1e-3 of it
  std::string first_wrong;    ///< the first that differs and is not tied
};

/// One reference case solved in one mode.
struct Verdict {
  std::string case_id;
  dispersion::Mode mode = dispersion::Mode::exact;
  ReferenceErrors all;      ///< every value; groups that expected_tight.csv has are compared with that
  ReferenceErrors tight;    ///< of `all`, those of expected_tight.csv; n = 0 when the case has none
  ReferenceErrors printed;  ///< of `all`, those of expected.csv
  std::string against;      ///< "expected.csv", "expected_tight.csv" or "expected.csv and expected_tight.csv"
  std::optional<DeviationFromExact> from_exact;  ///< fast modes, of cases with hourly values
  std::optional<ReferenceDates> dates;           ///< statistics cases
  std::vector<std::string> not_met;  ///< bars that are not met, with what was found; empty: all are met
  double seconds = 0;                ///< of this mode's solution
};

/// Solves a reference case (case.json, met, expected.csv as in shared/reference/aermod) in each of the modes
/// and compares with the reference and, in fast modes, with `exact`. Bars:
///   exact     values of expected.csv alone: largest error 1e-3; those of expected_tight.csv (areas and
///   roads, quadrature
///             converged): 99th percentile 2e-3, largest 1e-2. area_rect_a, whose reference is itself
///             converged to 5e-3 only: 99th percentile 1e-2, largest not judged.
///   standard  its stated bound: within 1e-3 of the hour's peak of the group, and within 1e-2 of `exact`
///   where that is
///             above 1e-3 of the peak.
/// Statistics cases (expected_stats.csv, expected_maxdaily.csv) are judged by the averages and ranks of the whole run, in
/// every mode: values 1e-3, dates the same unless tied.
/// What the case needs and the solver cannot do is refused by name.
/// @returns one per mode, in their order
Result<std::vector<Verdict>> verify_case(const std::filesystem::path& folder,
                                         const std::vector<dispersion::Mode>& modes,
                                         const std::stop_token& stop);

}  // namespace leeward::app

#pragma once
#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "dispersion/run.h"
#include "prepared_hour.h"

/// Internal to the solver: the fast modes against the full formulas at a few receptors of a few hours.
namespace leeward::dispersion {

/// Which hours and how many receptors of each: a fixed pseudo-random choice among the valid hours, that costs
/// no more than a small share of the run's pairs of source and receptor.
struct SamplePlan {
  std::vector<std::size_t> hours;  ///< ascending, into Scenario::met
  std::size_t receptors = 0;       ///< of each hour
  bool has(std::size_t hour_index) const;
};
SamplePlan make_sample_plan(const RunInputs& run, std::size_t receptors);

/// Gathers differences hour by hour.
class ErrorSample {
public:
  explicit ErrorSample(std::size_t receptors) : receptors_(receptors) {}
  /// @param values  of the hour [column][receptor], before background is added
  void compare(const RunInputs& run, const PreparedHour& hour, std::span<const double> values,
               int thread_count);
  SampledError result() const;

private:
  std::size_t receptors_;
  SampledError error_;
  std::vector<double> local_;  ///< relative errors where the concentration is above 1e-3 of the peak
};

}  // namespace leeward::dispersion

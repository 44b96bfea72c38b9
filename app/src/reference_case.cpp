#include "app/reference_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "reference_compare.h"
#include "reference_expected.h"
#include "reference_scenario.h"
#include "reference_statistics.h"

namespace leeward::app {
namespace reference_case {

/// Keeps every value: [hour][column][receptor].
class KeepingSink final : public dispersion::HourSink {
public:
  explicit KeepingSink(std::size_t hour_values) : hour_values_(hour_values) {}
  void take(std::size_t hour_index, HourStatus, std::span<const double> values) override {
    values_.resize(std::max(values_.size(), (hour_index + 1) * hour_values_));
    std::copy(values.begin(), values.end(),
              values_.begin() + static_cast<std::ptrdiff_t>(hour_index * hour_values_));
  }
  std::vector<double> take_all() { return std::move(values_); }

private:
  std::size_t hour_values_;
  std::vector<double> values_;
};

struct Solution {
  std::vector<double> values;
  double seconds = 0;
};

/// The case as it is solved: linear columns, and what makes those of the groups out of them.
struct Problem {
  Scenario linear;
  dispersion::ColumnPlan plan;
};

Problem problem_of(const ReferenceScenario& input) {
  Problem problem{input.scenario, {}};
  problem.plan = dispersion::plan_columns(problem.linear, input.chemistry);
  return problem;
}

/// @param wanted  takes the columns of the groups
/// @returns the seconds it took
Result<double> solve_into(dispersion::HourSink& wanted, const Problem& problem, dispersion::Mode mode,
                          const std::stop_token& stop) {
  dispersion::PlanSink sink(problem.plan, problem.linear.receptors.size(), wanted);
  NoProgress no_progress;
  dispersion::RunOptions options;
  options.mode = mode;
  const auto report = dispersion::run(problem.linear, options, stop, no_progress, sink);
  if (!report) return tl::unexpected(report.error());
  if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "stopped by the user");
  return report->seconds;
}

Result<Solution> solve(const Problem& problem, dispersion::Mode mode, const std::stop_token& stop) {
  KeepingSink sink(problem.plan.wanted.size() * problem.linear.receptors.size());
  const auto seconds = solve_into(sink, problem, mode, stop);
  if (!seconds) return tl::unexpected(seconds.error());
  return Solution{sink.take_all(), *seconds};
}

/// Ties of fast modes are ties within their bound.
constexpr double exact_tie = 1e-6;  // the reference has 7 digits
constexpr double fast_tie = 1e-3;

/// Hands the hours to the averages.
class AveragingSink final : public dispersion::HourSink {
public:
  AveragingSink(StatisticsOfRun& statistics, const Scenario& scenario)
      : statistics_(&statistics), scenario_(&scenario) {}
  void take(std::size_t hour_index, HourStatus status, std::span<const double> values) override {
    statistics_->take(scenario_->met.hours[hour_index].hour, status, values);
  }

private:
  StatisticsOfRun* statistics_;
  const Scenario* scenario_;
};

/// Averages and ranks of a whole run, in each mode.
Result<std::vector<Verdict>> verify_statistics(const std::filesystem::path& folder,
                                               const ReferenceScenario& input,
                                               const std::vector<dispersion::Mode>& modes,
                                               const std::stop_token& stop) {
  const auto expected = read_expected_statistics(folder, input.scenario);
  if (!expected) return tl::unexpected(expected.error());
  const Problem problem = problem_of(input);
  std::vector<Verdict> verdicts;
  for (const dispersion::Mode mode : modes) {
    StatisticsOfRun statistics(*expected, input.scenario);
    AveragingSink sink(statistics, input.scenario);
    const auto seconds = solve_into(sink, problem, mode, stop);
    if (!seconds) return tl::unexpected(seconds.error());
    Verdict verdict;
    verdict.case_id = input.case_id;
    verdict.mode = mode;
    verdict.seconds = *seconds;
    statistics.compare(mode == dispersion::Mode::exact ? exact_tie : fast_tie, verdict);
    verdict.not_met = bars_not_met(verdict);
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace reference_case

Result<std::vector<Verdict>> verify_case(const std::filesystem::path& folder,
                                         const std::vector<dispersion::Mode>& modes,
                                         const std::stop_token& stop) {
  auto input = read_reference_scenario(folder);
  if (!input) return tl::unexpected(input.error());
  if (has_expected_statistics(folder)) return reference_case::verify_statistics(folder, *input, modes, stop);
  const Scenario& scenario = input->scenario;
  auto expected = read_expected(folder, scenario);
  if (!expected) return tl::unexpected(expected.error());
  const reference_case::Problem problem = reference_case::problem_of(*input);
  // Every fast mode is compared with exact, so exact is solved first in any case.
  const auto exact = reference_case::solve(problem, dispersion::Mode::exact, stop);
  if (!exact) return tl::unexpected(exact.error());
  std::vector<Verdict> verdicts;
  for (const dispersion::Mode mode : modes) {
    const bool is_exact = mode == dispersion::Mode::exact;
    const auto solution = is_exact ? exact : reference_case::solve(problem, mode, stop);
    if (!solution) return tl::unexpected(solution.error());
    if (solution->values.size() != expected->values.size())
      return fail(ErrorCode::internal, fmt::format("found {} computed values, expected {}",
                                                   solution->values.size(), expected->values.size()));
    Verdict verdict;
    verdict.case_id = input->case_id;
    verdict.mode = mode;
    verdict.seconds = solution->seconds;
    compare_with_reference(solution->values, *expected, scenario, verdict);
    if (!is_exact) verdict.from_exact = compare_with_exact(solution->values, exact->values, scenario);
    verdict.not_met = bars_not_met(verdict);
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace leeward::app

#include "core/scenario/optimise.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "plan_program.h"

namespace leeward {
namespace optimise_detail {

using Clock = std::chrono::steady_clock;
using plan_program::Expression;

/// Uptakes this small are a rounding of the solver.
constexpr double least_uptake = 1e-9;

double value_of(const Expression& expression, const std::vector<double>& columns) {
  double value = expression.constant;
  for (const auto& term : expression.terms)
    value += term.factor * columns[static_cast<std::size_t>(term.column)];
  return value;
}

class FaultList {
public:
  void add(std::string feature, std::string found, std::string expected) {
    Fault fault;
    fault.feature = std::move(feature);
    fault.found = std::move(found);
    fault.expected = std::move(expected);
    faults_.push_back(std::move(fault));
  }
  void expect(bool is_so, const std::string& feature, double found, const char* expected) {
    if (!is_so) add(feature, fmt::format("{}", found), expected);
  }
  std::vector<Fault> take() { return std::move(faults_); }

private:
  std::vector<Fault> faults_;
};

void check_measures(const PlanProblem& problem, FaultList& faults) {
  for (const PlanMeasure& measure : problem.measures) {
    const std::string name = fmt::format("measure '{}'", measure.id);
    faults.expect(std::isfinite(measure.cost_per_uptake), name + ", cost", measure.cost_per_uptake,
                  "a number");
    faults.expect(std::isfinite(measure.fixed_cost) && measure.fixed_cost >= 0, name + ", fixed cost",
                  measure.fixed_cost, ">= 0");
    faults.expect(measure.max_uptake > 0 && measure.max_uptake <= 1, name + ", greatest uptake",
                  measure.max_uptake, "in ]0, 1]");
  }
  const std::size_t count = problem.measures.size();
  const auto expect_measure = [&](std::size_t measure, const char* where) {
    if (measure >= count)
      faults.add(where, fmt::format("measure number {}", measure), fmt::format("below {}", count));
  };
  for (const auto& set : problem.exclusive)
    for (const std::size_t measure : set) expect_measure(measure, "exclusive measures");
  for (const auto& [measure, needed] : problem.needs) {
    expect_measure(measure, "measures that need another");
    expect_measure(needed, "measures that need another");
  }
}

void check_groups(const PlanProblem& problem, FaultList& faults) {
  for (const PlanGroup& group : problem.groups) {
    const std::string name = fmt::format("group '{}'", group.id);
    if (group.contribution.size() != problem.targets.size())
      faults.add(name, fmt::format("{} contributions", group.contribution.size()),
                 fmt::format("{}, one for each target", problem.targets.size()));
    for (const double value : group.contribution)
      faults.expect(std::isfinite(value) && value >= 0, name + ", contribution", value, ">= 0");
    std::vector<std::size_t> seen;
    for (const PlanEffect& effect : group.effects) {
      if (effect.measure >= problem.measures.size())
        faults.add(name, fmt::format("measure number {}", effect.measure),
                   fmt::format("below {}", problem.measures.size()));
      faults.expect(std::isfinite(effect.reduction) && effect.reduction <= 1, name + ", reduction",
                    effect.reduction, "<= 1");
      if (std::find(seen.begin(), seen.end(), effect.measure) != seen.end())
        faults.add(name, fmt::format("measure number {} twice", effect.measure), "each once");
      seen.push_back(effect.measure);
    }
  }
}

/// Cost and values of the uptakes.
void judge(const PlanProblem& problem, PlanResult& result) {
  result.cost = plan_cost(problem, result.uptake);
  result.value = plan_values(problem, result.uptake);
}

std::vector<double> uptakes_of(const PlanProblem& problem, const plan_program::PlanProgram& program,
                               const plan_program::Solution& solution) {
  std::vector<double> uptake;
  for (std::size_t m = 0; m < problem.measures.size(); ++m) {
    const double value =
        std::clamp(value_of(program.uptake[m], solution.columns), 0.0, problem.measures[m].max_uptake);
    uptake.push_back(value < least_uptake ? 0.0 : value);
  }
  return uptake;
}

}  // namespace optimise_detail

using namespace optimise_detail;

std::vector<Fault> validate(const PlanProblem& problem) {
  FaultList faults;
  check_measures(problem, faults);
  check_groups(problem, faults);
  for (const PlanTarget& target : problem.targets) {
    const std::string name = fmt::format("target '{}'", target.id);
    faults.expect(std::isfinite(target.fixed) && target.fixed >= 0, name + ", fixed part", target.fixed,
                  ">= 0");
    faults.expect(std::isfinite(target.limit) && target.limit > 0, name + ", limit", target.limit, "> 0");
    faults.expect(std::isfinite(target.margin), name + ", margin", target.margin, "a number");
  }
  if (problem.budget) faults.expect(std::isfinite(*problem.budget), "budget", *problem.budget, "a number");
  if (problem.least_target && *problem.least_target >= problem.targets.size())
    faults.add("least target", fmt::format("target number {}", *problem.least_target),
               fmt::format("below {}", problem.targets.size()));
  return faults.take();
}

double plan_cost(const PlanProblem& problem, const std::vector<double>& uptake) {
  double cost = 0;
  for (std::size_t m = 0; m < problem.measures.size(); ++m)
    if (uptake[m] > 0)
      cost += problem.measures[m].cost_per_uptake * uptake[m] + problem.measures[m].fixed_cost;
  return cost;
}

std::vector<double> plan_values(const PlanProblem& problem, const std::vector<double>& uptake) {
  std::vector<double> values;
  for (const PlanTarget& target : problem.targets) values.push_back(target.fixed);
  for (const PlanGroup& group : problem.groups) {
    double share = 1;
    for (const PlanEffect& effect : group.effects) share *= 1 - effect.reduction * uptake[effect.measure];
    for (std::size_t t = 0; t < values.size(); ++t) values[t] += group.contribution[t] * share;
  }
  return values;
}

Result<PlanResult> optimise(const PlanProblem& problem, const PlanOptions& options,
                            const std::stop_token& stop) {
  const auto start = Clock::now();
  if (auto faults = validate(problem); !faults.empty())
    return fail(ErrorCode::input, "the plan cannot be searched for", std::move(faults));
  const auto seconds = [&start] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  PlanResult result;
  const auto program = plan_program::make_program(problem, options.steps, false);
  auto solution = plan_program::solve(program.program, options.gap, options.time_limit_s, stop);
  if (!solution) return tl::unexpected(solution.error());
  if (solution->is_feasible) {
    result.outcome = solution->is_optimal ? PlanResult::Outcome::optimal : PlanResult::Outcome::stopped_early;
    result.uptake = uptakes_of(problem, program, *solution);
    judge(problem, result);
    const double objective = problem.least_target ? result.value[*problem.least_target] : result.cost;
    result.bound = std::min(solution->bound, objective);
    result.gap = (objective - result.bound) / std::max(std::abs(objective), 1e-9);
    result.seconds = seconds();
    return result;
  }
  // Which targets cannot be met, and by how much at best.
  const auto relaxed = plan_program::make_program(problem, options.steps, true);
  solution = plan_program::solve(relaxed.program, options.gap, options.time_limit_s, stop);
  if (!solution) return tl::unexpected(solution.error());
  if (!solution->is_feasible)
    return fail(ErrorCode::input, "no set of measures keeps to the budget and the rules among the measures");
  result.outcome = PlanResult::Outcome::infeasible;
  result.uptake = uptakes_of(problem, relaxed, *solution);
  judge(problem, result);
  for (std::size_t t = 0; t < problem.targets.size(); ++t) {
    const PlanTarget& target = problem.targets[t];
    const bool has_limit = problem.least_target != t;
    result.shortfall.push_back(has_limit ? std::max(0.0, result.value[t] - (target.limit - target.margin))
                                         : 0.0);
  }
  result.seconds = seconds();
  return result;
}

}  // namespace leeward

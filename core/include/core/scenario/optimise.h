#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/model/result.h"

/// The cheapest set of measures that meets targets (physics/16 section 6), over a matrix of responses.
namespace leeward {

/// A measure that may be taken in part or not at all.
struct PlanMeasure {
  std::string id;
  double cost_per_uptake = 0;  ///< per year at uptake 1; below 0: it saves money
  double fixed_cost = 0;       ///< per year as soon as it is taken, >= 0
  double max_uptake = 1;       ///< ]0, 1]
  bool is_on_off = true;       ///< uptake is 0 or max_uptake; else anything between (see `steps`)
};

/// What a measure takes off a group: emission x (1 - reduction x uptake). Measures on one group multiply.
struct PlanEffect {
  std::size_t measure = 0;
  double reduction = 0;  ///< at uptake 1, ]-inf, 1]; below 0: it adds
};

/// Sources that measures touch alike, and what they give to each target.
struct PlanGroup {
  std::string id;
  std::vector<PlanEffect> effects;
  std::vector<double> contribution;  ///< one per target, in the target's unit, >= 0
};

/// A value that must not exceed its limit.
struct PlanTarget {
  std::string id;
  double fixed = 0;   ///< what no measure changes: background, other groups
  double limit = 0;   ///< > 0
  double margin = 0;  ///< kept below the limit
};

struct PlanProblem {
  std::vector<PlanMeasure> measures;
  std::vector<PlanGroup> groups;
  std::vector<PlanTarget> targets;
  std::vector<std::vector<std::size_t>> exclusive;         ///< at most one measure of each set
  std::vector<std::pair<std::size_t, std::size_t>> needs;  ///< the first only with the second
  std::optional<double> budget;                            ///< on the yearly cost
  /// Instead of the least cost: the least value of this target within the budget. The target itself has no
  /// limit then.
  std::optional<std::size_t> least_target;
};

struct PlanOptions {
  double gap = 1e-4;  ///< (cost - bound)/|cost| at which the search may end
  double time_limit_s = 60;
  /// Levels between which the uptake of a measure is chosen that shares a group with others: products of two
  /// free uptakes are not linear. A measure alone on its groups has any uptake.
  int steps = 4;
};

struct PlanResult {
  enum class Outcome { optimal, stopped_early, infeasible };
  Outcome outcome = Outcome::infeasible;
  std::vector<double> uptake;  ///< one per measure
  double cost = 0;             ///< per year, recomputed from the uptakes
  double bound =
      -std::numeric_limits<double>::infinity();  ///< no plan is cheaper (or lower, with least_target)
  double gap = 0;                                ///< of the objective, relative
  double seconds = 0;
  std::vector<double> value;  ///< of each target, recomputed from the uptakes
  /// Infeasible: how far above limit - margin each target stays in the plan that violates least in sum of
  /// relative violations.
  std::vector<double> shortfall;
};

/// Every fault of a problem: indices, signs, sizes. Empty when it can be solved.
std::vector<Fault> validate(const PlanProblem& problem);

/// Yearly cost of uptakes.
double plan_cost(const PlanProblem& problem, const std::vector<double>& uptake);
/// Values of the targets: fixed + sum over groups of contribution x product over effects of (1 - reduction x
/// uptake).
std::vector<double> plan_values(const PlanProblem& problem, const std::vector<double>& uptake);

/// Solves the problem as a mixed-integer linear programme by GLPK. Products of measures on one group are
/// exact: the remaining share after each measure is a variable of its own, tied by linear inequalities that
/// are tight when the measure is taken or not. Infeasible targets are not an Error: the result says by how
/// much which target is missed, at best. One call at a time holds the solver; others wait. The same problem
/// gives the same plan.
Result<PlanResult> optimise(const PlanProblem& problem, const PlanOptions& options = {},
                            const std::stop_token& stop = {});

/// Cost against the value of one target: the ends, equal steps of budget between them, then the widest gaps
/// halved; dominated plans left out. Ascending cost, descending value.
Result<std::vector<PlanResult>> pareto_front(PlanProblem problem, std::size_t target, std::size_t points,
                                             const PlanOptions& options = {},
                                             const std::stop_token& stop = {});

}  // namespace leeward

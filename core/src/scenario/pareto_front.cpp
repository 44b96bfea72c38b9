#include <algorithm>
#include <set>

#include "core/scenario/optimise.h"

namespace leeward {
namespace pareto_detail {

/// Plans on the way to a front: least value of a target for each budget.
class Front {
public:
  Front(PlanProblem problem, std::size_t target, const PlanOptions& options, const std::stop_token& stop)
      : problem_(std::move(problem)),
        target_(target),
        options_(options),
        stop_(stop),
        most_(problem_.budget) {}

  /// The plan of least value within a budget, and of those the cheapest.
  Result<bool> add(std::optional<double> budget) {
    problem_.budget = budget;
    problem_.least_target = target_;
    auto least = optimise(problem_, options_, stop_);
    if (!least) return tl::unexpected(least.error());
    if (least->outcome == PlanResult::Outcome::infeasible) return false;
    problem_.least_target.reset();
    const PlanTarget kept = problem_.targets[target_];
    // The value found, and what the solver's own tolerance takes.
    problem_.targets[target_].limit = std::max(least->value[target_] * (1 + 1e-9), 1e-12 * kept.limit);
    problem_.targets[target_].margin = 0;
    auto cheapest = optimise(problem_, options_, stop_);
    problem_.targets[target_] = kept;
    if (!cheapest) return tl::unexpected(cheapest.error());
    PlanResult& plan = cheapest->outcome == PlanResult::Outcome::infeasible || cheapest->cost > least->cost
                           ? *least
                           : *cheapest;
    plan.gap = std::max(plan.gap, least->gap);
    plans_.push_back(std::move(plan));
    return true;
  }
  /// The cheapest plan of all, whatever the value.
  Result<bool> add_cheapest() {
    const PlanTarget kept = problem_.targets[target_];
    problem_.least_target.reset();
    problem_.targets[target_].limit = std::max(kept.limit, 1.0) * 1e12;
    auto cheapest = optimise(problem_, options_, stop_);
    problem_.targets[target_] = kept;
    if (!cheapest) return tl::unexpected(cheapest.error());
    if (cheapest->outcome == PlanResult::Outcome::infeasible) return false;
    return add(most_ ? std::min(*most_, cheapest->cost) : cheapest->cost);
  }
  std::optional<double> most() const { return most_; }
  /// Ascending cost, descending value, none dominated.
  std::vector<PlanResult>& sorted() {
    std::sort(plans_.begin(), plans_.end(), [this](const PlanResult& a, const PlanResult& b) {
      return std::pair(a.cost, a.value[target_]) < std::pair(b.cost, b.value[target_]);
    });
    std::vector<PlanResult> kept;
    for (PlanResult& plan : plans_)
      if (kept.empty() || plan.value[target_] < kept.back().value[target_]) kept.push_back(std::move(plan));
    plans_ = std::move(kept);
    return plans_;
  }

private:
  PlanProblem problem_;
  std::size_t target_;
  PlanOptions options_;
  std::stop_token stop_;
  std::optional<double> most_;
  std::vector<PlanResult> plans_;
};

}  // namespace pareto_detail

Result<std::vector<PlanResult>> pareto_front(PlanProblem problem, std::size_t target, std::size_t points,
                                             const PlanOptions& options, const std::stop_token& stop) {
  if (target >= problem.targets.size())
    return fail(ErrorCode::input, "the Pareto front is of a target that the problem does not have");
  pareto_detail::Front front(std::move(problem), target, options, stop);
  for (const bool is_cheapest : {true, false}) {
    const auto added = is_cheapest ? front.add_cheapest() : front.add(front.most());
    if (!added) return tl::unexpected(added.error());
    if (!*added)
      return fail(ErrorCode::input, "no set of measures meets the other targets within the budget");
  }
  const double least = front.sorted().front().cost;
  const double most = front.sorted().back().cost;
  std::set<double> tried{least, most};
  const auto try_budget = [&](double budget) -> Result<bool> {
    if (!tried.insert(budget).second) return false;
    return front.add(budget);
  };
  const std::size_t equal_steps = points / 2;
  for (std::size_t i = 1; i <= equal_steps; ++i)
    if (const auto added = try_budget(least + (most - least) * static_cast<double>(i) /
                                                  static_cast<double>(equal_steps + 1));
        !added)
      return tl::unexpected(added.error());
  // Then where two plans are furthest apart in cost and nothing was tried between.
  for (std::size_t i = equal_steps; i + 2 < points; ++i) {
    const std::vector<PlanResult>& plans = front.sorted();
    double widest = 0;
    double middle = 0;
    for (std::size_t k = 1; k < plans.size(); ++k) {
      // Plans are found by the budgets below them: between a plan and the largest budget tried below the next
      // one nothing new is found.
      const auto above = tried.lower_bound(plans[k].cost);
      const double low =
          above == tried.begin() ? plans[k - 1].cost : std::max(plans[k - 1].cost, *std::prev(above));
      if (plans[k].cost - low > widest) {
        widest = plans[k].cost - low;
        middle = 0.5 * (plans[k].cost + low);
      }
    }
    if (widest <= 1e-9 * std::max(1.0, std::abs(most))) break;
    if (const auto added = try_budget(middle); !added) return tl::unexpected(added.error());
  }
  return std::move(front.sorted());
}

}  // namespace leeward

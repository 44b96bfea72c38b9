// The cheapest plan: core/scenario/optimise.h. Worked numbers of physics/16 section 8; the oracle tries every
// plan.
#include "core/scenario/optimise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace leeward {
namespace {

using Outcome = PlanResult::Outcome;

/// Five measures on five groups, two receptors (physics/16 section 8b): reductions 3,4,1,6,1 and 1,2,3,5,0.5.
PlanProblem worked_example() {
  PlanProblem problem;
  const std::vector<double> cost{4, 6, 3, 9, 2};
  const std::vector<std::vector<double>> reduction{{3, 1}, {4, 2}, {1, 3}, {6, 5}, {1, 0.5}};
  for (std::size_t m = 0; m < 5; ++m) {
    problem.measures.push_back({.id = std::to_string(m + 1), .cost_per_uptake = cost[m]});
    problem.groups.push_back({.id = std::to_string(m + 1),
                              .effects = {{.measure = m, .reduction = 1}},
                              .contribution = reduction[m]});
  }
  // Required 6 and 4.5 out of 15 and 11.5.
  problem.targets = {{.id = "A", .limit = 9}, {.id = "B", .limit = 7}};
  return problem;
}

TEST(Optimise, FindsTheWorkedExample) {
  const auto result = optimise(worked_example());
  ASSERT_TRUE(result.has_value()) << to_text(result.error());
  EXPECT_EQ(result->outcome, Outcome::optimal);
  EXPECT_EQ(result->uptake, (std::vector<double>{0, 0, 0, 1, 0}));
  EXPECT_EQ(result->cost, 9);
  EXPECT_LE(result->gap, 1e-4);
  EXPECT_EQ(result->value, (std::vector<double>{9, 6.5}));
}

TEST(Optimise, FindsTheNextBestWhenTheBestIsExcluded) {
  PlanProblem problem = worked_example();
  // The fourth only with the first: 13; next best 11 by measures 4 and 5, or 2, 3 and 5 (section 8b).
  problem.needs = {{3, 0}};
  const auto result = optimise(problem);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->cost, 11);
  EXPECT_EQ(result->uptake, (std::vector<double>{0, 1, 1, 0, 1}));
}

TEST(Optimise, RelaxedUptakesGiveTheWorkedRootBound) {
  PlanProblem problem = worked_example();
  for (PlanMeasure& measure : problem.measures) measure.is_on_off = false;
  const auto result = optimise(problem);
  ASSERT_TRUE(result.has_value());
  EXPECT_NEAR(result->cost, 8.833333, 1e-6) << "printed to six decimals (section 8b)";
}

TEST(Optimise, MeasuresOnOneGroupMultiply) {
  // 60 % and 50 % leave 20 % (section 8d), not less than nothing.
  PlanProblem problem;
  problem.measures = {{.id = "a", .cost_per_uptake = 1}, {.id = "b", .cost_per_uptake = 1}};
  problem.groups = {{.id = "g", .effects = {{0, 0.6}, {1, 0.5}}, .contribution = {10}}};
  problem.targets = {{.id = "t", .fixed = 5, .limit = 7}};
  const auto result = optimise(problem);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->cost, 2);
  EXPECT_NEAR(result->value[0], 7.0, 1e-12) << "two roundings";
  problem.targets[0].limit = 6.9;
  const auto missed = optimise(problem);
  ASSERT_TRUE(missed.has_value());
  EXPECT_EQ(missed->outcome, Outcome::infeasible);
  EXPECT_NEAR(missed->shortfall[0], 0.1, 1e-12);
}

TEST(Optimise, SaysWhichTargetIsMissedAndByHowMuch) {
  PlanProblem problem = worked_example();
  problem.targets.push_back({.id = "C", .fixed = 12, .limit = 10});
  for (PlanGroup& group : problem.groups) group.contribution.push_back(0);
  const auto result = optimise(problem);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->outcome, Outcome::infeasible);
  ASSERT_EQ(result->shortfall.size(), 3U);
  EXPECT_EQ(result->shortfall[0], 0);
  EXPECT_EQ(result->shortfall[1], 0);
  EXPECT_NEAR(result->shortfall[2], 2, 1e-12);
}

TEST(Optimise, TakesWhatSavesMoneyAndKeepsToTheBudget) {
  PlanProblem problem;
  problem.measures = {{.id = "saves", .cost_per_uptake = -5},
                      {.id = "dear", .cost_per_uptake = 10, .is_on_off = false},
                      {.id = "fixed", .cost_per_uptake = 1, .fixed_cost = 3, .is_on_off = false}};
  problem.groups = {{.id = "1", .effects = {{0, 0.1}}, .contribution = {10}},
                    {.id = "2", .effects = {{1, 0.5}}, .contribution = {10}},
                    {.id = "3", .effects = {{2, 0.3}}, .contribution = {10}}};
  problem.targets = {{.id = "t", .limit = 24}};
  const auto cheapest = optimise(problem);
  ASSERT_TRUE(cheapest.has_value());
  // 29 after the first; 5 more by half of `dear` x 10 x 0.5 = 2.5 ... all of dear gives 5: cost 10 - 5; with
  // `fixed` at 1: 3 for 4, then 2 by 0.4 of dear: 4 + 4 - 5.
  EXPECT_NEAR(cheapest->cost, 3, 1e-6);
  EXPECT_NEAR(cheapest->uptake[1], 0.4, 1e-6);
  EXPECT_NEAR(cheapest->uptake[2], 1.0, 1e-6);
  problem.budget = 0.0;
  problem.least_target = 0;
  const auto least = optimise(problem);
  ASSERT_TRUE(least.has_value());
  // 5 to spend: 4 on `fixed` (3 off), 1 on a tenth of `dear` (0.5 off).
  EXPECT_NEAR(least->value[0], 30 - 1 - 3 - 0.5, 1e-6);
  EXPECT_NEAR(least->cost, 0, 1e-6);
}

/// Random problem with shared groups, exclusive and dependent measures, measures that add and partial ones.
PlanProblem random_problem(std::mt19937& random) {
  std::uniform_real_distribution<double> unit(0, 1);
  PlanProblem problem;
  const std::size_t measures = 3 + random() % 6;
  for (std::size_t m = 0; m < measures; ++m)
    problem.measures.push_back({.id = std::to_string(m),
                                .cost_per_uptake = 10 * unit(random) - 1,
                                .fixed_cost = unit(random) < 0.3 ? unit(random) : 0,
                                .max_uptake = 0.5 + 0.5 * unit(random),
                                .is_on_off = unit(random) < 0.8});
  const std::size_t groups = 2 + random() % 5;
  for (std::size_t g = 0; g < groups; ++g) {
    PlanGroup group{
        .id = std::to_string(g), .effects = {}, .contribution = {10 * unit(random), 5 * unit(random)}};
    for (std::size_t m = 0; m < measures; ++m)
      if (unit(random) < 0.45)
        group.effects.push_back({m, unit(random) < 0.1 ? -0.3 * unit(random) : unit(random)});
    problem.groups.push_back(std::move(group));
  }
  if (unit(random) < 0.5) problem.exclusive.push_back({0, 1});
  if (unit(random) < 0.5) problem.needs.emplace_back(1, 2);
  double all_a = 0;
  double all_b = 0;
  for (const PlanGroup& group : problem.groups) {
    all_a += group.contribution[0];
    all_b += group.contribution[1];
  }
  problem.targets = {{.id = "A", .fixed = 2, .limit = 2 + all_a * (0.3 + 0.6 * unit(random))},
                     {.id = "B", .fixed = 1, .limit = 1 + all_b * (0.3 + 0.6 * unit(random))}};
  return problem;
}

/// Tries every plan of `steps` levels.
class Enumeration {
public:
  Enumeration(const PlanProblem& problem, int steps)
      : problem_(problem), steps_(steps), uptake_(problem.measures.size(), 0.0) {
    try_from(0);
  }
  double best() const { return best_; }

private:
  bool keeps_rules() const {
    for (const auto& set : problem_.exclusive) {
      int taken = 0;
      for (const std::size_t m : set) taken += uptake_[m] > 0 ? 1 : 0;
      if (taken > 1) return false;
    }
    for (const auto& [m, needed] : problem_.needs)
      if (uptake_[m] > 0 && uptake_[needed] == 0) return false;
    const auto values = plan_values(problem_, uptake_);
    for (std::size_t t = 0; t < values.size(); ++t)
      if (values[t] > problem_.targets[t].limit) return false;
    return true;
  }
  void try_from(std::size_t m) {
    if (m == uptake_.size()) {
      if (keeps_rules()) best_ = std::min(best_, plan_cost(problem_, uptake_));
      return;
    }
    const int levels = problem_.measures[m].is_on_off ? 1 : steps_;
    for (int level = 0; level <= levels; ++level) {
      uptake_[m] = problem_.measures[m].max_uptake * level / levels;
      try_from(m + 1);
    }
    uptake_[m] = 0;
  }

  const PlanProblem& problem_;
  int steps_;
  std::vector<double> uptake_;
  double best_ = std::numeric_limits<double>::infinity();
};

TEST(Optimise, IsAsGoodAsTryingEveryPlan) {
  std::mt19937 random(17);
  int feasible = 0;
  for (int i = 0; i < 150; ++i) {
    const PlanProblem problem = random_problem(random);
    const double best = Enumeration(problem, 4).best();
    const auto result = optimise(problem, {.gap = 1e-9});
    ASSERT_TRUE(result.has_value()) << i << ": " << to_text(result.error());
    if (std::isinf(best) && result->outcome == Outcome::infeasible) continue;
    ASSERT_EQ(result->outcome, Outcome::optimal) << i;
    ++feasible;
    // Free uptakes may beat the levels the oracle tries; 1e-6 is the solver's tolerance on rows of unit size
    // times costs of 10.
    EXPECT_LE(result->cost, best + 1e-5) << i;
    const bool has_free = std::any_of(problem.measures.begin(), problem.measures.end(),
                                      [](const PlanMeasure& m) { return !m.is_on_off; });
    if (!has_free) {
      EXPECT_NEAR(result->cost, best, 1e-9) << i << ": rounding of sums";
    }
    for (std::size_t t = 0; t < problem.targets.size(); ++t)
      EXPECT_LE(result->value[t], problem.targets[t].limit * (1 + 1e-6)) << i;
  }
  EXPECT_GT(feasible, 60) << "the problems must not all be impossible";
}

TEST(Optimise, GivesTheSamePlanAgain) {
  std::mt19937 random(5);
  const PlanProblem problem = random_problem(random);
  const auto one = optimise(problem);
  const auto other = optimise(problem);
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_EQ(one->uptake, other->uptake);
}

TEST(Optimise, RefusesWhatCannotBe) {
  PlanProblem problem = worked_example();
  problem.measures[0].max_uptake = 2;
  problem.groups[1].effects[0].reduction = 1.5;
  problem.groups[2].effects[0].measure = 9;
  problem.targets[0].limit = 0;
  const auto result = optimise(problem);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().faults.size(), 4U);
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = optimise(worked_example(), {}, stop.get_token());
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

TEST(ParetoFront, IsTheWorkedOne) {
  // Cost : total reduction of physics/16 section 8b; the target is the sum of both receptors.
  PlanProblem problem = worked_example();
  for (PlanGroup& group : problem.groups)
    group.contribution = {group.contribution[0] + group.contribution[1]};
  problem.targets = {{.id = "total", .limit = 1}};
  const auto front = pareto_front(problem, 0, 60);
  ASSERT_TRUE(front.has_value()) << to_text(front.error());
  const std::vector<std::pair<double, double>> expected{
      {0, 0},   {2, 1.5},   {3, 4},   {5, 5.5}, {6, 6},   {7, 8},     {9, 11},  {11, 12.5},
      {12, 15}, {14, 16.5}, {15, 17}, {16, 19}, {18, 21}, {20, 22.5}, {22, 25}, {24, 26.5}};
  std::vector<std::pair<double, double>> found;
  for (const PlanResult& plan : *front) found.emplace_back(plan.cost, 26.5 - plan.value[0]);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].first, expected[i].first);
    EXPECT_NEAR(found[i].second, expected[i].second, 1e-9) << "rounding of sums";
  }
}

}  // namespace
}  // namespace leeward

// What is solved once and how it recombines: core/scenario/response_plan.h, daily_responses.h. Expected
// values by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/scenario/daily_responses.h"
#include "core/scenario/response_plan.h"

namespace leeward {
namespace {

TEST(ResponsePlan, SharesAPatternAmongProportionalPollutants) {
  // Two links: NOx and PM10 in the same proportion, SO2 in another, CO none.
  const std::vector<SourcePart> parts{{4, 0, {2.0, 0.2, 5.0, 0.0}}, {7, 0, {1.0, 0.1, 10.0, 0.0}}};
  const ResponsePlan plan = plan_responses(parts, 1, 4);
  ASSERT_EQ(plan.groups.size(), 1U);
  ASSERT_EQ(plan.patterns.size(), 2U);
  const GroupPatterns& group = plan.groups[0];
  EXPECT_EQ(group.parts, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(group.pattern, (std::vector<std::size_t>{0, 0, 1, no_pattern}));
  EXPECT_EQ(group.scale, (std::vector<double>{2.0, 0.2, 10.0, 0.0}));
  EXPECT_EQ(plan.patterns[0], (ResponsePattern{{4, 1.0}, {7, 0.5}}));
  EXPECT_EQ(plan.patterns[1], (ResponsePattern{{4, 0.5}, {7, 1.0}}));
}

TEST(ResponsePlan, SharesAPatternAmongGroupsOfTheSameSources) {
  // Light and heavy vehicles of one link: one unit field, two groups that measures touch by themselves.
  const std::vector<SourcePart> parts{{0, 1, {1.0}}, {0, 0, {3.0}}};
  const ResponsePlan plan = plan_responses(parts, 2, 1);
  EXPECT_EQ(plan.patterns.size(), 1U);
  EXPECT_EQ(plan.groups[0].scale[0], 3.0);
  EXPECT_EQ(plan.groups[1].scale[0], 1.0);
}

TEST(ResponsePlan, KeepsAllThatIsEmitted) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> rate(0, 1);
  std::vector<SourcePart> parts;
  for (std::size_t i = 0; i < 200; ++i)
    parts.push_back({i % 150, random() % 14, {rate(random), rate(random) < 0.3 ? 0.0 : 2.0}});
  const ResponsePlan plan = plan_responses(parts, 14, 2);
  for (std::size_t p = 0; p < 2; ++p) {
    std::vector<double> emitted(150, 0.0);
    for (const SourcePart& part : parts) emitted[part.source] += part.rates[p];
    for (const GroupPatterns& group : plan.groups)
      if (group.pattern[p] != no_pattern)
        for (const PatternWeight& weight : plan.patterns[group.pattern[p]])
          emitted[weight.source] -= weight.weight * group.scale[p];
    // Differences of doubles near 1.
    for (const double rest : emitted) EXPECT_NEAR(rest, 0.0, 1e-13);
  }
}

TEST(DailyResponses, AddsWeightedRows) {
  // More than one tile, the last one not full.
  const std::size_t receptors = 2 * DailyResponses::tile_size + 77;
  DailyResponses responses(receptors, 3, 4);
  const auto value = [](std::size_t row, std::size_t day, std::size_t i) {
    return static_cast<float>(std::sin(static_cast<double>(1 + row * 31 + day * 7 + i)));
  };
  std::vector<float> values(receptors);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t day = 0; day < 3; ++day) {
      for (std::size_t i = 0; i < receptors; ++i) values[i] = value(row, day, i);
      responses.set(row, day, values);
    }
  DailySums sums(receptors, 3);
  const std::vector<DailyResponses::Weight> weights{{.row = 1, .of_day = {2.0, 0.0, 1.0}},
                                                    {.row = 3, .of_day = {0.5, 0.25, -1.0}}};
  for (std::size_t tile = 0; tile < responses.tile_count(); ++tile)
    responses.add(tile, weights, sums.tile(tile));
  for (std::size_t day = 0; day < 3; ++day)
    for (std::size_t i = 0; i < receptors; ++i) {
      double expected = weights[0].of_day[day] * static_cast<double>(value(1, day, i));
      expected += weights[1].of_day[day] * static_cast<double>(value(3, day, i));
      EXPECT_EQ(sums.at(day, i), expected) << "to the last bit: nothing is fused";
    }
}

}  // namespace
}  // namespace leeward

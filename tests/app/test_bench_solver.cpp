// The benchmarks' shapes and their measurement at a small scale; no time is judged. AERMOD's own benchmarks
// (../shared/reference/aermod_bench) are solved at some of their receptors and compared with its means.
#include "app/bench_solver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "bench_aermod.h"
#include "bench_shapes.h"
#include "dispersion/met_profile.h"

namespace leeward::app {
namespace {

using dispersion::Mode;

TEST(BenchMeteorology, IsADayOfValidHoursStableAndConvective) {
  const auto met = bench_meteorology(44);
  ASSERT_TRUE(met) << to_text(met.error());
  ASSERT_EQ(met->hours.size(), 44U);
  std::size_t stable = 0;
  for (const MetHour& hour : met->hours) {
    const auto air = dispersion::make_boundary_layer(hour, dispersion::boundary_layer_options(*met, {}));
    ASSERT_EQ(air.status, HourStatus::valid) << to_iso(hour.hour);
    stable += air.is_stable ? 1 : 0;
  }
  EXPECT_GT(stable, 12U);
  EXPECT_LT(stable, 32U);
}

TEST(BenchShapes, AreTheSameEachTimeAndSound) {
  for (const BenchShape& shape : bench_shapes()) {
    if (shape.kind == BenchShape::Kind::hill_heights) continue;
    const BenchShape small = scaled(shape, 0.002);
    const auto first = bench_scenario(small);
    const auto second = bench_scenario(small);
    ASSERT_TRUE(first) << to_text(first.error());
    ASSERT_TRUE(second);
    EXPECT_TRUE(validate(*first).empty()) << shape.name;
    EXPECT_EQ(first->sources.size(), small.sources);
    EXPECT_EQ(first->receptors.size(), small.receptors);
    EXPECT_EQ(common(first->sources.back()).rates, common(second->sources.back()).rates);
    EXPECT_EQ(first->receptors.back().hill_height_m, second->receptors.back().hill_height_m);
  }
}

TEST(BenchShapes, HaveTheSizesOfTheIssue) {
  const auto size_of = [](const char* name) {
    const BenchShape* shape = find_bench_shape(name);
    return shape == nullptr ? std::vector<std::size_t>{}
                            : std::vector<std::size_t>{shape->sources, shape->receptors, shape->hours};
  };
  EXPECT_THAT(size_of("A"), ::testing::ElementsAre(1000, 1000000, 24));
  EXPECT_THAT(size_of("b"), ::testing::ElementsAre(20000, 250000, 24));
  EXPECT_THAT(size_of("C"), ::testing::ElementsAre(7700, 18700, 44));
  EXPECT_THAT(size_of("D"), ::testing::ElementsAre(50, 250000, 24));
  EXPECT_THAT(size_of("E"), ::testing::ElementsAre(1000, 1000000, 24));
  EXPECT_EQ(find_bench_shape("Z"), nullptr);
}

TEST(BenchSolver, MeasuresEveryShapeAtASmallScale) {
  BenchOptions options;
  options.scale = 0.0005;
  options.repeat = 2;
  std::vector<BenchResult> results;
  const auto done = bench_solver(options, {}, [&](const BenchResult& result) { results.push_back(result); });
  ASSERT_TRUE(done) << to_text(done.error());
  ASSERT_EQ(results.size(), bench_shapes().size());
  for (const BenchResult& result : results) {
    EXPECT_EQ(result.seconds.size(), 2U) << result.shape;
    EXPECT_GT(result.pairs, 0U) << result.shape;
    EXPECT_GT(result.pairs_per_s, 0) << result.shape;
    EXPECT_FALSE(result.text.empty());
    if (result.mode == Mode::standard) {
      EXPECT_GT(result.exact_pairs_per_s, 0) << result.shape;
      EXPECT_LE(result.error.largest_of_peak, dispersion::standard_bound_of_peak) << result.shape;
    }
  }
}

TEST(BenchSolver, RefusesShapesItDoesNotHave) {
  BenchOptions options;
  options.shapes = {"A", "Z"};
  const auto done = bench_solver(options, {}, [](const BenchResult&) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::input);
  EXPECT_THAT(done.error().message, ::testing::HasSubstr("found shape \"Z\", expected one of A, A4, B"));
}

TEST(BenchSolver, CanBeStopped) {
  BenchOptions options;
  options.shapes = {"A"};
  options.scale = 0.001;
  std::stop_source stop;
  stop.request_stop();
  const auto done = bench_solver(options, stop.get_token(), [](const BenchResult&) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
}

class SummedHours final : public dispersion::HourSink {
public:
  void take(std::size_t, HourStatus, std::span<const double> values) override {
    sums.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) sums[i] += values[i];
  }
  std::vector<double> sums;
};

struct AermodCase {
  const char* folder;
  double max_error;
};
class AermodBenchmark : public ::testing::TestWithParam<AermodCase> {};

TEST_P(AermodBenchmark, HasAermodsMeans) {
  const std::filesystem::path folder =
      std::filesystem::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod_bench" / GetParam().folder;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  auto bench = read_aermod_bench(folder);
  ASSERT_TRUE(bench) << to_text(bench.error());
  const std::size_t step = bench->scenario.receptors.size() / 40;
  std::vector<Receptor> receptors;
  std::vector<double> expected;
  for (std::size_t i = 0; i < bench->scenario.receptors.size(); i += step) {
    receptors.push_back(bench->scenario.receptors[i]);
    expected.push_back(bench->expected_mean_ug_per_m3[i]);
  }
  bench->scenario.receptors = receptors;
  SummedHours sink;
  NoProgress progress;
  const auto report = dispersion::run(bench->scenario, {.mode = Mode::exact}, {}, progress, sink);
  ASSERT_TRUE(report) << to_text(report.error());
  ASSERT_EQ(report->valid_hours, 24U);
  std::vector<double> errors;
  for (std::size_t i = 0; i < expected.size(); ++i)
    errors.push_back(std::abs(sink.sums[i] / 24 - expected[i]) / expected[i]);
  std::sort(errors.begin(), errors.end());
  EXPECT_LE(errors.back(), GetParam().max_error);
}

// Stacks: the means are printed to six digits, the bar of the reference set is 1e-3. Areas and roads: AERMOD
// stops its own integrals at 1e-2 and at 5e-4 of the unit-emission value (README of the reference set).
INSTANTIATE_TEST_SUITE_P(Shared, AermodBenchmark,
                         ::testing::Values(AermodCase{"points_flat_100x10000", 1e-3},
                                           AermodCase{"points_terrain_50x10000", 1e-3},
                                           AermodCase{"area_50x2500", 1e-2},
                                           AermodCase{"rline_200x5041", 1e-2}),
                         [](const auto& test) { return std::string(test.param.folder); });

}  // namespace
}  // namespace leeward::app

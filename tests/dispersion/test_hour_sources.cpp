// What sources release in an hour: factors, hourly emissions, and the values the fast form gives below 0.
#include "hour_sources.h"

#include <gtest/gtest.h>

#include <array>

#include "hour_repair.h"
#include "support/fake_fields.h"
#include "support/made_up_city.h"
#include "support/road_cases.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

Scenario two_stacks() {
  Scenario scenario = made_up_city(0, 40);
  scenario.columns = {{.pollutant = "SO2", .group = ""}, {.pollutant = "SO2", .group = "b"}};
  PointSource a;
  a.id = "a";
  a.position_m = {-200, 10};
  a.stack_height_m = 12;
  a.stack_diameter_m = 1;
  a.exit_velocity_m_per_s = 5;
  a.exit_temperature_k = 400;
  a.rates = {2, 0};
  PointSource b = a;
  b.id = "b";
  b.position_m = {100, -300};
  b.rates = {1, 1};
  scenario.sources = {a, b};
  return scenario;
}

std::vector<std::vector<double>> hours_of(const Scenario& scenario, RunReport* report = nullptr) {
  NoProgress progress;
  KeepingSink sink;
  const auto done = run(scenario, {.thread_count = 2}, {}, progress, sink);
  EXPECT_TRUE(done) << to_text(done.error());
  if (done && report != nullptr) *report = *done;
  return sink.hours;
}

TEST(HourSources, FactorsOfTheWindsClassMultiplyRates) {
  Scenario scenario = two_stacks();
  EmissionFactors by_wind;
  by_wind.wind_classes = 6;
  by_wind.values = {0, 3, 5, 7, 11, 13};
  scenario.schedules = {by_wind};
  const BaseRates base(scenario);
  // 3 m/s is in the second class; 1 m/s in the first, whose factor is 0.
  const HourSources sources = hour_sources(scenario, base, 0, 3.0);
  ASSERT_EQ(sources.active.size(), 2u);
  ASSERT_EQ(sources.rates_of(0).size(), 1u);
  EXPECT_EQ(sources.rates_of(0)[0].rate, 6.0);
  ASSERT_EQ(sources.rates_of(1).size(), 2u);
  EXPECT_EQ(sources.rates_of(1)[1].column, 1u);
  EXPECT_EQ(sources.rates_of(1)[1].rate, 3.0);
  EXPECT_TRUE(hour_sources(scenario, base, 0, 1.0).active.empty());
}

TEST(HourSources, HourlyEmissionsReplaceRateAndRelease) {
  Scenario scenario = two_stacks();
  scenario.schedules[0].values = {0.0};  // does not count for a source with hourly emissions
  HourlyEmissions hourly;
  hourly.id = "b";
  hourly.hours = {{.rate = 4, .exit_temperature_k = 500}, {.rate = 0}, {.rate = -2}};
  scenario.hourly_emissions = {hourly};
  std::get<PointSource>(scenario.sources[1]).hourly = 0;
  const BaseRates base(scenario);
  const HourSources first = hour_sources(scenario, base, 0, 3.0);
  ASSERT_EQ(first.active.size(), 1u);  // the other has factor 0
  EXPECT_EQ(first.active[0].index, 1u);
  EXPECT_EQ(first.rates_of(0)[0].rate, 4.0);
  EXPECT_EQ(std::get<PointSource>(*first.active[0].source).exit_temperature_k, 500);
  EXPECT_EQ(std::get<PointSource>(*first.active[0].source).exit_velocity_m_per_s, 5);
  EXPECT_TRUE(hour_sources(scenario, base, 1, 3.0).active.empty());
  const HourSources credit = hour_sources(scenario, base, 2, 3.0);
  ASSERT_EQ(credit.active.size(), 1u);
  EXPECT_EQ(credit.active[0].source, &scenario.sources[1]);
  EXPECT_TRUE(credit.has_credit[0]);
  EXPECT_TRUE(credit.has_credit[1]);
}

TEST(HourSources, HourlyReleasesOfEveryKindAreThoseOfTheHour) {
  Scenario scenario = two_stacks();
  VolumeSource volume;
  volume.rates = {1, 0};
  AreaSource area;
  area.rates = {1, 0};
  LineSource line;
  line.rates = {1, 0};
  line.release_height_m = 1;
  line.end_release_height_m = 5;
  scenario.sources = {volume, area, line};
  scenario.hourly_emissions.resize(1);
  scenario.hourly_emissions[0].hours = {
      {.rate = 1, .release_height_m = 7, .initial_sigma_y_m = 8, .initial_sigma_z_m = 9}};
  for (Source& source : scenario.sources) std::visit([](auto& s) { s.hourly = 0; }, source);
  const HourSources sources = hour_sources(scenario, BaseRates(scenario), 0, 3.0);
  ASSERT_EQ(sources.active.size(), 3u);
  const auto& v = std::get<VolumeSource>(*sources.active[0].source);
  EXPECT_EQ(v.release_height_m, 7);
  EXPECT_EQ(v.initial_sigma_y_m, 8);
  EXPECT_EQ(v.initial_sigma_z_m, 9);
  EXPECT_EQ(std::get<AreaSource>(*sources.active[1].source).initial_sigma_z_m, 9);
  const auto& l = std::get<LineSource>(*sources.active[2].source);
  EXPECT_EQ(l.release_height_m, 7);
  EXPECT_FALSE(l.end_release_height_m);
}

TEST(Run, HourlyEmissionsAreWhatASourceWithThatReleaseGives) {
  Scenario scenario = two_stacks();
  HourlyEmissions hourly;
  hourly.hours = {
      {.rate = 4, .exit_temperature_k = 500, .exit_velocity_m_per_s = 9}, {.rate = 0}, {.rate = 1.5}};
  scenario.hourly_emissions = {hourly};
  std::get<PointSource>(scenario.sources[1]).hourly = 0;
  const auto values = hours_of(scenario);
  Scenario hot = two_stacks();
  auto& b = std::get<PointSource>(hot.sources[1]);
  b.rates = {4, 4};
  b.exit_temperature_k = 500;
  b.exit_velocity_m_per_s = 9;
  EXPECT_EQ(values[0], hours_of(hot)[0]);
  Scenario none = two_stacks();
  std::get<PointSource>(none.sources[1]).rates = {0, 0};
  EXPECT_EQ(values[1], hours_of(none)[1]);
  Scenario more = two_stacks();
  std::get<PointSource>(more.sources[1]).rates = {1.5, 1.5};
  EXPECT_EQ(values[2], hours_of(more)[2]);
}

TEST(Run, ACreditMayMakeAColumnNegative) {
  Scenario scenario = two_stacks();
  scenario.hourly_emissions.resize(1);
  scenario.hourly_emissions[0].hours = {{.rate = -1}, {.rate = -1}, {.rate = 1}};
  std::get<PointSource>(scenario.sources[1]).hourly = 0;
  RunReport report;
  const auto values = hours_of(scenario, &report);
  const std::size_t n = scenario.receptors.size();
  double lowest = 0;
  for (std::size_t i = 0; i < n; ++i) lowest = std::min(lowest, values[0][n + i]);
  EXPECT_LT(lowest, 0);
  EXPECT_EQ(report.solved_again, 0u);
  Scenario plain = two_stacks();
  const auto expected = hours_of(plain);
  for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(values[0][n + i], -expected[0][n + i]);
}

TEST(Run, BackgroundIsAddedInValidHours) {
  Scenario scenario = two_stacks();
  const auto plain = hours_of(scenario);
  scenario.columns[0].has_background = true;
  scenario.background_ug_per_m3 = {7.0, 8.0, 9.0};
  scenario.met.hours[1].wind_speed_m_per_s = 0;  // calm
  const auto values = hours_of(scenario);
  const std::size_t n = scenario.receptors.size();
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_EQ(values[0][i], plain[0][i] + 7.0);
    EXPECT_EQ(values[0][n + i], plain[0][n + i]);
    EXPECT_EQ(values[1][i], 0.0);
    EXPECT_EQ(values[2][i], plain[2][i] + 9.0);
  }
}

TEST(HourRepair, RoundingBecomesZeroAndWorseIsSolvedAgain) {
  Scenario scenario = two_stacks();
  scenario.receptors = grid_of_receptors(10, 10, 20);
  const ReceptorTree tree = make_receptor_tree(scenario.receptors);
  const BaseRates base(scenario);
  const RunInputs inputs{.scenario = &scenario, .tree = &tree, .base_rates = &base};
  PreparedHour hour;
  hour.sources = hour_sources(scenario, base, 0, 3.0);
  const FakeField field([](Vec2) { return 0.5; }, 0);
  hour.fields = {&field, &field};
  const std::size_t n = scenario.receptors.size();
  std::vector<double> values(2 * n, 1.0);
  values[3] = -1e-10;
  values[60] = -1e-3;
  values[n + 8] = -0.5;
  std::vector<Extremes> extremes(2 * tree.task_count(), Extremes{-1, 1});
  std::vector<double> mended = values;
  EXPECT_EQ(repair_negative(inputs, hour, extremes, 2, mended), 2u);
  EXPECT_EQ(mended[3], 0.0);
  EXPECT_EQ(mended[60], 2 * 0.5 + 1 * 0.5);
  EXPECT_EQ(mended[n + 8], 1 * 0.5);
  EXPECT_EQ(mended[4], 1.0);
  hour.sources.has_credit = {true, true};
  mended = values;
  EXPECT_EQ(repair_negative(inputs, hour, extremes, 2, mended), 0u);
  EXPECT_EQ(mended, values);
}

TEST(Run, EveryModeGivesTheSameBitsForAnyNumberOfThreads) {
  Scenario scenario = made_up_city(2, 0);
  scenario.met.hours.resize(2);
  scenario.columns.resize(2);
  for (Source& source : scenario.sources) std::visit([](auto& s) { s.rates.resize(2); }, source);
  for (const Source& stack : two_stacks().sources) scenario.sources.push_back(stack);
  for (Receptor receptor : grid_of_receptors(40, 40, 45, {-900, -900}))
    scenario.receptors.push_back(receptor);
  for (const Mode mode : {Mode::standard, Mode::draft}) {
    std::array<KeepingSink, 3> sinks;
    NoProgress progress;
    for (int threads = 1; threads <= 3; ++threads) {
      const RunOptions options{.thread_count = threads, .mode = mode, .sampled_receptors = 8};
      ASSERT_TRUE(run(scenario, options, {}, progress, sinks[static_cast<std::size_t>(threads - 1)]));
    }
    EXPECT_EQ(sinks[0].hours, sinks[1].hours) << to_text(mode);
    EXPECT_EQ(sinks[0].hours, sinks[2].hours) << to_text(mode);
  }
}

TEST(Run, StatesTheErrorOfAFastMode) {
  const Scenario scenario = made_up_city(20, 300);
  NoProgress progress;
  KeepingSink sink;
  const auto report = run(scenario, {}, {}, progress, sink);
  ASSERT_TRUE(report);
  const SampledError& error = report->sampled_error;
  EXPECT_EQ(error.hours, 3u);
  EXPECT_EQ(error.receptors, 3u * 64u);
  EXPECT_EQ(error.pairs, 3u * 64u * 20u);
  EXPECT_GT(error.largest_of_peak, 0);
  EXPECT_LE(error.p99_local, error.largest_local);
  KeepingSink exact;
  const auto reference = run(scenario, {.mode = Mode::exact}, {}, progress, exact);
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->sampled_error.hours, 0u);
  double largest = 0;  // over all receptors: the sample cannot be worse
  const std::size_t n = scenario.receptors.size();
  for (std::size_t h = 0; h < 3; ++h)
    for (std::size_t c = 0; c < 3; ++c) {
      const auto column = std::span(exact.hours[h]).subspan(c * n, n);
      const double peak = *std::max_element(column.begin(), column.end());
      for (std::size_t i = 0; i < n; ++i)
        largest = std::max(largest, std::abs(sink.hours[h][c * n + i] - column[i]) / peak);
    }
  EXPECT_LE(error.largest_of_peak, 1.01 * largest);  // peaks of either mode
  EXPECT_GE(error.largest_of_peak, 0.05 * largest);
  const auto again = run(scenario, {.thread_count = 1}, {}, progress, sink);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->sampled_error.largest_local, error.largest_local);
}

TEST(Run, MemoryGrowsWithWhatIsHeld) {
  const EngineLoad city{.receptors = 1000000, .columns = 2, .hours = 24, .stacks_and_volumes = 1000};
  const std::uint64_t bytes = engine_bytes(city, {.thread_count = 2});
  EXPECT_GT(bytes, 1000000u * 2u * 8u + 1000000u * 48u);
  EXPECT_LT(bytes, 600u << 20U);
  EngineLoad groups = city;
  groups.columns = 50;  // one hour of results at once: 400 MB
  EXPECT_GT(engine_bytes(groups, {.thread_count = 2}), 400000000u);
  EXPECT_LT(engine_bytes(groups, {.thread_count = 2}), 800000000u);
}

}  // namespace
}  // namespace leeward::dispersion

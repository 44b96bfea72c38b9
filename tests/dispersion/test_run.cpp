// The parallel solver against the plumes it is made of and against itself.
#include "dispersion/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "dispersion/area_plume.h"
#include "dispersion/line_road.h"
#include "dispersion/line_source.h"
#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "support/made_up_city.h"
#include "support/road_cases.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

void keep(const Scenario& scenario, const RunOptions& options, KeepingSink& sink) {
  NoProgress progress;
  const auto report = run(scenario, options, {}, progress, sink);
  EXPECT_TRUE(report) << to_text(report.error());
  EXPECT_TRUE(report && report->outcome == RunOutcome::completed);
}

TEST(Run, GivesTheSameBitsForAnyNumberOfThreads) {
  const Scenario scenario = made_up_city(30, 300);
  for (const Mode mode : {Mode::standard, Mode::exact}) {
    Scenario part = scenario;
    if (mode == Mode::exact) part.receptors.resize(70);
    KeepingSink one, two, five;
    keep(part, {.thread_count = 1, .mode = mode}, one);
    keep(part, {.thread_count = 2, .mode = mode}, two);
    keep(part, {.thread_count = 5, .mode = mode}, five);
    ASSERT_EQ(one.hours.size(), 3u);
    EXPECT_GT(one.hours[0][0], 0.0);
    EXPECT_EQ(one.hours, two.hours) << to_text(mode);
    EXPECT_EQ(one.hours, five.hours) << to_text(mode);
  }
}

TEST(Run, StandardIsCloseToExactForACity) {
  const Scenario scenario = made_up_city(30, 60);
  KeepingSink standard, exact;
  keep(scenario, {.mode = Mode::standard}, standard);
  keep(scenario, {.mode = Mode::exact}, exact);
  std::vector<double> difference;
  for (std::size_t h = 0; h < 3; ++h)
    for (std::size_t i = 0; i < exact.hours[h].size(); ++i)
      difference.push_back(std::abs(standard.hours[h][i] - exact.hours[h][i]) / exact.hours[h][i]);
  std::sort(difference.begin(), difference.end());
  RecordProperty("median", std::to_string(difference[difference.size() / 2]));
  RecordProperty("p99", std::to_string(difference[difference.size() * 99 / 100]));
  RecordProperty("largest", std::to_string(difference.back()));
  EXPECT_LT(difference[difference.size() / 2],
            1e-3);  // single links differ by up to 1e-2 where the kernel jumps
  EXPECT_LT(difference.back(), 1e-2);
}

TEST(Run, ReceptorsDoNotDependOnEachOther) {
  const Scenario scenario = made_up_city(12, 90);
  Scenario reversed = scenario;
  std::reverse(reversed.receptors.begin(), reversed.receptors.end());
  KeepingSink forward, backward;
  keep(scenario, {.mode = Mode::exact}, forward);
  keep(reversed, {.mode = Mode::exact}, backward);
  const std::size_t n = scenario.receptors.size();
  for (std::size_t h = 0; h < 3; ++h)
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t i = 0; i < n; ++i)
        ASSERT_EQ(forward.hours[h][c * n + i], backward.hours[h][c * n + n - 1 - i]);
}

TEST(Run, HoursLeaveInOrderWithTheirStatus) {
  Scenario scenario = made_up_city(5, 100);
  const UtcHour first = scenario.met.hours[0].hour;
  scenario.met.hours.clear();
  std::vector<HourStatus> expected;
  for (int i = 0; i < 40; ++i) {  // more than one window of the solver
    MetHour hour = made_up_hour(first + i, i % 2 == 0 ? Air::neutral : Air::stable, 20.0 * i);
    expected.push_back(HourStatus::valid);
    if (i % 5 == 1) {
      hour.wind_speed_m_per_s = 0;
      expected.back() = HourStatus::calm;
    } else if (i % 7 == 3) {
      hour.wind_speed_m_per_s = missing;
      expected.back() = HourStatus::missing;
    }
    scenario.met.hours.push_back(hour);
  }
  NoProgress progress;
  KeepingSink sink;
  const auto report = run(scenario, {.thread_count = 3}, {}, progress, sink);
  ASSERT_TRUE(report);
  EXPECT_EQ(sink.statuses, expected);
  for (std::size_t i = 0; i < sink.index.size(); ++i) {
    EXPECT_EQ(sink.index[i], i);
    ASSERT_EQ(sink.hours[i].size(), 300u);
    const bool has_values =
        std::any_of(sink.hours[i].begin(), sink.hours[i].end(), [](double v) { return v > 0; });
    EXPECT_EQ(has_values, expected[i] == HourStatus::valid) << "hour " << i;
  }
  const auto count = [&](HourStatus status) {
    return static_cast<std::size_t>(std::count(expected.begin(), expected.end(), status));
  };
  EXPECT_EQ(report->valid_hours, count(HourStatus::valid));
  EXPECT_EQ(report->calm_hours, count(HourStatus::calm));
  EXPECT_EQ(report->missing_hours, count(HourStatus::missing));
  EXPECT_EQ(report->source_receptor_hours, report->valid_hours * 5 * 100);
}

TEST(Run, EveryKindOfSourceIsItsPlumeTimesItsRate) {
  Scenario scenario = made_up_city(0, 150);
  scenario.is_flat = false;
  for (std::size_t i = 0; i < scenario.receptors.size(); ++i) {
    scenario.receptors[i].elevation_m = static_cast<double>(i % 40);
    scenario.receptors[i].hill_height_m = scenario.receptors[i].elevation_m + 25;
  }
  PointSource stack;
  stack.id = "stack";
  stack.position_m = {-300, 100};
  stack.stack_height_m = 40;
  stack.stack_diameter_m = 1.2;
  stack.exit_velocity_m_per_s = 11;
  stack.exit_temperature_k = 410;
  stack.rates = {2, 0, 1};
  VolumeSource hall;
  hall.id = "hall";
  hall.position_m = {200, -250};
  hall.release_height_m = 6;
  hall.initial_sigma_y_m = 9;
  hall.initial_sigma_z_m = 4;
  hall.is_urban = true;
  hall.rates = {0.3, 0.3, 0};
  AreaSource yard;
  yard.id = "yard";
  yard.polygon_m.outer = {{100, 100}, {260, 120}, {240, 300}, {90, 250}};
  yard.release_height_m = 1;
  yard.initial_sigma_z_m = 1;
  yard.rates = {1e-5, 0, 3e-5};
  LineSource road;
  road.id = "road";
  road.begin_m = {-50, -400};
  road.end_m = {30, -100};
  road.width_m = 11;
  road.release_height_m = 0.5;
  road.initial_sigma_z_m = 1.5;
  road.rates = {1e-4, 1e-4, 1e-5};
  scenario.sources = {road, yard, hall, stack};
  KeepingSink sink;
  keep(scenario, {.thread_count = 2, .mode = Mode::exact}, sink);
  const BoundaryLayerOptions air_options = boundary_layer_options(scenario.met, scenario.urban_areas);
  const PlumeOptions plume_options;
  const std::size_t n = scenario.receptors.size();
  for (std::size_t h = 0; h < scenario.met.hours.size(); ++h) {
    const BoundaryLayer air = make_boundary_layer(scenario.met.hours[h], air_options);
    const PointPlume point(stack, air, plume_options);
    const VolumePlume volume(hall, air, plume_options);
    const AreaPlume area(yard, air, plume_options);
    const ProfileSet& set = air.rural;
    const LineWind wind({.friction_velocity_m_per_s = set.friction_velocity_m_per_s,
                         .inverse_obukhov_length_per_m = set.inverse_obukhov_length_per_m,
                         .roughness_length_m = set.roughness_length_m,
                         .mixing_height_m = set.mixing_height_m,
                         .wind_speed_m_per_s = air.wind_speed_m_per_s,
                         .wind_from_deg = air.wind_from_deg,
                         .wind_height_m = air.wind_height_m,
                         .sigma_v_m_per_s = std::max(0.2, set.at(air.wind_height_m).sigma_v_m_per_s)});
    const WindFrame frame(air.wind_from_deg);
    const LineStreamline streamline(set, wind);
    const LineRoad link(road, frame, wind, air.is_stable ? &streamline : nullptr);
    for (std::size_t i = 0; i < n; ++i) {
      const Receptor& receptor = scenario.receptors[i];
      const double p = point.concentration_per_unit_rate(receptor);
      const double v = volume.concentration_per_unit_rate(receptor);
      const double a = area.concentration_per_unit_rate(receptor);
      const double l = 1e6 * link.concentration(frame.to_wind(receptor.position_m),
                                                plume_receptor(receptor, road.base_elevation_m, false))
                                 .value;
      const double expected[] = {2 * p + 0.3 * v + 1e-5 * a + 1e-4 * l, 0.3 * v + 1e-4 * l,
                                 p + 3e-5 * a + 1e-5 * l};
      // The solver's wind frame has another origin: rounding, and the leaves of the road's quadrature.
      for (std::size_t c = 0; c < 3; ++c)
        EXPECT_NEAR(sink.hours[h][c * n + i], expected[c], 5e-5 * expected[c])
            << "hour " << h << " receptor " << i;
    }
  }
}

TEST(Run, ALinkWithoutLengthEmitsNothing) {
  Scenario scenario = made_up_city(12, 90);
  const Vec2 place = scenario.receptors[3].position_m;  // at a receptor, where everything about a road is most singular
  LineSource road;
  road.id = "point";
  road.begin_m = road.end_m = place;
  road.width_m = 7;
  road.release_height_m = 0.5;
  road.rates.assign(scenario.columns.size(), 1.0);
  for (const Mode mode : {Mode::exact, Mode::standard, Mode::draft}) {
    KeepingSink without, with;
    keep(scenario, {.mode = mode}, without);
    Scenario with_link = scenario;
    with_link.sources.emplace_back(road);
    keep(with_link, {.mode = mode}, with);
    EXPECT_EQ(without.hours, with.hours) << to_text(mode);
  }
}

TEST(Run, SchedulesFollowLocalStandardTime) {
  Scenario scenario = made_up_city(3, 10);
  EmissionSchedule night = constant_schedule();
  night.weekday.fill(0);
  night.weekday[0] = 1;  // the hour ending 01:00
  scenario.schedules = {to_factors(night), to_factors(night)};
  scenario.met.utc_offset_hours = 8;
  scenario.met.hours.clear();
  constexpr UtcHour midnight{473352 + 24};  // 2024-01-02T00:00Z, a Tuesday
  for (int i = 0; i < 24; ++i) scenario.met.hours.push_back(made_up_hour(midnight + i, Air::neutral));
  KeepingSink sink;
  keep(scenario, {}, sink);
  for (std::size_t i = 0; i < 24; ++i) {
    const bool emits =
        std::any_of(sink.hours[i].begin(), sink.hours[i].end(), [](double v) { return v > 0; });
    EXPECT_EQ(emits, i == 17) << to_iso(scenario.met.hours[i].hour);  // 17:00Z is 01:00 at UTC+8
  }
}

TEST(Run, IsLinearInTheRatesAndColumnsAddUp) {
  Scenario scenario = made_up_city(20, 80);
  Scenario tripled = scenario;
  for (Source& source : tripled.sources)
    for (double& rate : std::get<LineSource>(source).rates) rate *= 3;
  KeepingSink one, three;
  keep(scenario, {}, one);
  keep(tripled, {}, three);
  Scenario others = scenario;  // all but the group of column 1
  for (Source& source : others.sources) {
    auto& rates = std::get<LineSource>(source).rates;
    if (rates[1] != 0) rates = {0, 0, 0};
  }
  KeepingSink rest;
  keep(others, {}, rest);
  for (std::size_t h = 0; h < 3; ++h)
    for (std::size_t i = 0; i < 80; ++i) {
      const double all = one.hours[h][i];
      EXPECT_NEAR(three.hours[h][i], 3 * all, 1e-13 * all);  // rounding of 20 sums
      EXPECT_NEAR(one.hours[h][80 + i] + rest.hours[h][i], all, 1e-13 * all);
      EXPECT_NEAR(one.hours[h][160 + i], 0.1 * all, 1e-13 * all);
    }
}

TEST(Run, SourcesWithoutARateAreSkipped) {
  Scenario scenario = made_up_city(6, 10);
  for (std::size_t i = 0; i < 4; ++i) std::get<LineSource>(scenario.sources[i]).rates = {0, 0, 0};
  NoProgress progress;
  KeepingSink sink;
  const auto report = run(scenario, {}, {}, progress, sink);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->source_receptor_hours, 2u * 10u * 3u);
  EXPECT_TRUE(report->notes.empty());
  for (Source& source : scenario.sources) std::get<LineSource>(source).rates = {0, 0, 0};
  const auto nothing = run(scenario, {}, {}, progress, sink);
  ASSERT_TRUE(nothing);
  ASSERT_EQ(nothing->notes.size(), 1u);
  EXPECT_EQ(nothing->notes[0].layer, "sources");
}

TEST(Run, RefusesABadScenarioWithEveryFault) {
  Scenario scenario = made_up_city(5, 20);
  std::get<LineSource>(scenario.sources[1]).width_m = -1;
  std::get<LineSource>(scenario.sources[2]).schedule = 9;
  scenario.receptors[3].hill_height_m = -1;
  scenario.schedules[0].values[0] = missing;
  std::swap(scenario.met.hours[0], scenario.met.hours[1]);
  NoProgress progress;
  KeepingSink sink;
  const auto report = run(scenario, {.thread_count = -1}, {}, progress, sink);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::input);
  EXPECT_EQ(report.error().faults.size(), 6u) << to_text(report.error());
  EXPECT_TRUE(sink.hours.empty());
}

TEST(Run, NoExceptionOfASinkEscapes) {
  class ThrowingSink final : public HourSink {
  public:
    void take(std::size_t, HourStatus, std::span<const double>) override {
      throw std::runtime_error("disk is full");
    }
  };
  ThrowingSink sink;
  NoProgress progress;
  const auto report = run(made_up_city(5, 20), {}, {}, progress, sink);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::internal);
  EXPECT_NE(report.error().message.find("disk is full"), std::string::npos);
}

}  // namespace
}  // namespace leeward::dispersion

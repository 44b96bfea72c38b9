// Roads beside their centre line, in cuttings, behind barriers, with sloping release, in terrain: identities.
// Agreement with AERMOD's RLINEXT is in test_road_reference.cpp.
#include "dispersion/line_road.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/line_hours.h"

namespace leeward::dispersion {
namespace {

using leeward::test::line_hours;
using leeward::test::road;

constexpr double road_quadrature = 5e-5;  // as in test_line_source.cpp

PlumeReceptor over_flat_ground(double height_m) {
  return {height_m, height_m, 0.0, 0.0};
}

double road_value(const LineHour& hour, const LineSource& line, Vec2 receptor, double height_m = 1.5) {
  const WindFrame frame(hour.wind_from_deg);
  const LineWind wind(hour);
  const LineRoad link(line, frame, wind, nullptr);
  const LineIntegral c = link.concentration(frame.to_wind(receptor), over_flat_ground(height_m));
  EXPECT_TRUE(c.has_converged);
  return c.value;
}

const Vec2 road_places[] = {{25, 10}, {3, -20}, {-15, 30}, {150, -60}, {0, 0}, {900, 200}};

TEST(LineRoad, WithoutExtrasItIsThePlainRoad) {
  LineSource line = road({-20, -80}, {10, 90});
  LineSource padded = line;
  padded.end_release_height_m = line.release_height_m;
  padded.barriers = {{0.0, 9.0}, {0.0, -9.0}};
  for (const auto& [name, hour] : line_hours()) {
    const WindFrame frame(hour.wind_from_deg);
    const LineWind wind(hour);
    for (const Vec2 place : road_places) {
      const double plain = line_concentration_exact(wind, line_in_wind(line, frame), line.release_height_m,
                                                    line.initial_sigma_z_m, frame.to_wind(place), 1.5)
                               .value;
      EXPECT_NEAR(road_value(hour, line, place), plain, 1e-12 * plain) << name;
      EXPECT_NEAR(road_value(hour, padded, place), plain, 1e-12 * plain) << name;
    }
  }
  EXPECT_TRUE(is_plain_road(padded));
}

TEST(LineRoad, AnOffsetMovesTheLaneToItsEasternSideWhicheverWayItIsDrawn) {
  const auto shift = [](Vec2 begin, Vec2 end) {
    LineSource line = road(begin, end);
    line.offset_m = 7;
    return road_shift(line, {1, 0});
  };
  EXPECT_NEAR(shift({0, 0}, {0, 50}).x, 7, 1e-12);
  EXPECT_NEAR(shift({0, 50}, {0, 0}).x, 7, 1e-12);
  EXPECT_NEAR(shift({0, 0}, {30, 40}).x, 7 * 0.8, 1e-12);
  EXPECT_NEAR(shift({30, 40}, {0, 0}).y, -7 * 0.6, 1e-12);
  EXPECT_NEAR(shift({0, 0}, {50, 0}).y, 7, 1e-12);
  EXPECT_NEAR(shift({50, 0}, {0, 0}).y, 7, 1e-12);
}

TEST(LineRoad, ALaneBesideItsCentreLineIsARoadThere) {
  LineSource beside = road({0, -80}, {0, 90});
  beside.offset_m = -12;
  for (const auto& [name, hour] : line_hours())
    for (const Vec2 place : road_places) {
      const double there = road_value(hour, road({-12, -80}, {-12, 90}), place);
      EXPECT_NEAR(road_value(hour, beside, place), there, 1e-10 * there) << name;
    }
}

TEST(LineRoad, ACuttingWithoutDepthIsNoneAndADeepOneMovesTheSourceUpwind) {
  LineSource line = road({0, -80}, {0, 90});
  LineSource level = line;
  level.depression = {0, 40, 26};
  for (const auto& [name, hour] : line_hours())
    EXPECT_EQ(road_value(hour, level, {60, 10}), road_value(hour, line, {60, 10})) << name;
  LineSource deep = line;
  deep.depression = {-6, 40, 26};
  EXPECT_LT(road_shift(deep, {1, 0}).x, 0.0);
  EXPECT_GT(road_shift(deep, {-1, 0}).x, 0.0);
  EXPECT_NEAR(length(road_shift(deep, {0, 1})), 0.0, 1e-12);
  EXPECT_NEAR(road_initial_sigma_z_m(deep), std::hypot(1.4, 6 / 2.15), 1e-12);
}

TEST(LineRoad, ABarrierDownwindLowersWhatIsBehindIt) {
  LineSource line = road({0, -200}, {0, 200});
  LineSource walled = line;
  walled.barriers = {{5.0, 10.0}};
  for (const auto& [name, hour] : line_hours()) {
    EXPECT_LT(road_value(hour, walled, {15, 0}), road_value(hour, line, {15, 0})) << name;
    for (const Vec2 place : road_places) EXPECT_GE(road_value(hour, walled, place), 0.0) << name;
  }
}

TEST(LineRoad, BarriersCountWhicheverWayTheRoadIsDrawnAndInWhicheverOrder) {
  LineSource one = road({-30, -90}, {20, 70});
  one.barriers = {{5.0, 10.0}, {3.0, -8.0}};
  LineSource other = road({20, 70}, {-30, -90});
  other.barriers = {{3.0, -8.0}, {5.0, 10.0}};
  for (const auto& [name, hour] : line_hours())
    for (const Vec2 place : road_places) {
      const double value = road_value(hour, one, place);
      EXPECT_NEAR(road_value(hour, other, place), value, 2 * road_quadrature * value) << name;
    }
}

TEST(LineRoad, OfTwoBarriersOnOneSideTheNearerCounts) {
  LineSource near = road({0, -90}, {0, 70});
  near.barriers = {{5.0, 10.0}};
  LineSource both = near;
  both.barriers = {{7.0, 18.0}, {5.0, 10.0}};
  for (const auto& [name, hour] : line_hours())
    for (const Vec2 place : road_places)
      EXPECT_EQ(road_value(hour, both, place), road_value(hour, near, place)) << name;
}

TEST(LineRoad, ASlopingReleaseLiesBetweenItsEndsAndIsLongerInSpace) {
  LineSource low = road({0, -60}, {0, 60});
  LineSource high = low;
  high.release_height_m = 4;
  LineSource sloping = low;
  sloping.end_release_height_m = 4;
  LineSource back = road({0, 60}, {0, -60});
  back.release_height_m = 4;
  back.end_release_height_m = low.release_height_m;
  const double stretch = std::hypot(120.0, 4 - low.release_height_m) / 120.0;
  for (const auto& [name, hour] : line_hours())
    for (const double x : {15.0, 40.0, 400.0}) {
      const double value = road_value(hour, sloping, {x, 0}) / stretch;
      const double a = road_value(hour, low, {x, 0});
      const double b = road_value(hour, high, {x, 0});
      EXPECT_GT(value, std::min(a, b)) << name << " " << x;
      EXPECT_LT(value, std::max(a, b)) << name << " " << x;
      EXPECT_NEAR(road_value(hour, back, {x, 5}), road_value(hour, sloping, {x, 5}), road_quadrature * a * stretch);
    }
}

TEST(LineRoad, InTerrainAConvectivePlumeIsTheMeanOfBothStates) {
  const LineHour hour = line_hours()[2].hour;
  const WindFrame frame(hour.wind_from_deg);
  const LineWind wind(hour);
  const LineRoad link(road({0, -80}, {0, 80}), frame, wind, nullptr);
  for (const double rise : {12.0, -9.0}) {
    const Vec2 place = frame.to_wind({70, 5});
    const double level = link.concentration(place, over_flat_ground(rise + 1.5)).value;
    const double follows = link.concentration(place, over_flat_ground(1.5)).value;
    const double hill = link.concentration(place, {rise + 1.5, 1.5, rise, rise}).value;
    EXPECT_NEAR(hill, 0.5 * (level + follows), road_quadrature * hill) << rise;
  }
}

// The hour K of physics/07 section 7 (sigma_v at 10 m 1.15463 m/s), a road of 1e-3 g/(m s) on a base of 20 m, ground at 0 m:
// upwind there is only the meander, whose level state stays 20 m above (AERMOD v24142, converged: 5.97735 ug/m3); downwind
// both parts act (21.7440), and on a hill 10 m above the base (21.9188).
TEST(LineRoad, InTerrainOfAConvectiveHourIsAsInAermod) {
  const LineHour hour{.friction_velocity_m_per_s = 0.35,
                      .inverse_obukhov_length_per_m = -1.0 / 30.0,
                      .roughness_length_m = 0.3,
                      .mixing_height_m = 900,
                      .wind_speed_m_per_s = 3,
                      .wind_from_deg = 270,
                      .wind_height_m = 10,
                      .sigma_v_m_per_s = 1.15463};
  const WindFrame frame(hour.wind_from_deg);
  const LineWind wind(hour);
  LineSource line = road({0, -150}, {0, 150}, 14);
  line.release_height_m = 1.3;
  line.initial_sigma_z_m = 1.2;
  const LineRoad link(line, frame, wind, nullptr);
  const auto at = [&](Vec2 place, double ground_m) {
    return 1e3 * link.concentration(frame.to_wind(place), {ground_m, 0.0, ground_m, ground_m}).value;
  };
  EXPECT_NEAR(at({-40, 20}, -20), 5.97735, 1e-4 * 5.97735);
  EXPECT_NEAR(at({60, 20}, -20), 21.7440, 1e-4 * 21.7440);
  EXPECT_NEAR(at({60, 20}, 10), 21.9188, 1e-4 * 21.9188);
}

}  // namespace
}  // namespace leeward::dispersion

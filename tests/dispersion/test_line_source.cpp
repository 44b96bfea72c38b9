// The road kernel and its exact integral: identities and limits. Agreement with AERMOD is in test_run.cpp.
#include "dispersion/line_source.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/line_hours.h"

namespace leeward::dispersion {
namespace {

using leeward::test::line_hours;
using leeward::test::road;

constexpr double quadrature = 5e-5;  // leaves to 1e-5 of the whole each, most of them far better

double exact(const LineWind& wind, const LineSource& line, Vec2 receptor, double height_m = 1.5) {
  const WindFrame frame(wind.hour().wind_from_deg);
  const LineIntegral c = line_concentration_exact(wind, line_in_wind(line, frame), line.release_height_m,
                                                  line.initial_sigma_z_m, frame.to_wind(receptor), height_m);
  EXPECT_TRUE(c.has_converged);
  return c.value;
}

TEST(LineWind, MeetsTheReferenceWindAtItsHeight) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    // The floor wins when it is above the reference wind itself.
    const double expected = std::max(hour.wind_speed_m_per_s, wind.floor_m_per_s());
    EXPECT_NEAR(wind.speed(hour.wind_height_m), expected, 1e-12 * expected) << name;
    EXPECT_GE(wind.speed(0.0), wind.floor_m_per_s()) << name;
  }
}

TEST(LineKernel, DirectPlumeCarriesTheEmissionThroughEveryCrossSection) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    for (const double x : {1.0, 30.0, 300.0, 3000.0, 30000.0}) {
      const LineSpread spread = line_spread(wind, x, 0.8, 1.4);
      const double lid = std::max(hour.mixing_height_m, 0.8 + 2.15 * spread.sigma_z_m);
      constexpr int cells = 20000;
      double flux = 0;
      for (int i = 0; i < cells; ++i) {
        const double z = (i + 0.5) * lid / cells;
        flux += line_direct_term(wind, spread, x, 0.8, z) * spread.wind_m_per_s * lid / cells;
      }
      EXPECT_NEAR(flux, 1.0, 1e-4) << name << " at " << x << " m";  // images stop at a term of 1e-6 of their sum
    }
  }
}

TEST(LineKernel, MeanderCarriesTheEmissionThroughEveryCircle) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    for (const double r : {1.0, 50.0, 2000.0}) {
      const LineSpread spread = line_spread(wind, r, 0.8, 1.4);
      const double top = 0.8 + 12.0 * spread.sigma_z_m;
      constexpr int cells = 20000;
      double flux = 0;
      for (int i = 0; i < cells; ++i)
        flux += line_meander_term(wind, spread, r, 0.8, (i + 0.5) * top / cells) * spread.wind_m_per_s * 2.0 *
                std::numbers::pi * r * top / cells;
      EXPECT_NEAR(flux, 1.0, 1e-6) << name << " at " << r << " m";  // midpoint rule, 1700 cells a sigma
    }
  }
}

TEST(LineKernel, SpreadGrowsWithDistanceAndKeepsTheInitialSpread) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    double previous = 0;
    for (double x = 1; x < 20000; x *= 1.3) {  // coarser than the jumps of the loose stop; its limit: road.md
      const LineSpread spread = line_spread(wind, x, 0.8, 1.4);
      EXPECT_GE(spread.sigma_z_m, 1.4) << name;
      EXPECT_GT(spread.sigma_z_m, previous) << name << " at " << x << " m";
      previous = spread.sigma_z_m;
    }
  }
}

TEST(LineExact, IsSymmetricAboutALinkAcrossTheWind) {
  const LineSource line = road({0, -80}, {0, 80});
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    for (const double x : {-40.0, 0.5, 25.0, 400.0})
      for (const double y : {7.0, 75.0, 130.0}) {
        const double left = exact(wind, line, {x, y});
        EXPECT_NEAR(left, exact(wind, line, {x, -y}), quadrature * left) << name << " " << x << " " << y;
      }
  }
}

TEST(LineExact, DoesNotDependOnTheDirectionALinkIsDrawnIn) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    const double one = exact(wind, road({-50, -30}, {60, 45}), {80, 20});
    EXPECT_NEAR(one, exact(wind, road({60, 45}, {-50, -30}), {80, 20}), quadrature * one) << name;
  }
}

TEST(LineExact, TurnsWithTheWind) {
  for (const auto& [name, hour] : line_hours()) {
    const double west = exact(LineWind(hour), road({-50, -30}, {60, 45}), {80, 20});
    LineHour turned = hour;  // wind from the south: (x, y) of the west case becomes (-y, x)
    turned.wind_from_deg = 180;
    EXPECT_NEAR(west, exact(LineWind(turned), road({30, -50}, {-45, 60}), {-20, 80}), quadrature * west) << name;
  }
}

TEST(LineExact, PartsOfALinkAddUpToTheWhole) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    for (const Vec2 receptor : {Vec2{80, 20}, Vec2{1, 2}, Vec2{-30, 10}, Vec2{900, -100}}) {
      const double whole = exact(wind, road({-50, -30}, {60, 45}), receptor);
      const Vec2 middle = Vec2{-50, -30} + 0.3 * Vec2{110, 75};
      const double parts =
          exact(wind, road({-50, -30}, middle), receptor) + exact(wind, road(middle, {60, 45}), receptor);
      EXPECT_NEAR(parts, whole, 2 * quadrature * whole) << name << " at " << receptor.x << " " << receptor.y;
    }
  }
}

TEST(LineExact, AFarShortLinkIsAPointOfTheSameRate) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    const LineSource line = road({0, -0.5}, {0, 0.5}, 0);
    const double x = 2000;
    const double y = 150;
    const LineSpread along = line_spread(wind, x, 0.8, 1.4);
    const double r = std::hypot(x, y);
    const LineSpread around = line_spread(wind, r, 0.8, 1.4);
    const double f = line_meander_share(wind, around);
    const double sigma_y = along.raw_sigma_y_m;
    const double point = (1 - f) * line_direct_term(wind, along, x, 0.8, 1.5) *
                             std::exp(-0.5 * y * y / (sigma_y * sigma_y)) /
                             (std::sqrt(2 * std::numbers::pi) * sigma_y) +
                         f * line_meander_term(wind, around, r, 0.8, 1.5);
    EXPECT_NEAR(exact(wind, line, {x, y}), point, 5e-5 * point) << name;  // quadrature; (length / sigma_y)^2 is less
  }
}

TEST(LineExact, AWideLinkInASteadyWindIsItsVerticalTermAlone) {
  LineHour hour = line_hours()[3].hour;
  hour.sigma_v_m_per_s = 0.02;  // no meander (2 sigma_v^2/U^2 < 1e-4), a narrow plume
  const LineWind wind(hour);
  for (const double x : {5.0, 60.0, 500.0}) {
    const double expected = line_direct_term(wind, line_spread(wind, x, 0.8, 1.4), x, 0.8, 1.5);
    EXPECT_NEAR(exact(wind, road({0, -2000}, {0, 2000}), {x, 0}), expected, 2e-3 * expected) << x;
  }
}

TEST(LineExact, ReceptorsOnTheRoadHaveTheHighestValues) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    for (const LineSource& line : {road({0, -100}, {0, 100}), road({-100, 0}, {100, 0}), road({-70, -70}, {70, 70})}) {
      const double on = exact(wind, line, {1e-3, 0});
      EXPECT_TRUE(std::isfinite(on));
      for (const Vec2 off : {Vec2{-30, 40}, Vec2{30, -40}, Vec2{150, 150}, Vec2{0, 300}})
        EXPECT_GT(on, exact(wind, line, off)) << name;
    }
  }
}

TEST(LineExact, UpwindReceptorsHaveTheMeanderAlone) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    const LineSource line = road({0, -0.5}, {0, 0.5}, 0);
    const LineSpread around = line_spread(wind, 200, 0.8, 1.4);
    const double expected = line_meander_share(wind, around) * line_meander_term(wind, around, 200, 0.8, 1.5);
    EXPECT_NEAR(exact(wind, line, {-200, 0}), expected, 1e-5 * expected) << name;
  }
}

TEST(LineExact, ALossActsByTravelTime) {
  LineHour hour = line_hours()[1].hour;
  const LineSource line = road({0, -0.5}, {0, 0.5}, 0);
  const double kept = exact(LineWind(hour), line, {2000, 0});
  hour.decay_per_s = 1e-3;
  const double u = line_spread(LineWind(hour), 2000, 0.8, 1.4).wind_m_per_s;
  EXPECT_NEAR(exact(LineWind(hour), line, {2000, 0}) / kept, std::exp(-1e-3 * 2000 / u), 1e-5);
}

}  // namespace
}  // namespace leeward::dispersion

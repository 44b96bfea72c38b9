// Areas: identities. The hourly reference cases are in tests/app/test_reference_cases.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "reference_cdf.h"
#include "core/model/units.h"
#include "dispersion/area_plume.h"
#include "dispersion/vertical_terms.h"
#include "support/plume_hours.h"

namespace leeward::dispersion {
namespace {

using test::boundary_layer;
using test::convective_hour;
using test::receptor_at;
using test::stable_hour;

// Each part of the integral to 2e-5 of the whole; the few parts of a square add up to below this.
constexpr double quadrature = 2e-4;

Ring box(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}};
}

AreaSource area_of(Ring ring) {
  AreaSource s;
  s.id = "A";
  s.polygon_m.outer = std::move(ring);
  s.release_height_m = 1.5;
  s.initial_sigma_z_m = 1;
  return s;
}

double at(const AreaSource& source, const BoundaryLayer& air, const Receptor& receptor) {
  return AreaPlume(source, air, {}).concentration_per_unit_rate(receptor);
}

class AreaPlumeIn : public ::testing::TestWithParam<bool> {
protected:
  static MetHour turned(MetHour hour) {
    hour.wind_from_deg = hour.profile[0].wind_from_deg = 247;  // oblique to the squares' edges
    return hour;
  }
  const BoundaryLayer air_ = boundary_layer(turned(GetParam() ? stable_hour() : convective_hour()));
};
INSTANTIATE_TEST_SUITE_P(Branches, AreaPlumeIn, ::testing::Bool(),
                         [](const auto& branch) { return branch.param ? "Stable" : "Convective"; });

TEST_P(AreaPlumeIn, IsTheSumOfItsParts) {
  const AreaSource whole = area_of(box(-50, -50, 50, 50));
  const Ring parts[] = {box(-50, -50, 10, 20), box(10, -50, 50, 20), box(-50, 20, 10, 50),
                        box(10, 20, 50, 50)};
  for (const Receptor& r :
       {receptor_at(0, 0), receptor_at(45, 30), receptor_at(90, 40), receptor_at(600, 250)}) {
    double sum = 0;
    for (const Ring& part : parts) sum += at(area_of(part), air_, r);
    const double c = at(whole, air_, r);
    ASSERT_GT(c, 0.0);
    EXPECT_NEAR(sum, c, quadrature * c);
  }
}

TEST_P(AreaPlumeIn, CutsOutItsHoles) {
  AreaSource ring = area_of(box(-50, -50, 50, 50));
  ring.polygon_m.holes.push_back(box(-20, -30, 20, 30));
  for (const Receptor& r : {receptor_at(0, 0), receptor_at(45, 30), receptor_at(600, 250)}) {
    const double whole = at(area_of(box(-50, -50, 50, 50)), air_, r);
    EXPECT_NEAR(at(ring, air_, r), whole - at(area_of(box(-20, -30, 20, 30)), air_, r),
                2 * quadrature * whole);
  }
}

TEST_P(AreaPlumeIn, KnowsNoOrientationAndNoFirstVertex) {
  const Ring ring = {{-80, -60}, {-20, 70}, {10, 10}, {90, 60}, {60, -70}};
  const Ring turned = {{10, 10}, {-20, 70}, {-80, -60}, {60, -70}, {90, 60}};  // the other way round
  for (const Receptor& r : {receptor_at(0, 0), receptor_at(130, 40), receptor_at(900, 400)}) {
    const double c = at(area_of(ring), air_, r);
    ASSERT_GT(c, 0.0);
    EXPECT_NEAR(at(area_of(turned), air_, r), c, 1e-9 * c);  // another origin of the wind frame: rounding
  }
}

TEST_P(AreaPlumeIn, TendsToAPlumeFarAway) {
  // From far away a small square is one coherent plume of rate 100 m2. The table of the normal distribution
  // has slopes that are off by up to a unit of its last digit in 0.04: 0.25 %; sigma_y changes by 1 % over
  // the square: second order.
  const AreaPlume area(area_of(box(-5, -5, 5, 5)), air_, {});
  const WindAxes axes(247);
  const double direction = (247 - 180) * rad_per_deg;
  for (const double across : {0.0, 60.0}) {
    const double x = 1500;
    const Receptor r = receptor_at(x * std::sin(direction) + across * std::cos(direction),
                                   x * std::cos(direction) - across * std::sin(direction));
    const WindOffset offset = axes.offset({0, 0}, r.position_m);
    ASSERT_NEAR(offset.downwind_m, x, 1e-6);
    const PlumeSpread spread = area.plume().spread(x, 0);
    const double lateral = gaussian(offset.crosswind_m / spread.sigma_y_m) /
                           (std::sqrt(2 * std::numbers::pi) * spread.sigma_y_m);
    const double expected = ug_per_g * 100 * area.plume().concentration(spread, {0, 0, 0, 0}, lateral, 0);
    EXPECT_NEAR(area.concentration_per_unit_rate(r), expected, 5e-3 * expected);
  }
}

TEST_P(AreaPlumeIn, EqualsAFineSumOfTheSameIntegrand) {
  // The integral along the wind by a midpoint sum of 2e5 points, lateral part by the exact normal
  // distribution: what is left is the table's error, at each edge at most 3e-4 (chord of Phi over 0.1) and
  // 5e-5 (four decimals) of the whole.
  const MetHour hour = GetParam() ? stable_hour() : convective_hour();  // wind along x
  const BoundaryLayer air = boundary_layer(hour);
  const AreaPlume area(area_of(box(-50, -40, 50, 40)), air, {});
  const double x_r = 120;
  const double y_r = 10;
  double sum = 0;
  constexpr int steps = 200000;
  double sigma_w = area.plume().release_sample().sigma_w_m_per_s;
  for (int i = 0; i < steps; ++i) {
    const double u = x_r - 50 + 100 * (i + 0.5) / steps;
    const PlumeSpread s = area.plume().spread(u, 0, sigma_w);
    sigma_w = s.air.sigma_w_m_per_s;
    const double scale = s.sigma_y_m * std::numbers::sqrt2;
    const double part = 0.5 * (std::erf((y_r + 40) / scale) - std::erf((y_r - 40) / scale));
    sum += area.plume().concentration(s, {0, 0, 0, 0}, part, 0) * 100 / steps;
  }
  EXPECT_NEAR(area.concentration_per_unit_rate(receptor_at(x_r, y_r)), ug_per_g * sum, 7e-4 * ug_per_g * sum);
}

// A road of 1 m by 178 m, 44 deg off the wind, its two edges on either side of the receptor's axis: so little of the
// column that the rules for tails are used. AERMOD v24142 with converged quadrature: 2.34480 ug/m3 for 1e-4 g/(m2 s).
TEST(AreaPlume, OfANarrowStripAcrossTheAxisIsAsInAermod) {
  MetHour hour = test::vector_hour(14.92, 297.8);
  hour.roughness_length_m = 1;
  hour.friction_velocity_m_per_s = 0.092;
  hour.mechanical_mixing_height_m = 1671;
  hour.inverse_obukhov_length_per_m = 1.0 / 8888;
  hour.wind_from_deg = 25.4;
  hour.profile = {{2, 37.5, missing, 24.94, 25.34, 0.66},  {20, 10.3, 18.04, 25.25, missing, 0.44},
                  {80, 62.6, 21.02, 27.00, missing, 0.0},  {100, 63.5, 18.02, 27.89, missing, 0.43},
                  {150, 33.8, 20.35, 29.63, 48.34, 0.38}, {400, missing, 54.77, 37.46, 65.99, 0.0}};
  const Vec2 begin{29.9, -42.9};
  const Vec2 end{8.8, 133.7};
  const Vec2 half_across = 0.5 / length(end - begin) * Vec2{end.y - begin.y, begin.x - end.x};
  AreaSource road =
      area_of({begin - half_across, end - half_across, end + half_across, begin + half_across});
  road.release_height_m = 1.3;
  road.initial_sigma_z_m = 0;
  EXPECT_NEAR(1e-4 * at(road, boundary_layer(hour), receptor_at(1.1, 0.8)), 2.34480, 5e-4 * 2.34480);
}

TEST(AreaPlume, IsZeroUpwindAndFarBeside) {
  const BoundaryLayer air = boundary_layer(stable_hour());
  const AreaSource source = area_of(box(0, 0, 100, 100));
  EXPECT_EQ(at(source, air, receptor_at(-5, 50)), 0.0);
  EXPECT_EQ(at(source, air, receptor_at(0.9, 50)), 0.0);  // less than 1.01 m of it lies upwind
  EXPECT_GT(at(source, air, receptor_at(3, 50)), 0.0);
  EXPECT_EQ(at(source, air, receptor_at(150, 900)), 0.0);
}

TEST(AreaPlume, TakesTheTableOfTheReference) {
  EXPECT_EQ(tabulated_cdf(0.0), 0.5);
  EXPECT_EQ(tabulated_cdf(-4.0), 0.0);
  EXPECT_EQ(tabulated_cdf(4.0), 1.0);
  EXPECT_NEAR(tabulated_cdf(-2.0), 0.0227, 1e-12);  // 0.02275 rounded the other way
  EXPECT_NEAR(tabulated_cdf(0.55), 0.5 * (0.6915 + 0.7258), 1e-12);
}

TEST(AreaPlume, DoesNotCountBesideAllCorners) {
  // Corners at 3.9 sigma_y or more: nothing, though the edge between them passes nearer.
  const BoundaryLayer air = boundary_layer(stable_hour());
  const AreaSource source = area_of(box(-50, -50, 50, 50));
  const double sigma = AreaPlume(source, air, {}).plume().spread(300, 0).sigma_y_m;
  EXPECT_GT(at(source, air, receptor_at(250, 50 + 3.8 * sigma)), 0.0);
  EXPECT_EQ(at(source, air, receptor_at(250, 50 + 4.0 * sigma)), 0.0);
}

TEST(AreaPlume, SeesAThinLineAcrossTheWind) {
  // 1000 m by 0.5 m at 45 degrees, receptor on its axis: the part that matters is a few metres of the line's
  // 700 m.
  const BoundaryLayer air = boundary_layer(stable_hour());
  const double d = 0.25 * std::numbers::sqrt2;
  const AreaSource thin = area_of({{-d, d}, {700 - d, 700 + d}, {700 + d, 700 - d}, {d, -d}});
  const AreaSource wide =
      area_of({{-2 * d, 2 * d}, {700 - 2 * d, 700 + 2 * d}, {700 + 2 * d, 700 - 2 * d}, {2 * d, -2 * d}});
  const Receptor r = receptor_at(380, 350);  // 30 m downwind of the line
  const double c = at(thin, air, r);
  ASSERT_GT(c, 0.0);
  EXPECT_NEAR(at(wide, air, r), 2 * c, 2e-3 * c);  // twice the width; second order in 0.5 m over 30 m
}

TEST(AreaPlume, HasAValueEverywhere) {
  for (MetHour hour : {convective_hour(), stable_hour()})
    for (const double wind : {0.001, 3.0, 30.0}) {
      hour.wind_speed_m_per_s = hour.profile[0].wind_speed_m_per_s = wind;
      const BoundaryLayer air = boundary_layer(hour);
      for (const double release : {0.0, 1.5, 60.0}) {
        AreaSource source = area_of(box(-50, -50, 50, 50));
        source.release_height_m = release;
        source.initial_sigma_z_m = 0;
        const AreaPlume plume(source, air, {});
        for (const double x : {-500.0, -49.0, 0.0, 50.0, 51.0, 300.0, 50000.0})
          for (const double ground : {-300.0, 0.0, 2.0, 700.0})
            for (const double z : {0.0, 3.0, 2000.0}) {
              const double c = plume.concentration_per_unit_rate(receptor_at(x, 7, ground, ground + 100, z));
              ASSERT_TRUE(std::isfinite(c) && c >= 0) << x << ' ' << ground << ' ' << z;
            }
      }
    }
}

}  // namespace
}  // namespace leeward::dispersion

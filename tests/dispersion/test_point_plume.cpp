// Stacks: identities of the plume, then the reference vectors of physics/07 section 7 (AERMOD v24142, printed to five or
// six digits). The hourly reference cases are in tests/app/test_reference_cases.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "dispersion/plume_sigma.h"
#include "dispersion/point_plume.h"
#include "dispersion/vertical_terms.h"
#include "support/plume_hours.h"

namespace leeward::dispersion {
namespace {

using test::boundary_layer;
using test::buoyant_stack;
using test::cold_stack;
using test::convective_hour;
using test::receptor_at;
using test::stable_hour;

constexpr double rounding = 1e-12;  // a few operations on doubles, relative

/// Agrees with a printed number to half a unit of its last digit (2 % more for the rounding of the decimal itself).
void expect_printed(double found, const std::string& printed) {
  const std::size_t exponent = printed.find('e');
  const std::string mantissa = printed.substr(0, exponent);
  const std::size_t point = mantissa.find('.');
  const double decimals = point == std::string::npos ? 0.0 : static_cast<double>(mantissa.size() - point - 1);
  const double power = exponent == std::string::npos ? 0.0 : std::stod(printed.substr(exponent + 1));
  EXPECT_NEAR(found, std::stod(printed), 0.51 * std::pow(10.0, power - decimals)) << printed;
}

/// Hours that force each branch.
std::vector<MetHour> hard_hours() {
  std::vector<MetHour> hours = {convective_hour(), stable_hour()};
  MetHour low_lid = convective_hour();
  low_lid.convective_mixing_height_m = 30;
  low_lid.mechanical_mixing_height_m = 1;
  low_lid.inverse_obukhov_length_per_m = -1;
  hours.push_back(low_lid);
  MetHour nearly_calm = stable_hour();
  nearly_calm.wind_speed_m_per_s = 0.01;
  nearly_calm.profile[0].wind_speed_m_per_s = 0.01;
  nearly_calm.friction_velocity_m_per_s = 0.01;
  nearly_calm.mechanical_mixing_height_m = 1;
  nearly_calm.inverse_obukhov_length_per_m = 1;
  hours.push_back(nearly_calm);
  MetHour nearly_calm_day = convective_hour();
  nearly_calm_day.wind_speed_m_per_s = 0.01;
  nearly_calm_day.profile[0].wind_speed_m_per_s = 0.01;
  hours.push_back(nearly_calm_day);
  MetHour storm = stable_hour();
  storm.wind_speed_m_per_s = 25;
  storm.profile[0].wind_speed_m_per_s = 25;
  storm.friction_velocity_m_per_s = 1.8;
  storm.mechanical_mixing_height_m = 4000;
  storm.inverse_obukhov_length_per_m = 1.0 / 8888;
  hours.push_back(storm);
  return hours;
}

TEST(PointPlume, IsSymmetricAcrossTheWind) {
  for (const MetHour& hour : hard_hours()) {
    const BoundaryLayer air = boundary_layer(hour);
    const PointPlume plume(buoyant_stack(), air, {});
    for (const double x : {-300.0, 0.5, 40.0, 900.0, 20000.0}) {
      const double left = plume.concentration_per_unit_rate(receptor_at(x, 70, 5, 30));
      const double right = plume.concentration_per_unit_rate(receptor_at(x, -70, 5, 30));
      EXPECT_NEAR(left, right, 1e-9 * left + 1e-280) << x;  // the wind's sine is off by 1e-16, times x/sigma_y^2 y
    }
  }
}

TEST(PointPlume, TurnsWithTheWind) {
  MetHour turned = convective_hour();
  turned.wind_from_deg = turned.profile[0].wind_from_deg = 360;
  const BoundaryLayer west = boundary_layer(convective_hour());
  const BoundaryLayer north = boundary_layer(turned);
  const double a = PointPlume(buoyant_stack(), west, {}).concentration_per_unit_rate(receptor_at(800, 60));
  const double b = PointPlume(buoyant_stack(), north, {}).concentration_per_unit_rate(receptor_at(60, -800));
  EXPECT_NEAR(a, b, 1e-10 * a);  // rounding of sine and cosine of both directions
}

TEST(PointPlume, CarriesItsWholeMassUnderTheLid) {
  // Integral over height of U C with the crosswind term integrated (F_y = 1): 1 for a plume that the lid holds.
  // Stable: below z_eff. Convective: direct and indirect images below z_i, for a stack without rise.
  PointSource ambient = cold_stack();
  for (const bool is_stable : {true, false}) {
    const BoundaryLayer air = boundary_layer(is_stable ? stable_hour() : convective_hour());
    const PointPlume stack(ambient, air, {.is_flat = true});
    for (const double x : {200.0, 2000.0, 15000.0}) {
      if (is_stable && x > 10000) continue;  // the reference lets a plume that fills the layer also stand above its lid
      const PlumeSpread spread = stack.plume().spread(x, 0.0);
      const double top = is_stable ? 3000.0 : air.rural.mixing_height_m;
      constexpr int steps = 60000;  // trapezoid, steps below a tenth of the smallest sigma_z
      double mass = 0;
      for (int i = 0; i <= steps; ++i) {
        const double z = top * i / steps;
        const double c = stack.plume().concentration(spread, {z, z, 0, 0}, 1.0, 1.0);
        mass += (i == 0 || i == steps ? 0.5 : 1.0) * c * spread.air.wind_speed_m_per_s * top / steps;
      }
      // Convective: the indirect plume of a rising stack is lowered, which for this one moves 0.2 % of the mass at most.
      EXPECT_NEAR(mass, 1.0, is_stable ? 1e-4 : 3e-3) << (is_stable ? "stable " : "convective ") << x;
    }
  }
}

TEST(PointPlume, HasAValueEverywhere) {
  std::vector<PointSource> stacks = {buoyant_stack(), cold_stack()};
  PointSource ground = cold_stack();
  ground.stack_height_m = 0;
  ground.exit_velocity_m_per_s = 0;
  ground.stack_diameter_m = 0;
  ground.exit_temperature_k = 0;
  stacks.push_back(ground);
  PointSource giant = buoyant_stack();
  giant.stack_height_m = 1200;
  giant.outlet = StackOutlet::capped;
  stacks.push_back(giant);
  std::size_t positive = 0;
  for (const MetHour& hour : hard_hours())
    for (const bool is_urban : {false, true}) {
      const BoundaryLayer air = boundary_layer(hour, {{.population = 2e6, .roughness_length_m = 1}});
      ASSERT_EQ(air.status, HourStatus::valid);
      for (PointSource stack : stacks) {
        stack.is_urban = is_urban;
        stack.base_elevation_m = 100;
        stack.decay_per_s = 1e-4;
        const PointPlume plume(stack, air, {});
        for (const double x : {-50000.0, -5.0, 0.0, 0.5, 0.995, 1.5, 30.0, 4000.0, 50000.0})
          for (const double y : {0.0, 0.3, 250.0})
            for (const double ground_m : {-200.0, 100.0, 105.0, 400.0, 2500.0})
              for (const double z : {0.0, 2.0, 150.0, 6000.0})
                for (const double hill : {0.0, 300.0}) {
                  const double c =
                      plume.concentration_per_unit_rate(receptor_at(x, y, ground_m, ground_m + hill, z));
                  ASSERT_TRUE(std::isfinite(c) && c >= 0) << x << ' ' << y << ' ' << ground_m << ' ' << z;
                  positive += c > 0 ? 1 : 0;
                }
      }
    }
  EXPECT_GT(positive, 10000U);  // not all zero
}

TEST(PointPlume, IsZeroAtTheStack) {
  const BoundaryLayer air = boundary_layer(convective_hour());
  PointSource low = cold_stack();
  low.stack_height_m = 1;
  const PointPlume plume(low, air, {});
  EXPECT_EQ(plume.concentration_per_unit_rate(receptor_at(0.98, 0)), 0.0);
  EXPECT_GT(plume.concentration_per_unit_rate(receptor_at(1.0, 0)), 0.0);
}

TEST(PointPlume, MeanderAloneReachesUpwind) {
  const BoundaryLayer air = boundary_layer(convective_hour());
  const PointPlume plume(buoyant_stack(), air, {});
  const double upwind = plume.concentration_per_unit_rate(receptor_at(-500, 0));
  const double beside = plume.concentration_per_unit_rate(receptor_at(0, 500));
  EXPECT_GT(upwind, 0.0);
  EXPECT_NEAR(upwind, beside, rounding * upwind * 100);  // the ring depends on the distance alone
}

TEST(PointPlume, DecayActsAsExponentialOfTravelTime) {
  const BoundaryLayer air = boundary_layer(stable_hour());
  const PointPlume kept(cold_stack(), air, {.is_flat = true});
  PointSource losing = cold_stack();
  losing.decay_per_s = 2e-3;
  const PointPlume lost(losing, air, {.is_flat = true});
  const PlumeSpread spread = kept.plume().spread(4000, 40);
  const double ratio = lost.plume().concentration(spread, {40, 40, 0, 0}, 1, 1) /
                       kept.plume().concentration(spread, {40, 40, 0, 0}, 1, 1);
  EXPECT_NEAR(ratio, std::exp(-2e-3 * 4000 / spread.air.wind_speed_m_per_s), rounding);
}

TEST(PointPlume, StackTipDownwashLowersTheRelease) {
  PointSource weak = cold_stack();
  weak.exit_velocity_m_per_s = 1;
  EXPECT_DOUBLE_EQ(stack_tip_height_m(weak, 4.0), 65 - 2 * 1 * (1.5 - 1.0 / 4.0));
  EXPECT_DOUBLE_EQ(stack_tip_height_m(weak, 0.5), 65);  // v_s >= 1.5 U_s
  weak.outlet = StackOutlet::horizontal;
  EXPECT_DOUBLE_EQ(stack_tip_height_m(weak, 4.0), 65);
  const BoundaryLayer air = boundary_layer(convective_hour());
  PointSource wide = cold_stack();
  wide.stack_diameter_m = 6;
  wide.exit_velocity_m_per_s = 0.5;
  const double with = PointPlume(wide, air, {}).concentration_per_unit_rate(receptor_at(400, 0));
  const double without =
      PointPlume(wide, air, {.has_stack_tip_downwash = false}).concentration_per_unit_rate(receptor_at(400, 0));
  EXPECT_GT(with, without);
}

TEST(PlumeRise, IsTheDirectRiseNearTheStackAndNeverAboveTheFinalRise) {
  const BoundaryLayer air = boundary_layer(stable_hour());
  const PointPlume plume(buoyant_stack(), air, {});
  const PlumeRise& rise = plume.rise();
  double before = 0;
  for (double x = 1; x < 3000; x *= 1.1) {
    const double now = rise.stable_m(x);
    EXPECT_LE(now, rise.final_rise_m());
    EXPECT_LE(now, rise.direct_m(x) * (1 + rounding));
    EXPECT_GE(now, before * (1 - 1e-3));  // each is iterated to 1e-3
    before = now;
  }
}

// AERMOD's NOSTD leaves the downwash of a rain cap: h' = 65 - 2*1*(1.5 - 0.001/U), U(65 m) = 3.99035 m/s (physics/07
// section 7.1), so the plume is that of a stack with downwash.
TEST(PointPlume, OfARainCapKeepsItsDownwashWithoutStackTipDownwash) {
  const BoundaryLayer air = boundary_layer(convective_hour());
  PointSource stack = cold_stack();
  const PlumeOptions nostd{.has_stack_tip_downwash = false};
  stack.outlet = StackOutlet::capped;
  EXPECT_NEAR(PointPlume(stack, air, nostd).plume().release().tip_height_m, 65 - 2 * (1.5 - 0.001 / 3.99035), 1e-5);
  stack.outlet = StackOutlet::horizontal;
  EXPECT_EQ(PointPlume(stack, air, nostd).plume().release().tip_height_m, 65.0);
  stack.outlet = StackOutlet::vertical;
  stack.exit_velocity_m_per_s = 0;
  EXPECT_EQ(PointPlume(stack, air, nostd).plume().release().tip_height_m, 65.0);
}

TEST(ConvectivePdf, HasNoMeanAndItsVarianceAndWeightsThatSumToOne) {
  for (const double sigma_w : {0.05, 0.4, 1.3}) {
    const ConvectivePdf p = convective_pdf(sigma_w, 1.6, 0.125);
    EXPECT_NEAR(p.weight[0] + p.weight[1], 1.0, rounding);
    EXPECT_NEAR(p.weight[0] * p.a[0] + p.weight[1] * p.a[1], 0.0, 1e-10);
    double variance = 0;  // of w/w*: lambda (a^2 + b^2), b = 2 a, so 5 lambda a^2, and (sigma_w/w*)^2 by construction
    for (int j = 0; j < 2; ++j) variance += p.weight[j] * (p.a[j] * p.a[j] + p.b[j] * p.b[j]);
    EXPECT_NEAR(variance, std::pow(sigma_w / 1.6, 2), 1e-10 * std::max(1.0, variance));
  }
}

TEST(VerticalTerms, AgreeAcrossTheirBranches) {
  // z = 0 has a formula of its own: it is the limit of the other.
  EXPECT_NEAR(lidded_term(0, 40, 60, 150), lidded_term(1e-7, 40, 60, 150), 1e-6);  // both stop at 1e-6 of the sum
  EXPECT_NEAR(lidded_term(5, 40, 2, 1e5), unlidded_term(5, 40, 2), rounding);      // a lid far away is no lid
  EXPECT_EQ(lidded_term(151, 40, 60, 150), 0.0);
  // Well mixed: the mean over the layer, sqrt(2 pi) sigma/z_L.
  EXPECT_NEAR(lidded_term(70, 40, 900, 150), std::sqrt(2 * std::numbers::pi) * 900 / 150,
              1e-4);  // images stop at 1e-6 of a sum of 15
  const PdfTerm p{{120, 30}, {80, 40}, {0.4, 0.6}};
  EXPECT_NEAR(direct_pdf_term(0, p, 500), direct_pdf_term(1e-9, p, 500), 1e-9);
}

// AERMOD stops at the ground where an image adds less than 5e-7 of the sum (1e-6 elsewhere). A wide, weak Gaussian beside
// a narrow, strong one: weak images are 7e-7 of the first, and count until 5e-7: n = 0 to 42 by
// 7e-7 exp(-2e-4 n^2) <= 5e-7 (1 + ...), the 42nd the last to be added.
TEST(VerticalTerms, SumWeakImagesAtTheGroundAsAermodDoes) {
  const PdfTerm p{{0, 0}, {1e4, 10}, {7e-4, 1.0}};
  double weak = 0;
  for (int n = 0; n <= 42; ++n) weak += std::exp(-2e-4 * n * n);
  const double expected = 2 * (0.1 + 7e-8 * weak);
  EXPECT_NEAR(direct_pdf_term(0, p, 100), expected, 1.5e-7 * expected);  // one image more or less is 5e-7
}

TEST(DividingStreamline, FollowsSheppardInUniformAir) {
  // Uniform wind and N: U^2/2 = N^2 (H - H_c)^2/2, so H_c = H - U/N.
  ProfileSet set;
  std::array<AirSample, profile_level_count> air{};
  std::array<double, profile_level_count> direction{};
  const double n2 = 9.80616 * 0.02 / 290;
  for (AirSample& level : air)
    level = {.wind_speed_m_per_s = 2, .sigma_v_m_per_s = 0.3, .sigma_w_m_per_s = 0.2, .gradient_k_per_m = 0.02,
             .potential_temperature_k = 290};
  set.set_levels(air, direction);
  const DividingStreamline streamline(set);
  for (const double hill : {30.0, 100.0, 333.0, 1000.0}) {
    const double expected = std::max(0.0, hill - 2 / std::sqrt(n2));
    EXPECT_NEAR(streamline.height_m(hill), expected, 1e-6) << hill;  // prefix sums of up to 1e3 m^2/s^2
  }
  EXPECT_EQ(streamline.height_m(0), 0.0);
  EXPECT_EQ(streamline.height_m(-5), 0.0);
}

TEST(DividingStreamline, FractionBelowIsAProbability) {
  EXPECT_EQ(fraction_below(0, 50, 10, 200), 0.0);
  EXPECT_NEAR(fraction_below(50, 50, 1, 200), 0.5, 3e-7);   // the error function's error
  EXPECT_NEAR(fraction_below(200, 50, 30, 200), 1.0, 1e-6);  // all mass is below the lid
}

class ReferenceVector : public ::testing::Test {
 protected:
  const BoundaryLayer k_ = boundary_layer(convective_hour());
  const BoundaryLayer s_ = boundary_layer(stable_hour());
  const Receptor a_ = receptor_at(1000, 50);
  const Receptor b_ = receptor_at(3000, -100, 60, 120);
  const Receptor c_ = receptor_at(-200, 20);
};

TEST_F(ReferenceVector, ConvectiveBuoyantStack) {
  const PointPlume p1(buoyant_stack(), k_, {});
  expect_printed(p1.rise().final_distance_m(), "755.959");
  expect_printed(p1.rise().final_rise_m(), "158.0832");
  expect_printed(p1.rise().penetrated_fraction(), "0.00485");
  expect_printed(p1.rise().penetrated_rise_m(), "836.3547");
  expect_printed(p1.plume().mixed_distance_m(), "4145.47");
  expect_printed(p1.rise().direct_m(1000), "189.9506");
  expect_printed(p1.rise().indirect_correction_m(1000), "128.0241");
  const PlumeSpread spread = p1.plume().spread(1000, 0);
  expect_printed(spread.centre_m, "239.4209");
  expect_printed(spread.air.wind_speed_m_per_s, "4.06710");
  expect_printed(spread.air.sigma_v_m_per_s, "1.13624");
  expect_printed(spread.air.sigma_w_m_per_s, "0.96077");
  expect_printed(spread.weight[0], "0.37953");
  expect_printed(spread.height_m[0], "390.029");
  expect_printed(spread.height_m[1], "172.325");
  expect_printed(spread.indirect_height_m[0], "262.005");
  expect_printed(spread.indirect_height_m[1], "44.301");
  expect_printed(spread.sigma_z_m[0], "275.4481");
  expect_printed(spread.sigma_z_m[1], "173.7658");
  expect_printed(p1.plume().ambient_sigma_y_m(1000, spread.air, spread.centre_m), "263.3703");
  expect_printed(spread.penetrated_air.wind_speed_m_per_s, "4.75214");
  expect_printed(spread.penetrated_sigma_z_m, "178.3104");
  expect_printed(p1.plume().meander_fraction(p1.plume().spread(std::hypot(1000.0, 50.0), 0)), "0.15822");
  expect_printed(100 * p1.concentration_per_unit_rate(a_), "65.7906");
  expect_printed(100 * p1.concentration_per_unit_rate(b_), "13.9202");
  expect_printed(100 * p1.concentration_per_unit_rate(c_), "0.883008");
}

TEST_F(ReferenceVector, StableBuoyantStack) {
  const PointPlume p1(buoyant_stack(), s_, {});
  expect_printed(p1.rise().final_distance_m(), "756.742");
  expect_printed(p1.rise().final_rise_m(), "65.9813");
  const PlumeSpread spread = p1.plume().spread(1000, 0);
  expect_printed(spread.height_m[0], "130.9813");
  expect_printed(spread.air.wind_speed_m_per_s, "6.77855");
  expect_printed(spread.air.sigma_v_m_per_s, "0.33893");
  expect_printed(spread.air.sigma_w_m_per_s, "0.14845");
  expect_printed(spread.air.gradient_k_per_m, "0.029225");
  expect_printed(spread.sigma_z_m[0], "19.8996");
  expect_printed(100 * p1.concentration_per_unit_rate(a_), "1.11043e-6");
  expect_printed(100 * p1.concentration_per_unit_rate(b_), "1.99055");
}

TEST_F(ReferenceVector, ColdStack) {
  const PointPlume convective(cold_stack(), k_, {});
  expect_printed(100 * convective.concentration_per_unit_rate(a_), "119.699");
  expect_printed(100 * convective.concentration_per_unit_rate(b_), "15.7451");
  expect_printed(100 * convective.concentration_per_unit_rate(c_), "11.3454");
  const PointPlume stable(cold_stack(), s_, {});
  expect_printed(100 * stable.concentration_per_unit_rate(a_), "9.98662e-14");
  expect_printed(100 * stable.concentration_per_unit_rate(b_), "437.766");
  EXPECT_EQ(stable.concentration_per_unit_rate(c_), 0.0);
}

TEST_F(ReferenceVector, DividingStreamline) {
  expect_printed(DividingStreamline(s_.rural).height_m(120), "25.8076");
}

}  // namespace
}  // namespace leeward::dispersion

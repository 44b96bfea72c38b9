// Profiles of areas in terrain: made together as alone, and by the kernel as by the scalar plume.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "area_integral.h"
#include "area_profile_builder.h"
#include "dispersion/area_plume.h"
#include "plume_batch.h"
#include "support/plume_hours.h"

namespace leeward::dispersion {
namespace {

AreaSource square() {
  AreaSource s;
  s.id = "A";
  s.polygon_m.outer = {{-60, -60}, {60, -60}, {60, 60}, {-60, 60}};
  s.release_height_m = 2;
  s.initial_sigma_z_m = 1;
  return s;
}

/// In and around the square and far away, below its base to well above it.
std::vector<Receptor> receptors_in_hills() {
  std::vector<Receptor> receptors;
  for (int i = 0; i < 150; ++i) {
    Receptor r = test::receptor_at(40.0 * (i % 15) - 200.0, 55.0 * (i / 15) - 250.0);
    r.elevation_m = 3.0 * ((7 * i) % 31) - 20.0;
    r.hill_height_m = std::max(r.elevation_m, 0.0) + 10.0 * (i % 4);
    r.height_m = i % 5 == 0 ? 30.0 : 1.5;
    receptors.push_back(r);
  }
  return receptors;
}

class AreaProfileIn : public ::testing::TestWithParam<bool> {
protected:
  const BoundaryLayer air_ = test::boundary_layer(GetParam() ? test::stable_hour() : test::convective_hour());
  const AreaPlume area_{square(), air_, {}};
};
INSTANTIATE_TEST_SUITE_P(Branches, AreaProfileIn, ::testing::Bool(),
                         [](const auto& branch) { return branch.param ? "Stable" : "Convective"; });

TEST_P(AreaProfileIn, GivesTheSameBitsAloneAndTogether) {
  const std::vector<Receptor> receptors = receptors_in_hills();
  std::vector<double> together(receptors.size(), -1.0);
  AreaProfileBuilder builder;
  AreaIntegral integral;
  area_.concentrations_per_unit_rate(receptors, builder, integral, together.data());
  std::size_t hit = 0;
  for (std::size_t i = 0; i < receptors.size(); ++i) {
    EXPECT_EQ(together[i], area_.concentration_per_unit_rate(receptors[i])) << "receptor " << i;
    if (together[i] > 0) ++hit;
  }
  EXPECT_GT(hit, receptors.size() / 10);
}

/// The scalar plume whose first sigma_w is the one it leads to.
PlumeSpread self_consistent(const Plume& plume, double distance_m, double height_m) {
  double sigma_w = plume.release_sample().sigma_w_m_per_s;
  PlumeSpread p = plume.spread(distance_m, height_m, sigma_w);
  for (int pass = 0; pass < 100 && p.air.sigma_w_m_per_s != sigma_w; ++pass) {
    sigma_w = p.air.sigma_w_m_per_s;
    p = plume.spread(distance_m, height_m, sigma_w);
  }
  return p;
}

TEST_P(AreaProfileIn, KernelIsTheSelfConsistentPlume) {
  const Plume& plume = area_.plume();
  std::size_t guessed = 0;
  for (const double ground : {-15.0, 0.0, 4.0, 25.0, 80.0, 250.0})
    for (double x = 1.01; x < 2e4; x *= 1.3) {
      const PlumeReceptor r{ground + 1.5, 1.5, ground, ground + 20.0};
      double out[5];
      evaluate_plume(plume, {1, &x, &r.height_m, &r.flagpole_m, &r.ground_m, &r.hill_m},
                     {&out[0], &out[1], &out[2], &out[3], &out[4]});
      const PlumeSpread p = self_consistent(plume, x, r.height_m);
      if (std::abs(plume.spread(x, r.height_m).air.sigma_w_m_per_s - p.air.sigma_w_m_per_s) >
          1e-6 * p.air.sigma_w_m_per_s)
        ++guessed;
      const double column = plume.concentration(p, r, 1.0, 0.0);
      EXPECT_NEAR(out[1], p.sigma_y_m, 1e-7 * p.sigma_y_m) << x << " m, ground " << ground;
      EXPECT_NEAR(out[0], column, 1e-6 * column + 1e-15) << x << " m, ground " << ground;
    }
  EXPECT_EQ(guessed > 0, !GetParam());
}

// The first guess, sigma_w at a release near the ground under strong convection, gives a layer cut off at the receptor; the
// sigma_w of that layer gives a shallower one. A strip of 5 m, 142 to 147 m upwind: AERMOD v24142 11.2239 ug/m3 (1e-4
// g/(m2 s); 13.25 where the first layer was taken for settled).
TEST(AreaProfile, TakesUpAGuessAgainWhoseLayerWasCutOff) {
  MetHour hour = test::vector_hour(6.1, 288.1);
  hour.roughness_length_m = 0.003;
  hour.wind_height_m = hour.profile[0].height_m = 2;
  hour.friction_velocity_m_per_s = 0.074;
  hour.convective_velocity_m_per_s = 2.481;
  hour.temperature_gradient_above_zi_k_per_m = 0.03;
  hour.convective_mixing_height_m = 4000;
  hour.mechanical_mixing_height_m = 15;
  hour.inverse_obukhov_length_per_m = -1;
  AreaSource strip;
  strip.polygon_m.outer = {{0, -50}, {5, -50}, {5, 50}, {0, 50}};
  strip.release_height_m = 1.5;
  strip.initial_sigma_z_m = 1;
  const BoundaryLayer air = test::boundary_layer(hour);
  const AreaPlume area(strip, air, {});
  EXPECT_NEAR(1e-4 * area.concentration_per_unit_rate(test::receptor_at(147, 0)), 11.2239, 1e-3 * 11.2239);
}

TEST_P(AreaProfileIn, SpendsNothingWhereNothingArrives) {
  // Above the base by more than any plume reaches within 2 m.
  const AreaProfile profile(area_.plume(), {5000.0, 5000.0, 0.0, 0.0}, 1.01, 2.0, 1e-3);
  const AreaProfile reached(area_.plume(), {1.5, 1.5, 0.0, 0.0}, 1.01, 2.0, 1e-3);
  EXPECT_GT(reached.largest(), 0.0);
  EXPECT_EQ(profile.largest(), 0.0);
  EXPECT_LT(profile.evaluation_count(), 100u);
}

}  // namespace
}  // namespace leeward::dispersion

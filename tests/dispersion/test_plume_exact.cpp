// Mode exact of stacks and volumes: many receptors at once against the scalar formulas one by one.
#include "plume_exact.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "support/hard_plumes.h"
#include "support/plume_hours.h"

namespace leeward::dispersion {
namespace {

/// Rings from 0.5 m to 60 km, all round, closer together along the wind; a receptor at the source.
std::vector<Receptor> receptors_around(Vec2 source, double downwind_deg, bool is_flat) {
  std::vector<Receptor> all;
  all.push_back({.position_m = source});
  std::size_t n = 0;
  for (double r = 0.5; r < 6e4; r *= 1.35)
    for (const double turn_deg :
         {0.0, 0.3, -1.0, 2.5, 5.0, -8.0, 12.0, 18.0, -25.0, 35.0, 50.0, -65.0, 80.0, 88.0, 95.0, 180.0}) {
      const double a = (downwind_deg + turn_deg) * std::numbers::pi / 180.0;
      const double elevation = is_flat ? 0.0 : 60.0 * static_cast<double>(n % 7) - 50.0;
      const double hill = is_flat ? 0.0 : elevation + 45.0 * static_cast<double>(n % 5);
      all.push_back({.position_m = source + Vec2{r * std::sin(a), r * std::cos(a)},
                     .elevation_m = elevation,
                     .hill_height_m = hill,
                     .height_m = n % 11 == 0 ? 20.0 : 0.0});
      ++n;
    }
  return all;
}

/// Within 1e-9 of the value, or of the largest value of the source where the coherent part was left out.
template <class Kind>
void expect_exact(const Kind& plume, const std::vector<Receptor>& receptors, const std::string& what) {
  std::vector<double> found(receptors.size(), -1.0);
  exact_concentrations(plume.plume(), plume.site(), receptors, found.data());
  std::vector<double> expected;
  for (const Receptor& receptor : receptors) expected.push_back(plume.concentration_per_unit_rate(receptor));
  const double largest = *std::max_element(expected.begin(), expected.end());
  for (std::size_t i = 0; i < receptors.size(); ++i)
    EXPECT_NEAR(found[i], expected[i], 1e-9 * expected[i] + 1e-9 * largest)
        << what << ", receptor " << receptors[i].position_m.x << ", " << receptors[i].position_m.y;
}

TEST(PlumeExact, IsTheScalarFormulasAtEveryReceptor) {
  std::size_t n = 0;
  for (const MetHour& hour : test::hard_plume_hours()) {
    const BoundaryLayer air = test::boundary_layer(hour);
    for (const bool is_flat : {true, false}) {
      const Vec2 place{431000.5, 5810000.25};
      const auto receptors = receptors_around(place, hour.wind_from_deg + 180.0, is_flat);
      const std::string what = "hour " + std::to_string(n) + (is_flat ? " flat" : " terrain");
      for (PointSource stack : test::many_stacks()) {
        stack.position_m = place;
        expect_exact(PointPlume(stack, air, {.is_flat = is_flat}), receptors, what + ", stack");
      }
      for (VolumeSource volume : test::many_volumes()) {
        volume.position_m = place;
        expect_exact(VolumePlume(volume, air, {.is_flat = is_flat}), receptors, what + ", volume");
      }
    }
    ++n;
  }
}

// A gale over a calm layer of 50 m, and a receptor high on a slope beside the plume: around it the air comes
// from up to the receptor (sigma_y a twentieth of the distance), along it from the calm (a third). 3 sigma_y
// of the plume are 18 of the meander's, which alone must not decide. After a scene in which AERMOD v24142
// gives 34.455 ug/m3.
TEST(PlumeExact, KeepsTheCoherentPlumeWhereItIsFarWiderThanTheMeander) {
  MetHour hour = test::vector_hour(12.23, 295.3);
  hour.roughness_length_m = 0.5;
  hour.wind_height_m = 7.9;
  hour.profile = {{.height_m = 50, .wind_from_deg = 270, .wind_speed_m_per_s = 0},
                  {.height_m = 100, .wind_from_deg = 270, .wind_speed_m_per_s = 14}};
  hour.friction_velocity_m_per_s = 0.112;
  hour.convective_velocity_m_per_s = 0.168;
  hour.temperature_gradient_above_zi_k_per_m = 0.005;
  hour.convective_mixing_height_m = 138;
  hour.mechanical_mixing_height_m = 8;
  hour.inverse_obukhov_length_per_m = -1;
  const BoundaryLayer air = test::boundary_layer(hour);
  VolumeSource volume;
  volume.initial_sigma_y_m = volume.initial_sigma_z_m = 0.1;
  const VolumePlume plume(volume, air, {});
  const Receptor beside = test::receptor_at(19.2, 21.4, 131.3, 131.3);
  double found = -1;
  exact_concentrations(plume.plume(), plume.site(), {&beside, 1}, &found);
  const double expected = plume.concentration_per_unit_rate(beside);
  const double around = std::hypot(19.2, 21.4);
  const PlumeSpread meander = plume.plume().spread(around, 131.3);
  ASSERT_GT(21.4, 10 * meander.sigma_y_m);
  ASSERT_LT(21.4, 5 * plume.plume().spread(19.2, 131.3).sigma_y_m);
  EXPECT_NEAR(found, expected, 1e-9 * expected);
}

TEST(PlumeExact, GivesNothingInsideTheExcludedRadius) {
  const BoundaryLayer air = test::boundary_layer(test::convective_hour());
  VolumeSource volume = test::many_volumes()[0];
  const VolumePlume plume(volume, air, {});
  const std::vector<Receptor> receptors = {test::receptor_at(0, 0), test::receptor_at(5, 9),
                                           test::receptor_at(9, 9)};
  std::vector<double> values(receptors.size(), -1.0);
  exact_concentrations(plume.plume(), plume.site(), receptors, values.data());
  EXPECT_EQ(values[0], 0.0);
  EXPECT_EQ(values[1], 0.0);
  EXPECT_GT(values[2], 0.0);
}

}  // namespace
}  // namespace leeward::dispersion

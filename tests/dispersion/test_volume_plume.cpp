// Volume sources: identities. The hourly reference cases are in tests/app/test_reference_cases.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "support/plume_hours.h"

namespace leeward::dispersion {
namespace {

using test::boundary_layer;
using test::convective_hour;
using test::receptor_at;
using test::stable_hour;

VolumeSource low_volume() {
  VolumeSource s;
  s.id = "V";
  s.release_height_m = 3;
  s.initial_sigma_y_m = 8;
  s.initial_sigma_z_m = 3;
  return s;
}

TEST(VolumePlume, ExcludesTheInsideOfTheVolume) {
  const BoundaryLayer air = boundary_layer(stable_hour());
  const VolumePlume plume(low_volume(), air, {});
  const double edge = 2.15 * 8 + 0.99;
  EXPECT_EQ(plume.concentration_per_unit_rate(receptor_at(edge - 0.01, 0)), 0.0);
  EXPECT_GT(plume.concentration_per_unit_rate(receptor_at(edge + 0.01, 0)), 0.0);
  EXPECT_GT(plume.concentration_per_unit_rate(receptor_at(-edge - 0.01, 0)), 0.0);  // meander
}

TEST(VolumePlume, IsSymmetricAcrossTheWind) {
  for (const MetHour& hour : {convective_hour(), stable_hour()}) {
    const BoundaryLayer air = boundary_layer(hour);
    const VolumePlume plume(low_volume(), air, {});
    for (const double x : {-60.0, 40.0, 3000.0}) {
      const double left = plume.concentration_per_unit_rate(receptor_at(x, 35));
      // The wind's sine is off by 1e-16: x times that, times y/sigma_y^2.
      EXPECT_NEAR(left, plume.concentration_per_unit_rate(receptor_at(x, -35)), 1e-10 * left);
    }
  }
}

TEST(VolumePlume, AddsItsInitialSigmasInQuadrature) {
  const BoundaryLayer air = boundary_layer(stable_hour());
  VolumeSource thin = low_volume();
  thin.initial_sigma_y_m = 0;
  thin.initial_sigma_z_m = 0;
  const PlumeSpread with = VolumePlume(low_volume(), air, {}).plume().spread(500, 0);
  const PlumeSpread without = VolumePlume(thin, air, {}).plume().spread(500, 0);
  // At 3 m both take the air of the lowest 5 m, so nothing but the initial sigmas differs; thin is 1e-5 m, not 0.
  EXPECT_NEAR(with.sigma_y_m, std::hypot(without.sigma_y_m, 8), 1e-9);
  EXPECT_NEAR(with.sigma_z_m[0], std::hypot(without.sigma_z_m[0], 3), 1e-9);
}

TEST(VolumePlume, TendsToAStackWithoutRise) {
  // A point volume far away is a stack of no rise: cold, slow, narrow; 1e-10 m4/s3 of buoyancy are 1e-2 m of rise.
  const BoundaryLayer air = boundary_layer(convective_hour());
  VolumeSource thin = low_volume();
  thin.release_height_m = 20;
  thin.initial_sigma_y_m = 0;
  thin.initial_sigma_z_m = 0;
  PointSource stack;
  stack.stack_height_m = 20;
  stack.exit_temperature_k = 200;
  const VolumePlume volume(thin, air, {});
  const PointPlume point(stack, air, {.has_stack_tip_downwash = false});
  for (const double x : {500.0, 3000.0}) {
    const double v = volume.concentration_per_unit_rate(receptor_at(x, 20));
    EXPECT_NEAR(point.concentration_per_unit_rate(receptor_at(x, 20)), v, 2e-3 * v) << x;  // 1e-2 m of 20 m, squared
  }
}

TEST(VolumePlume, UrbanNightDilutes) {
  MetHour night = stable_hour();
  const BoundaryLayer air = boundary_layer(night, {{.population = 2e6, .roughness_length_m = 1}});
  ASSERT_TRUE(air.urban.at(0));
  VolumeSource urban = low_volume();
  urban.is_urban = true;
  const Receptor at = receptor_at(500, 0);
  EXPECT_LT(VolumePlume(urban, air, {}).concentration_per_unit_rate(at),
            VolumePlume(low_volume(), air, {}).concentration_per_unit_rate(at));
}

TEST(VolumePlume, HasAValueEverywhere) {
  for (MetHour hour : {convective_hour(), stable_hour()})
    for (const double wind : {0.001, 3.0, 30.0}) {
      hour.wind_speed_m_per_s = hour.profile[0].wind_speed_m_per_s = wind;
      const BoundaryLayer air = boundary_layer(hour);
      const VolumePlume plume(low_volume(), air, {});
      for (const double x : {-40000.0, -20.0, 0.0, 19.0, 300.0, 50000.0})
        for (const double ground : {-300.0, 0.0, 2.0, 700.0, 3000.0})
          for (const double z : {0.0, 3.0, 2000.0}) {
            const double c = plume.concentration_per_unit_rate(receptor_at(x, 7, ground, ground + 100, z));
            ASSERT_TRUE(std::isfinite(c) && c >= 0) << x << ' ' << ground << ' ' << z;
          }
    }
}

}  // namespace
}  // namespace leeward::dispersion

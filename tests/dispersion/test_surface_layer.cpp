// Truth: identities of the relations (horizon at sunrise, zero net radiation at the critical elevation, L by
// definition, the heat-flux cap's cubic) and closed forms of the mixing heights.
#include "dispersion/surface_layer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/model/meteorology.h"
#include "core/model/units.h"
#include "dispersion/mixing_height.h"
#include "dispersion/sun_position.h"

namespace leeward::dispersion {
namespace {

TEST(SunDay, IsSymmetricAboutNoonAndOnTheHorizonAtSunrise) {
  for (const int day : {1, 80, 172, 200, 355}) {
    const SunDay sun(day, 41, -90, 6);
    for (const double t : {0.5, 2.0, 5.0}) {
      EXPECT_NEAR(sun.elevation_deg(sun.noon_h() - t), sun.elevation_deg(sun.noon_h() + t), 1e-9) << day;
    }
    EXPECT_NEAR(sun.elevation_deg(sun.sunrise_h()), 0, 1e-9) << day;
    EXPECT_NEAR(sun.elevation_deg(sun.sunset_h()), 0, 1e-9) << day;
    EXPECT_NEAR(sun.noon_h() - sun.sunrise_h(), sun.sunset_h() - sun.noon_h(), 1e-12) << day;
    EXPECT_NEAR(sun.elevation_deg(sun.noon_h()), 90 - 41 + sun.declination_rad() / rad_per_deg, 1e-9) << day;
  }
}

TEST(SunDay, HasTheSeasonsOfTheEarth) {
  constexpr double series_error_deg = 0.5;  // whole days, and the four-year cycle of the calendar
  EXPECT_NEAR(SunDay(172, 0, 0, 0).declination_rad() / rad_per_deg, 23.44, series_error_deg);
  EXPECT_NEAR(SunDay(355, 0, 0, 0).declination_rad() / rad_per_deg, -23.44, series_error_deg);
  EXPECT_NEAR(SunDay(80, 0, 0, 0).declination_rad() / rad_per_deg, 0, series_error_deg);
  EXPECT_EQ(SunDay(355, 80, 0, 0).half_day_h(), 0);                    // polar night
  EXPECT_EQ(SunDay(172, 80, 0, 0).half_day_h(), 12);                   // polar day
  EXPECT_NEAR(SunDay(172, 52, 13, -1).noon_h(), 12 + 2.0 / 15, 0.05);  // Berlin time is that of 15 deg E
  // The equation of time: -14.2 min on 11 February, +16.4 min on 3 November (almanac), to half a minute.
  EXPECT_NEAR((12 - SunDay(42, 0, 0, 0).noon_h()) * 60, -14.2, 0.5);
  EXPECT_NEAR((12 - SunDay(307, 0, 0, 0).noon_h()) * 60, 16.4, 0.5);
}

TEST(SurfaceEnergy, NetRadiationVanishesAtTheCriticalElevation) {
  for (const double cloud : {0.0, 3.0, 7.0, 10.0}) {
    for (const double t : {265.0, 288.0, 305.0}) {
      const double phi = critical_elevation_deg(t, cloud, 0.2, 20);
      ASSERT_GT(phi, 0);
      ASSERT_LT(phi, 60);
      const double at =
          net_radiation_w_per_m2(cloudy_radiation_w_per_m2(phi, cloud), albedo_at(0.2, phi), t, cloud);
      // The elevation is found to 1 %: a few W/m2 of several hundred.
      const double slope = 990 * rad_per_deg;
      EXPECT_NEAR(at, 0, 0.02 * phi * slope + 0.5) << cloud << " " << t;
      EXPECT_GT(net_radiation_w_per_m2(cloudy_radiation_w_per_m2(phi + 5, cloud), albedo_at(0.2, phi + 5), t,
                                       cloud),
                at);
    }
  }
  EXPECT_EQ(critical_elevation_deg(288, 5, 0.2, -3), 94);
}

TEST(SurfaceEnergy, CloudFromRadiationIsTheInverseOfTheRadiationBelowCloud) {
  for (const double cloud : {0.0, 1.0, 4.0, 8.0, 10.0}) {
    const double radiation = cloudy_radiation_w_per_m2(40, cloud);
    EXPECT_NEAR(cloud_from_radiation_tenths(radiation, clear_sky_radiation_w_per_m2(40)), cloud, 1e-9);
  }
  EXPECT_EQ(cloud_from_radiation_tenths(2000, 600), 0);
  EXPECT_EQ(cloud_from_radiation_tenths(0, 600), 10);
  EXPECT_EQ(cloudy_radiation_w_per_m2(1.7, 0), 0);
  EXPECT_EQ(albedo_at(0.3, 0), 1);
  EXPECT_EQ(convective_heat_flux_w_per_m2(-50, 1), 0.1);
  EXPECT_NEAR(convective_heat_flux_w_per_m2(400, 1), 180, 1e-12);  // 0.9 * 400 / 2
}

SurfaceWind wind_of(double speed) {
  return {.wind_speed_m_per_s = speed,
          .wind_height_m = 10,
          .roughness_length_m = 0.3,
          .temperature_k = 290,
          .density_kg_per_m3 = 1.2};
}

// L by its definition, -rho cp T u*^3/(k g H), with AERMET's constants.
double defined_length(const SurfaceWind& wind, const SurfaceLayer& layer) {
  return -wind.density_kg_per_m3 * 1004.0 * wind.temperature_k *
         std::pow(layer.friction_velocity_m_per_s, 3) / (0.4 * 9.80655 * layer.heat_flux_w_per_m2);
}

TEST(ConvectiveSurfaceLayer, ConvergesToTheDefinitionOfLengthAndTheWindProfile) {
  for (const double speed : {0.2828, 1.0, 3.0, 12.0}) {
    for (const double heat : {0.1, 5.0, 100.0, 500.0}) {
      const SurfaceWind wind = wind_of(speed);
      const SurfaceLayer layer = convective_surface_layer(wind, heat);
      EXPECT_TRUE(layer.has_converged);
      EXPECT_EQ(layer.heat_flux_w_per_m2, heat);
      EXPECT_GE(-layer.obukhov_length_m, 1);
      EXPECT_LE(-layer.obukhov_length_m, 8888);
      const double length = defined_length(wind, layer);
      EXPECT_NEAR(layer.obukhov_length_m, std::clamp(length, -8888.0, -1.0), 1e-9 * std::abs(length));
      EXPECT_GT(layer.friction_velocity_m_per_s, 0.4 * speed / std::log(10 / 0.3));
    }
  }
  const double neutral = 0.4 * 12 / std::log(10 / 0.3);
  EXPECT_NEAR(convective_surface_layer(wind_of(12), 0.1).friction_velocity_m_per_s, neutral, 1e-3 * neutral);
}

using StableMethod = SurfaceLayer (*)(const SurfaceWind&, const StableSky&);

TEST(StableSurfaceLayer, KeepsItsDefinitionsAndTheHeatFluxCap) {
  for (const StableMethod method : {&stable_surface_layer, &adjusted_stable_surface_layer}) {
    double last_u_star = 0;
    for (double speed = 0.3; speed < 16; speed += 0.01) {
      const SurfaceWind wind = wind_of(speed);
      const SurfaceLayer layer =
          method(wind, {.cloud_tenths = 2, .elevation_deg = -10, .critical_elevation_deg = 94});
      EXPECT_GT(layer.friction_velocity_m_per_s, 0);
      EXPECT_LE(-layer.heat_flux_w_per_m2, 64 + 1e-9);
      EXPECT_GE(layer.obukhov_length_m, 1);
      const double length = defined_length(wind, layer);
      const double least = method == &stable_surface_layer
                               ? 1.0
                               : 1100 * layer.friction_velocity_m_per_s * layer.friction_velocity_m_per_s;
      EXPECT_NEAR(layer.obukhov_length_m, std::clamp(std::max(length, least), 1.0, 8888.0), 1e-9 * length);
      // Stable air holds u* below neutral; ADJ_U* instead keeps it above C_D U_cr/4 in weak wind.
      const double drag = 0.4 / std::log((10 - 5 * 0.3) / 0.3);
      const double least_u_star = 0.5 * std::sqrt(drag * 4.7 * (10 - 6 * 0.3) * 9.80655 * 0.08 / 290);
      if (method == &stable_surface_layer) {
        EXPECT_LT(layer.friction_velocity_m_per_s, 0.4 * speed / std::log(10 / 0.3));
      } else {
        EXPECT_GE(layer.friction_velocity_m_per_s, least_u_star * (1 - 1e-12));
      }
      // u* has no jump but where the cap begins to hold (below 0.02 m/s there, for a step of 0.01 m/s in U).
      if (last_u_star > 0) {
        EXPECT_NEAR(layer.friction_velocity_m_per_s, last_u_star, 0.02) << speed;
      }
      last_u_star = layer.friction_velocity_m_per_s;
    }
  }
}

TEST(StableSurfaceLayer, CapSolvesTheCubic) {
  const SurfaceWind wind = wind_of(9);
  const SurfaceLayer layer =
      stable_surface_layer(wind, {.cloud_tenths = 0, .elevation_deg = -1, .critical_elevation_deg = 94});
  ASSERT_NEAR(layer.heat_flux_w_per_m2, -64, 1e-9);
  const double u = layer.friction_velocity_m_per_s;
  const double drag = 0.4 / std::log(10 / 0.3);
  const double q = 64 / (1.2 * 1004);
  EXPECT_NEAR(u * u * u - drag * 9 * u * u + drag * 5 * 10 * 9.80655 * q / 290, 0, 1e-12);
}

TEST(MixingHeight, MechanicalRelaxesToEquilibrium) {
  EXPECT_EQ(mechanical_mixing_height_m(0.25, missing), 300);  // 2400 * 0.125
  EXPECT_EQ(mechanical_mixing_height_m(2.0, missing), 4000);
  EXPECT_EQ(mechanical_mixing_height_m(0.25, 10), 300);                                    // a = 180: at once
  EXPECT_NEAR(mechanical_mixing_height_m(0.25, 1800), 300 + 1500 * std::exp(-1.0), 1e-9);  // a = 1
  double height = 2000;
  for (int hour = 0; hour < 40; ++hour) height = mechanical_mixing_height_m(0.1, height);
  EXPECT_NEAR(height, 2400 * std::pow(0.1, 1.5), 1e-6);
}

TEST(MixingHeight, ConvectiveDayIsTheIntegralOverAConstantGradient) {
  ConvectiveDay day(0, 0.008);
  for (int hour = 0; hour < 4; ++hour) day.add_hour(100);
  // gamma z^2/2 = 1.4 S/(rho cp): the warmed triangle holds the heat, with 40 % from entrainment.
  const double z = day.height_m(1.2);
  EXPECT_NEAR(0.008 * z * z / 2, 1.4 * 4 * 3600 * 100 / (1.2 * 1004), 1e-9);
  day.add_hour(-5);
  EXPECT_EQ(day.height_m(1.2), z);
  day.add_hour(100);
  EXPECT_GT(day.height_m(1.2), z);  // one hour without heat does not end the growth
  const double higher = day.height_m(1.2);
  day.add_hour(missing);
  day.add_hour(0);
  day.add_hour(400);
  EXPECT_EQ(day.height_m(1.2), higher);  // two do
  ConvectiveDay windy(500, 0.008);
  windy.add_hour(0.1);
  EXPECT_NEAR(windy.height_m(1.2), 500, 0.2);
  for (int hour = 0; hour < 1000; ++hour) windy.add_hour(500);
  EXPECT_EQ(windy.height_m(1.2), 4000);
  EXPECT_NEAR(convective_velocity_m_per_s(1.2 * 1004 * 290 / 9.80655, 1000, 1.2, 290), std::pow(1000, 0.333),
              1e-9);
  EXPECT_EQ(convective_velocity_m_per_s(1e-12, 1, 1.2, 290), 0.001);
}

}  // namespace
}  // namespace leeward::dispersion

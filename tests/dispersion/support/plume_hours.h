#pragma once
// Hours and sources of physics/07 section 7, the reference vectors of the plume formulas: a one-level profile at 10 m
// without turbulence or temperature beyond z_T = 2 m, z0 = 0.3 m, wind from 270 deg, rural.
#include "core/model/meteorology.h"
#include "core/model/source.h"
#include "dispersion/met_profile.h"

namespace leeward::test {

inline MetHour vector_hour(double wind_speed_m_per_s, double temperature_k) {
  MetHour h;
  h.roughness_length_m = 0.3;
  h.wind_speed_m_per_s = wind_speed_m_per_s;
  h.wind_from_deg = 270;
  h.wind_height_m = 10;
  h.temperature_k = temperature_k;
  h.temperature_height_m = 2;
  h.profile.push_back({.height_m = 10, .wind_from_deg = 270, .wind_speed_m_per_s = wind_speed_m_per_s});
  return h;
}

/// Hour K: convective.
inline MetHour convective_hour() {
  MetHour h = vector_hour(3, 295);
  h.sensible_heat_flux_w_per_m2 = 150;
  h.friction_velocity_m_per_s = 0.35;
  h.convective_velocity_m_per_s = 1.6;
  h.temperature_gradient_above_zi_k_per_m = 0.008;
  h.convective_mixing_height_m = 900;
  h.mechanical_mixing_height_m = 500;
  h.inverse_obukhov_length_per_m = -1.0 / 30;
  return h;
}

/// Hour S: stable.
inline MetHour stable_hour() {
  MetHour h = vector_hour(2, 285);
  h.sensible_heat_flux_w_per_m2 = -20;
  h.friction_velocity_m_per_s = 0.15;
  h.mechanical_mixing_height_m = 140;
  h.inverse_obukhov_length_per_m = 1.0 / 25;
  return h;
}

inline dispersion::BoundaryLayer boundary_layer(const MetHour& hour, const std::vector<UrbanArea>& urban_areas = {}) {
  dispersion::BoundaryLayerOptions options;
  options.urban_areas = urban_areas;
  return dispersion::make_boundary_layer(hour, options);
}

/// P1: buoyant, 65 m.
inline PointSource buoyant_stack() {
  PointSource s;
  s.id = "P1";
  s.stack_height_m = 65;
  s.exit_temperature_k = 425;
  s.exit_velocity_m_per_s = 15;
  s.stack_diameter_m = 3;
  return s;
}

/// P2: colder than the air, 65 m.
inline PointSource cold_stack() {
  PointSource s;
  s.id = "P2";
  s.stack_height_m = 65;
  s.exit_temperature_k = 293;
  s.exit_velocity_m_per_s = 8;
  s.stack_diameter_m = 1;
  return s;
}

inline Receptor receptor_at(double x, double y, double elevation_m = 0, double hill_m = 0, double height_m = 0) {
  return {.position_m = {x, y}, .elevation_m = elevation_m, .hill_height_m = hill_m, .height_m = height_m};
}

}  // namespace leeward::test

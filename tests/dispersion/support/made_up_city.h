#pragma once
// A small made-up city of roads and hours of each kind of air, for tests of the solver.
#include <cstddef>
#include <random>
#include <string>

#include "core/model/scenario.h"

namespace leeward::test {

/// A valid hour of the named kind, wind from `wind_from_deg`.
enum class Air { stable, neutral, unstable };
inline MetHour made_up_hour(UtcHour hour, Air air, double wind_from_deg = 270) {
  MetHour met;
  met.hour = hour;
  met.roughness_length_m = 0.3;
  met.bowen_ratio = 1;
  met.albedo = 0.2;
  met.wind_from_deg = wind_from_deg;
  met.wind_height_m = 10;
  met.temperature_height_m = 2;
  if (air == Air::unstable) {
    met.sensible_heat_flux_w_per_m2 = 150;
    met.friction_velocity_m_per_s = 0.35;
    met.convective_velocity_m_per_s = 1.6;
    met.temperature_gradient_above_zi_k_per_m = 0.008;
    met.convective_mixing_height_m = 900;
    met.mechanical_mixing_height_m = 500;
    met.inverse_obukhov_length_per_m = -1.0 / 30.0;
    met.wind_speed_m_per_s = 3;
    met.temperature_k = 295;
  } else {
    const bool is_stable = air == Air::stable;
    met.sensible_heat_flux_w_per_m2 = is_stable ? -20 : -1;
    met.friction_velocity_m_per_s = is_stable ? 0.15 : 0.5;
    met.mechanical_mixing_height_m = is_stable ? 140 : 850;
    met.inverse_obukhov_length_per_m = is_stable ? 1.0 / 25.0 : 1.0 / 8000.0;
    met.wind_speed_m_per_s = is_stable ? 2 : 5;
    met.temperature_k = 285;
  }
  return met;
}

/// Some links around the origin, receptors at two heights, an hour of each kind of air.
inline Scenario made_up_city(std::size_t links, std::size_t receptors) {
  std::mt19937 random(3);
  const auto between = [&](double a, double b) { return std::uniform_real_distribution(a, b)(random); };
  Scenario scenario;
  scenario.columns = {{.pollutant = "NOx", .group = ""}, {.pollutant = "NOx", .group = "main"}, {.pollutant = "PM10", .group = ""}};
  scenario.schedules = {constant_factors(), to_factors(illustrative_traffic_schedule())};
  scenario.is_flat = true;
  scenario.urban_areas = {{.population = 1e6}};
  for (std::size_t i = 0; i < links; ++i) {
    LineSource line;
    line.id = "link " + std::to_string(i);
    line.begin_m = {between(-600, 600), between(-600, 600)};
    line.end_m = line.begin_m + Vec2{between(10, 90), between(-90, 90)};
    line.width_m = between(6, 20);
    line.release_height_m = i % 3 == 0 ? 0.5 : 0.9;
    line.initial_sigma_z_m = 1.5;
    line.is_urban = i % 4 == 0;
    line.schedule = i % 2;
    const double rate = between(1e-5, 1e-4);
    line.rates = {rate, i % 5 == 0 ? rate : 0.0, 0.1 * rate};
    scenario.sources.emplace_back(line);
  }
  for (std::size_t i = 0; i < receptors; ++i) {
    Receptor receptor;
    receptor.position_m = {between(-900, 900), between(-900, 900)};
    receptor.height_m = i % 5 == 0 ? 10.0 : 1.5;
    scenario.receptors.push_back(receptor);
  }
  scenario.met.utc_offset_hours = 1;
  constexpr UtcHour first{473352 + 8};  // 2024-01-01T08:00Z
  scenario.met.hours = {made_up_hour(first, Air::stable, 250), made_up_hour(first + 1, Air::neutral, 10),
                        made_up_hour(first + 2, Air::unstable, 133)};
  return scenario;
}

}  // namespace leeward::test

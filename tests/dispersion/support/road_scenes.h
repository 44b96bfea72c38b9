#pragma once
// Made-up road scenes: hours for the solver's fields, links of a city, links in awkward places.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "hour_fields.h"
#include "line_hours.h"

namespace leeward::test {

/// The part of an hour's air that roads take, as a boundary layer.
inline dispersion::BoundaryLayer air_of(const dispersion::LineHour& hour) {
  using namespace dispersion;
  BoundaryLayer air;
  air.status = HourStatus::valid;
  air.is_stable = hour.inverse_obukhov_length_per_m > 0;
  air.wind_speed_m_per_s = hour.wind_speed_m_per_s;
  air.wind_from_deg = hour.wind_from_deg;
  air.wind_height_m = hour.wind_height_m;
  air.rural.friction_velocity_m_per_s = hour.friction_velocity_m_per_s;
  air.rural.inverse_obukhov_length_per_m = hour.inverse_obukhov_length_per_m;
  air.rural.roughness_length_m = hour.roughness_length_m;
  air.rural.mixing_height_m = hour.mixing_height_m;
  std::array<AirSample, profile_level_count> levels;
  levels.fill({.wind_speed_m_per_s = hour.wind_speed_m_per_s, .sigma_v_m_per_s = hour.sigma_v_m_per_s});
  std::array<double, profile_level_count> directions;
  directions.fill(hour.wind_from_deg);
  air.rural.set_levels(levels, directions);
  return air;
}

class Random {
public:
  explicit Random(unsigned seed) : engine_(seed) {}
  double between(double low, double high) { return low + (high - low) * next(); }
  double log_between(double low, double high) { return low * std::pow(high / low, next()); }
  std::size_t below(std::size_t count) {
    return std::min(static_cast<std::size_t>(next() * static_cast<double>(count)), count - 1);
  }
  /// The same on every platform.
  double next() { return static_cast<double>(engine_()) / 4294967296.0; }

private:
  std::mt19937 engine_;
};

inline dispersion::LineHour random_hour(Random& random) {
  const bool is_stable = random.next() < 0.5;
  const double u_star = random.log_between(0.03, 0.8);
  const double length = is_stable ? random.log_between(1, 8000) : -random.log_between(2, 8000);
  const double low_lid = random.next() < 0.1 ? 1.0 : 0.0;
  return {.friction_velocity_m_per_s = u_star,
          .inverse_obukhov_length_per_m = 1.0 / length,
          .roughness_length_m = random.log_between(0.01, 1.5),
          .mixing_height_m = low_lid > 0 ? low_lid : random.log_between(15, 2500),
          .wind_speed_m_per_s = std::max(0.3, u_star * random.between(3, 15)),
          .wind_from_deg = random.between(0, 360),
          .wind_height_m = 10,
          .sigma_v_m_per_s = std::max(0.2, u_star * random.between(1.2, 3.0))};
}

/// Links of 10-1000 m round the origin; some along the wind, some across.
inline LineSource random_link(Random& random, double wind_from_deg) {
  const double length_m = random.log_between(10, 1000);
  const double flow = (270.0 - wind_from_deg) * std::numbers::pi / 180.0;
  const std::size_t kind = random.below(5);
  const double angle = kind == 0   ? flow
                       : kind == 1 ? flow + random.between(-0.05, 0.05)
                       : kind == 2 ? flow + std::numbers::pi / 2 + random.between(-0.02, 0.02)
                                   : random.between(0, 2 * std::numbers::pi);
  LineSource line = road({0, 0}, length_m * Vec2{std::cos(angle), std::sin(angle)}, random.between(3, 30));
  line.release_height_m = random.next() < 0.2 ? random.between(2, 12) : random.between(0.3, 2);
  line.initial_sigma_z_m = random.next() < 0.1 ? 0.0 : random.between(0.5, 3);
  return line;
}

/// Receptors on and by the link, over some kilometres, and along its plume.
inline std::vector<Receptor> receptors_about(const LineSource& line, Random& random, std::size_t count,
                                             double farthest_m, double height_m) {
  std::vector<Receptor> out;
  const Vec2 along = line.end_m - line.begin_m;
  for (std::size_t i = 0; i < count; ++i) {
    const Vec2 from = line.begin_m + random.next() * along;
    const double distance = random.log_between(i % 20 == 0 ? 0.01 : 1.0, farthest_m);
    const double angle = random.between(0, 2 * std::numbers::pi);
    Receptor receptor;
    receptor.position_m = from + distance * Vec2{std::cos(angle), std::sin(angle)};
    if (i % 50 == 0) receptor.position_m = from;
    receptor.height_m = height_m;
    out.push_back(receptor);
  }
  return out;
}

}  // namespace leeward::test

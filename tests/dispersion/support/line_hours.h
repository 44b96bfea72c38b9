#pragma once
// Made-up hours of the road model for tests: wind from the west, so that the wind frame is the map.
#include <array>
#include <string>

#include "dispersion/line_source.h"

namespace leeward::test {

struct NamedLineHour {
  std::string name;
  dispersion::LineHour hour;
};

inline std::array<NamedLineHour, 4> line_hours() {
  const auto hour = [](double u_star, double inverse_l, double z0, double zi, double wind, double sigma_v) {
    return dispersion::LineHour{.friction_velocity_m_per_s = u_star,
                                .inverse_obukhov_length_per_m = inverse_l,
                                .roughness_length_m = z0,
                                .mixing_height_m = zi,
                                .wind_speed_m_per_s = wind,
                                .wind_from_deg = 270,
                                .wind_height_m = 10,
                                .sigma_v_m_per_s = sigma_v};
  };
  return {{{"stable", hour(0.05, 1.0 / 8.0, 0.1, 30, 1.2, 0.25)},
           {"neutral", hour(0.35, 1.0 / 8888.0, 0.5, 700, 4.0, 0.7)},
           {"unstable", hour(0.25, -1.0 / 30.0, 0.3, 900, 2.5, 0.9)},
           {"windy", hour(0.7, -1.0 / 300.0, 1.0, 1500, 8.0, 1.4)}}};
}

inline LineSource road(Vec2 begin, Vec2 end, double width_m = 12) {
  LineSource line;
  line.id = "road";
  line.rates = {1e-4};
  line.begin_m = begin;
  line.end_m = end;
  line.width_m = width_m;
  line.release_height_m = 0.8;
  line.initial_sigma_z_m = 1.4;
  return line;
}

}  // namespace leeward::test

#include "hour_roads.h"

#include <algorithm>

#include "core/model/units.h"

namespace leeward::dispersion {

LineHour line_hour(const BoundaryLayer& air, bool is_urban, double decay_per_s) {
  const ProfileSet& set = air.set_for(is_urban);
  constexpr double minimum_sigma_v_m_per_s = 0.2;
  return {.friction_velocity_m_per_s = set.friction_velocity_m_per_s,
          .inverse_obukhov_length_per_m = set.inverse_obukhov_length_per_m,
          .roughness_length_m = set.roughness_length_m,
          .mixing_height_m = set.mixing_height_m,
          .wind_speed_m_per_s = air.wind_speed_m_per_s,
          .wind_from_deg = air.wind_from_deg,
          .wind_height_m = air.wind_height_m,
          .sigma_v_m_per_s = std::max(set.at(air.wind_height_m).sigma_v_m_per_s, minimum_sigma_v_m_per_s),
          .decay_per_s = decay_per_s};
}

HourRoads::HourRoads(std::span<const ActiveLink> links, const BoundaryLayer& air, const ReceptorTiles&, Vec2 origin_m,
                     double decay_per_s, Mode, const std::stop_token&)
    : frame_(air.wind_from_deg, origin_m) {
  if (links.empty()) return;
  winds_.emplace_back(line_hour(air, false, decay_per_s));
  if (air.has_urban) winds_.emplace_back(line_hour(air, true, decay_per_s));
  links_.reserve(links.size());
  for (const ActiveLink& link : links)
    links_.push_back({.source = link.source,
                      .wind = link.line->is_urban ? winds_.size() - 1 : 0,
                      .release_height_m = link.line->release_height_m,
                      .initial_sigma_z_m = link.line->initial_sigma_z_m,
                      .line = line_in_wind(*link.line, frame_)});
}

HourRoads::TileInWind HourRoads::in_wind(const ReceptorTiles& tiles, const ReceptorTile& tile) const {
  TileInWind out;
  out.centre = frame_.to_wind(tile.centre_m);
  out.radius_m = tile.radius_m;
  out.count = tile.count;
  out.height_index = tile.height_index;
  out.height_m = tiles.heights_m[tile.height_index];
  for (std::size_t i = 0; i < tile.count; ++i)
    out.place[i] = frame_.to_wind(tiles.receptors[tile.first + i].position_m);
  return out;
}

std::size_t HourRoads::concentration_per_unit_rate(std::size_t index, const TileInWind& tile,
                                                   std::span<double> values) const {
  const Link& link = links_[index];
  std::size_t not_converged = 0;
  for (std::size_t i = 0; i < tile.count; ++i) {
    const LineIntegral c = line_concentration_exact(winds_[link.wind], link.line, link.release_height_m,
                                                    link.initial_sigma_z_m, tile.place[i], tile.height_m);
    values[i] = ug_per_g * c.value;
    not_converged += c.has_converged ? 0 : 1;
  }
  return not_converged;
}

}  // namespace leeward::dispersion

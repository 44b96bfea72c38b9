#include "hour_roads.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/model/units.h"

namespace leeward::dispersion {

LineHour line_hour(const BoundaryLayer& air, const LineSource& source) {
  const ProfileSet& set = air.set_for(source);
  constexpr double minimum_sigma_v_m_per_s = 0.2;
  return {.friction_velocity_m_per_s = set.friction_velocity_m_per_s,
          .inverse_obukhov_length_per_m = set.inverse_obukhov_length_per_m,
          .roughness_length_m = set.roughness_length_m,
          .mixing_height_m = set.mixing_height_m,
          .wind_speed_m_per_s = air.wind_speed_m_per_s,
          .wind_from_deg = air.wind_from_deg,
          .wind_height_m = air.wind_height_m,
          .sigma_v_m_per_s = std::max(set.at(air.wind_height_m).sigma_v_m_per_s, minimum_sigma_v_m_per_s),
          .decay_per_s = source.decay_per_s};
}

HourRoads::HourRoads(std::span<const ActiveLink> links, const BoundaryLayer& air, const ReceptorTiles& tiles,
                     Vec2 origin_m, Mode mode, const std::stop_token& stop)
    : frame_(air.wind_from_deg, origin_m) {
  if (links.empty()) return;
  std::map<std::pair<const ProfileSet*, double>, std::size_t> known;
  links_.reserve(links.size());
  for (const ActiveLink& link : links) {
    const auto [wind, is_new] =
        known.try_emplace({&air.set_for(*link.line), link.line->decay_per_s}, winds_.size());
    if (is_new) winds_.emplace_back(line_hour(air, *link.line));
    links_.push_back({.source = link.source,
                      .wind = wind->second,
                      .line_class = {link.line->release_height_m, link.line->initial_sigma_z_m},
                      .line = line_in_wind(*link.line, frame_),
                      .tables = 0});
  }
  if (mode != Mode::exact) make_tables(tiles.heights_m, stop);
}

void HourRoads::make_tables(const std::vector<double>& heights_m, const std::stop_token& stop) {
  std::map<std::tuple<std::size_t, double, double>, std::size_t> known;
  for (Link& link : links_) {
    if (stop.stop_requested()) return;
    const auto [entry, is_new] = known.try_emplace(
        {link.wind, link.line_class.release_height_m, link.line_class.initial_sigma_z_m}, tables_.size());
    if (is_new) tables_.emplace_back(winds_[link.wind], link.line_class, heights_m);
    link.tables = entry->second;
  }
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
  if (!tables_.empty()) {
    const LineEvaluator evaluator(tables_[link.tables], link.line);
    const std::span<const Vec2> places(tile.place.data(), tile.count);
    const std::span<double> out = values.first(tile.count);
    std::fill(out.begin(), out.end(), 0.0);
    evaluator.add_meander(tile.height_index, places, tile.centre, tile.radius_m, out);
    if (!evaluator.is_out_of_plume(tile.centre, tile.radius_m))
      evaluator.add_direct(tile.height_index, places, tile.centre, tile.radius_m, out);
    for (double& value : out) value *= ug_per_g;
    return 0;
  }
  std::size_t not_converged = 0;
  for (std::size_t i = 0; i < tile.count; ++i) {
    const LineIntegral c =
        line_concentration_exact(winds_[link.wind], link.line, link.line_class.release_height_m,
                                 link.line_class.initial_sigma_z_m, tile.place[i], tile.height_m);
    values[i] = ug_per_g * c.value;
    not_converged += c.has_converged ? 0 : 1;
  }
  return not_converged;
}

}  // namespace leeward::dispersion

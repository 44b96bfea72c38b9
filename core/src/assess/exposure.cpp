#include "core/assess/exposure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/model/expects.h"

namespace leeward {
namespace exposure_detail {

std::optional<std::size_t> cell_of(const ReceptorGrid& grid, Vec2 place) {
  const Vec2 corner = grid.south_west_m - Vec2{0.5 * grid.spacing_m, 0.5 * grid.spacing_m};
  const double column = std::floor((place.x - corner.x) / grid.spacing_m);
  const double row = std::floor((place.y - corner.y) / grid.spacing_m);
  if (column < 0 || row < 0 || column >= static_cast<double>(grid.columns) ||
      row >= static_cast<double>(grid.rows))
    return std::nullopt;
  return static_cast<std::size_t>(row) * grid.columns + static_cast<std::size_t>(column);
}

/// Gathers people part by part.
class Gatherer {
public:
  Gatherer(const std::vector<Zone>& zones, const ReceptorGrid& grid, const std::string& zone_kind)
      : grid_(grid) {
    map_.people.assign(grid.size(), 0.0);
    for (const Zone& zone : zones) {
      if (!zone_kind.empty() && zone.kind != zone_kind) continue;
      zones_.push_back(&zone);
      boxes_.push_back(bounds(zone.polygons_m));
      map_.zones.push_back({.id = zone.id, .name = zone.name, .cells = {}});
    }
    of_zone_.resize(zones_.size());
  }
  const std::vector<const Zone*>& zones() const { return zones_; }
  const Box2& box(std::size_t zone) const { return boxes_[zone]; }

  void add(Vec2 place, double people) {
    const auto cell = count_once(place, people);
    for (std::size_t z = 0; z < zones_.size(); ++z)
      if (boxes_[z].contains(place) && contains(zones_[z]->polygons_m, place)) add_to_zone(z, cell, people);
  }
  /// People known of one zone only: others that overlap it have their own.
  void add_of_zone(std::size_t zone, Vec2 place, double people) {
    add_to_zone(zone, count_once(place, people), people);
  }

  PopulationMap take(std::string origin) {
    for (std::size_t z = 0; z < zones_.size(); ++z)
      for (const auto& [cell, people] : of_zone_[z]) map_.zones[z].cells.push_back({cell, people});
    map_.origin = std::move(origin);
    return std::move(map_);
  }

private:
  std::optional<std::size_t> count_once(Vec2 place, double people) {
    const auto cell = cell_of(grid_, place);
    (cell ? map_.people[*cell] : map_.people_outside) += people;
    return cell;
  }
  void add_to_zone(std::size_t zone, std::optional<std::size_t> cell, double people) {
    if (!cell) {
      map_.zones[zone].people_outside += people;
      return;
    }
    map_.zones[zone].people += people;
    of_zone_[zone][*cell] += people;
  }

  const ReceptorGrid& grid_;
  std::vector<const Zone*> zones_;
  std::vector<Box2> boxes_;
  std::vector<std::map<std::size_t, double>> of_zone_;
  PopulationMap map_;
};

void add_raster(const Raster<float>& population, const ReceptorGrid& grid, Gatherer& gatherer) {
  const auto parts_along = [&grid](double size) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(size / (0.5 * grid.spacing_m))));
  };
  const std::size_t across = parts_along(population.cell_width_m);
  const std::size_t down = parts_along(population.cell_height_m);
  const double width = population.cell_width_m / static_cast<double>(across);
  const double height = population.cell_height_m / static_cast<double>(down);
  for (std::size_t row = 0; row < population.rows; ++row)
    for (std::size_t column = 0; column < population.columns; ++column) {
      const std::size_t i = population.index(column, row);
      if (population.valid[i] == 0 || !(population.cells[i] > 0)) continue;
      const double people = static_cast<double>(population.cells[i]) / static_cast<double>(across * down);
      const Vec2 corner{population.north_west.x + static_cast<double>(column) * population.cell_width_m,
                        population.north_west.y - static_cast<double>(row) * population.cell_height_m};
      for (std::size_t y = 0; y < down; ++y)
        for (std::size_t x = 0; x < across; ++x)
          gatherer.add({corner.x + (static_cast<double>(x) + 0.5) * width,
                        corner.y - (static_cast<double>(y) + 0.5) * height},
                       people);
    }
}

/// Parts of half a grid cell whose centre the zone holds; the zone's own centre where it holds none.
void add_zone(std::size_t index, const ReceptorGrid& grid, Gatherer& gatherer) {
  const Zone& zone = *gatherer.zones()[index];
  if (!(zone.population > 0)) return;
  const Box2& box = gatherer.box(index);
  const double step = 0.5 * grid.spacing_m;
  std::vector<Vec2> places;
  for (double y = box.min.y + 0.5 * step; y < box.max.y; y += step)
    for (double x = box.min.x + 0.5 * step; x < box.max.x; x += step)
      if (contains(zone.polygons_m, Vec2{x, y})) places.push_back({x, y});
  if (places.empty()) places.push_back(box.centre());
  for (const Vec2 place : places)
    gatherer.add_of_zone(index, place, zone.population / static_cast<double>(places.size()));
}

Exposure of_cells(std::span<const PeopleInCell> cells, std::span<const double> values, double limit) {
  Exposure found;
  double sum = 0;
  for (const PeopleInCell& cell : cells) {
    const double value = values[cell.cell];
    found.people += cell.people;
    sum += cell.people * value;
    found.largest_ug_per_m3 = std::max(found.largest_ug_per_m3, value);
    if (value > limit) found.people_above += cell.people;
  }
  if (found.people > 0) found.weighted_mean_ug_per_m3 = sum / found.people;
  return found;
}

}  // namespace exposure_detail

PopulationMap make_population_map(const Raster<float>& population, const std::vector<Zone>& zones,
                                  const ReceptorGrid& grid, const std::string& zone_kind) {
  using namespace exposure_detail;
  Gatherer gatherer(zones, grid, zone_kind);
  if (!population.empty()) {
    add_raster(population, grid, gatherer);
    return gatherer.take("population raster");
  }
  const bool is_known = std::any_of(gatherer.zones().begin(), gatherer.zones().end(),
                                    [](const Zone* zone) { return zone->population > 0; });
  if (!is_known) return {};
  for (std::size_t z = 0; z < gatherer.zones().size(); ++z) add_zone(z, grid, gatherer);
  return gatherer.take("people of zones, spread evenly over their area");
}

std::vector<Exposure> exposure(const PopulationMap& population, std::span<const double> values,
                               double limit) {
  using namespace exposure_detail;
  LEEWARD_EXPECTS(values.size() == population.people.size());
  std::vector<PeopleInCell> everyone;
  everyone.reserve(population.people.size());
  for (std::size_t i = 0; i < population.people.size(); ++i)
    if (population.people[i] > 0) everyone.push_back({i, population.people[i]});
  std::vector<Exposure> found{of_cells(everyone, values, limit)};
  for (const ZonePeople& zone : population.zones) {
    found.push_back(of_cells(zone.cells, values, limit));
    found.back().id = zone.id;
    found.back().name = zone.name;
  }
  return found;
}

}  // namespace leeward

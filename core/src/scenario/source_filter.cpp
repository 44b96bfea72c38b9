#include "source_filter.h"

#include <algorithm>
#include <limits>

namespace leeward {
namespace {

bool holds(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), text) != wanted.end();
}

/// The same, where "traffic *" is every text that begins so.
bool holds_pattern(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
           return one.ends_with('*') ? text.starts_with(one.substr(0, one.size() - 1)) : one == text;
         });
}

template <class Visit>
void for_each_ring(const MultiPolygon& polygons, const Visit& visit) {
  for (const Polygon& polygon : polygons) {
    visit(polygon.outer);
    for (const Ring& hole : polygon.holes) visit(hole);
  }
}

template <class Visit>
void for_each_edge(const MultiPolygon& polygons, const Visit& visit) {
  for_each_ring(polygons, [&](const Ring& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) visit(ring[i], ring[(i + 1) % ring.size()]);
  });
}

}  // namespace

SourceFilters::SourceFilters(const City& city) {
  for (const Zone& zone : city.zones) zones_[zone.id] = {&zone.polygons_m, bounds(zone.polygons_m)};
}

bool SourceFilters::is_in(const std::string& zone, Vec2 place) const {
  const auto found = zones_.find(zone);
  return found != zones_.end() && found->second.box.contains(place) &&
         contains(*found->second.polygons, place);
}

double SourceFilters::distance_to_border_m(const std::string& zone, Vec2 place) const {
  double nearest = std::numeric_limits<double>::infinity();
  if (const auto found = zones_.find(zone); found != zones_.end())
    for_each_edge(*found->second.polygons,
                  [&](Vec2 a, Vec2 b) { nearest = std::min(nearest, distance_to_segment(place, a, b)); });
  return nearest;
}

bool SourceFilters::matches(const SourceFilter& filter, const FilteredSource& source) const {
  if (!holds(filter.layers, source.layer) || !holds(filter.ids, source.id) ||
      !holds_pattern(filter.groups, source.group) || !holds(filter.sectors, source.sector))
    return false;
  if (!filter.road_classes.empty() &&
      (source.layer != "roads" || !holds(filter.road_classes, source.road_class)))
    return false;
  if (filter.zones.empty()) return true;
  const bool is_inside = std::any_of(filter.zones.begin(), filter.zones.end(),
                                     [&](const std::string& zone) { return is_in(zone, source.place); });
  if (filter.within_km_of_zones <= 0) return is_inside;
  constexpr double m_per_km = 1000;
  return !is_inside && std::any_of(filter.zones.begin(), filter.zones.end(), [&](const std::string& zone) {
    return distance_to_border_m(zone, source.place) <= filter.within_km_of_zones * m_per_km;
  });
}

std::vector<double> SourceFilters::cuts(const Polyline& line, const std::vector<std::string>& zones) const {
  std::vector<double> at{0.0, 1.0};
  const double whole_m = length(line);
  if (whole_m <= 0) return at;
  const Box2 box = bounds(line);
  for (const std::string& id : zones) {
    const auto zone = zones_.find(id);
    if (zone == zones_.end() || !zone->second.box.intersects(box)) continue;
    for_each_edge(*zone->second.polygons, [&](Vec2 c, Vec2 d) {
      double before_m = 0;
      for (std::size_t i = 1; i < line.size(); ++i) {
        const Vec2 along = line[i] - line[i - 1];
        const double piece_m = length(along);
        const double turn = cross(along, d - c);
        if (turn != 0) {  // parallel edges do not cross
          const double s = cross(c - line[i - 1], d - c) / turn;
          const double t = cross(c - line[i - 1], along) / turn;
          if (s >= 0 && s <= 1 && t >= 0 && t <= 1) at.push_back((before_m + s * piece_m) / whole_m);
        }
        before_m += piece_m;
      }
    });
  }
  std::sort(at.begin(), at.end());
  // Pieces shorter than 0.1 m are rounding where a line meets a corner.
  constexpr double shortest_m = 0.1;
  std::vector<double> kept{0.0};
  for (const double share : at)
    if ((share - kept.back()) * whole_m > shortest_m && (1 - share) * whole_m > shortest_m)
      kept.push_back(share);
  kept.push_back(1.0);
  return kept;
}

Vec2 point_at(const Polyline& line, double share) {
  double left_m = share * length(line);
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double piece_m = length(line[i] - line[i - 1]);
    if (piece_m > 0 && left_m <= piece_m) return line[i - 1] + (left_m / piece_m) * (line[i] - line[i - 1]);
    left_m -= piece_m;
  }
  return line.back();
}

}  // namespace leeward

#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/model/city.h"

namespace leeward {

/// A source, or a piece of a road, as filters see it.
struct FilteredSource {
  std::string layer;
  std::string id;
  std::string group;
  std::string sector;
  std::string road_class;
  Vec2 place;  ///< of a stack or volume; centroid of an area; middle of a piece of road
};

/// Filters over the zones of a city.
class SourceFilters {
public:
  explicit SourceFilters(const City& city);
  bool has_zone(const std::string& id) const { return zones_.contains(id); }
  bool matches(const SourceFilter& filter, const FilteredSource& source) const;
  /// Shares of a line's length at which it crosses the border of one of the zones, ascending, 0 and 1 at the
  /// ends.
  std::vector<double> cuts(const Polyline& line, const std::vector<std::string>& zones) const;

private:
  bool is_in(const std::string& zone, Vec2 place) const;
  double distance_to_border_m(const std::string& zone, Vec2 place) const;

  struct Area {
    const MultiPolygon* polygons;
    Box2 box;
  };
  std::map<std::string, Area> zones_;
};

/// Point of a line at a share of its length.
Vec2 point_at(const Polyline& line, double share);

}  // namespace leeward

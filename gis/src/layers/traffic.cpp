#include <fmt/format.h>

#include <limits>

#include "../geometry_read.h"
#include "../vector_read.h"
#include "layers.h"
#include "traffic_values.h"

namespace leeward::gis::reading {
namespace {

constexpr double default_max_distance_m = 30;

const LayerRules& traffic_rules() {
  static const LayerRules rules{.kind = "traffic",
                                .geometry = GeometryNeed::point,
                                .fields = {{"vehicles_per_day", "heavy_share", "heavy_percent",
                                            "heavy_vehicles_per_day", "speed_km_per_h"},
                                           {"name"},
                                           {"max_distance_m"},
                                           {}}};
  return rules;
}

double distance_to_line(Vec2 p, const Polyline& line) {
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < line.size(); ++i)
    best = std::min(best, distance_to_segment(p, line[i - 1], line[i]));
  return best;
}

struct NearestRoad {
  Road* road = nullptr;
  double distance_m = 0;
  bool has_other_name = false;  ///< the nearest of all was passed over for its name
};

/// Nearest road within reach; when place and road both have a name, they must be the same.
NearestRoad nearest_road(std::vector<Road>& roads, Vec2 place, const std::string& name,
                         double max_distance_m) {
  NearestRoad best;
  for (Road& road : roads) {
    if (!bounds(road.line_m).grown(max_distance_m).contains(place)) continue;
    const double distance = distance_to_line(place, road.line_m);
    if (distance > max_distance_m) continue;
    if (!name.empty() && !road.name.empty() && name != road.name) {
      best.has_other_name = true;
      continue;
    }
    // A road of the same name goes before a nearer one without a name.
    const bool is_named = !name.empty() && road.name == name;
    const bool best_is_named = best.road != nullptr && !name.empty() && best.road->name == name;
    if (best.road == nullptr || (is_named && !best_is_named) ||
        (is_named == best_is_named && distance < best.distance_m)) {
      best.road = &road;
      best.distance_m = distance;
    }
  }
  return best;
}

}  // namespace

void import_traffic(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, traffic_rules(), default_max_distance_m);
  if (!reader) return;
  const FieldValues& values = reader->values();
  const double max_distance_m = values.option("max_distance_m", default_max_distance_m);
  std::map<const Road*, double> taken;  // road -> distance of the count it has
  reader->for_each([&](SourceFeature& source) {
    const auto count = values.number(source.feature, source.label, "vehicles_per_day", not_negative);
    if (!count) {
      context.log.warning(reader->place(), source.label, "no vehicles_per_day", "a count", "left out",
                          "no count");
      return;
    }
    const std::string name = values.text(source.feature, source.label, "name");
    for (const Vec2 place : points_of(*source.geometry)) {
      const NearestRoad nearest = nearest_road(context.city.roads, place, name, max_distance_m);
      if (nearest.road == nullptr) {
        context.log.warning(reader->place(), source.label,
                            nearest.has_other_name ? fmt::format("only roads of other names than '{}'", name)
                                                   : std::string("no road"),
                            fmt::format("a road within {} m (values.max_distance_m)", max_distance_m),
                            "left out", "no road");
        continue;
      }
      const auto [known, is_new] = taken.try_emplace(nearest.road, nearest.distance_m);
      if (!is_new) {
        context.log.warning(reader->place(), source.label,
                            fmt::format("a second count for road '{}'", nearest.road->id), "one count a road",
                            nearest.distance_m < known->second ? "the nearer one is taken" : "left out",
                            "second count");
        if (nearest.distance_m >= known->second) continue;
        known->second = nearest.distance_m;
      }
      Traffic& traffic = nearest.road->traffic;
      traffic.vehicles_per_day = *count;
      const auto pick = [&](const char* key, const ValueRange& range) {
        return values.number(source.feature, source.label, key, range);
      };
      if (const auto share = heavy_share_of(pick, *count)) traffic.heavy_share = *share;
      if (const auto speed = values.number(source.feature, source.label, "speed_km_per_h", speed_range))
        traffic.speed_km_per_h = *speed;
      nearest.road->origin = fmt::format("traffic count '{}' at {:.0f} m", source.id, nearest.distance_m);
    }
  });
  context.log.note(reader->place(), fmt::format("counts given to {} roads", taken.size()), "taken");
}

}  // namespace leeward::gis::reading

#include <fmt/format.h>

#include "../geometry_read.h"
#include "../vector_read.h"
#include "core/model/pollutant.h"
#include "layers.h"

namespace leeward::gis::reading {
namespace {

constexpr ValueRange inlet_range{.min = 0, .max = 300};

const LayerRules& station_rules() {
  static const LayerRules rules{.kind = "stations",
                                .geometry = GeometryNeed::point,
                                .fields = {{"inlet_height_m"}, {"name", "kind", "pollutants"}, {}, {}},
                                .osm_layer = "points"};
  return rules;
}

const LayerRules& receptor_rules() {
  static const LayerRules rules{.kind = "receptors",
                                .geometry = GeometryNeed::point_or_polygon,
                                .fields = {{"height_m"}, {"name", "kind"}, {}, {}},
                                .osm_layer = "points",
                                .osm_where = "amenity IS NOT NULL",
                                .osm_fields = {{"name", "name"}, {"kind", "amenity"}}};
  return rules;
}

const LayerRules& zone_rules() {
  static const LayerRules rules{.kind = "zones",
                                .geometry = GeometryNeed::polygon,
                                .fields = {{"population"}, {"name", "kind"}, {}, {}},
                                .osm_layer = "multipolygons"};
  return rules;
}

/// "NO2, PM10;PM2.5" -> ids; unknown ones are logged and left out.
std::vector<std::string> pollutant_list(ImportContext& context, const LayerReader& reader,
                                        const std::string& label, const std::string& text) {
  std::vector<std::string> ids;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = text.find_first_of(",; |", begin);
    if (end == std::string::npos) end = text.size();
    const std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    if (const auto known = find_pollutant(word))
      ids.emplace_back(known->id);
    else
      context.log.warning(reader.place(), label, fmt::format("pollutant '{}'", word), "one Leeward models",
                          "left out of the station's list", "pollutants");
  }
  return ids;
}

/// Points, or the centroid of each polygon (a school's grounds).
std::vector<Vec2> places_of(const OGRGeometry& geometry) {
  std::vector<Vec2> places = points_of(geometry);
  if (places.empty())
    for (const Polygon& polygon : polygons_of(geometry)) places.push_back(centroid(polygon.outer));
  return places;
}

}  // namespace

void import_stations(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, station_rules(), 0);
  if (!reader) return;
  const FieldValues& values = reader->values();
  reader->for_each([&](SourceFeature& source) {
    Station station;
    station.name = values.text(source.feature, source.label, "name");
    station.kind = values.text(source.feature, source.label, "kind");
    station.pollutants = pollutant_list(context, *reader, source.label,
                                        values.text(source.feature, source.label, "pollutants"));
    station.inlet_height_m = values.number(source.feature, source.label, "inlet_height_m", inlet_range)
                                 .value_or(station.inlet_height_m);
    const std::vector<Vec2> places = points_of(*source.geometry);
    for (const Vec2 place : places) {
      station.id = reader->part_id(source.id, source.label, places.size());
      station.position_m = place;
      context.city.stations.push_back(station);
    }
  });
}

void import_receptors(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, receptor_rules(), 0);
  if (!reader) return;
  const FieldValues& values = reader->values();
  reader->for_each([&](SourceFeature& source) {
    ReceptorFeature receptor;
    receptor.name = values.text(source.feature, source.label, "name");
    receptor.kind = values.text(source.feature, source.label, "kind");
    receptor.height_m =
        values.number(source.feature, source.label, "height_m", inlet_range).value_or(receptor.height_m);
    const std::vector<Vec2> places = places_of(*source.geometry);
    for (const Vec2 place : places) {
      receptor.id = reader->part_id(source.id, source.label, places.size());
      receptor.position_m = place;
      context.city.receptors.push_back(receptor);
    }
  });
}

void import_zones(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, zone_rules(), 0);
  if (!reader) return;
  const FieldValues& values = reader->values();
  reader->for_each([&](SourceFeature& source) {
    Zone zone;
    zone.polygons_m = polygons_of(*source.geometry);
    zone.name = values.text(source.feature, source.label, "name");
    zone.kind = values.text(source.feature, source.label, "kind");
    zone.population =
        values.number(source.feature, source.label, "population", not_negative).value_or(missing);
    zone.id = reader->unique_id(source.id, source.label);
    context.city.zones.push_back(std::move(zone));
  });
}

}  // namespace leeward::gis::reading

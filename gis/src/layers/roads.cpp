#include <fmt/format.h>

#include <algorithm>

#include "../geometry_read.h"
#include "../osm_read.h"
#include "../vector_read.h"
#include "emissions.h"
#include "layers.h"
#include "traffic_values.h"

namespace leeward::gis::reading {
namespace {

constexpr double lane_width_m = 3.5;
constexpr double default_lanes = 2;

const LayerRules& road_rules() {
  static const LayerRules rules{
      .kind = "roads",
      .geometry = GeometryNeed::line,
      .fields = {{"width_m", "lanes", "release_height_m", "initial_sigma_z_m", "vehicles_per_day",
                  "heavy_share", "heavy_percent", "heavy_vehicles_per_day", "speed_km_per_h", "no2_ratio"},
                 {"name", "road_class", "group", "schedule", "origin"},
                 {"keep_all_classes"},
                 line_emission_suffixes()},
      .osm_layer = "lines",
      .osm_where = "highway IS NOT NULL",
      .osm_fields = {{"name", "name"},
                     {"road_class", "highway"},
                     {"lanes", "lanes"},
                     {"width_m", "width"},
                     {"speed_km_per_h", "maxspeed"}}};
  return rules;
}

class RoadImport {
public:
  RoadImport(ImportContext& context, LayerReader& reader, const KitLayer& layer)
      : context_(context),
        reader_(reader),
        layer_(layer),
        is_by_motor_class_(reader.is_osm() && layer.where.empty() &&
                           reader.values().option("keep_all_classes", 0) <= 0) {
    check_classes();
  }

  void take(SourceFeature& source) {
    const FieldValues& values = reader_.values();
    Road road;
    road.road_class = values.text(source.feature, source.label, "road_class");
    if (is_by_motor_class_ && !is_motor_highway(road.road_class)) {
      ++not_for_motors_[road.road_class];
      return;
    }
    const std::vector<Polyline> lines = lines_of(*source.geometry);
    double whole_m = 0;
    for (const Polyline& line : lines) whole_m += length(line);
    if (whole_m <= 0) {
      context_.log.warning(reader_.place(), source.label, "a line without length", "a length > 0 m",
                           "left out", "no length");
      return;
    }
    road.name = values.text(source.feature, source.label, "name");
    road.group = group_of(values, source, layer_);
    road.schedule = values.text(source.feature, source.label, "schedule");
    fill_shape(road, source);
    fill_traffic(road, source);
    road.emission_g_per_m_s = emission_of(values, source, whole_m);
    const std::string origin = origin_of(values, source, road.emission_g_per_m_s);
    if (!origin.empty()) road.origin = origin;
    for (const Polyline& line : lines) {
      road.id = reader_.part_id(source.id, source.label, lines.size());
      road.line_m = line;
      context_.city.roads.push_back(road);
    }
  }

  void finish() {
    if (!not_for_motors_.empty()) {
      std::string classes;
      std::size_t sum = 0;
      for (const auto& [name, count] : not_for_motors_) {
        classes += fmt::format("{}{} {}", classes.empty() ? "" : ", ", count, name);
        sum += count;
      }
      context_.log.note(reader_.place(), fmt::format("{} ways not for motor vehicles ({})", sum, classes),
                        "left out; values.keep_all_classes = 1 or a where keeps them");
    }
    for (const auto& [name, values] : layer_.by_class)
      if (!used_classes_.contains(name))
        context_.log.note(reader_.place(), fmt::format("by_class.{}: no road of this class", name),
                          "not used");
    if (by_class_ > 0)
      context_.city.settings.assumptions.push_back(fmt::format(
          "{}: traffic of {} roads is the kit's value for their class", reader_.place().file_name(), by_class_));
  }

private:
  void check_classes() {
    static const std::vector<std::string> known{
        "vehicles_per_day", "heavy_share",      "heavy_percent",    "speed_km_per_h", "lanes",
        "width_m",          "release_height_m", "initial_sigma_z_m", "no2_ratio"};
    for (const auto& [name, values] : layer_.by_class)
      for (const auto& [key, value] : values)
        if (std::find(known.begin(), known.end(), key) == known.end())
          context_.log.error(reader_.place(), fmt::format("line {} of the kit", layer_.line),
                             fmt::format("by_class.{}.{}", name, key),
                             "vehicles_per_day, heavy_share, heavy_percent, speed_km_per_h, lanes, width_m, "
                             "release_height_m, initial_sigma_z_m or no2_ratio");
    if (!layer_.by_class.empty() && !reader_.values().is_given("road_class"))
      context_.log.error(reader_.place(), fmt::format("line {} of the kit", layer_.line),
                         "by_class without fields.road_class", "the field that holds the road class");
  }

  /// Field, then the class's value, then the kit's constant.
  std::optional<double> value(const Road& road, const SourceFeature& source, const char* name,
                              const ValueRange& range) {
    if (auto own = reader_.values().own_number(source.feature, source.label, name, range)) return own;
    return fallback(road, name, range);
  }

  /// What the kit says for a road whose own field says nothing.
  std::optional<double> fallback(const Road& road, const char* name, const ValueRange& range) {
    if (const auto by_class = layer_.by_class.find(road.road_class); by_class != layer_.by_class.end()) {
      used_classes_.insert(road.road_class);
      if (const auto found = by_class->second.find(name); found != by_class->second.end()) {
        if (range.holds(found->second)) return found->second;
        context_.log.error(reader_.place(), fmt::format("line {} of the kit", layer_.line),
                           fmt::format("by_class.{}.{} = {}", road.road_class, name, found->second),
                           range.text(), road.road_class + name);
        return std::nullopt;
      }
    }
    const auto given = reader_.values().constant(name);
    if (!given || range.holds(*given)) return given;
    context_.log.error(reader_.place(), fmt::format("line {} of the kit", layer_.line),
                       fmt::format("values.{} = {}", name, *given), range.text(), name);
    return std::nullopt;
  }

  void fill_shape(Road& road, const SourceFeature& source) {
    if (const auto width = value(road, source, "width_m", road_width_range)) {
      road.width_m = *width;
    } else {
      const auto lanes = value(road, source, "lanes", {.min = 1, .max = 20});
      road.width_m = lane_width_m * lanes.value_or(default_lanes);
    }
    road.release_height_m =
        value(road, source, "release_height_m", release_height_range).value_or(road.release_height_m);
    road.initial_sigma_z_m =
        value(road, source, "initial_sigma_z_m", sigma_range).value_or(road.initial_sigma_z_m);
    road.no2_ratio = value(road, source, "no2_ratio", share_range).value_or(missing);
  }

  void fill_traffic(Road& road, const SourceFeature& source) {
    const FieldValues& values = reader_.values();
    const auto own = values.own_number(source.feature, source.label, "vehicles_per_day", not_negative);
    const auto count = own ? own : fallback(road, "vehicles_per_day", not_negative);
    if (count && *count > 0) {
      road.traffic.vehicles_per_day = *count;
      if (own) {
        road.origin = "traffic of field " + values.field_name("vehicles_per_day");
      } else {
        const auto by_class = layer_.by_class.find(road.road_class);
        const bool is_class =
            by_class != layer_.by_class.end() && by_class->second.contains("vehicles_per_day");
        road.origin = is_class ? "traffic of class " + road.road_class : "traffic constant of the kit";
        ++by_class_;
      }
    }
    const auto pick = [&](const char* name, const ValueRange& range) {
      return value(road, source, name, range);
    };
    road.traffic.heavy_share = heavy_share_of(pick, road.traffic.vehicles_per_day).value_or(0);
    road.traffic.speed_km_per_h =
        value(road, source, "speed_km_per_h", speed_range).value_or(default_speed_km_per_h);
  }

  ImportContext& context_;
  LayerReader& reader_;
  const KitLayer& layer_;
  bool is_by_motor_class_;
  std::map<std::string, std::size_t> not_for_motors_;
  std::set<std::string> used_classes_;
  std::size_t by_class_ = 0;
};

}  // namespace

void import_roads(ImportContext& context, const KitLayer& given) {
  KitLayer layer = given;
  if (auto renamed = layer.fields.extract("class")) {  // the short name is understood too
    renamed.key() = "road_class";
    layer.fields.insert(std::move(renamed));
  }
  const auto reader = LayerReader::open(context, layer, road_rules(), 0);
  if (!reader) return;
  RoadImport import(context, *reader, layer);
  reader->for_each([&](SourceFeature& source) { import.take(source); });
  import.finish();
}

}  // namespace leeward::gis::reading

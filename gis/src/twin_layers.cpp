#include "twin_layers.h"

#include "core/model/pollutant.h"
#include "outlet_text.h"
#include "schedule_columns.h"

namespace leeward::gis::twin {
namespace {

using Expected = std::optional<std::string>;

template <class Feature>
TwinColumn<Feature> text_column(const char* name, std::string Feature::*member) {
  return {name, FieldType::text, true,
          [member](const Feature& f) -> VectorValue {
            if ((f.*member).empty()) return std::monostate{};
            return f.*member;
          },
          [member](Feature& f, const VectorValue& value) -> Expected {
            const auto* text = std::get_if<std::string>(&value);
            f.*member = text != nullptr ? *text : std::string();
            return std::nullopt;
          }};
}

template <class Feature>
TwinColumn<Feature> id_column() {
  auto column = text_column<Feature>("id", &Feature::id);
  column.may_be_null = false;
  return column;
}

/// A number that must be there and in range. @param at  Feature& -> double&
template <class Feature, class At>
TwinColumn<Feature> number_column(const std::string& name, const ValueRange& range, const At& at) {
  return {name, FieldType::real, false,
          [at](const Feature& f) -> VectorValue { return at(const_cast<Feature&>(f)); },
          [at, range](Feature& f, const VectorValue& value) -> Expected {
            const double number = std::get<double>(value);
            if (!range.holds(number)) return range.text();
            at(f) = number;
            return std::nullopt;
          }};
}

template <class Feature>
TwinColumn<Feature> number_column(const char* name, const ValueRange& range, double Feature::*member) {
  return number_column<Feature>(name, range, [member](Feature& f) -> double& { return f.*member; });
}

/// A number that NULL means "not known" for.
template <class Feature>
TwinColumn<Feature> optional_column(const char* name, const ValueRange& range, double Feature::*member) {
  return {name, FieldType::real, true,
          [member](const Feature& f) -> VectorValue {
            if (is_missing(f.*member)) return std::monostate{};
            return f.*member;
          },
          [member, range](Feature& f, const VectorValue& value) -> Expected {
            const auto* number = std::get_if<double>(&value);
            f.*member = number != nullptr ? *number : missing;
            if (number != nullptr && !range.holds(*number)) return range.text() + " or NULL";
            return std::nullopt;
          }};
}

/// In-stack NO2/NOx; NULL, or no column at all, means the default of the kind.
template <class Feature>
TwinColumn<Feature> no2_ratio_column() {
  auto column = optional_column("no2_ratio", share_range, &Feature::no2_ratio);
  column.may_be_absent = true;
  return column;
}

template <class Feature>
void point_geometry(TwinLayer<Feature>& layer) {
  layer.type = VectorType::point;
  layer.get_geometry = [](const Feature& f) -> VectorGeometry { return f.position_m; };
  layer.set_geometry = [](Feature& f, VectorGeometry g) { f.position_m = std::get<Vec2>(g); };
}

template <class Feature>
void polygons_geometry(TwinLayer<Feature>& layer) {
  layer.type = VectorType::multi_polygon;
  layer.get_geometry = [](const Feature& f) -> VectorGeometry { return f.polygons_m; };
  layer.set_geometry = [](Feature& f, VectorGeometry g) {
    f.polygons_m = std::get<MultiPolygon>(std::move(g));
  };
}

template <class Feature>
TwinLayer<Feature> begin_layer(const char* name, const char* description) {
  TwinLayer<Feature> layer;
  layer.name = name;
  layer.description = description;
  layer.columns = {id_column<Feature>()};
  layer.id = [](Feature& f) -> std::string& { return f.id; };
  return layer;
}

template <class Feature>
void add(TwinLayer<Feature>& layer, std::vector<TwinColumn<Feature>> columns) {
  for (auto& column : columns) layer.columns.push_back(std::move(column));
}

constexpr ValueRange sigma_above_zero{.min = 0, .max = 1000, .is_above_min = true};
constexpr ValueRange place_height_range{.min = 0, .max = 300};

}  // namespace

TwinLayer<Stack> stack_layer() {
  auto layer = begin_layer<Stack>("stacks", "Point sources");
  point_geometry(layer);
  add<Stack>(layer,
             {text_column("name", &Stack::name), text_column("group", &Stack::group),
              text_column("sector", &Stack::sector),
              number_column("base_elevation_m", elevation_range, &Stack::base_elevation_m),
              number_column("stack_height_m", stack_height_range, &Stack::stack_height_m),
              number_column("stack_diameter_m", stack_diameter_range, &Stack::stack_diameter_m),
              number_column("exit_velocity_m_per_s", exit_velocity_range, &Stack::exit_velocity_m_per_s)});
  add<Stack>(layer, {{"exit_temperature_k", FieldType::real, false,
                      [](const Stack& s) -> VectorValue { return s.exit_temperature_k; },
                      [](Stack& s, const VectorValue& value) -> Expected {
                        s.exit_temperature_k = std::get<double>(value);
                        if (!is_exit_temperature(s.exit_temperature_k)) return exit_temperature_text;
                        return std::nullopt;
                      }},
                     {"outlet", FieldType::text, false,
                      [](const Stack& s) -> VectorValue { return std::string(outlet_text(s.outlet)); },
                      [](Stack& s, const VectorValue& value) -> Expected {
                        const auto outlet = parse_outlet(std::get<std::string>(value));
                        if (!outlet) return "vertical, capped or horizontal";
                        s.outlet = *outlet;
                        return std::nullopt;
                      }},
                     text_column("schedule", &Stack::schedule),
                     no2_ratio_column<Stack>(), text_column("origin", &Stack::origin)});
  layer.emission_suffix = "_g_per_s";
  layer.emission = [](Stack& s) -> Emission& { return s.emission_g_per_s; };
  return layer;
}

TwinLayer<Road> road_layer() {
  auto layer = begin_layer<Road>("roads", "Line sources");
  layer.type = VectorType::line;
  layer.get_geometry = [](const Road& r) -> VectorGeometry { return r.line_m; };
  layer.set_geometry = [](Road& r, VectorGeometry g) { r.line_m = std::get<Polyline>(std::move(g)); };
  add<Road>(layer,
            {text_column("name", &Road::name), text_column("road_class", &Road::road_class),
             text_column("group", &Road::group), number_column("width_m", road_width_range, &Road::width_m),
             number_column("release_height_m", release_height_range, &Road::release_height_m),
             number_column("initial_sigma_z_m", sigma_range, &Road::initial_sigma_z_m),
             number_column<Road>("vehicles_per_day", not_negative,
                                 [](Road& r) -> double& { return r.traffic.vehicles_per_day; }),
             number_column<Road>("heavy_share", share_range,
                                 [](Road& r) -> double& { return r.traffic.heavy_share; }),
             number_column<Road>("speed_km_per_h", speed_range,
                                 [](Road& r) -> double& { return r.traffic.speed_km_per_h; }),
             text_column("schedule", &Road::schedule), no2_ratio_column<Road>(), text_column("origin", &Road::origin)});
  layer.emission_suffix = "_g_per_m_s";
  layer.emission = [](Road& r) -> Emission& { return r.emission_g_per_m_s; };
  return layer;
}

TwinLayer<AreaFeature> area_layer() {
  auto layer = begin_layer<AreaFeature>("areas", "Area sources");
  polygons_geometry(layer);
  add<AreaFeature>(
      layer, {text_column("name", &AreaFeature::name), text_column("group", &AreaFeature::group),
              text_column("sector", &AreaFeature::sector),
              number_column("release_height_m", release_height_range, &AreaFeature::release_height_m),
              number_column("initial_sigma_z_m", sigma_range, &AreaFeature::initial_sigma_z_m),
              text_column("schedule", &AreaFeature::schedule), no2_ratio_column<AreaFeature>(), text_column("origin", &AreaFeature::origin)});
  layer.emission_suffix = "_g_per_m2_s";
  layer.emission = [](AreaFeature& a) -> Emission& { return a.emission_g_per_m2_s; };
  return layer;
}

TwinLayer<VolumeFeature> volume_layer() {
  auto layer = begin_layer<VolumeFeature>("volumes", "Volume sources");
  point_geometry(layer);
  add<VolumeFeature>(
      layer,
      {text_column("name", &VolumeFeature::name), text_column("group", &VolumeFeature::group),
       text_column("sector", &VolumeFeature::sector),
       number_column("base_elevation_m", elevation_range, &VolumeFeature::base_elevation_m),
       number_column("release_height_m", release_height_range, &VolumeFeature::release_height_m),
       number_column("initial_sigma_y_m", sigma_above_zero, &VolumeFeature::initial_sigma_y_m),
       number_column("initial_sigma_z_m", sigma_above_zero, &VolumeFeature::initial_sigma_z_m),
       text_column("schedule", &VolumeFeature::schedule), no2_ratio_column<VolumeFeature>(), text_column("origin", &VolumeFeature::origin)});
  layer.emission_suffix = "_g_per_s";
  layer.emission = [](VolumeFeature& v) -> Emission& { return v.emission_g_per_s; };
  return layer;
}

TwinLayer<Building> building_layer() {
  auto layer = begin_layer<Building>("buildings", "Footprints with heights above ground");
  layer.is_single_part = true;
  layer.type = VectorType::multi_polygon;
  layer.get_geometry = [](const Building& b) -> VectorGeometry { return MultiPolygon{b.footprint_m}; };
  layer.set_geometry = [](Building& b, VectorGeometry g) {
    b.footprint_m = std::get<MultiPolygon>(std::move(g)).front();
  };
  add<Building>(layer, {number_column("base_elevation_m", elevation_range, &Building::base_elevation_m),
                        number_column("height_m", ValueRange{.min = 0, .max = 1000, .is_above_min = true},
                                      &Building::height_m),
                        text_column("height_origin", &Building::height_origin)});
  return layer;
}

TwinLayer<Station> station_layer() {
  auto layer = begin_layer<Station>("stations", "Measuring sites");
  point_geometry(layer);
  add<Station>(layer, {text_column("name", &Station::name), text_column("kind", &Station::kind),
                       number_column("inlet_height_m", place_height_range, &Station::inlet_height_m)});
  add<Station>(layer, {{"pollutants", FieldType::text, true,
                        [](const Station& s) -> VectorValue {
                          std::string list;
                          for (const std::string& id : s.pollutants) list += (list.empty() ? "" : ",") + id;
                          return list;
                        },
                        [](Station& s, const VectorValue& value) -> Expected {
                          s.pollutants.clear();
                          const auto* list = std::get_if<std::string>(&value);
                          if (list == nullptr) return std::nullopt;
                          for (std::size_t begin = 0; begin < list->size();) {
                            const std::size_t end = std::min(list->find(',', begin), list->size());
                            const std::string word = list->substr(begin, end - begin);
                            begin = end + 1;
                            if (!find_pollutant(word)) return "ids of pollutants, separated by commas";
                            s.pollutants.push_back(word);
                          }
                          return std::nullopt;
                        }}});
  return layer;
}

TwinLayer<ReceptorFeature> receptor_layer() {
  auto layer = begin_layer<ReceptorFeature>("receptors", "Places of interest");
  point_geometry(layer);
  add<ReceptorFeature>(
      layer, {text_column("name", &ReceptorFeature::name), text_column("kind", &ReceptorFeature::kind),
              number_column("height_m", place_height_range, &ReceptorFeature::height_m)});
  return layer;
}

TwinLayer<Zone> zone_layer() {
  auto layer = begin_layer<Zone>("zones", "Districts and low-emission zones");
  polygons_geometry(layer);
  add<Zone>(layer, {text_column("name", &Zone::name), text_column("kind", &Zone::kind),
                    optional_column("population", not_negative, &Zone::population)});
  return layer;
}

TwinLayer<EmissionSchedule> schedule_layer() {
  auto layer = begin_layer<EmissionSchedule>("schedules", "Factors by local hour, kind of day and month");
  const std::vector<std::string> names = schedule_columns();
  for (std::size_t i = 0; i < names.size(); ++i)
    layer.columns.push_back(number_column<EmissionSchedule>(
        names[i], not_negative, [i](EmissionSchedule& s) -> double& { return schedule_factor(s, i); }));
  return layer;
}

}  // namespace leeward::gis::twin

#include "write_city.h"

#include <fmt/format.h>

#include <cmath>

#include "core/model/units.h"
#include "data/atomic_file.h"
#include "gis/raster_write.h"
#include "gis/vector_write.h"
#include "observations.h"
#include "regional_air.h"
#include "weather.h"

namespace leeward::sample {
namespace {

using gis::FieldType;
using gis::VectorField;
using gis::VectorLayer;
using gis::VectorType;
using gis::VectorValue;
using Values = std::vector<VectorValue>;

constexpr const char* pollutants[] = {"NOx", "PM10", "PM2.5", "SO2"};

VectorLayer layer_of(const char* name, const std::string& what, VectorType type, std::vector<VectorField> fields) {
  return {name, what + ". " + notice, type, std::move(fields), {}};
}

void add_emission_fields(VectorLayer& layer) {
  for (const char* pollutant : pollutants) layer.fields.push_back({std::string(pollutant) + "_t_per_year", FieldType::real});
}

/// Annual tonnes to four digits, as an inventory has them.
double t_per_year(double g_per_s) {
  const double tonnes = g_per_s / g_per_s_from_t_per_year(1.0);
  if (tonnes <= 0) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(tonnes)) - 3);
  return std::round(tonnes / unit) * unit;
}

void add_emission(Values& values, const Emission& emission, double extent = 1) {
  for (const char* pollutant : pollutants) {
    const auto found = emission.find(pollutant);
    values.emplace_back(found == emission.end() ? 0.0 : t_per_year(found->second * extent));
  }
}

VectorLayer buildings(const SampleCity& made) {
  VectorLayer layer = layer_of("buildings", "Footprints with heights above ground", VectorType::multi_polygon,
                               {{"id"}, {"use"}, {"height_m", FieldType::real}, {"base_elevation_m", FieldType::real}});
  for (std::size_t i = 0; i < made.city.buildings.size(); ++i) {
    const Building& b = made.city.buildings[i];
    layer.features.push_back({MultiPolygon{b.footprint_m}, {b.id, std::string(to_text(made.houses[i].use)), b.height_m, b.base_elevation_m}});
  }
  return layer;
}

VectorLayer roads(const City& city) {
  VectorLayer layer = layer_of("roads", "Links between junctions with average daily traffic, both directions", VectorType::line,
                               {{"id"}, {"name"}, {"road_class"}, {"width_m", FieldType::real},
                                {"vehicles_per_day", FieldType::integer}, {"heavy_share", FieldType::real},
                                {"speed_km_per_h", FieldType::real}, {"schedule"}});
  for (const Road& r : city.roads)
    layer.features.push_back({r.line_m, {r.id, r.name, r.road_class, r.width_m, std::llround(r.traffic.vehicles_per_day),
                                         r.traffic.heavy_share, r.traffic.speed_km_per_h, r.schedule}});
  return layer;
}

VectorLayer stacks(const City& city) {
  VectorLayer layer = layer_of("stacks", "Stacks with annual emissions", VectorType::point,
                               {{"id"}, {"name"}, {"group"}, {"sector"}, {"base_elevation_m", FieldType::real},
                                {"stack_height_m", FieldType::real}, {"stack_diameter_m", FieldType::real},
                                {"exit_velocity_m_per_s", FieldType::real}, {"exit_temperature_k", FieldType::real}, {"schedule"}});
  add_emission_fields(layer);
  for (const Stack& s : city.stacks) {
    Values values{s.id, s.name, s.group, s.sector, s.base_elevation_m, s.stack_height_m, s.stack_diameter_m,
                  s.exit_velocity_m_per_s, s.exit_temperature_k, s.schedule};
    add_emission(values, s.emission_g_per_s);
    layer.features.push_back({s.position_m, std::move(values)});
  }
  return layer;
}

VectorLayer areas(const City& city) {
  VectorLayer layer = layer_of("areas", "Areas with annual emissions: port, works, airport, heating of dwellings",
                               VectorType::multi_polygon,
                               {{"id"}, {"name"}, {"group"}, {"sector"}, {"release_height_m", FieldType::real},
                                {"initial_sigma_z_m", FieldType::real}, {"schedule"}});
  add_emission_fields(layer);
  for (const AreaFeature& a : city.areas) {
    Values values{a.id, a.name, a.group, a.sector, a.release_height_m, a.initial_sigma_z_m, a.schedule};
    add_emission(values, a.emission_g_per_m2_s, area(a.polygons_m));
    layer.features.push_back({a.polygons_m, std::move(values)});
  }
  return layer;
}

VectorLayer volumes(const City& city) {
  VectorLayer layer = layer_of("volumes", "Volume sources with annual emissions", VectorType::point,
                               {{"id"}, {"name"}, {"group"}, {"sector"}, {"base_elevation_m", FieldType::real},
                                {"release_height_m", FieldType::real}, {"initial_sigma_y_m", FieldType::real},
                                {"initial_sigma_z_m", FieldType::real}, {"schedule"}});
  add_emission_fields(layer);
  for (const VolumeFeature& v : city.volumes) {
    Values values{v.id, v.name, v.group, v.sector, v.base_elevation_m, v.release_height_m, v.initial_sigma_y_m,
                  v.initial_sigma_z_m, v.schedule};
    add_emission(values, v.emission_g_per_s);
    layer.features.push_back({v.position_m, std::move(values)});
  }
  return layer;
}

VectorLayer stations(const City& city) {
  VectorLayer layer = layer_of("stations", "Measuring sites", VectorType::point,
                               {{"id"}, {"name"}, {"kind"}, {"inlet_height_m", FieldType::real}, {"pollutants"}});
  for (const Station& s : city.stations) {
    std::string measured;
    for (const std::string& pollutant : s.pollutants) measured += (measured.empty() ? "" : ",") + pollutant;
    layer.features.push_back({s.position_m, {s.id, s.name, s.kind, s.inlet_height_m, measured}});
  }
  return layer;
}

VectorLayer receptors(const City& city) {
  VectorLayer layer = layer_of("receptors", "Schools and hospitals", VectorType::point,
                               {{"id"}, {"name"}, {"kind"}, {"height_m", FieldType::real}});
  for (const ReceptorFeature& r : city.receptors) layer.features.push_back({r.position_m, {r.id, r.name, r.kind, r.height_m}});
  return layer;
}

VectorLayer zones(const City& city) {
  VectorLayer layer = layer_of("zones", "Districts with residents", VectorType::multi_polygon,
                               {{"id"}, {"name"}, {"kind"}, {"population", FieldType::real}});
  for (const Zone& z : city.zones) layer.features.push_back({z.polygons_m, {z.id, z.name, z.kind, z.population}});
  return layer;
}

VectorLayer schedules(const City& city) {
  VectorLayer layer = layer_of("schedules", "Factors on annual mean emissions by local standard hour (01 ends at 01:00) and by month",
                               VectorType::none, {{"id"}});
  for (const char* day : {"weekday", "saturday", "sunday"})
    for (int hour = 1; hour <= 24; ++hour) layer.fields.push_back({fmt::format("{}_{:02}", day, hour), FieldType::real});
  for (int month = 1; month <= 12; ++month) layer.fields.push_back({fmt::format("month_{:02}", month), FieldType::real});
  for (const EmissionSchedule& s : city.schedules) {
    Values values{s.id};
    for (const auto* day : {&s.weekday, &s.saturday, &s.sunday}) values.insert(values.end(), day->begin(), day->end());
    values.insert(values.end(), s.month.begin(), s.month.end());
    layer.features.push_back({{}, std::move(values)});
  }
  return layer;
}

gis::RasterInfo about(const char* what) { return {crs, std::string(what), {{"NOTICE", notice}}}; }

}  // namespace

Result<void> write_city(const std::filesystem::path& folder, const SampleCity& made) {
  const City& city = made.city;
  const std::vector<VectorLayer> layers = {buildings(made), roads(city),    stacks(city),    areas(city),
                                           volumes(city),   stations(city), receptors(city), zones(city), schedules(city)};
  const ObservedSeries weather = make_weather();
  return gis::write_geopackage(folder / "city.gpkg", layers, crs)
      .and_then([&] { return gis::write_geotiff(folder / "terrain.tif", city.terrain, about("elevation above the sea")); })
      .and_then([&] { return gis::write_geotiff(folder / "land_cover.tif", city.land_cover, about("land cover class")); })
      .and_then([&] { return gis::write_geotiff(folder / "population.tif", city.population, about("residents per cell")); })
      .and_then([&] { return data::write_file(folder / "meteorology.csv", to_csv(weather)); })
      .and_then([&] { return data::write_file(folder / "regional_air.csv", regional_air_csv(weather)); })
      .and_then([&]() -> Result<void> {
        const auto observations = make_observations(made, weather);
        if (!observations) return tl::unexpected(observations.error());
        return data::write_file(folder / "observations.csv", to_csv(city, *observations));
      });
}

}  // namespace leeward::sample

#pragma once
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

/// A kit small enough to be made and solved in a second: 1.2 km x 1 km with a slope, three roads, two stacks, a yard,
/// four buildings, a station, a school and 30 hours of weather with a calm and a missing one. Everything is made up.
namespace leeward::testing {

inline void put_file(const std::filesystem::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

inline std::string small_kit_geojson(const std::string& features) {
  return R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25833"}},"features":[)" +
         features + "]}";
}

inline std::string small_kit_box(double x, double y, double side) {
  return fmt::format("[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]", x, y, x + side, y + side);
}

/// @param hours      hours of weather from 2024-06-20T01:00Z on
/// @param spacing_m  of the ground grid
/// @returns the kit file
inline std::filesystem::path write_small_kit(const std::filesystem::path& folder, int hours = 30, double spacing_m = 50) {
  std::filesystem::create_directories(folder);
  const double x = 388000;
  const double y = 5819000;
  std::string roads;
  int id = 0;
  for (const auto& [x0, y0, x1, y1] : {std::array{0.0, 400.0, 1200.0, 430.0}, std::array{300.0, 0.0, 320.0, 1000.0},
                                       std::array{0.0, 800.0, 1200.0, 900.0}})
    roads += fmt::format(R"({}{{"type":"Feature","properties":{{"name":"Road {}","aadt":{},"hv":0.06}},"geometry":{{"type":"LineString","coordinates":[[{},{}],[{},{}]]}}}})",
                         id == 0 ? "" : ",", id + 1, 8000 + 4000 * id, x + x0, y + y0, x + x1, y + y1), ++id;
  put_file(folder / "roads.geojson", small_kit_geojson(roads));
  put_file(folder / "stacks.geojson",
           small_kit_geojson(fmt::format(
               R"({{"type":"Feature","properties":{{"id":"S1","name":"Power","h":60,"d":2.5,"v":15,"t":410,"nox":8.0,"pm":0.6}},"geometry":{{"type":"Point","coordinates":[{},{}]}}}},)"
               R"({{"type":"Feature","properties":{{"id":"S2","name":"Boiler","h":18,"d":0.8,"v":8,"t":420,"nox":0.4,"pm":0.02}},"geometry":{{"type":"Point","coordinates":[{},{}]}}}})",
               x + 900, y + 250, x + 500, y + 650)));
  put_file(folder / "areas.geojson",
           small_kit_geojson(fmt::format(
               R"({{"type":"Feature","properties":{{"id":"A1","name":"Yard","nox":4e-6,"pm":1e-6}},"geometry":{{"type":"Polygon","coordinates":{}}}}})",
               small_kit_box(x + 700, y + 600, 120))));
  std::string buildings;
  for (int i = 0; i < 4; ++i)
    buildings += fmt::format(R"({}{{"type":"Feature","properties":{{"h":{}}},"geometry":{{"type":"Polygon","coordinates":{}}}}})",
                             i == 0 ? "" : ",", 9 + 6 * i, small_kit_box(x + 340 + 60 * i, y + 450, 40));
  put_file(folder / "buildings.geojson", small_kit_geojson(buildings));
  put_file(folder / "places.csv", "id,name,x,y\nM1,Kerb,388330,5819500\n");
  put_file(folder / "schools.csv", "id,name,x,y\nK1,School,388600,5819300\n");
  std::string terrain = fmt::format("ncols 30\nnrows 28\nxllcorner {}\nyllcorner {}\ncellsize 50\nNODATA_value -9999\n", x - 150, y - 200);
  for (int row = 0; row < 28; ++row) {
    for (int column = 0; column < 30; ++column) terrain += fmt::format("{:.2f} ", 40 + 0.02 * 50 * column + 3 * std::sin(0.4 * row));
    terrain += "\n";
  }
  put_file(folder / "terrain.asc", terrain);
  std::string met = "time,speed,from,temperature,cloud\n";
  for (int hour = 1; hour <= hours; ++hour) {
    const double phase = 2 * 3.14159265 * hour / 24;
    const std::string speed = hour == 7 ? "0" : hour == 11 ? "" : fmt::format("{:.1f}", 3.0 + 1.5 * std::sin(phase));
    met += fmt::format("2024-06-{:02}T{:02}:00,{},{},{:.1f},{}\n", 20 + hour / 24, hour % 24, speed, (200 + 9 * hour) % 360 + 1,
                       17 - 5 * std::cos(phase), hour % 10);
  }
  put_file(folder / "met.csv", met);
  put_file(folder / "kit.toml", fmt::format(R"([twin]
name = "Small"
is_fictional = true
crs = "EPSG:25833"
time_zone = "Europe/Berlin"
utc_offset_hours = 1
domain = [{0}, {1}, {2}, {3}]
grid_spacing_m = {4}
volume_spacing_m = 200
volume_heights_m = [2, 20, 60, 150]
pollutants = ["NOx", "PM10"]

[terrain]
file = "terrain.asc"
crs = "EPSG:25833"

[[layer]]
kind = "roads"
file = "roads.geojson"
group = "traffic"
fields = {{ name = "name", vehicles_per_day = "aadt", heavy_share = "hv" }}
values = {{ speed_km_per_h = 45, width_m = 10 }}

[[layer]]
kind = "stacks"
file = "stacks.geojson"
group = "industry"
fields = {{ id = "id", name = "name", stack_height_m = "h", stack_diameter_m = "d", exit_velocity_m_per_s = "v", exit_temperature_k = "t", NOx_g_per_s = "nox", PM10_g_per_s = "pm" }}

[[layer]]
kind = "areas"
file = "areas.geojson"
group = "industry"
fields = {{ id = "id", name = "name", NOx_g_per_m2_s = "nox", PM10_g_per_m2_s = "pm" }}
values = {{ release_height_m = 2 }}

[[layer]]
kind = "buildings"
file = "buildings.geojson"
fields = {{ height_m = "h" }}

[[layer]]
kind = "stations"
file = "places.csv"
crs = "EPSG:25833"
fields = {{ id = "id", name = "name", x = "x", y = "y" }}

[[layer]]
kind = "receptors"
file = "schools.csv"
crs = "EPSG:25833"
fields = {{ id = "id", name = "name", x = "x", y = "y" }}

[met]
kind = "csv"
file = "met.csv"
time_format = "%Y-%m-%dT%H:%M"
utc_offset_hours = 0
is_hour_beginning = false
fields = {{ time = "time", wind_speed_m_per_s = "speed", wind_from_deg = "from", temperature_c = "temperature", cloud_tenths = "cloud" }}

[met.site]
station = "made up"
latitude_deg = 52.5
longitude_deg = 13.4
elevation_m = 40
roughness_length_m = [0.6]
albedo = [0.18]
bowen_ratio = [1.0]
)",
                                            x, y, x + 1200, y + 1000, spacing_m));
  return folder / "kit.toml";
}

}  // namespace leeward::testing

#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <random>
#include <string>
#include <utility>

#include "core/model/city.h"
#include "core/model/concentration.h"
#include "ui/scene/view_state.h"

/// A city that does not exist, for tests of the scene and of the window: 4 km x 3 km with a hill, a river, 200
/// buildings (some concave, some with a courtyard), roads, stacks, and fields of 48 hours. The same at every call.
/// The fields are smooth made-up plumes: nothing here is dispersion.
namespace leeward::ui::made {

inline constexpr Vec2 south_west{388000, 5818000};
inline constexpr double width_m = 4000;
inline constexpr double height_m = 3000;
inline constexpr Vec2 hill{388900, 5820100};     ///< top of the hill
inline constexpr double hill_height_m = 180;
inline constexpr std::size_t calm_hour = 5;
inline constexpr std::size_t missing_hour = 7;

inline double elevation(Vec2 p) {
  const double d2 = dot(p - hill, p - hill);
  const double ridge = 25 * std::sin((p.x - south_west.x) / 900) * std::cos((p.y - south_west.y) / 700);
  return 40 + hill_height_m * std::exp(-d2 / (2 * 420.0 * 420.0)) + 0.3 * ridge;
}

/// y of the middle of the river at x.
inline double river_y(double x) { return south_west.y + 700 + 160 * std::sin((x - south_west.x) / 620); }

inline Ring box_ring(Vec2 centre, double length_m, double depth_m, double angle_rad) {
  const Vec2 u{std::cos(angle_rad), std::sin(angle_rad)};
  const Vec2 v{-u.y, u.x};
  const double a = 0.5 * length_m;
  const double b = 0.5 * depth_m;
  return {centre + (-a) * u + (-b) * v, centre + a * u + (-b) * v, centre + a * u + b * v, centre + (-a) * u + b * v};
}

inline Polygon footprint(int kind, Vec2 c, double angle) {
  const Vec2 u{std::cos(angle), std::sin(angle)};
  const Vec2 v{-u.y, u.x};
  const auto at = [&](double x, double y) { return c + x * u + y * v; };
  if (kind == 1)  // L
    return {{at(-25, -20), at(25, -20), at(25, -6), at(-9, -6), at(-9, 22), at(-25, 22)}, {}};
  if (kind == 2)  // U, clockwise on purpose
    return {{at(-25, -22), at(-25, 22), at(-12, 22), at(-12, -6), at(12, -6), at(12, 22), at(25, 22), at(25, -22)}, {}};
  if (kind == 3)  // block with a courtyard; the hole runs the same way as the outer ring on purpose
    return {box_ring(c, 62, 50, angle), {box_ring(c, 34, 24, angle)}};
  if (kind == 4) {  // round tower
    Ring ring;
    for (int i = 0; i < 20; ++i) ring.push_back(at(14 * std::cos(i * 0.1 * std::numbers::pi), 14 * std::sin(i * 0.1 * std::numbers::pi)));
    return {ring, {}};
  }
  return {box_ring(c, 44, 14, angle), {}};
}

/// The block with the courtyard that tests point at: building "B-known".
inline constexpr Vec2 known_building{390400, 5819500};

inline std::shared_ptr<City> city() {
  auto made = std::make_shared<City>();
  City& c = *made;
  c.settings.name = "Made-up city";
  c.settings.is_fictional = true;
  c.settings.attribution = {"made up"};
  c.settings.crs = "EPSG:25833";
  c.settings.time_zone = "Europe/Berlin";
  c.settings.utc_offset_hours = 1;
  c.settings.domain_m = {south_west, {south_west.x + width_m, south_west.y + height_m}};
  c.settings.grid_spacing_m = 25;
  c.settings.pollutants = {"NOx", "PM10"};
  c.settings.volume_spacing_m = 50;
  c.settings.volume_heights_m = {1.5, 10, 25, 50, 80, 120, 180, 260, 360};

  c.terrain.columns = 200;
  c.terrain.rows = 150;
  c.terrain.north_west = {south_west.x, south_west.y + height_m};
  c.terrain.cell_width_m = c.terrain.cell_height_m = 20;
  c.terrain.unit = "m";
  c.land_cover.columns = 400;
  c.land_cover.rows = 300;
  c.land_cover.north_west = c.terrain.north_west;
  c.land_cover.cell_width_m = c.land_cover.cell_height_m = 10;
  for (std::size_t row = 0; row < c.terrain.rows; ++row)
    for (std::size_t column = 0; column < c.terrain.columns; ++column)
      c.terrain.cells.push_back(static_cast<float>(elevation(c.terrain.centre(column, row))));
  c.terrain.valid.assign(c.terrain.cells.size(), 1);
  const Vec2 downtown{south_west.x + 2400, south_west.y + 1500};
  for (std::size_t row = 0; row < c.land_cover.rows; ++row)
    for (std::size_t column = 0; column < c.land_cover.columns; ++column) {
      const Vec2 p = c.land_cover.centre(column, row);
      LandCover cover = LandCover::grass;
      if (std::abs(p.y - river_y(p.x)) < 55) cover = LandCover::water;
      else if (length(p - downtown) < 1000) cover = LandCover::built;
      else if (length(p - hill) < 620) cover = LandCover::forest;
      else if (std::fmod(p.x - south_west.x, 640) < 400 && std::fmod(p.y - south_west.y, 520) < 350) cover = LandCover::crop;
      c.land_cover.cells.push_back(static_cast<std::uint8_t>(cover));
    }
  c.land_cover.valid.assign(c.land_cover.cells.size(), 1);

  std::mt19937 random(7);  // raw draws only: distributions differ between libraries
  const auto uniform = [&random](double low, double high) { return low + (high - low) * (static_cast<double>(random() >> 8) / 16777216.0); };
  const auto add_building = [&c](std::string id, Polygon polygon, double height) {
    Building b;
    b.id = std::move(id);
    b.base_elevation_m = elevation(centroid(polygon.outer));
    b.footprint_m = std::move(polygon);
    b.height_m = height;
    b.height_origin = "made up";
    c.buildings.push_back(std::move(b));
  };
  add_building("B-known", footprint(3, known_building, 0), 30);
  for (int i = 0; c.buildings.size() < 200; ++i) {
    const Vec2 block{downtown.x + 100 * (i % 17 - 8), downtown.y + 100 * ((i / 17) % 17 - 8)};
    const Vec2 p{block.x + uniform(-10, 10), block.y + uniform(-10, 10)};
    const double r = length(p - downtown);
    if (r > 860 || length(p - known_building) < 110 || std::abs(p.y - river_y(p.x)) < 100) continue;
    const int kind = static_cast<int>(uniform(0, 5));
    const double tall = r < 350 && uniform(0, 1) < 0.3 ? 45 : 0;
    add_building("B" + std::to_string(c.buildings.size()), footprint(kind, p, 0), uniform(9, 24) + tall);
  }

  const auto add_road = [&c](std::string id, std::string name, std::string road_class, double width, double nox, Polyline line) {
    Road road;
    road.id = std::move(id);
    road.name = std::move(name);
    road.road_class = std::move(road_class);
    road.group = "traffic";
    road.line_m = std::move(line);
    road.width_m = width;
    if (nox > 0) road.emission_g_per_m_s = {{"NOx", nox}, {"PM10", 0.07 * nox}};
    road.origin = "given";
    c.roads.push_back(std::move(road));
  };
  Polyline bend;
  for (int i = 0; i <= 40; ++i) {
    const double x = south_west.x + 100 * i;
    bend.push_back({x, river_y(x) + 190});
  }
  add_road("R1", "Riverside motorway", "motorway", 26, 6e-4, bend);
  add_road("R2", "Ring east", "primary", 18, 2.5e-4,
           {{downtown.x + 950, south_west.y + 100}, {downtown.x + 950, south_west.y + 2000}, {downtown.x + 500, south_west.y + 2900}});
  for (int i = -8; i <= 8; ++i) {
    const double s = 100 * i + 50;
    const double half = std::sqrt(std::max(0.0, 900.0 * 900.0 - s * s));
    const double nox = i == 0 ? 1.2e-4 : i % 4 == 0 ? 5e-5 : 0;
    const std::string kind = i == 0 ? "secondary" : i % 4 == 0 ? "tertiary" : "residential";
    add_road("N" + std::to_string(i + 8), "", kind, i % 4 == 0 ? 14 : 8, nox, {{downtown.x + s, downtown.y - half}, {downtown.x + s, downtown.y + half}});
    add_road("E" + std::to_string(i + 8), "", kind, i % 4 == 0 ? 14 : 8, nox, {{downtown.x - half, downtown.y + s}, {downtown.x + half, downtown.y + s}});
  }
  add_road("H1", "Hill road", "tertiary", 9, 2e-5, {{hill.x - 700, hill.y - 300}, {hill.x, hill.y - 60}, {hill.x + 800, hill.y + 250}});

  const auto add_stack = [&c](std::string id, std::string name, Vec2 p, double height, double diameter, double nox) {
    Stack s;
    s.id = std::move(id);
    s.name = std::move(name);
    s.group = "industry";
    s.position_m = p;
    s.base_elevation_m = elevation(p);
    s.stack_height_m = height;
    s.stack_diameter_m = diameter;
    s.exit_velocity_m_per_s = 15;
    s.exit_temperature_k = 400;
    s.emission_g_per_s = {{"NOx", nox}, {"PM10", 0.1 * nox}};
    s.origin = "made up";
    c.stacks.push_back(std::move(s));
  };
  add_stack("S01", "Power plant", {south_west.x + 3500, south_west.y + 1150}, 120, 6, 40);
  add_stack("S02", "Glass works", {south_west.x + 600, south_west.y + 1100}, 60, 3, 8);
  add_stack("S03", "Heating plant", {south_west.x + 2150, south_west.y + 2450}, 45, 2, 5);

  AreaFeature area;
  area.id = "A1";
  area.name = "Port";
  area.group = "port";
  area.polygons_m = {{{{south_west.x + 3000, south_west.y + 150}, {south_west.x + 3700, south_west.y + 200},
                       {south_west.x + 3600, south_west.y + 450}, {south_west.x + 3050, south_west.y + 420}}, {}}};
  area.emission_g_per_m2_s = {{"NOx", 2e-6}};
  c.areas.push_back(area);

  c.stations.push_back({.id = "ST1", .name = "Centre", .kind = "background", .position_m = {downtown.x + 50, downtown.y + 50}, .inlet_height_m = 3, .pollutants = {"NOx"}});
  c.stations.push_back({.id = "ST2", .name = "Riverside", .kind = "traffic", .position_m = {south_west.x + 1500, river_y(south_west.x + 1500) + 230}, .inlet_height_m = 3, .pollutants = {"NOx", "PM10"}});
  c.receptors.push_back({.id = "P1", .name = "North school", .kind = "school", .position_m = {downtown.x, downtown.y + 1050}, .height_m = 1.5});
  c.receptors.push_back({.id = "P2", .name = "Hospital", .kind = "hospital", .position_m = {downtown.x - 1050, downtown.y}, .height_m = 1.5});
  c.zones.push_back({.id = "Z1", .name = "Low-emission zone", .kind = "lez", .polygons_m = {{box_ring(downtown, 1300, 1300, 0.3), {}}}, .population = 52000});
  return made;
}

/// Wind direction (towards) of an hour, turning slowly.
inline double wind_to_rad(std::size_t hour) { return 2.6 + 0.09 * static_cast<double>(hour); }

/// A plume-shaped number of ug/m3 at p, `z` above ground.
inline double made_value(const City& c, std::size_t pollutant, std::size_t hour, Vec2 p, double z) {
  const Vec2 u{std::cos(wind_to_rad(hour)), std::sin(wind_to_rad(hour))};
  double sum = pollutant == 0 ? 4.0 * std::exp(-z / 120) : 1.0;
  for (const Stack& s : c.stacks) {
    const double x = dot(p - s.position_m, u);
    if (x <= 1) continue;
    const double y = cross(u, p - s.position_m);
    const double sy = 12 + 0.11 * x;
    const double sz = 8 + 0.07 * x;
    const double h = s.stack_height_m + 40 * (1 - std::exp(-x / 300));
    const double q = s.emission_g_per_s.at(pollutant == 0 ? "NOx" : "PM10");
    sum += q * 1e6 / (2 * std::numbers::pi * 4 * sy * sz) * std::exp(-0.5 * (y / sy) * (y / sy)) *
           (std::exp(-0.5 * ((z - h) / sz) * ((z - h) / sz)) + std::exp(-0.5 * ((z + h) / sz) * ((z + h) / sz)));
  }
  const double from_road = std::abs(p.y - river_y(p.x) - 190);
  sum += (pollutant == 0 ? 60.0 : 6.0) * std::exp(-from_road / 90) * std::exp(-z / 12);
  return sum;
}

inline FieldPtr field_on(const City& c, double spacing_m, std::vector<double> heights_m, std::size_t hour_count) {
  auto field = std::make_shared<ConcentrationField>();
  field->layout.grid = {static_cast<std::size_t>(width_m / spacing_m), static_cast<std::size_t>(height_m / spacing_m),
                        {south_west.x + 0.5 * spacing_m, south_west.y + 0.5 * spacing_m}, spacing_m};
  field->layout.heights_m = std::move(heights_m);
  field->pollutants = {"NOx", "PM10"};
  for (std::size_t h = 0; h < hour_count; ++h) {
    field->hours.push_back({475000 + static_cast<std::int64_t>(h)});
    field->status.push_back(h == calm_hour ? HourStatus::calm : h == missing_hour ? HourStatus::missing : HourStatus::valid);
  }
  field->input_hash = "made-up";
  field->values.assign(field->layout.size() * hour_count * 2, 0.0F);
  for (std::size_t pollutant = 0; pollutant < 2; ++pollutant)
    for (std::size_t h = 0; h < hour_count; ++h) {
      if (field->status[h] != HourStatus::valid) continue;
      const auto values = field->hour_values(pollutant, h);
      for (std::size_t k = 0; k < field->layout.heights_m.size(); ++k)
        for (std::size_t row = 0; row < field->layout.grid.rows; ++row)
          for (std::size_t column = 0; column < field->layout.grid.columns; ++column)
            values[field->layout.index(column, row, k)] = static_cast<float>(
                made_value(c, pollutant, h, field->layout.grid.position(column, row), field->layout.heights_m[k]));
    }
  return field;
}

inline FieldPtr ground_field(const City& c, std::size_t hour_count = 48) { return field_on(c, 25, {1.5}, hour_count); }
inline FieldPtr volume_field(const City& c, std::size_t hour_count = 6) {
  return field_on(c, 50, c.settings.volume_heights_m, hour_count);
}

/// Seven classes from clear (hidden) to violet.
inline ColourScale scale() {
  return {{5, 10, 20, 40, 80, 160}, {0xffffff00u, 0xffffb2c0u, 0xfed976ffu, 0xfd8d3cffu, 0xf03b20ffu, 0xbd0026ffu, 0x6a0d83ffu}};
}

}  // namespace leeward::ui::made

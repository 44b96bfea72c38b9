#include "bench_shapes.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/model/parallel.h"
#include "core/model/units.h"
#include "dispersion/hill_height.h"
#include "dispersion/met_preprocessor.h"

namespace leeward::app {
namespace bench_detail {

using Kind = BenchShape::Kind;
using dispersion::Mode;

/// Random numbers that are the same everywhere (splitmix64).
class Dice {
public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  double between(double lowest, double highest) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    z ^= z >> 31U;
    return lowest + (highest - lowest) * static_cast<double>(z >> 11U) * 0x1.0p-53;
  }
  Vec2 place(double side_m) {
    const double x = between(0, side_m);
    return {x, between(0, side_m)};
  }

private:
  std::uint64_t state_;
};

void add_stacks(const BenchShape& shape, Scenario& scenario) {
  Dice dice(1);
  for (std::size_t i = 0; i < shape.sources; ++i) {
    PointSource s;
    s.id = "S" + std::to_string(i + 1);
    s.position_m = dice.place(shape.side_m);
    s.stack_height_m = dice.between(20, 150);
    s.exit_temperature_k = dice.between(340, 450);
    s.exit_velocity_m_per_s = dice.between(5, 20);
    s.stack_diameter_m = dice.between(0.5, 4);
    s.rates = {dice.between(1, 100)};
    if (shape.kind == Kind::stacks_in_terrain) s.base_elevation_m = bench_elevation_m(s.position_m);
    scenario.sources.emplace_back(std::move(s));
  }
}

/// Streets: straight links of 50-350 m, most of them along one of two directions at right angles, as in a
/// city.
void add_links(const BenchShape& shape, Scenario& scenario) {
  Dice dice(2);
  for (std::size_t i = 0; i < shape.sources; ++i) {
    LineSource s;
    s.id = "R" + std::to_string(i + 1);
    s.begin_m = dice.place(shape.side_m);
    const bool is_in_grid = dice.between(0, 1) < 0.7;
    const double bearing_rad = is_in_grid ? 0.3 + std::floor(dice.between(0, 4)) * 0.5 * std::numbers::pi
                                          : dice.between(0, 2 * std::numbers::pi);
    s.end_m = s.begin_m + dice.between(50, 350) * Vec2{std::sin(bearing_rad), std::cos(bearing_rad)};
    s.width_m = dice.between(0, 1) < 0.8 ? 7.0 : 21.0;
    s.release_height_m = 1.3;
    s.initial_sigma_z_m = 1.2;
    s.rates = {dice.between(1e-4, 1e-3) * s.width_m};
    scenario.sources.emplace_back(std::move(s));
  }
}

/// Polygons of 4-9 corners, 100-500 m across.
void add_polygons(const BenchShape& shape, Scenario& scenario) {
  Dice dice(3);
  for (std::size_t i = 0; i < shape.sources; ++i) {
    AreaSource s;
    s.id = "A" + std::to_string(i + 1);
    const Vec2 centre = dice.place(shape.side_m);
    const double radius_m = dice.between(50, 250);
    const auto corners = static_cast<int>(dice.between(4, 10));
    for (int k = 0; k < corners; ++k) {
      const double bearing_rad = 2 * std::numbers::pi * (k + dice.between(-0.3, 0.3)) / corners;
      s.polygon_m.outer.push_back(centre + dice.between(0.6, 1.0) * radius_m *
                                               Vec2{std::sin(bearing_rad), std::cos(bearing_rad)});
    }
    s.release_height_m = 2;
    s.initial_sigma_z_m = 1;
    s.rates = {dice.between(2e-5, 1e-4)};
    scenario.sources.emplace_back(std::move(s));
  }
}

/// Observations of one clear summer day, the same every day.
ObservedHour observation(std::size_t index, const MetSite& site) {
  const double clock = static_cast<double>(index % 24) + 1;  // hour ending
  const double day = std::max(0.0, std::sin(std::numbers::pi * (clock - 5) / 16));
  ObservedHour hour;
  hour.hour =
      utc_from_local_standard({2024, 6, 12, 1}, site.utc_offset_hours) + static_cast<std::int64_t>(index);
  hour.wind_speed_m_per_s = 1.5 + 4.5 * day;
  hour.wind_from_deg = 7.0 + 15.0 * (clock - 1);
  hour.temperature_k = 286 + 11 * day;
  hour.cloud_tenths = 3;
  hour.pressure_hpa = 1005;
  hour.relative_humidity_percent = 60;
  return hour;
}

}  // namespace bench_detail

const std::vector<BenchShape>& bench_shapes() {
  using namespace bench_detail;
  constexpr double hour_s = 3600;
  constexpr double day_s = 24 * hour_s;
  static const std::vector<BenchShape> shapes = {
      {.name = "A",
       .kind = Kind::stacks,
       .sources = 1000,
       .receptors = 1000000,
       .aermod_seconds = 4 * hour_s},
      {.name = "A4", .kind = Kind::stacks, .sources = 1000, .receptors = 250000},
      {.name = "B", .kind = Kind::links, .sources = 20000, .receptors = 250000, .aermod_seconds = 5 * day_s},
      {.name = "C", .kind = Kind::links, .sources = 7700, .receptors = 18700, .hours = 44, .side_m = 30000},
      {.name = "D", .kind = Kind::polygons, .sources = 50, .receptors = 250000},
      {.name = "E",
       .kind = Kind::stacks_in_terrain,
       .sources = 1000,
       .receptors = 1000000,
       .aermod_seconds = 5.6 * hour_s},
      {.name = "H", .kind = Kind::hill_heights, .receptors = 1000000, .hours = 1},
      {.name = "points",
       .kind = Kind::stacks,
       .sources = 100,
       .receptors = 10000,
       .side_m = 10100,
       .mode = Mode::exact,
       .is_on_one_thread = true,
       .aermod_seconds = 15,
       .folder = "points_flat_100x10000"},
      {.name = "roads",
       .kind = Kind::links,
       .sources = 200,
       .receptors = 5041,
       .side_m = 4260,
       .mode = Mode::exact,
       .is_on_one_thread = true,
       .aermod_seconds = 82,
       .folder = "rline_200x5041"},
      {.name = "areas",
       .kind = Kind::polygons,
       .sources = 50,
       .receptors = 2500,
       .side_m = 5050,
       .mode = Mode::exact,
       .is_on_one_thread = true,
       .aermod_seconds = 11,
       .folder = "area_50x2500"},
      {.name = "terrain",
       .kind = Kind::stacks_in_terrain,
       .sources = 50,
       .receptors = 10000,
       .side_m = 10100,
       .mode = Mode::exact,
       .is_on_one_thread = true,
       .aermod_seconds = 10,
       .folder = "points_terrain_50x10000"}};
  return shapes;
}

const BenchShape* find_bench_shape(std::string_view name) {
  const auto is_same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (const BenchShape& shape : bench_shapes())
    if (std::equal(name.begin(), name.end(), shape.name.begin(), shape.name.end(), is_same)) return &shape;
  return nullptr;
}

BenchShape scaled(BenchShape shape, double scale) {
  const auto times = [scale](std::size_t count) {
    return std::max<std::size_t>(1,
                                 static_cast<std::size_t>(std::lround(static_cast<double>(count) * scale)));
  };
  if (scale == 1) return shape;
  shape.sources = times(shape.sources);
  shape.receptors = times(shape.receptors);
  shape.aermod_seconds = 0;
  shape.folder = {};
  return shape;
}

Result<MetSeries> bench_meteorology(std::size_t hours) {
  ObservedSeries observed;
  observed.site.station = "made up";
  observed.site.latitude_deg = 48;
  observed.site.longitude_deg = 10;
  observed.site.utc_offset_hours = 1;
  observed.site.roughness_length_m = {0.4};
  observed.site.albedo = {0.18};
  observed.site.bowen_ratio = {1.0};
  for (std::size_t i = 0; i < hours; ++i)
    observed.hours.push_back(bench_detail::observation(i, observed.site));
  auto met = dispersion::preprocess(observed);
  if (!met) return tl::unexpected(met.error());
  return std::move(met->value);
}

double bench_elevation_m(Vec2 place) {
  constexpr int hills = 16;
  static const auto hill = [] {
    struct Hill {
      Vec2 top_m;
      double height_m;
      double radius_m;
    };
    bench_detail::Dice dice(4);
    std::vector<Hill> all;
    for (int i = 0; i < hills; ++i) {
      const Vec2 top = dice.place(20000);
      const double height = dice.between(60, 300);
      all.push_back({top, height, dice.between(500, 2000)});
    }
    return all;
  }();
  double elevation = 200;
  for (const auto& one : hill) {
    const double distance = length(place - one.top_m) / one.radius_m;
    elevation += one.height_m * std::exp(-distance * distance);
  }
  return elevation;
}

Raster<float> bench_terrain(std::size_t cells, double side_m) {
  Raster<float> terrain;
  terrain.columns = cells;
  terrain.rows = cells;
  terrain.cell_width_m = side_m / static_cast<double>(cells);
  terrain.cell_height_m = terrain.cell_width_m;
  terrain.north_west = {0, side_m};
  terrain.valid.assign(cells * cells, 1);
  terrain.cells.reserve(cells * cells);
  for (std::size_t row = 0; row < cells; ++row)
    for (std::size_t column = 0; column < cells; ++column)
      terrain.cells.push_back(static_cast<float>(bench_elevation_m(terrain.centre(column, row))));
  terrain.unit = "m";
  return terrain;
}

Result<Scenario> bench_scenario(const BenchShape& shape) {
  using namespace bench_detail;
  Scenario scenario;
  scenario.columns = {{.pollutant = "OTHER", .group = ""}};
  scenario.schedules = {constant_factors()};
  scenario.is_flat = shape.kind != Kind::stacks_in_terrain;
  auto met = bench_meteorology(shape.hours);
  if (!met) return tl::unexpected(met.error());
  scenario.met = std::move(*met);

  const auto side =
      static_cast<std::size_t>(std::max(1.0, std::ceil(std::sqrt(static_cast<double>(shape.receptors)))));
  const double spacing_m = shape.side_m / static_cast<double>(side);
  std::vector<Vec2> places;
  std::vector<double> elevations;
  for (std::size_t i = 0; i < shape.receptors; ++i) {
    Receptor receptor;
    receptor.position_m = {(static_cast<double>(i % side) + 0.5) * spacing_m,
                           (static_cast<double>(i / side) + 0.5) * spacing_m};
    if (!scenario.is_flat) {
      receptor.elevation_m = bench_elevation_m(receptor.position_m);
      places.push_back(receptor.position_m);
      elevations.push_back(receptor.elevation_m);
    }
    receptor.hill_height_m = receptor.elevation_m;
    scenario.receptors.push_back(receptor);
  }
  if (!scenario.is_flat) {
    constexpr double cell_m = 40;
    const auto cells = static_cast<std::size_t>(std::ceil(shape.side_m / cell_m));
    const auto hills = dispersion::hill_heights(bench_terrain(cells, shape.side_m), places, elevations,
                                                default_thread_count(), {});
    if (!hills) return tl::unexpected(hills.error());
    for (std::size_t i = 0; i < places.size(); ++i) scenario.receptors[i].hill_height_m = (*hills)[i];
  }
  if (shape.kind == Kind::links)
    add_links(shape, scenario);
  else if (shape.kind == Kind::polygons)
    add_polygons(shape, scenario);
  else if (shape.kind != Kind::hill_heights)
    add_stacks(shape, scenario);
  return scenario;
}

}  // namespace leeward::app

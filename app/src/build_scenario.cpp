#include "app/build_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/model/parallel.h"
#include "data/hash.h"
#include "dispersion/hill_height.h"
#include "dispersion/run.h"

namespace leeward::app {
namespace {

constexpr double road_tolerance_m = 1.0;

/// Rates of a feature in the order of the scenario's columns; a pollutant the feature does not emit is 0.
std::vector<double> rates_of(const Emission& emission, const std::vector<Column>& columns, double scale = 1.0) {
  std::vector<double> rates;
  rates.reserve(columns.size());
  for (const Column& column : columns) {
    const auto found = emission.find(column.pollutant);
    rates.push_back(found == emission.end() ? 0.0 : found->second * scale);
  }
  return rates;
}

class SourceBuilder {
 public:
  explicit SourceBuilder(const City& city) : city_(city) {
    for (const std::string& pollutant : city.settings.pollutants) scenario_.columns.push_back({pollutant, ""});
    scenario_.urban = {city.settings.urban_population, city.settings.urban_roughness_length_m};
    scenario_.is_flat = city.settings.is_flat;
    scenario_.schedules = {constant_schedule()};
    for (const EmissionSchedule& schedule : city.schedules) add_schedule(schedule);
    if (!schedule_index_.contains("traffic")) add_schedule(illustrative_traffic_schedule());
  }

  Result<Loaded<Scenario>> build() {
    for (const Stack& stack : city_.stacks) add(stack);
    for (const VolumeFeature& volume : city_.volumes) add(volume);
    for (const AreaFeature& area_feature : city_.areas) add(area_feature);
    for (const Road& road : city_.roads) add(road);
    if (!faults_.empty()) return fail(ErrorCode::input, "the sources of the city cannot be solved", std::move(faults_));
    if (roads_without_emission_ > 0) {
      Fault note;
      note.severity = Severity::warning;
      note.layer = "roads";
      note.found = fmt::format("{} roads without emission", roads_without_emission_);
      note.expected = "an emission or traffic counts";
      note.handled = "not solved";
      notes_.push_back(std::move(note));
    }
    return Loaded<Scenario>{std::move(scenario_), std::move(notes_)};
  }

 private:
  void add_schedule(const EmissionSchedule& schedule) {
    schedule_index_[schedule.id] = scenario_.schedules.size();
    scenario_.schedules.push_back(schedule);
  }

  template <class Feature>
  void fill_common(SourceCommon& source, const Feature& feature, const char* layer) {
    source.id = feature.id;
    source.group = feature.group;
    source.is_urban = city_.settings.urban_population > 0;
    if (feature.schedule.empty() || feature.schedule == "constant") return;
    const auto found = schedule_index_.find(feature.schedule);
    if (found != schedule_index_.end()) {
      source.schedule = found->second;
      return;
    }
    Fault fault;
    fault.file = "city.gpkg";
    fault.layer = layer;
    fault.feature = feature.id;
    fault.found = fmt::format("schedule '{}'", feature.schedule);
    fault.expected = "the id of a row of layer schedules, 'traffic' or 'constant'";
    faults_.push_back(std::move(fault));
  }

  void add(const Stack& stack) {
    PointSource source;
    fill_common(source, stack, "stacks");
    source.base_elevation_m = stack.base_elevation_m;
    source.position_m = stack.position_m;
    source.stack_height_m = stack.stack_height_m;
    source.stack_diameter_m = stack.stack_diameter_m;
    source.exit_velocity_m_per_s = stack.exit_velocity_m_per_s;
    source.exit_temperature_k = stack.exit_temperature_k;
    source.outlet = stack.outlet;
    source.rates = rates_of(stack.emission_g_per_s, scenario_.columns);
    scenario_.sources.emplace_back(std::move(source));
  }

  void add(const VolumeFeature& volume) {
    VolumeSource source;
    fill_common(source, volume, "volumes");
    source.base_elevation_m = volume.base_elevation_m;
    source.position_m = volume.position_m;
    source.release_height_m = volume.release_height_m;
    source.initial_sigma_y_m = volume.initial_sigma_y_m;
    source.initial_sigma_z_m = volume.initial_sigma_z_m;
    source.rates = rates_of(volume.emission_g_per_s, scenario_.columns);
    scenario_.sources.emplace_back(std::move(source));
  }

  void add(const AreaFeature& feature) {
    std::size_t part = 0;
    for (const Polygon& polygon : feature.polygons_m) {
      AreaSource source;
      fill_common(source, feature, "areas");
      if (feature.polygons_m.size() > 1) source.id += fmt::format("#{}", ++part);
      source.base_elevation_m = sample_bilinear(city_.terrain, centroid(polygon.outer)).value_or(0.0);
      source.polygon_m = polygon;
      source.release_height_m = feature.release_height_m;
      source.initial_sigma_z_m = feature.initial_sigma_z_m;
      source.rates = rates_of(feature.emission_g_per_m2_s, scenario_.columns);
      scenario_.sources.emplace_back(std::move(source));
    }
  }

  void add(const Road& road) {
    if (road.emission_g_per_m_s.empty()) {
      ++roads_without_emission_;
      return;
    }
    const Polyline line = simplified(road.line_m, road_tolerance_m);
    const double kept_m = length(line);
    if (kept_m <= 0) return;
    const double scale = length(road.line_m) / kept_m;
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (length(line[i] - line[i - 1]) <= 0) continue;
      LineSource source;
      fill_common(source, road, "roads");
      if (line.size() > 2) source.id += fmt::format("#{}", i);
      source.begin_m = line[i - 1];
      source.end_m = line[i];
      source.width_m = road.width_m;
      source.release_height_m = road.release_height_m;
      source.initial_sigma_z_m = road.initial_sigma_z_m;
      source.base_elevation_m =
          sample_bilinear(city_.terrain, 0.5 * (source.begin_m + source.end_m)).value_or(0.0);
      source.rates = rates_of(road.emission_g_per_m_s, scenario_.columns, scale);
      scenario_.sources.emplace_back(std::move(source));
    }
  }

  const City& city_;
  Scenario scenario_;
  std::map<std::string, std::size_t> schedule_index_;
  std::vector<Fault> faults_;
  std::vector<Fault> notes_;
  std::size_t roads_without_emission_ = 0;
};

/// Nearest valid terrain cell to p, by rings of cells around it.
double nearest_elevation(const Raster<float>& terrain, Vec2 p) {
  const auto cell_of = [](double value, std::size_t count) {
    return std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(std::floor(value)), 0,
                                      static_cast<std::ptrdiff_t>(count) - 1);
  };
  const std::ptrdiff_t column = cell_of((p.x - terrain.north_west.x) / terrain.cell_width_m, terrain.columns);
  const std::ptrdiff_t row = cell_of((terrain.north_west.y - p.y) / terrain.cell_height_m, terrain.rows);
  const auto reach = static_cast<std::ptrdiff_t>(std::max(terrain.columns, terrain.rows));
  for (std::ptrdiff_t ring = 0; ring <= reach; ++ring) {
    double best_distance = std::numeric_limits<double>::infinity();
    double best = 0;
    for (std::ptrdiff_t r = row - ring; r <= row + ring; ++r) {
      if (r < 0 || r >= static_cast<std::ptrdiff_t>(terrain.rows)) continue;
      const bool is_edge_row = r == row - ring || r == row + ring;
      for (std::ptrdiff_t c = column - ring; c <= column + ring; c += is_edge_row || ring == 0 ? 1 : 2 * ring) {
        if (c < 0 || c >= static_cast<std::ptrdiff_t>(terrain.columns)) continue;
        const std::size_t at = terrain.index(static_cast<std::size_t>(c), static_cast<std::size_t>(r));
        if (!terrain.valid[at]) continue;
        const double distance = length(terrain.centre(static_cast<std::size_t>(c), static_cast<std::size_t>(r)) - p);
        if (distance < best_distance) {
          best_distance = distance;
          best = static_cast<double>(terrain.cells[at]);
        }
      }
    }
    if (std::isfinite(best_distance)) return best;
  }
  return 0;
}

}  // namespace

Result<Loaded<Scenario>> build_sources(const City& city) { return SourceBuilder(city).build(); }

Result<Loaded<std::vector<Receptor>>> build_receptors(const City& city, const GridLayout& layout, int thread_count,
                                                      const std::stop_token& stop) {
  Loaded<std::vector<Receptor>> loaded;
  const std::size_t places = layout.grid.size();
  std::vector<Vec2> position(places);
  std::vector<double> elevation(places, 0.0);
  std::size_t without_terrain = 0;
  for (std::size_t row = 0; row < layout.grid.rows; ++row) {
    for (std::size_t column = 0; column < layout.grid.columns; ++column) {
      const std::size_t i = row * layout.grid.columns + column;
      position[i] = layout.grid.position(column, row);
      if (city.terrain.empty()) continue;
      const auto sampled = sample_bilinear(city.terrain, position[i]);
      if (!sampled) ++without_terrain;
      elevation[i] = sampled ? *sampled : nearest_elevation(city.terrain, position[i]);
    }
  }
  if (without_terrain > 0) {
    Fault note;
    note.severity = Severity::warning;
    note.file = "rasters/terrain.tif";
    note.found = fmt::format("no elevation at {} of {} receptors", without_terrain, places);
    note.expected = "terrain over the whole domain";
    note.handled = "the nearest valid elevation was taken";
    loaded.faults.push_back(std::move(note));
  }
  std::vector<double> hill = elevation;
  if (!city.terrain.empty() && !city.settings.is_flat) {
    auto heights = dispersion::hill_heights(city.terrain, position, elevation, thread_count, stop);
    if (!heights) return tl::unexpected(heights.error());
    hill = std::move(*heights);
  }
  loaded.value.reserve(layout.size());
  for (const double height_m : layout.heights_m)
    for (std::size_t i = 0; i < places; ++i)
      loaded.value.push_back({position[i], elevation[i], std::max(hill[i], elevation[i]), height_m});
  return loaded;
}

std::string hash_of(const Scenario& scenario, const std::string& mode) {
  data::Sha256 hash;
  const auto text = [&hash](const std::string& value) { hash.add_text(value); };
  const auto number = [&hash](double value) { hash.add_number(value); };
  const auto place = [&number](Vec2 p) {
    number(p.x);
    number(p.y);
  };
  const auto ring = [&](const Ring& points) {
    hash.add_integer(static_cast<std::int64_t>(points.size()));
    for (const Vec2 p : points) place(p);
  };
  text(dispersion::solver_version());
  text(mode);
  for (const Column& column : scenario.columns) {
    text(column.pollutant);
    text(column.group);
  }
  for (const Source& source : scenario.sources) {
    const SourceCommon& shared = common(source);
    text(shared.id);
    number(shared.base_elevation_m);
    hash.add_integer(shared.is_urban ? 1 : 0);
    hash.add_integer(static_cast<std::int64_t>(shared.schedule));
    for (const double rate : shared.rates) number(rate);
    hash.add_integer(static_cast<std::int64_t>(source.index()));
    if (const auto* point = std::get_if<PointSource>(&source)) {
      place(point->position_m);
      for (const double value : {point->stack_height_m, point->stack_diameter_m, point->exit_velocity_m_per_s,
                                 point->exit_temperature_k, static_cast<double>(point->outlet)})
        number(value);
    } else if (const auto* volume = std::get_if<VolumeSource>(&source)) {
      place(volume->position_m);
      for (const double value : {volume->release_height_m, volume->initial_sigma_y_m, volume->initial_sigma_z_m})
        number(value);
    } else if (const auto* polygon = std::get_if<AreaSource>(&source)) {
      ring(polygon->polygon_m.outer);
      for (const Ring& hole : polygon->polygon_m.holes) ring(hole);
      number(polygon->release_height_m);
      number(polygon->initial_sigma_z_m);
    } else if (const auto* line = std::get_if<LineSource>(&source)) {
      place(line->begin_m);
      place(line->end_m);
      for (const double value : {line->width_m, line->release_height_m, line->initial_sigma_z_m}) number(value);
    }
  }
  for (const EmissionSchedule& schedule : scenario.schedules) {
    for (const double value : schedule.weekday) number(value);
    for (const double value : schedule.saturday) number(value);
    for (const double value : schedule.sunday) number(value);
    for (const double value : schedule.month) number(value);
  }
  for (const Receptor& receptor : scenario.receptors) {
    place(receptor.position_m);
    number(receptor.elevation_m);
    number(receptor.hill_height_m);
    number(receptor.height_m);
  }
  number(scenario.met.profile_base_elevation_m);
  number(scenario.met.utc_offset_hours);
  hash.add_integer((scenario.met.is_adjusted_u_star ? 1 : 0) + (scenario.met.is_bulk_richardson ? 2 : 0));
  for (const MetHour& hour : scenario.met.hours) {
    hash.add_integer(hour.hour.hours_since_epoch);
    for (const double value :
         {hour.sensible_heat_flux_w_per_m2, hour.friction_velocity_m_per_s, hour.convective_velocity_m_per_s,
          hour.temperature_gradient_above_zi_k_per_m, hour.convective_mixing_height_m, hour.mechanical_mixing_height_m,
          hour.inverse_obukhov_length_per_m, hour.roughness_length_m, hour.wind_speed_m_per_s, hour.wind_from_deg,
          hour.wind_height_m, hour.temperature_k, hour.temperature_height_m, hour.cloud_tenths})
      number(value);
    for (const ProfileLevel& level : hour.profile)
      for (const double value : {level.height_m, level.wind_from_deg, level.wind_speed_m_per_s, level.temperature_c,
                                 level.sigma_theta_deg, level.sigma_w_m_per_s})
        number(value);
  }
  number(scenario.urban.population);
  number(scenario.urban.roughness_length_m);
  number(scenario.decay_per_s);
  hash.add_integer((scenario.is_flat ? 1 : 0) + (scenario.has_stack_tip_downwash ? 2 : 0));
  return hash.hex();
}

}  // namespace leeward::app

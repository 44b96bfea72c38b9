#include "app/build_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/model/parallel.h"
#include "dispersion/hill_height.h"

namespace leeward::app {
namespace {

constexpr double road_tolerance_m = 1.0;

/// Rates of a feature in the order of the scenario's columns; a pollutant the feature does not emit is 0.
/// @param no2_ratio  in-stack NO2/NOx
std::vector<double> rates_of(const Emission& emission, const std::vector<Column>& columns, double no2_ratio, double scale = 1.0) {
  std::vector<double> rates;
  rates.reserve(columns.size());
  for (const Column& column : columns) {
    const bool is_in_stack_no2 = column.pollutant == dispersion::in_stack_no2;
    const auto found = emission.find(is_in_stack_no2 ? "NOx" : column.pollutant);
    rates.push_back(found == emission.end() ? 0.0 : found->second * scale * (is_in_stack_no2 ? no2_ratio : 1.0));
  }
  return rates;
}

Fault nearest_elevation_note(std::string found) {
  Fault note;
  note.severity = Severity::warning;
  note.file = "rasters/terrain.tif";
  note.found = std::move(found);
  note.expected = "terrain over the whole domain and under every source";
  note.handled = "the nearest valid elevation was taken";
  return note;
}

class SourceBuilder {
 public:
  explicit SourceBuilder(const City& city) : city_(city) {
    for (const std::string& pollutant : city.settings.pollutants) scenario_.columns.push_back({.pollutant = pollutant, .group = ""});
    if (city.settings.chemistry.method == ChemistryMethod::olm)
      scenario_.columns.push_back({.pollutant = dispersion::in_stack_no2, .group = ""});
    if (city.settings.urban_population > 0)
      scenario_.urban_areas = {{"", city.settings.urban_population, city.settings.urban_roughness_length_m}};
    scenario_.is_flat = city.settings.is_flat;
    scenario_.schedules = {constant_factors()};
    for (const EmissionSchedule& schedule : city.schedules) add_schedule(schedule);
    if (!schedule_index_.contains("traffic")) add_schedule(illustrative_traffic_schedule());
  }

  Result<Loaded<CitySources>> build() {
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
    if (without_terrain_ > 0)
      notes_.push_back(nearest_elevation_note(fmt::format("no elevation under {} road links and areas", without_terrain_)));
    return Loaded<CitySources>{{std::move(scenario_), std::move(origins_)}, std::move(notes_)};
  }

 private:
  /// Terrain elevation under a source; roads may lead out of the terrain.
  double ground_under(Vec2 place) {
    if (city_.terrain.empty()) return 0;
    if (const auto sampled = sample_bilinear(city_.terrain, place)) return *sampled;
    ++without_terrain_;
    return nearest_value(city_.terrain, place).value_or(0.0);
  }

  void add_schedule(const EmissionSchedule& schedule) {
    schedule_index_[schedule.id] = scenario_.schedules.size();
    scenario_.schedules.push_back(to_factors(schedule));
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

  const InStackRatios& ratios() const { return city_.settings.chemistry.in_stack_ratios; }
  static double ratio(double own, double of_kind) { return is_missing(own) ? of_kind : own; }

  template <class Kind>
  void keep(Kind source, SourceOrigin::Layer layer, std::ptrdiff_t feature, double rate_factor = 1) {
    scenario_.sources.emplace_back(std::move(source));
    origins_.push_back({layer, static_cast<std::size_t>(feature), rate_factor});
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
    source.rates = rates_of(stack.emission_g_per_s, scenario_.columns, ratio(stack.no2_ratio, ratios().stacks));
    keep(std::move(source), SourceOrigin::Layer::stacks, &stack - city_.stacks.data());
  }

  void add(const VolumeFeature& volume) {
    VolumeSource source;
    fill_common(source, volume, "volumes");
    source.base_elevation_m = volume.base_elevation_m;
    source.position_m = volume.position_m;
    source.release_height_m = volume.release_height_m;
    source.initial_sigma_y_m = volume.initial_sigma_y_m;
    source.initial_sigma_z_m = volume.initial_sigma_z_m;
    source.rates = rates_of(volume.emission_g_per_s, scenario_.columns, ratio(volume.no2_ratio, ratios().volumes));
    keep(std::move(source), SourceOrigin::Layer::volumes, &volume - city_.volumes.data());
  }

  void add(const AreaFeature& feature) {
    std::size_t part = 0;
    for (const Polygon& polygon : feature.polygons_m) {
      AreaSource source;
      fill_common(source, feature, "areas");
      if (feature.polygons_m.size() > 1) source.id += fmt::format("#{}", ++part);
      source.base_elevation_m = ground_under(centroid(polygon.outer));
      source.polygon_m = polygon;
      source.release_height_m = feature.release_height_m;
      source.initial_sigma_z_m = feature.initial_sigma_z_m;
      source.rates = rates_of(feature.emission_g_per_m2_s, scenario_.columns, ratio(feature.no2_ratio, ratios().areas));
      keep(std::move(source), SourceOrigin::Layer::areas, &feature - city_.areas.data());
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
      source.base_elevation_m = ground_under(0.5 * (source.begin_m + source.end_m));
      source.is_flat = true;  // its plume follows the ground: docs/models/road.md, Terrain
      source.rates = rates_of(road.emission_g_per_m_s, scenario_.columns, ratio(road.no2_ratio, ratios().roads), scale);
      keep(std::move(source), SourceOrigin::Layer::roads, &road - city_.roads.data(), scale);
    }
  }

  const City& city_;
  Scenario scenario_;
  std::vector<SourceOrigin> origins_;
  std::map<std::string, std::size_t> schedule_index_;
  std::vector<Fault> faults_;
  std::vector<Fault> notes_;
  std::size_t roads_without_emission_ = 0;
  std::size_t without_terrain_ = 0;
};

}  // namespace

Result<Loaded<CitySources>> build_city_sources(const City& city) { return SourceBuilder(city).build(); }

Result<Loaded<Scenario>> build_sources(const City& city) {
  auto built = build_city_sources(city);
  if (!built) return tl::unexpected(built.error());
  return Loaded<Scenario>{std::move(built->value.scenario), std::move(built->faults)};
}

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
      elevation[i] = sampled ? *sampled : nearest_value(city.terrain, position[i]).value_or(0.0);
    }
  }
  if (without_terrain > 0)
    loaded.faults.push_back(
        nearest_elevation_note(fmt::format("no elevation at {} of {} receptors", without_terrain, places)));
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

}  // namespace leeward::app

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "core/model/units.h"

#include "../geometry_read.h"
#include "../outlet_text.h"
#include "../vector_read.h"
#include "emissions.h"
#include "layers.h"

namespace leeward::gis::reading {
namespace {

/// Stacks and volumes this far outside the domain still reach it with their plumes.
constexpr double default_source_reach_m = 20000;

const LayerRules& stack_rules() {
  static const LayerRules rules{
      .kind = "stacks",
      .geometry = GeometryNeed::point,
      .fields = {{"base_elevation_m", "stack_height_m", "stack_diameter_m", "exit_velocity_m_per_s",
                  "exit_temperature_k", "exit_temperature_c", "no2_ratio"},
                 {"name", "group", "sector", "outlet", "schedule", "origin"},
                 {},
                 point_emission_suffixes()}};
  return rules;
}

const LayerRules& volume_rules() {
  static const LayerRules rules{
      .kind = "volumes",
      .geometry = GeometryNeed::point,
      .fields = {{"base_elevation_m", "release_height_m", "initial_sigma_y_m", "initial_sigma_z_m", "no2_ratio"},
                 {"name", "group", "sector", "schedule", "origin"},
                 {},
                 point_emission_suffixes()}};
  return rules;
}

const LayerRules& area_rules() {
  static const LayerRules rules{.kind = "areas",
                                .geometry = GeometryNeed::polygon,
                                .fields = {{"release_height_m", "initial_sigma_z_m", "no2_ratio"},
                                           {"name", "group", "sector", "schedule", "origin"},
                                           {},
                                           area_emission_suffixes()}};
  return rules;
}

/// Terrain elevation at a place; a city without terrain is flat at 0. A source may stand beyond the terrain: 0 m would be
/// far above or below the ground there.
double ground_at(ImportContext& context, const LayerReader& reader, const SourceFeature& source, Vec2 place) {
  const Raster<float>& terrain = context.city.terrain;
  if (terrain.empty()) return 0;
  if (const auto sampled = sample_bilinear(terrain, place)) return *sampled;
  const double nearest = nearest_value(terrain, place).value_or(0.0);
  context.log.warning(reader.place(), source.label, "a place without terrain", "base_elevation_m, or terrain there",
                      fmt::format("the nearest elevation, {:.1f} m, was taken", nearest), "no terrain");
  return nearest;
}

std::optional<double> exit_temperature(ImportContext& context, const LayerReader& reader,
                                       const SourceFeature& source) {
  const FieldValues& values = reader.values();
  std::optional<double> kelvin;
  if (values.is_given("exit_temperature_c")) {
    const auto celsius =
        values.required(source.feature, source.label, "exit_temperature_c", {.min = -50, .max = 2500});
    if (celsius) kelvin = kelvin_from_celsius(*celsius);
    return kelvin;
  }
  kelvin = values.required(source.feature, source.label, "exit_temperature_k", any_number);
  if (kelvin && !is_exit_temperature(*kelvin)) {
    context.log.error(reader.place(), source.label, fmt::format("exit_temperature_k = {}", *kelvin),
                      exit_temperature_text, "exit temperature");
    return std::nullopt;
  }
  return kelvin;
}

std::optional<StackOutlet> outlet_of(ImportContext& context, const LayerReader& reader,
                                     const SourceFeature& source) {
  const std::string text = reader.values().text(source.feature, source.label, "outlet");
  if (const auto outlet = parse_outlet(text.empty() ? "vertical" : text)) return outlet;
  context.log.error(reader.place(), source.label, fmt::format("outlet '{}'", text),
                    "vertical, capped or horizontal", "outlet");
  return std::nullopt;
}

template <class Feature>
void fill_shared(Feature& feature, LayerReader& reader, const SourceFeature& source, const KitLayer& layer) {
  const FieldValues& values = reader.values();
  feature.name = values.text(source.feature, source.label, "name");
  feature.group = group_of(values, source, layer);
  feature.sector = values.text(source.feature, source.label, "sector");
  feature.schedule = values.text(source.feature, source.label, "schedule");
  feature.no2_ratio = values.number(source.feature, source.label, "no2_ratio", share_range).value_or(missing);
}

void note_points(ImportContext& context, const LayerReader& reader, const SourceFeature& source,
                 std::size_t count) {
  if (count > 1)
    context.log.warning(reader.place(), source.label, fmt::format("{} points in one feature", count),
                        "one point", "its emission is shared out evenly", "multi-point");
}

void share(Emission& emission, std::size_t count) {
  for (auto& [pollutant, rate] : emission) rate /= static_cast<double>(count);
}

/// A stack or volume at each of its places, with its share of the emission; the ground where no base elevation is given.
template <class Feature>
void add_at_places(ImportContext& context, LayerReader& reader, const SourceFeature& source, Feature feature,
                   const std::vector<Vec2>& places, std::vector<Feature>& features) {
  const FieldValues& values = reader.values();
  feature.emission_g_per_s = emission_of(values, source, 1.0);
  share(feature.emission_g_per_s, places.size());
  feature.origin = origin_of(values, source, feature.emission_g_per_s);
  const auto base = values.number(source.feature, source.label, "base_elevation_m", elevation_range);
  for (const Vec2 place : places) {
    feature.id = reader.part_id(source.id, source.label, places.size());
    feature.position_m = place;
    feature.base_elevation_m = base ? *base : ground_at(context, reader, source, place);
    features.push_back(feature);
  }
}

}  // namespace

void import_stacks(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, stack_rules(), default_source_reach_m);
  if (!reader) return;
  expect_emissions(context, *reader, point_emission_suffixes());
  const FieldValues& values = reader->values();
  reader->for_each([&](SourceFeature& source) {
    const std::vector<Vec2> places = points_of(*source.geometry);
    note_points(context, *reader, source, places.size());
    Stack stack;
    fill_shared(stack, *reader, source, layer);
    const auto height = values.required(source.feature, source.label, "stack_height_m", stack_height_range);
    const auto diameter =
        values.required(source.feature, source.label, "stack_diameter_m", stack_diameter_range);
    const auto velocity =
        values.required(source.feature, source.label, "exit_velocity_m_per_s", exit_velocity_range);
    const auto temperature = exit_temperature(context, *reader, source);
    const auto outlet = outlet_of(context, *reader, source);
    if (!height || !diameter || !velocity || !temperature || !outlet) return;  // logged as errors
    stack.stack_height_m = *height;
    stack.stack_diameter_m = *diameter;
    stack.exit_velocity_m_per_s = *velocity;
    stack.exit_temperature_k = *temperature;
    stack.outlet = *outlet;
    add_at_places(context, *reader, source, std::move(stack), places, context.city.stacks);
  });
}

void import_volumes(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, volume_rules(), default_source_reach_m);
  if (!reader) return;
  expect_emissions(context, *reader, point_emission_suffixes());
  const FieldValues& values = reader->values();
  constexpr ValueRange positive_sigma{.min = 0, .max = 1000, .is_above_min = true};
  reader->for_each([&](SourceFeature& source) {
    const std::vector<Vec2> places = points_of(*source.geometry);
    note_points(context, *reader, source, places.size());
    VolumeFeature volume;
    fill_shared(volume, *reader, source, layer);
    const auto height =
        values.required(source.feature, source.label, "release_height_m", release_height_range);
    const auto sigma_y = values.required(source.feature, source.label, "initial_sigma_y_m", positive_sigma);
    const auto sigma_z = values.required(source.feature, source.label, "initial_sigma_z_m", positive_sigma);
    if (!height || !sigma_y || !sigma_z) return;  // logged as errors
    volume.release_height_m = *height;
    volume.initial_sigma_y_m = *sigma_y;
    volume.initial_sigma_z_m = *sigma_z;
    add_at_places(context, *reader, source, std::move(volume), places, context.city.volumes);
  });
}

void import_areas(ImportContext& context, const KitLayer& layer) {
  const auto reader = LayerReader::open(context, layer, area_rules(), 0);
  if (!reader) return;
  expect_emissions(context, *reader, area_emission_suffixes());
  const FieldValues& values = reader->values();
  reader->for_each([&](SourceFeature& source) {
    AreaFeature feature;
    feature.polygons_m = polygons_of(*source.geometry);
    const double extent_m2 = area(feature.polygons_m);
    if (extent_m2 <= 0) {
      context.log.warning(reader->place(), source.label, "a polygon without area", "an area > 0 m2",
                          "left out", "no area");
      return;
    }
    fill_shared(feature, *reader, source, layer);
    feature.release_height_m =
        values.number(source.feature, source.label, "release_height_m", release_height_range)
            .value_or(feature.release_height_m);
    feature.initial_sigma_z_m = values.number(source.feature, source.label, "initial_sigma_z_m", sigma_range)
                                    .value_or(feature.initial_sigma_z_m);
    feature.emission_g_per_m2_s = emission_of(values, source, extent_m2);
    feature.origin = origin_of(values, source, feature.emission_g_per_m2_s);
    feature.id = reader->unique_id(source.id, source.label);
    context.city.areas.push_back(std::move(feature));
  });
}

}  // namespace leeward::gis::reading

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../gdal_messages.h"
#include "../geometry_read.h"
#include "../polygon_repair.h"
#include "../vector_read.h"
#include "layers.h"

namespace leeward::gis::reading {
namespace {

constexpr double default_storey_height_m = 3.2;

const LayerRules& building_rules() {
  static const LayerRules rules{.kind = "buildings",
                                .geometry = GeometryNeed::polygon,
                                .fields = {{"height_m", "storeys", "base_elevation_m"},
                                           {},
                                           {"storey_height_m", "min_height_m", "max_height_m"},
                                           {}},
                                .osm_layer = "multipolygons",
                                .osm_where = "building IS NOT NULL AND building <> 'no'",
                                .osm_fields = {{"height_m", "height"}, {"storeys", "building:levels"}}};
  return rules;
}

/// Median of DSM - DEM over the surface cells whose centres lie in the footprint; nullopt: no such cell with
/// both.
std::optional<double> height_above_ground(const Polygon& footprint, const Raster<float>& surface,
                                          const Raster<float>& terrain) {
  if (surface.empty() || terrain.empty()) return std::nullopt;
  const Box2 box = bounds(footprint.outer);
  const auto to_index = [](double cells, std::size_t count) {
    return static_cast<std::size_t>(std::clamp(std::floor(cells), 0.0, static_cast<double>(count)));
  };
  const std::size_t first_column =
      to_index((box.min.x - surface.north_west.x) / surface.cell_width_m, surface.columns);
  const std::size_t end_column =
      to_index((box.max.x - surface.north_west.x) / surface.cell_width_m + 1, surface.columns);
  const std::size_t first_row =
      to_index((surface.north_west.y - box.max.y) / surface.cell_height_m, surface.rows);
  const std::size_t end_row =
      to_index((surface.north_west.y - box.min.y) / surface.cell_height_m + 1, surface.rows);
  std::vector<double> heights;
  for (std::size_t row = first_row; row < end_row; ++row)
    for (std::size_t column = first_column; column < end_column; ++column) {
      const std::size_t cell = surface.index(column, row);
      const Vec2 centre = surface.centre(column, row);
      if (!surface.valid[cell] || !contains(footprint, centre)) continue;
      if (const auto ground = sample_bilinear(terrain, centre))
        heights.push_back(static_cast<double>(surface.cells[cell]) - *ground);
    }
  if (heights.empty()) return std::nullopt;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  return *middle;
}

/// Mean terrain under the corners, else the nearest elevation; 0 without terrain.
double ground_under(const Polygon& footprint, const Raster<float>& terrain) {
  if (terrain.empty()) return 0;
  double sum = 0;
  std::size_t count = 0;
  for (const Vec2 corner : footprint.outer)
    if (const auto ground = sample_bilinear(terrain, corner)) {
      sum += *ground;
      ++count;
    }
  if (count > 0) return sum / static_cast<double>(count);
  return nearest_value(terrain, centroid(footprint.outer)).value_or(0.0);
}

class BuildingImport {
public:
  BuildingImport(ImportContext& context, LayerReader& reader, const Raster<float>& surface)
      : context_(context),
        reader_(reader),
        surface_(surface),
        storey_height_m_(reader.values().option("storey_height_m", default_storey_height_m)),
        allowed_{.min = reader.values().option("min_height_m", building_height_range.min),
                 .max = reader.values().option("max_height_m", building_height_range.max)} {}

  void take(SourceFeature& source) {
    std::optional<SolidOutline> solid = outline_of_solid(*source.geometry);
    if (solid) {
      Repair repair = make_valid(std::move(solid->footprint));
      if (!repair.geometry) {
        context_.log.warning(reader_.place(), source.label,
                             "a solid without a usable footprint: " + repair.trouble, "a closed outline",
                             "left out", "solid");
        return;
      }
      source.geometry = std::move(repair.geometry);
    }
    const MultiPolygon parts = polygons_of(*source.geometry);
    if (parts.empty()) {
      context_.log.warning(reader_.place(), source.label, "no polygon", "polygons", "left out",
                           "geometry kind");
      return;
    }
    Building given = with_given_height(source);
    if (solid && given.height_m <= 0) {
      given.height_m = solid->highest_m - solid->lowest_m;
      given.height_origin = "3D geometry";
    }
    auto base = reader_.values().number(source.feature, source.label, "base_elevation_m", elevation_range);
    if (!base && solid && elevation_range.holds(solid->lowest_m)) base = solid->lowest_m;
    for (const Polygon& part : parts) take_part(source, given, part, base, parts.size());
  }

  void finish() {
    if (without_height_ > 0)
      context_.log.warning(reader_.place(), "", fmt::format("{} buildings without a height", without_height_),
                           "height_m, storeys, [surface] with [terrain], or values.height_m as a default",
                           "left out");
    if (by_default_ > 0)
      context_.city.settings.assumptions.push_back(fmt::format(
          "{}: {} buildings without a height took the kit's default", reader_.place().file_name(), by_default_));
    if (by_storeys_ > 0)
      context_.city.settings.assumptions.push_back(fmt::format(
          "{}: {} buildings: height = storeys x {} m", reader_.place().file_name(), by_storeys_, storey_height_m_));
  }

private:
  Building with_given_height(const SourceFeature& source) {
    Building building;
    const FieldValues& values = reader_.values();
    if (const auto height =
            values.own_number(source.feature, source.label, "height_m", {.min = -1e4, .max = 1e5})) {
      building.height_m = *height;
      building.height_origin = "field " + values.field_name("height_m");
      is_out_of_range_ = !allowed_.holds(*height);
      return building;
    }
    is_out_of_range_ = false;
    const auto storeys = values.own_number(source.feature, source.label, "storeys", {.min = 0, .max = 300});
    if (storeys && *storeys > 0) {
      building.height_m = *storeys * storey_height_m_;
      building.height_origin = fmt::format("storeys x {} m", storey_height_m_);
    }
    return building;
  }

  void take_part(const SourceFeature& source, const Building& given, const Polygon& part,
                 std::optional<double> base, std::size_t parts) {
    Building building = given;
    if (given.height_m <= 0 && !is_out_of_range_) {
      if (const auto height = height_above_ground(part, surface_, context_.city.terrain)) {
        building.height_m = *height;
        building.height_origin = "DSM - DEM";
      } else if (const auto by_default = reader_.values().constant("height_m")) {
        building.height_m = *by_default;
        building.height_origin = "default";
      } else {
        ++without_height_;
        return;
      }
    }
    if (!allowed_.holds(building.height_m)) {
      context_.log.warning(reader_.place(), source.label,
                           fmt::format("height {:.2f} m ({})", building.height_m, building.height_origin),
                           allowed_.text() + " m", "left out", "building height");
      return;
    }
    if (building.height_origin == "default") ++by_default_;
    if (building.height_origin.starts_with("storeys")) ++by_storeys_;
    building.id = reader_.part_id(source.id, source.label, parts);
    building.footprint_m = part;
    building.base_elevation_m = base ? *base : ground_under(part, context_.city.terrain);
    context_.city.buildings.push_back(std::move(building));
  }

  ImportContext& context_;
  LayerReader& reader_;
  const Raster<float>& surface_;
  double storey_height_m_;
  ValueRange allowed_;
  bool is_out_of_range_ = false;
  std::size_t without_height_ = 0;
  std::size_t by_default_ = 0;
  std::size_t by_storeys_ = 0;
};

}  // namespace

void import_buildings(ImportContext& context, const KitLayer& layer, const Raster<float>& surface) {
  const auto reader = LayerReader::open(context, layer, building_rules(), 0);
  if (!reader) return;
  BuildingImport import(context, *reader, surface);
  reader->for_each([&](SourceFeature& source) { import.take(source); });
  import.finish();
}

}  // namespace leeward::gis::reading

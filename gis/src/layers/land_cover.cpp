#include <fmt/format.h>
#include <gdal_alg.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../gdal_messages.h"
#include "../geometry_read.h"
#include "../ogr_geometry_make.h"
#include "../raster_read.h"
#include "../vector_read.h"
#include "rasters.h"

namespace leeward::gis::reading {
namespace {

constexpr double default_land_cover_m = 10;
constexpr double max_land_cover_cells = 16e6;
constexpr int last_class = static_cast<int>(LandCover::wetland);

bool classes_are_good(ImportContext& context, const KitRaster& raster, const FaultPlace& place) {
  bool is_good = true;
  const auto wrong = [&](std::string found, std::string expected) {
    context.log.error(place, "", std::move(found), std::move(expected));
    is_good = false;
  };
  if (raster.classes.empty())
    wrong("no classes",
          "[land_cover.classes]: the file's values to water, built, road, grass, forest, crop, bare or "
          "wetland");
  for (const auto& [name, number] : raster.classes)
    if (number < 0 || number > last_class)
      wrong(fmt::format("class {} for '{}'", number, name), fmt::format("0..{}", last_class));
  return is_good;
}

void say_unknown(ImportContext& context, const FaultPlace& place,
                 const std::map<std::string, std::size_t>& unknown, const char* unit) {
  if (unknown.empty()) return;
  std::string list;
  std::size_t shown = 0;
  for (const auto& [name, count] : unknown) {
    if (++shown > FaultLog::kept_per_kind) break;
    list += fmt::format("{}'{}' ({} {})", list.empty() ? "" : ", ", name, count, unit);
  }
  if (unknown.size() > FaultLog::kept_per_kind)
    list += fmt::format(" and {} more", unknown.size() - FaultLog::kept_per_kind);
  context.log.warning(place, "", fmt::format("{} values without a class: {}", unknown.size(), list),
                      "a line of [land_cover.classes] for each", "taken as unknown");
}

Raster<std::uint8_t> empty_like(const Raster<float>& raster) {
  Raster<std::uint8_t> result;
  result.columns = raster.columns;
  result.rows = raster.rows;
  result.north_west = raster.north_west;
  result.cell_width_m = raster.cell_width_m;
  result.cell_height_m = raster.cell_height_m;
  result.cells.assign(raster.cells.size(), 0);
  result.valid.assign(raster.cells.size(), 0);
  return result;
}

void from_raster(ImportContext& context, const KitRaster& raster) {
  const auto band = load_band(context, raster,
                              {.what = "land cover",
                               .wanted_m = context.domain,
                               .range = any_number,
                               .resolution_m = raster.resolution_m,
                               .may_be_averaged = false});
  if (!band || !classes_are_good(context, raster, band->place)) return;
  const double resolution = raster.resolution_m > 0 ? raster.resolution_m : band->own_resolution_m;
  const bool is_coarser = resolution > 1.5 * band->own_resolution_m;
  const Raster<float> values =
      resampled(context, *band, context.domain, resolution, is_coarser ? "mode" : "near");
  Raster<std::uint8_t> result = empty_like(values);
  std::map<std::string, std::size_t> unknown;
  for (std::size_t i = 0; i < values.cells.size(); ++i) {
    if (!values.valid[i]) continue;
    const std::string value = fmt::format("{}", static_cast<double>(values.cells[i]));
    const auto found = raster.classes.find(value);
    result.valid[i] = 1;
    if (found != raster.classes.end())
      result.cells[i] = static_cast<std::uint8_t>(found->second);
    else
      ++unknown[value];
  }
  say_unknown(context, band->place, unknown, "cells");
  context.city.land_cover = std::move(result);
}

/// North-up cells over the domain, starting at its north-west corner.
Raster<std::uint8_t> grid_over_domain(const Box2& domain, double resolution_m) {
  Raster<std::uint8_t> grid;
  grid.columns = static_cast<std::size_t>(std::max(1.0, std::ceil(domain.width() / resolution_m - 1e-6)));
  grid.rows = static_cast<std::size_t>(std::max(1.0, std::ceil(domain.height() / resolution_m - 1e-6)));
  grid.north_west = {domain.min.x, domain.max.y};
  grid.cell_width_m = resolution_m;
  grid.cell_height_m = resolution_m;
  grid.cells.assign(grid.columns * grid.rows, 0);
  grid.valid.assign(grid.columns * grid.rows, 0);
  return grid;
}

/// Burns geometries in their order: a later one lies on top.
bool burn(Raster<std::uint8_t>& grid, const std::vector<std::unique_ptr<OGRGeometry>>& geometries,
          const std::vector<double>& values) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("MEM");
  if (driver == nullptr) return false;
  const int columns = static_cast<int>(grid.columns);
  const int rows = static_cast<int>(grid.rows);
  const ReadDataset memory(driver->Create("", columns, rows, 1, GDT_Byte, nullptr));
  if (!memory) return false;
  double transform[6] = {grid.north_west.x, grid.cell_width_m, 0, grid.north_west.y, 0, -grid.cell_height_m};
  std::vector<GByte> cells(grid.cells.size(), 255);  // 255: no polygon
  std::vector<OGRGeometryH> handles;
  for (const auto& geometry : geometries) handles.push_back(OGRGeometry::ToHandle(geometry.get()));
  const int band = 1;
  if (memory->SetGeoTransform(transform) != CE_None ||
      memory->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, columns, rows, cells.data(), columns, rows, GDT_Byte,
                                         0, 0, nullptr) != CE_None)
    return false;
  if (!handles.empty() &&
      GDALRasterizeGeometries(GDALDataset::ToHandle(memory.get()), 1, &band, static_cast<int>(handles.size()),
                              handles.data(), nullptr, nullptr, values.data(), nullptr, nullptr,
                              nullptr) != CE_None)
    return false;
  if (memory->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, columns, rows, cells.data(), columns, rows, GDT_Byte,
                                         0, 0, nullptr) != CE_None)
    return false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    grid.valid[i] = cells[i] != 255 ? 1 : 0;
    grid.cells[i] = cells[i] != 255 ? cells[i] : std::uint8_t{0};
  }
  return true;
}

void from_polygons(ImportContext& context, const KitRaster& raster) {
  KitLayer layer;
  layer.file = raster.file;
  layer.crs = raster.crs;
  layer.fields = {{"class", raster.class_field}};
  const LayerRules rules{.kind = "land cover",
                         .geometry = GeometryNeed::polygon,
                         .fields = {{}, {"class"}, {}, {}},
                         .osm_layer = "multipolygons"};
  const auto reader = LayerReader::open(context, layer, rules, 0);
  if (!reader || !classes_are_good(context, raster, reader->place())) return;
  std::vector<std::unique_ptr<OGRGeometry>> geometries;
  std::vector<double> values;
  std::map<std::string, std::size_t> unknown;
  reader->for_each([&](SourceFeature& source) {
    const std::string name = reader->values().text(source.feature, source.label, "class");
    const auto found = raster.classes.find(name);
    if (found == raster.classes.end()) ++unknown[name];
    geometries.push_back(writing::make_multi_polygon(polygons_of(*source.geometry)));
    values.push_back(found == raster.classes.end() ? 0 : found->second);
  });
  say_unknown(context, reader->place(), unknown, "polygons");
  const double resolution = raster.resolution_m > 0 ? raster.resolution_m : default_land_cover_m;
  if (context.domain.width() * context.domain.height() / (resolution * resolution) > max_land_cover_cells) {
    context.log.error(reader->place(), "", fmt::format("resolution_m = {} for this domain", resolution),
                      "a larger one");
    return;
  }
  Raster<std::uint8_t> grid = grid_over_domain(context.domain, resolution);
  GdalMessages messages;
  if (!burn(grid, geometries, values)) {
    context.log.error(reader->place(), "", "polygons that cannot be rasterised: " + messages.reason(),
                      "land cover");
    return;
  }
  const auto covered = static_cast<double>(std::count(grid.valid.begin(), grid.valid.end(), std::uint8_t{1}));
  context.log.note(
      reader->place(),
      fmt::format("{} polygons rasterised at {} m, {:.1f} % of the domain covered", geometries.size(),
                  resolution, 100 * covered / static_cast<double>(grid.cells.size())),
      "taken");
  context.city.land_cover = std::move(grid);
}

}  // namespace

void import_land_cover(ImportContext& context) {
  const KitRaster& raster = context.kit.land_cover;
  if (raster.file.empty()) return;
  if (raster.class_field.empty())
    from_raster(context, raster);
  else
    from_polygons(context, raster);
}

}  // namespace leeward::gis::reading

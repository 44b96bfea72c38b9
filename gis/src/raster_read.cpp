#include "raster_read.h"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_utils.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gdal_messages.h"
#include "layer_source.h"
#include "raster_open.h"

namespace leeward::gis::reading {
namespace {

/// More cells than this are not read from a file; beyond it the band is averaged while it is read.
constexpr double max_read_cells = 40e6;

struct PixelWindow {
  int column = 0;
  int row = 0;
  int columns = 0;
  int rows = 0;
};

using GeoTransform = std::array<double, 6>;

Vec2 place_of(const GeoTransform& t, double column, double row) {
  return {t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5]};
}

constexpr int points_per_edge = 20;

/// Calls take(x, y) along the edges of a box, so that curved edges are seen.
template <class Take>
void along_edges(Vec2 min, Vec2 max, const Take& take) {
  for (int i = 0; i <= points_per_edge; ++i) {
    const double s = static_cast<double>(i) / points_per_edge;
    const double x = min.x + s * (max.x - min.x);
    const double y = min.y + s * (max.y - min.y);
    take(Vec2{x, min.y});
    take(Vec2{x, max.y});
    take(Vec2{min.x, y});
    take(Vec2{max.x, y});
  }
}

/// Pixels around the wanted box; no columns when the raster does not reach it.
PixelWindow window_around(const Box2& wanted, const Transformer& to_raster, const GeoTransform& transform,
                          int columns, int rows) {
  GeoTransform forward = transform;
  GeoTransform inverse{};
  Box2 pixels;
  if (GDALInvGeoTransform(forward.data(), inverse.data()) != 0)
    along_edges(wanted.min, wanted.max, [&](Vec2 p) {
      if (to_raster.transform(p)) pixels.add(place_of(inverse, p.x, p.y));
    });
  PixelWindow window;
  if (pixels.empty()) return window;
  const auto clamped = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, double{1} * limit));
  };
  constexpr double margin = 2;  // bilinear needs a neighbour
  window.column = clamped(std::floor(pixels.min.x) - margin, columns);
  window.row = clamped(std::floor(pixels.min.y) - margin, rows);
  window.columns = clamped(std::ceil(pixels.max.x) + margin, columns) - window.column;
  window.rows = clamped(std::ceil(pixels.max.y) + margin, rows) - window.row;
  const bool is_reached =
      pixels.max.x > 0 && pixels.max.y > 0 && pixels.min.x < columns && pixels.min.y < rows;
  if (!is_reached || window.rows <= 0) window.columns = 0;
  return window;
}

/// Outline of a window in the city's CRS.
Box2 outline_of(const PixelWindow& w, const GeoTransform& transform, const Transformer& to_city) {
  Box2 box;
  along_edges({double{1} * w.column, double{1} * w.row},
              {double{1} * (w.column + w.columns), double{1} * (w.row + w.rows)}, [&](Vec2 pixel) {
                Vec2 p = place_of(transform, pixel.x, pixel.y);
                if (to_city.transform(p)) box.add(p);
              });
  return box;
}

/// Mean side of a pixel in the middle of the window, in the city's CRS [m].
double resolution_of(const PixelWindow& w, const GeoTransform& transform, const Transformer& to_city) {
  const double column = w.column + 0.5 * w.columns;
  const double row = w.row + 0.5 * w.rows;
  Vec2 a = place_of(transform, column, row);
  Vec2 b = place_of(transform, column + 1, row);
  Vec2 c = place_of(transform, column, row + 1);
  if (!to_city.transform(a) || !to_city.transform(b) || !to_city.transform(c)) return 0;
  return std::sqrt(std::abs(cross(b - a, c - a)));
}

ReadDataset memory_dataset(int columns, int rows, std::vector<float>& cells, const GeoTransform& transform,
                           const OGRSpatialReference& srs) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("MEM");
  if (driver == nullptr) return nullptr;
  ReadDataset memory(driver->Create("", columns, rows, 1, GDT_Float32, nullptr));
  if (!memory) return nullptr;
  GeoTransform copy = transform;
  GDALRasterBand* band = memory->GetRasterBand(1);
  if (memory->SetGeoTransform(copy.data()) != CE_None || memory->SetSpatialRef(&srs) != CE_None ||
      band->SetNoDataValue(std::nan("")) != CE_None ||
      band->RasterIO(GF_Write, 0, 0, columns, rows, cells.data(), columns, rows, GDT_Float32, 0, 0,
                     nullptr) != CE_None)
    return nullptr;
  return memory;
}

}  // namespace

std::optional<LoadedBand> load_band(ImportContext& context, const KitRaster& raster, const BandWish& wish) {
  context.begin_step(fmt::format("reading {} from {}", wish.what, raster.file.filename().string()));
  LoadedBand loaded;
  loaded.place = {raster.file.string(), fmt::format("band {}", raster.band)};
  const auto refuse = [&](std::string found, std::string expected) {
    context.log.error(loaded.place, "", std::move(found), std::move(expected));
    return std::nullopt;
  };
  auto opened = open_raster(raster);
  if (!opened) return refuse(without_file(opened.error().message, loaded.place.file), "a raster GDAL reads");
  GDALDataset& dataset = **opened;
  GdalMessages messages;
  const auto srs = resolve_crs(dataset.GetSpatialRef(), raster.crs, loaded.place, context.log);
  if (!srs) return std::nullopt;
  loaded.srs = *srs;
  GeoTransform transform{};
  if (dataset.GetGeoTransform(transform.data()) != CE_None)
    return refuse("a raster without a position (no geotransform)", "cells placed in its coordinate system");
  warn_of_stale_geotransform(dataset, transform, loaded.place, context.log);
  const auto to_city = Transformer::make(*srs, context.city_srs);
  const auto to_raster = Transformer::make(context.city_srs, *srs);
  if (!to_city || !to_raster)
    return refuse((to_city ? to_raster.error() : to_city.error()).message,
                  "a coordinate system with a way to the city's");
  const int all_columns = dataset.GetRasterXSize();
  const int all_rows = dataset.GetRasterYSize();
  if (window_around(context.domain, *to_raster, transform, all_columns, all_rows).columns <= 0) {
    const Box2 box = outline_of({0, 0, all_columns, all_rows}, transform, *to_city);
    return refuse(
        fmt::format("{} that lies at x {:.0f}..{:.0f}, y {:.0f}..{:.0f}", wish.what, box.min.x, box.max.x,
                    box.min.y, box.max.y),
        fmt::format("one that reaches the domain x {:.0f}..{:.0f}, y {:.0f}..{:.0f}", context.domain.min.x,
                    context.domain.max.x, context.domain.min.y, context.domain.max.y));
  }
  const PixelWindow window = window_around(wish.wanted_m, *to_raster, transform, all_columns, all_rows);

  double resolution = resolution_of(window, transform, *to_city);
  if (resolution <= 0)
    return refuse("cells without a size in the city's coordinate system", "cells of some metres");
  const double cells_there = double{1} * window.columns * window.rows;
  double step = 1;
  if (wish.may_be_averaged) {
    step = std::max(1.0, std::floor(wish.resolution_m / resolution));
    if (cells_there / (step * step) > max_read_cells) {
      step = std::ceil(std::sqrt(cells_there / max_read_cells));
      context.log.note(loaded.place,
                       fmt::format("{:.0f} million cells of {:.2f} m", cells_there / 1e6, resolution),
                       fmt::format("averaged to {:.2f} m while reading; a larger resolution_m avoids this",
                                   resolution * step));
    }
  } else if (cells_there > max_read_cells * 10) {
    return refuse(fmt::format("{:.0f} million cells around the domain", cells_there / 1e6),
                  "a coarser or smaller raster");
  }
  const int columns = std::max(1, static_cast<int>(std::ceil(window.columns / step)));
  const int rows = std::max(1, static_cast<int>(std::ceil(window.rows / step)));
  BandCells cells = read_cells(dataset, raster, {window.column, window.row, window.columns, window.rows},
                               columns, rows, wish.range);
  if (!cells.trouble.empty()) return refuse(cells.trouble, "a whole raster");
  if (cells.out_of_range > 0)
    context.log.warning(loaded.place, "",
                        fmt::format("{} of {} cells out of range, for instance {}", cells.out_of_range,
                                    cells.values.size(), cells.example),
                        wish.range.text(), "taken as having no value");
  if (cells.is_in_feet) context.log.note(loaded.place, "a vertical unit of feet", "turned into metres");
  if (cells.with_value == 0)
    return refuse(fmt::format("no cell with a value around the domain ({})", wish.what), "some");

  const double column_step = double{1} * window.columns / columns;
  const double row_step = double{1} * window.rows / rows;
  const Vec2 corner = place_of(transform, window.column, window.row);
  const GeoTransform part{corner.x, transform[1] * column_step, transform[2] * row_step,
                          corner.y, transform[4] * column_step, transform[5] * row_step};
  loaded.own_resolution_m = resolution * std::sqrt(column_step * row_step);
  loaded.is_aligned = is_same_crs(*srs, context.city_srs) && part[2] == 0 && part[4] == 0 && part[5] < 0 &&
                      std::abs(part[1] + part[5]) < 1e-6 * part[1];
  if (loaded.is_aligned) loaded.own_resolution_m = part[1];
  loaded.north_west = corner;
  loaded.box_m = outline_of(window, transform, *to_city);
  loaded.memory = memory_dataset(columns, rows, cells.values, part, *srs);
  if (!loaded.memory)
    return refuse("no memory for " + std::string(wish.what) + ": " + messages.reason(), "fewer cells");
  return loaded;
}

Raster<float> resampled(ImportContext& context, const LoadedBand& band, const Box2& box, double resolution_m,
                        const std::string& method) {
  const bool is_copy =
      band.is_aligned && std::abs(resolution_m - band.own_resolution_m) < 1e-9 * resolution_m;
  const Vec2 origin = is_copy ? band.north_west : Vec2{};
  const auto snapped = [&](double value, double from, bool is_up) {
    const double cells = (value - from) / resolution_m;
    // A box edge that lies on a cell edge up to rounding stays there.
    return is_up ? std::ceil(cells - 1e-6) : std::floor(cells + 1e-6);
  };
  const double west = snapped(box.min.x, origin.x, false);
  const double east = snapped(box.max.x, origin.x, true);
  const double south = snapped(box.min.y, origin.y, false);
  const double north = snapped(box.max.y, origin.y, true);
  Raster<float> result;
  result.columns = static_cast<std::size_t>(std::max(1.0, east - west));
  result.rows = static_cast<std::size_t>(std::max(1.0, north - south));
  result.north_west = {origin.x + west * resolution_m, origin.y + north * resolution_m};
  result.cell_width_m = resolution_m;
  result.cell_height_m = resolution_m;
  std::vector<float> cells(result.columns * result.rows, std::nanf(""));
  const GeoTransform target{result.north_west.x, resolution_m, 0, result.north_west.y, 0, -resolution_m};
  GdalMessages messages;
  const int columns = static_cast<int>(result.columns);
  const int rows = static_cast<int>(result.rows);
  ReadDataset memory = memory_dataset(columns, rows, cells, target, context.city_srs);
  const std::string used = is_copy ? "near" : method;
  const char* arguments[] = {"-r", used.c_str(), "-srcnodata", "nan", "-dstnodata", "nan", nullptr};
  std::unique_ptr<GDALWarpAppOptions, decltype(&GDALWarpAppOptionsFree)> options(
      GDALWarpAppOptionsNew(const_cast<char**>(arguments), nullptr), &GDALWarpAppOptionsFree);
  GDALDatasetH source = GDALDataset::ToHandle(band.memory.get());
  int usage_error = 0;
  const bool is_warped =
      memory && options &&
      GDALWarp(nullptr, GDALDataset::ToHandle(memory.get()), 1, &source, options.get(), &usage_error) !=
          nullptr &&
      memory->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, columns, rows, cells.data(), columns, rows,
                                         GDT_Float32, 0, 0, nullptr) == CE_None;
  if (!is_warped) {
    context.log.error(band.place, "",
                      "cells that cannot be brought into the city's system: " + messages.reason(),
                      "a raster GDAL can warp");
    return {};
  }
  result.valid.resize(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    result.valid[i] = std::isfinite(cells[i]) ? 1 : 0;
    if (!result.valid[i]) cells[i] = 0;
  }
  result.cells = std::move(cells);
  return result;
}

}  // namespace leeward::gis::reading

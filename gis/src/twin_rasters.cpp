#include "twin_rasters.h"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <cmath>

#include "crs.h"
#include "gdal_messages.h"
#include "session.h"
#include "twin_layers.h"
#include "value_range.h"

namespace leeward::gis::twin {
namespace {

using reading::FaultLog;
using reading::FaultPlace;

/// An import makes 16 million at most; a header that is broken or of another file must not take all memory.
constexpr double most_cells = 400e6;

template <class T>
constexpr GDALDataType gdal_type() {
  return sizeof(T) == 1 ? GDT_Byte : GDT_Float32;
}

template <class T>
void read_twin_raster(const std::filesystem::path& file, const OGRSpatialReference& srs,
                      const ValueRange& range, Raster<T>& raster, FaultLog& log) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return;
  const FaultPlace place{file.string(), "band 1"};
  reading::GdalMessages messages;
  const reading::ReadDataset dataset(
      GDALDataset::Open(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  if (!dataset || dataset->GetRasterCount() < 1) {
    log.error(place, "", "cannot be read: " + messages.reason(), "a GeoTIFF");
    return;
  }
  double transform[6] = {};
  const OGRSpatialReference* own = dataset->GetSpatialRef();
  if (own == nullptr || !reading::is_same_crs(*own, srs))
    log.error(place, "", own == nullptr ? "no coordinate system" : reading::name_of(*own),
              reading::name_of(srs) + " as twin.toml says");
  if (dataset->GetGeoTransform(transform) != CE_None || transform[2] != 0 || transform[4] != 0 ||
      transform[1] <= 0 || transform[5] >= 0) {
    log.error(place, "", "a raster that is not north up or has no position", "north-up cells");
    return;
  }
  GDALRasterBand* band = dataset->GetRasterBand(1);
  const int columns = dataset->GetRasterXSize();
  const int rows = dataset->GetRasterYSize();
  if (static_cast<double>(columns) * rows > most_cells) {
    log.error(place, "", fmt::format("{} x {} cells", columns, rows),
              fmt::format("at most {:.0f} million", most_cells / 1e6));
    return;
  }
  raster.columns = static_cast<std::size_t>(columns);
  raster.rows = static_cast<std::size_t>(rows);
  raster.north_west = {transform[0], transform[3]};
  raster.cell_width_m = transform[1];
  raster.cell_height_m = -transform[5];
  raster.unit = band->GetUnitType() != nullptr ? band->GetUnitType() : "";
  raster.cells.resize(raster.columns * raster.rows);
  raster.valid.resize(raster.cells.size());
  if (band->RasterIO(GF_Read, 0, 0, columns, rows, raster.cells.data(), columns, rows, gdal_type<T>(), 0, 0,
                     nullptr) != CE_None ||
      band->GetMaskBand()->RasterIO(GF_Read, 0, 0, columns, rows, raster.valid.data(), columns, rows,
                                    GDT_Byte, 0, 0, nullptr) != CE_None) {
    log.error(place, "", "cells that cannot be read: " + messages.reason(), "a whole GeoTIFF");
    raster = {};
    return;
  }
  std::size_t wrong = 0;
  double example = 0;
  for (std::size_t i = 0; i < raster.cells.size(); ++i) {
    raster.valid[i] = raster.valid[i] != 0 ? 1 : 0;
    if (!raster.valid[i]) {
      raster.cells[i] = T{0};
    } else if (!range.holds(static_cast<double>(raster.cells[i]))) {
      ++wrong;
      example = static_cast<double>(raster.cells[i]);
    }
  }
  if (wrong > 0)
    log.error(place, "", fmt::format("{} cells out of range, for instance {}", wrong, example), range.text());
}

}  // namespace

void read_rasters(const std::filesystem::path& folder, const OGRSpatialReference& srs, City& city,
                  FaultLog& log) {
  read_twin_raster(folder / terrain_name, srs, elevation_range, city.terrain, log);
  read_twin_raster(folder / land_cover_name, srs, {.min = 0, .max = static_cast<double>(LandCover::wetland)},
                   city.land_cover, log);
  read_twin_raster(folder / population_name, srs, not_negative, city.population, log);
}

}  // namespace leeward::gis::twin

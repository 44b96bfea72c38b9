#include "gis/raster_write.h"

#include <cpl_string.h>
#include <fmt/format.h>

#include "write_support.h"

namespace leeward::gis {
namespace {

struct CellFormat {
  GDALDataType type;
  double nodata;
  const char* predictor;  ///< TIFF tag 317: 3 differences of floating-point bytes, 1 none
};

template <class T>
Result<void> write_raster(const std::filesystem::path& file, const Raster<T>& raster, const RasterInfo& info,
                          const CellFormat& format) {
  if (raster.empty() || raster.cells.size() != raster.columns * raster.rows || raster.valid.size() != raster.cells.size())
    return fail(ErrorCode::internal, fmt::format("{}: the raster is empty or not of its own size", file.string()));
  Result<OGRSpatialReference> srs;
  if (!info.crs.empty()) srs = writing::projected_srs(info.crs);
  if (!srs) return tl::unexpected(srs.error());
  auto tiff = writing::driver("GTiff");
  if (!tiff) return tl::unexpected(tiff.error());

  std::vector<T> cells = raster.cells;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!raster.valid[i]) cells[i] = static_cast<T>(format.nodata);

  CPLStringList options;
  options.SetNameValue("COMPRESS", "DEFLATE");
  options.SetNameValue("ZLEVEL", "9");
  options.SetNameValue("PREDICTOR", format.predictor);
  options.SetNameValue("TILED", "YES");
  const int columns = static_cast<int>(raster.columns);
  const int rows = static_cast<int>(raster.rows);
  writing::PendingFile pending(file);
  const writing::QuietScope quiet;
  writing::DatasetPtr dataset((*tiff)->Create(pending.text().c_str(), columns, rows, 1, format.type, options.List()));
  if (!dataset) return writing::write_failure(file, quiet.reason());
  double transform[6] = {raster.north_west.x, raster.cell_width_m, 0, raster.north_west.y, 0, -raster.cell_height_m};
  GDALRasterBand* band = dataset->GetRasterBand(1);
  dataset->SetMetadataItem("AREA_OR_POINT", "Area");
  for (const auto& [name, value] : info.metadata) dataset->SetMetadataItem(name.c_str(), value.c_str());
  band->SetDescription(info.description.c_str());
  if (!raster.unit.empty()) band->SetUnitType(raster.unit.c_str());
  CPLErrorReset();
  if (dataset->SetGeoTransform(transform) != CE_None || (!info.crs.empty() && dataset->SetSpatialRef(&*srs) != CE_None) ||
      band->SetNoDataValue(format.nodata) != CE_None ||
      band->RasterIO(GF_Write, 0, 0, columns, rows, cells.data(), columns, rows, format.type, 0, 0, nullptr) != CE_None)
    return writing::write_failure(file, quiet.reason());
  dataset.reset();
  if (CPLGetLastErrorType() >= CE_Failure) return writing::write_failure(file, quiet.reason());
  return pending.publish();
}

}  // namespace

Result<void> write_geotiff(const std::filesystem::path& file, const Raster<float>& raster, const RasterInfo& info) {
  return write_raster(file, raster, info, {GDT_Float32, -9999.0, "3"});
}

Result<void> write_geotiff(const std::filesystem::path& file, const Raster<std::uint8_t>& raster, const RasterInfo& info) {
  return write_raster(file, raster, info, {GDT_Byte, 255.0, "1"});
}

}  // namespace leeward::gis

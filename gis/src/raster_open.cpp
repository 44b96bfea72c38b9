#include "raster_open.h"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_utils.h>

#include <cmath>

#include "gdal_messages.h"
#include "layer_source.h"
#include "number_text.h"

namespace leeward::gis::reading {
namespace {

constexpr double metres_per_international_foot = 0.3048;

/// "terrain.nc:orography" -> NETCDF:"terrain.nc":orography, when terrain.nc is there and the whole name is
/// not.
Result<std::string> raster_name(const std::filesystem::path& file) {
  std::error_code error;
  const std::string text = file.string();
  const auto colon = text.rfind(':');
  if (!std::filesystem::exists(file, error) && colon != std::string::npos &&
      std::filesystem::exists(text.substr(0, colon), error))
    return fmt::format("NETCDF:\"{}\":{}", text.substr(0, colon), text.substr(colon + 1));
  return gdal_name(file);
}

ReadDataset open_by_name(const std::string& name) {
  return ReadDataset(
      GDALDataset::Open(name.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
}

/// The kit's band with the kit's nodata in place of the file's, as a view of the open dataset: GDAL then keeps such cells
/// out of averages, and the file stays as it is.
ReadDataset with_nodata(GDALDataset& dataset, const KitRaster& raster) {
  const std::string band = fmt::format("{}", raster.band);
  const std::string nodata = fmt::format("{}", raster.nodata);
  const char* arguments[] = {"-of", "VRT", "-b", band.c_str(), "-a_nodata", nodata.c_str(), nullptr};
  const std::unique_ptr<GDALTranslateOptions, decltype(&GDALTranslateOptionsFree)> options(
      GDALTranslateOptionsNew(const_cast<char**>(arguments), nullptr), &GDALTranslateOptionsFree);
  int usage_error = 0;
  return ReadDataset(GDALDataset::FromHandle(
      GDALTranslate("", GDALDataset::ToHandle(&dataset), options.get(), &usage_error)));
}

}  // namespace

Result<ReadDataset> open_raster(const KitRaster& raster) {
  start_session();
  auto name = raster_name(raster.file);
  if (!name) return tl::unexpected(name.error());
  GdalMessages messages;
  ReadDataset dataset = open_by_name(*name);
  if (!dataset)
    return fail(ErrorCode::input, fmt::format("{}: not read by any raster format of GDAL ({})",
                                              raster.file.string(), messages.reason()));
  if (dataset->GetRasterCount() == 0) {
    const CPLStringList parts(CSLDuplicate(dataset->GetMetadata("SUBDATASETS")));
    std::vector<std::string> names;
    for (int i = 0; i < parts.Count(); ++i) {
      const std::string part(parts[i]);
      if (const auto equals = part.find("_NAME="); equals != std::string::npos)
        names.push_back(part.substr(equals + 6));
    }
    if (names.size() != 1) {
      std::string list;
      for (const std::string& part : names)
        list += (list.empty() ? "" : ", ") + part.substr(part.rfind(':') + 1);
      return fail(ErrorCode::input,
                  fmt::format("{}: holds {} variables ({}); name one as file = \"{}:variable\"",
                              raster.file.string(), names.size(), list, raster.file.filename().string()));
    }
    dataset = open_by_name(names.front());
    if (!dataset)
      return fail(ErrorCode::input, fmt::format("{}: {}", raster.file.string(), messages.reason()));
  }
  if (raster.band < 1 || raster.band > dataset->GetRasterCount())
    return fail(ErrorCode::input, fmt::format("{}: found {} bands, expected band {}", raster.file.string(),
                                              dataset->GetRasterCount(), raster.band));
  return dataset;
}

void warn_of_stale_geotransform(GDALDataset& dataset, const std::array<double, 6>& used,
                                const FaultPlace& place, FaultLog& log) {
  const CPLStringList metadata(CSLDuplicate(dataset.GetMetadata()));
  for (int i = 0; i < metadata.Count(); ++i) {
    const std::string item(metadata[i]);
    const auto at = item.find("#GeoTransform=");
    if (at == std::string::npos) continue;
    const CPLStringList numbers(CSLTokenizeString2(item.c_str() + at + 14, " ", 0));
    if (numbers.Count() < 6) continue;
    const auto x = parse_number(numbers[0]);
    const auto y = parse_number(numbers[3]);
    if (!x || !y) continue;
    const double off = std::hypot(*x - used[0], *y - used[3]);
    if (off > 0.5 * std::abs(used[1]))
      log.warning(
          place, "", fmt::format("a GeoTransform attribute with the corner {:.3f}, {:.3f}", *x, *y),
          fmt::format("the corner {:.3f}, {:.3f} of its x and y coordinates", used[0], used[3]),
          fmt::format("the coordinates hold; the attribute is off by {:.0f} in the raster's unit", off));
  }
}

BandCells read_cells(GDALDataset& dataset, const KitRaster& raster, const CellWindow& window, int columns,
                     int rows, const ValueRange& range) {
  BandCells cells;
  GdalMessages messages;
  const ReadDataset view = is_missing(raster.nodata) ? nullptr : with_nodata(dataset, raster);
  if (!is_missing(raster.nodata) && !view) {
    cells.trouble = "nodata of the kit cannot be laid over the raster: " + messages.reason();
    return cells;
  }
  GDALRasterBand* band = view ? view->GetRasterBand(1) : dataset.GetRasterBand(raster.band);
  const auto count = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  cells.values.resize(count);
  std::vector<GByte> mask(count, 255);
  GDALRasterIOExtraArg extra;
  INIT_RASTERIO_EXTRA_ARG(extra);
  if (columns < window.columns || rows < window.rows) extra.eResampleAlg = GRIORA_Average;
  const bool is_read =
      band->RasterIO(GF_Read, window.column, window.row, window.columns, window.rows, cells.values.data(),
                     columns, rows, GDT_Float32, 0, 0, &extra) == CE_None;
  GDALRasterIOExtraArg plain;
  INIT_RASTERIO_EXTRA_ARG(plain);
  const bool is_masked =
      band->GetMaskBand()->RasterIO(GF_Read, window.column, window.row, window.columns, window.rows, mask.data(),
                                    columns, rows, GDT_Byte, 0, 0, &plain) == CE_None;
  if (!is_read || !is_masked || messages.has_failure()) {
    cells.trouble = "the raster's cells cannot be read: " + messages.reason();
    return cells;
  }
  int has_scale = 0;
  const double scale = band->GetScale(&has_scale);
  const double offset = band->GetOffset();
  const std::string unit = band->GetUnitType() != nullptr ? band->GetUnitType() : "";
  cells.is_in_feet = unit == "ft" || unit == "foot" || unit == "feet" || unit == "US survey foot";
  const double factor =
      (has_scale != 0 ? scale : 1.0) * (cells.is_in_feet ? metres_per_international_foot : 1.0);
  for (std::size_t i = 0; i < count; ++i) {
    float& value = cells.values[i];
    const bool is_nodata = mask[i] == 0;
    if (is_nodata || !std::isfinite(value)) {
      value = std::nanf("");
      continue;
    }
    const double scaled = static_cast<double>(value) * factor +
                          offset * (cells.is_in_feet ? metres_per_international_foot : 1.0);
    if (!range.holds(scaled)) {
      ++cells.out_of_range;
      cells.example = scaled;
      value = std::nanf("");
      continue;
    }
    value = static_cast<float>(scaled);
    ++cells.with_value;
  }
  return cells;
}

}  // namespace leeward::gis::reading

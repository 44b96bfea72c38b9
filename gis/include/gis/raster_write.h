#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "core/model/raster.h"
#include "core/model/result.h"

namespace leeward::gis {

/// What goes into a layer raster's file beside its cells.
struct RasterInfo {
  std::string crs;          ///< EPSG, WKT or PROJ text of a projected system; empty: not known
  std::string description;  ///< of the band
  std::map<std::string, std::string> metadata;
};

/// GeoTIFF (DEFLATE, tiled, predictor); cells that are not valid are nodata (-9999; 255 for bytes). Whole or not at
/// all; the same raster gives the same bytes.
Result<void> write_geotiff(const std::filesystem::path& file, const Raster<float>& raster, const RasterInfo& info);
Result<void> write_geotiff(const std::filesystem::path& file, const Raster<std::uint8_t>& raster, const RasterInfo& info);

}  // namespace leeward::gis

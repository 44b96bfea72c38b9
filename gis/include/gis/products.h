#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/field_map.h"
#include "core/model/result.h"

namespace leeward::gis {

/// Goes into every product's metadata.
struct ProductInfo {
  std::string crs_wkt2;
  std::string title;
  std::string scenario;
  std::string run_id;
  std::string input_hash;
  std::string program;
  std::string attribution;
  std::map<std::string, std::string> extra;
};

/// Cloud-optimised GeoTIFF, one band per map (float32, DEFLATE, floating-point predictor, overviews, nodata -9999):
/// band description "NO2 2024-06-20T09:00Z", unit, and metadata POLLUTANT, STATISTIC, HOUR, UNIT, HEIGHT_M, STATUS.
/// Byte-identical for identical maps. Written whole or not at all.
Result<void> write_cog(const std::filesystem::path& file, const std::vector<FieldMap>& maps, const ProductInfo& info);

/// CF-1.8 NetCDF-4 of all hourly fields: dimensions time, height, y, x; `crs` grid mapping with crs_wkt; time bounds
/// (an hour is named by its end); standard names; units. Calm and missing hours are _FillValue.
Result<void> write_netcdf(const std::filesystem::path& file, const ConcentrationField& field, const ProductInfo& info);

/// Filled contour bands of a map as a GeoPackage with the QGIS style inside (layer_styles) and beside it (.qml).
/// @param breaks  ascending class limits [unit of the map]
/// @param colours one "#rrggbb" per class; breaks.size() + 1 of them
Result<void> write_contours(const std::filesystem::path& file, const FieldMap& map, const std::vector<double>& breaks,
                            const std::vector<std::string>& colours, const ProductInfo& info);

}  // namespace leeward::gis

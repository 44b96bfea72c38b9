#pragma once
#include <filesystem>
#include <stop_token>

#include "core/model/city.h"
#include "core/model/kit.h"
#include "core/model/progress.h"
#include "core/model/result.h"

namespace leeward::gis {

/// Reads all layers and rasters a kit names, in the kit's city CRS, clipped to the domain (roads, areas and stacks: to
/// the domain and what reaches into it). Traffic is read, not turned into emission. Everything wrong is reported at once.
Result<Loaded<City>> import_kit(const Kit& kit, const std::stop_token& stop, ProgressSink& progress);

/// Writes city.gpkg and rasters/*.tif of a city into `folder` (twin.toml and met/ are data's).
Result<void> write_layers(const std::filesystem::path& folder, const City& city);

/// Reads city.gpkg and rasters/ of a twin whose twin.toml has been read. Every fault at once, with layer and feature id.
Result<Loaded<City>> read_layers(const std::filesystem::path& folder, const TwinSettings& settings);

/// EPSG or WKT or PROJ text -> WKT2; an error names what was wrong; a geographic CRS is refused with the suggestion of
/// a fitting projected one (UTM zone of the place).
Result<std::string> projected_crs_wkt2(const std::string& crs, double longitude_deg, double latitude_deg);

/// Versions of GDAL and PROJ, for manifests.
std::string gdal_version();
std::string proj_version();

}  // namespace leeward::gis

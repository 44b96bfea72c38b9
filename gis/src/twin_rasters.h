#pragma once
#include <ogr_spatialref.h>

#include <filesystem>

#include "core/model/city.h"
#include "fault_log.h"

namespace leeward::gis::twin {

/// rasters/terrain.tif, land_cover.tif and population.tif of a twin; one that is not there stays empty.
void read_rasters(const std::filesystem::path& folder, const OGRSpatialReference& srs, City& city,
                  reading::FaultLog& log);

}  // namespace leeward::gis::twin

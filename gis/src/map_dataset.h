#pragma once
#include <vector>

#include "core/model/field_map.h"
#include "core/model/result.h"
#include "write_support.h"

/// Maps as a GDAL dataset in memory: what both the GeoTIFF and the contour writer start from. Private to gis/src.
namespace leeward::gis::writing {

/// Marks cells without a value in products. No concentration is negative.
inline constexpr float product_nodata = -9999.0F;

/// One float32 band per map, north-up (a map's row 0 is south). Maps must share one grid and hold finite values.
Result<DatasetPtr> dataset_of(const std::vector<FieldMap>& maps, const OGRSpatialReference& srs);

}  // namespace leeward::gis::writing

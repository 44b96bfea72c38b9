#pragma once
#include "../import_context.h"
#include "core/model/raster.h"

/// The rasters of a kit.
namespace leeward::gis::reading {

/// [terrain] into context.city.terrain: at the file's or the kit's resolution, up to 10 km beyond the domain
/// where the file has it (hills outside matter); holes inside the domain are interpolated and counted.
void import_terrain(ImportContext& context);
/// [surface]: a DSM over the domain for building heights; empty without one.
Raster<float> import_surface(ImportContext& context);
/// [land_cover] from a raster with a class table or from polygons with a class field.
void import_land_cover(ImportContext& context);

}  // namespace leeward::gis::reading

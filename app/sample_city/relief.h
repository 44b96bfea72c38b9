#pragma once
#include "coast.h"
#include "core/model/raster.h"

namespace leeward::sample {

/// Elevation above the sea [m]: a coastal plain that rises inland, the river's valley, hills to the north and east and
/// a headland in the south-west. 0 on the sea.
double elevation_m(const Coast& coast, Vec2 p);
/// Steepness [-] over 60 m.
double slope(const Coast& coast, Vec2 p);
/// Elevations over the domain and `margin_m` around it.
Raster<float> terrain_raster(const Coast& coast, double cell_m, double margin_m);

}  // namespace leeward::sample

#pragma once
#include <optional>
#include <string>

#include "core/model/raster.h"
#include "import_context.h"
#include "session.h"
#include "value_range.h"

namespace leeward::gis::reading {

/// A band's cells around the domain, in memory: float, NaN where there is no value, in the raster's own CRS.
struct LoadedBand {
  ReadDataset memory;
  OGRSpatialReference srs;
  FaultPlace place;
  double own_resolution_m = 0;  ///< mean cell side where it lies, as read [m]
  bool is_aligned = false;      ///< already in the city's CRS, north up, square cells
  Vec2 north_west;              ///< outer corner as read; meaningful when aligned
  Box2 box_m;                   ///< outline in the city's CRS
};

/// How a band is read.
struct BandWish {
  const char* what = "";        ///< "terrain": for messages
  Box2 wanted_m;                ///< in the city's CRS; only cells around it are read
  ValueRange range;             ///< cells outside it have no value (counted and said)
  double resolution_m = 0;      ///< what it will be resampled to; 0: its own
  bool may_be_averaged = true;  ///< large bands may be read coarser
};

/// Opens, checks (CRS, position, band, stale NetCDF attributes), reads. nullopt: logged.
std::optional<LoadedBand> load_band(ImportContext& context, const KitRaster& raster, const BandWish& wish);

/// Resampled onto north-up cells of `resolution_m` that cover `box`. Aligned bands at their own resolution
/// are copied cell by cell. @param method  GDAL's name: "bilinear", "average", "near", "mode", "sum"
Raster<float> resampled(ImportContext& context, const LoadedBand& band, const Box2& box, double resolution_m,
                        const std::string& method);

}  // namespace leeward::gis::reading

#pragma once
#include "core/model/raster.h"

namespace leeward::gis::reading {

struct HoleCount {
  std::size_t cells_in_box = 0;
  std::size_t holes_in_box = 0;
};

HoleCount holes_in(const Raster<float>& raster, const Box2& box);

/// Fills cells without a value whose centres lie in the box by inverse-distance interpolation from the valid
/// cells around (GDALFillNodata); holes outside the box stay. @returns number of cells filled
std::size_t fill_holes(Raster<float>& raster, const Box2& box);

}  // namespace leeward::gis::reading

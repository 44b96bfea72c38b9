#pragma once
#include "blocks.h"
#include "core/model/city.h"
#include "houses.h"

namespace leeward::sample {

/// LandCover classes on square cells over the domain.
Raster<std::uint8_t> land_cover_raster(const Coast& coast, const std::vector<Block>& blocks, const std::vector<House>& houses,
                                       const std::vector<Link>& links, double cell_m);

}  // namespace leeward::sample

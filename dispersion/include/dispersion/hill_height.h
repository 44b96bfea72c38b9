#pragma once
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/geometry.h"
#include "core/model/raster.h"
#include "core/model/result.h"

namespace leeward::dispersion {

/// Hill-height scale of each receptor [m above datum] (physics/03 section 2.2, AERMAP's 10 % slope rule):
///   z_h = max(z_e, max over terrain nodes n of { z_n : z_n - z_e >= 0.10 d_n })
/// d_n the Euclidean distance from the receptor to the cell centre. Exact, by a pyramid of tile maxima; parallel, the
/// same for any thread count. Cells without a value are not nodes.
/// @param elevation_m  one per position
/// @returns one per position, >= its elevation; an Error of family `cancelled` when stopped
Result<std::vector<double>> hill_heights(const Raster<float>& terrain, std::span<const Vec2> position_m,
                                         std::span<const double> elevation_m, int thread_count,
                                         const std::stop_token& stop);

}  // namespace leeward::dispersion

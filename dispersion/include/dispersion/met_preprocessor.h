#pragma once
#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::dispersion {

/// Routine hourly observations to boundary-layer scalars by physics/01 section 10 (AERMET's relations): sun, albedo,
/// stability, u*, L, H, mechanical and convective mixing heights, one-level profile at the wind height.
/// Hours that lack what is needed come back with missing values (the solver reports them as missing), each with a note.
Result<Loaded<MetSeries>> preprocess(const ObservedSeries& observed);

}  // namespace leeward::dispersion

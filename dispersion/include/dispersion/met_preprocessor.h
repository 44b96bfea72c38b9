#pragma once
#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::dispersion {

/// Routine hourly observations to boundary-layer scalars by physics/01 section 10 (AERMET's relations): sun, albedo,
/// stability, u*, L, H, mechanical and convective mixing heights, one-level profile at the wind height.
///
/// Hours that lack what is needed come back with missing values (the solver reports them as missing); each kind of
/// lack is one warning with the number of hours and the first of them, each kind of repair one note. Measured
/// radiation stands in for cloud cover by day and goes before it. A site that cannot be used, or hours out of order,
/// are an Error of family `input` that lists everything wrong.
///
/// Departures: with ADJ_U* a night hour without cloud cover is kept, since its u* does not depend on cloud (AERMET
/// leaves it missing); there is no sounding, so the convective height is that of one morning gradient
/// (mixing_height.h), started from the latest mechanical height of the same day before the first convective hour.
Result<Loaded<MetSeries>> preprocess(const ObservedSeries& observed);

}  // namespace leeward::dispersion

#pragma once
#include <filesystem>

#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::data {

/// Reads AERMET surface and profile files (physics/01 section 2), with the range checks of 2.2 and 2.3 step 3
/// turned into NaN; two-digit years 50..99 are 19xx. Every fault with file and line. @param utc_offset_hours
/// of the file's local standard time
Result<Loaded<MetSeries>> read_aermet(const std::filesystem::path& surface,
                                      const std::filesystem::path& profile, double utc_offset_hours,
                                      double profile_base_elevation_m);

}  // namespace leeward::data

#pragma once
#include <filesystem>

#include "core/model/city.h"
#include "core/model/result.h"

namespace leeward::app {

/// Reads twin.toml, city.gpkg and rasters/. An error holds every fault of all of them.
Result<Loaded<City>> open_city(const std::filesystem::path& folder);

/// The boundary-layer hours of the twin's meteorology: AERMET files as they are, observations by physics/01 section 10.
Result<Loaded<MetSeries>> load_met(const City& city);

/// All faults of a twin, as `leeward-batch check` prints them: what open_city and load_met say, and what the solver's
/// validation finds. Empty when it can be run without remark.
std::vector<Fault> check_city(const std::filesystem::path& folder);

}  // namespace leeward::app

#pragma once
#include <filesystem>

#include "core/model/result.h"
#include "sample_city.h"

namespace leeward::sample {

/// city.gpkg, terrain.tif, land_cover.tif, population.tif, meteorology.csv and observations.csv into an existing folder.
Result<void> write_city(const std::filesystem::path& folder, const SampleCity& made);

}  // namespace leeward::sample

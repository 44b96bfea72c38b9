#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "app/run_city.h"
#include "core/model/city.h"
#include "core/model/result.h"

namespace leeward::app {

std::string ground_file_name();
std::string volume_file_name();
/// Hours of a map of so many places in one hourly_<pollutant>.tif: about 1 GB of values. A longer run has
/// more files, hourly_<pollutant>_001.tif and so on: a file is made in memory.
std::size_t hours_per_file(std::size_t places);

/// Writes every product of a run into `folder` and lists them, with their SHA-256, in run.manifest.products.
Result<void> write_products(const std::filesystem::path& folder, const City& city, FinishedRun& run,
                            const std::stop_token& stop);

}  // namespace leeward::app

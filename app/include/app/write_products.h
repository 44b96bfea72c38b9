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

/// Writes every product of a run into `folder` and lists them, with their SHA-256, in run.manifest.products.
Result<void> write_products(const std::filesystem::path& folder, const City& city, FinishedRun& run,
                            const std::stop_token& stop);

}  // namespace leeward::app

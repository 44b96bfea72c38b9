#pragma once
#include <filesystem>

#include "core/model/city.h"
#include "core/model/kit.h"
#include "core/model/result.h"

namespace leeward::data {

/// twin.toml <-> TwinSettings. Unknown keys, wrong types and values out of range are faults with their line.
Result<Loaded<TwinSettings>> read_twin_settings(const std::filesystem::path& twin_toml);
Result<void> write_twin_settings(const std::filesystem::path& twin_toml, const TwinSettings& settings);

/// Reads a kit file (docs/inputs.md). Paths in it are relative to the kit file's folder; `${NAME}` is
/// replaced by the environment variable NAME, and a missing one is a fault.
Result<Loaded<Kit>> read_kit(const std::filesystem::path& kit_toml);

}  // namespace leeward::data

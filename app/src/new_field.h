#pragma once
#include <filesystem>
#include <memory>
#include <stop_token>

#include "core/model/concentration.h"
#include "core/model/result.h"

namespace leeward::app {

/// A field with room for `value_count` values, all 0.
/// @param disk_folder  keeps them in a file there that vanishes with the field; empty: in memory
Result<std::shared_ptr<ConcentrationField>> new_field(std::size_t value_count,
                                                      const std::filesystem::path& disk_folder,
                                                      const std::stop_token& stop);

}  // namespace leeward::app

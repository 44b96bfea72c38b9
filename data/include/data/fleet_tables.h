#pragma once
#include <filesystem>

#include "core/emission/fleet.h"
#include "core/model/result.h"

namespace leeward::data {

/// Vehicle classes, fleets, hot exhaust and wear: the built-in tables (data/tables, illustrative), each
/// replaced by a file of the same name in `folder`/tables when there is one. Every fault at once, with file
/// and line.
/// @param folder  a twin's; empty: only what is built in
Result<FleetTables> read_fleet_tables(const std::filesystem::path& folder = {});

}  // namespace leeward::data

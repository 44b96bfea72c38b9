#pragma once
#include <string>

#include "core/model/city.h"
#include "toml_fields.h"

/// The tables that twin.toml and a kit have in common.
namespace leeward::data {

/// [twin]
void read_twin_table(TomlTable& table, TwinSettings& settings);
/// [met.site]. Its hours are in the twin's local standard time.
void read_site_table(TomlTable& table, double utc_offset_hours, MetSite& site);
/// [chemistry] without the ozone file, which kits and twins find in their own ways.
void read_chemistry_table(TomlTable& table, TwinSettings& settings);
/// [background] without its file.
void read_background_table(TomlTable& table, TwinSettings& settings);
/// What chemistry and background need of each other and of the pollutants, once all tables are read.
void check_chemistry(TomlTable& root, const TwinSettings& settings, bool has_ozone_file, bool has_background_file);
/// A whole number of hours from UTC; half hours are refused, because an hour of ours is a clock hour in UTC.
double read_utc_offset(TomlTable& table, const std::string& key);

}  // namespace leeward::data

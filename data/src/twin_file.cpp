#include "data/twin_file.h"

#include <fmt/format.h>

#include "twin_fields.h"

namespace leeward::data {
namespace {

void read_twin_met(TomlTable& table, TwinSettings& settings) {
  settings.met_surface_file = table.text("surface");
  settings.met_profile_file = table.text("profile");
  settings.met_observed_file = table.text("observed");
  settings.met_base_elevation_m = table.number("base_elevation_m", 0, {.lowest = -500, .highest = 9000});
  if (settings.met_surface_file.empty() != settings.met_profile_file.empty())
    table.refuse(settings.met_surface_file.empty() ? "profile" : "surface", "one without the other",
                 "both AERMET files, surface and profile");
  if (!settings.met_observed_file.empty() && !settings.met_surface_file.empty())
    table.refuse("observed", shown(settings.met_observed_file), "either AERMET files or an observed table");
  if (auto site = table.table("site"))
    read_site_table(*site, settings.utc_offset_hours, settings.met_site);
  else if (!settings.met_observed_file.empty())
    table.require("site", "a table [met.site]: an observed table needs it");
  table.finish();
}

}  // namespace

Result<Loaded<TwinSettings>> read_twin_settings(const std::filesystem::path& twin_toml) {
  const auto document = parse_toml(twin_toml);
  if (!document) return tl::unexpected(document.error());
  FaultList faults(twin_toml.string(), 100);
  TomlTable root(*document, "", faults);
  Loaded<TwinSettings> loaded;
  TwinSettings& settings = loaded.value;
  root.require("format", "the format's number, 1");
  settings.format = root.integer("format", 1, 0, 1 << 30);
  if (settings.format != 1)
    root.refuse("format", std::to_string(settings.format), "1, the only format this program knows");
  root.require("twin", "the table [twin]");
  if (auto twin = root.table("twin")) {
    read_twin_table(*twin, settings);
    settings.crs_wkt2 = twin->text("crs_wkt2");
    settings.assumptions = twin->texts("assumptions");
    twin->finish();
  }
  if (auto met = root.table("met")) read_twin_met(*met, settings);
  if (auto chemistry = root.table("chemistry")) {
    read_chemistry_table(*chemistry, settings);
    settings.chemistry.ozone_file = chemistry->text("ozone_file");
    chemistry->finish();
  }
  if (auto background = root.table("background")) {
    read_background_table(*background, settings);
    settings.background.file = background->text("file");
    background->finish();
  }
  check_chemistry(root, settings, !settings.chemistry.ozone_file.empty(), !settings.background.file.empty());
  root.finish();
  if (faults.has_errors()) return faults.refusal();
  loaded.faults = faults.remarks();
  return loaded;
}

}  // namespace leeward::data

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "data/atomic_file.h"
#include "data/twin_file.h"

namespace leeward::data {
namespace {

/// A TOML basic string.
std::string toml_text(std::string_view text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      escaped += std::string("\\") + c;
    else if (c == '\n')
      escaped += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      escaped += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      escaped += c;
  }
  return escaped + "\"";
}

/// Shortest text that reads back as the same number.
std::string toml_number(double value) {
  return fmt::format("{}", value);
}

std::string toml_numbers(const std::vector<double>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

/// One text a line: long lists stay readable in a diff.
std::string toml_texts(const std::vector<std::string>& values) {
  if (values.empty()) return "[]";
  std::string text = "[\n";
  for (const std::string& value : values) text += "  " + toml_text(value) + ",\n";
  return text + "]";
}

class TomlLines {
public:
  void raw(std::string_view line) { text_ += fmt::format("{}\n", line); }
  void key(std::string_view name, const std::string& value, std::string_view comment = "") {
    text_ += fmt::format("{} = {}", name, value);
    if (!comment.empty()) text_ += fmt::format("  # {}", comment);
    text_ += '\n';
  }
  void flag(std::string_view name, bool value, std::string_view comment = "") {
    key(name, value ? "true" : "false", comment);
  }
  const std::string& text() const { return text_; }

private:
  std::string text_;
};

void write_twin_table(TomlLines& out, const TwinSettings& settings) {
  out.raw("[twin]");
  out.key("name", toml_text(settings.name));
  out.key("description", toml_text(settings.description));
  out.flag("is_fictional", settings.is_fictional);
  out.raw("# One line per data source, shown on every picture and product.");
  out.key("attribution", toml_texts(settings.attribution));
  out.raw("# What was filled in where the data said nothing; every manifest repeats it.");
  out.key("assumptions", toml_texts(settings.assumptions));
  out.raw("");
  out.key("crs", toml_text(settings.crs), "all coordinates, east and north in m");
  out.key("crs_wkt2", toml_text(settings.crs_wkt2));
  out.key("time_zone", toml_text(settings.time_zone), "for the screen only");
  out.key("utc_offset_hours", toml_number(settings.utc_offset_hours),
          "local standard time, east positive, no summer time");
  const Box2& box = settings.domain_m;
  out.key("domain", toml_numbers({box.min.x, box.min.y, box.max.x, box.max.y}),
          "xmin, ymin, xmax, ymax in m");
  out.raw("");
  out.key("grid_spacing_m", toml_number(settings.grid_spacing_m));
  out.key("grid_heights_m", toml_numbers(settings.grid_heights_m), "above ground");
  out.key("volume_spacing_m", toml_number(settings.volume_spacing_m), "3D grid; 0: none");
  out.key("volume_heights_m", toml_numbers(settings.volume_heights_m), "above ground");
  out.key("pollutants", fmt::format("[{}]", [&] {
            std::string ids;
            for (const std::string& id : settings.pollutants)
              ids += (ids.empty() ? "" : ", ") + toml_text(id);
            return ids;
          }()));
  out.raw("# Urban night-time boundary layer: people of the urban area (0: none) and its roughness length.");
  out.key("urban_population", toml_number(settings.urban_population));
  out.key("urban_roughness_length_m", toml_number(settings.urban_roughness_length_m));
  out.flag("is_flat", settings.is_flat, "true: terrain is ignored");
  out.raw(
      "# Hours of a run when none are given: UTC, named by their end. Empty: all hours of the meteorology.");
  out.key("default_from", toml_text(settings.default_from));
  out.key("default_to", toml_text(settings.default_to));
}

void write_site_table(TomlLines& out, const MetSite& site) {
  out.raw("");
  out.raw("[met.site]");
  out.key("station", toml_text(site.station));
  out.key("latitude_deg", toml_number(site.latitude_deg));
  out.key("longitude_deg", toml_number(site.longitude_deg), "east positive");
  out.key("elevation_m", toml_number(site.elevation_m));
  out.key("wind_height_m", toml_number(site.wind_height_m), "above ground");
  out.key("temperature_height_m", toml_number(site.temperature_height_m), "above ground");
  out.raw("# One value, or twelve from January on.");
  out.key("roughness_length_m", toml_numbers(site.roughness_length_m));
  out.key("albedo", toml_numbers(site.albedo), "at noon");
  out.key("bowen_ratio", toml_numbers(site.bowen_ratio));
  out.key("morning_gradient_k_per_m", toml_number(site.morning_gradient_k_per_m),
          "potential temperature at sunrise, in place of a sounding");
  out.flag("is_adjusted_u_star", site.is_adjusted_u_star, "low-wind friction velocity (ADJ_U*)");
}

void write_chemistry_tables(TomlLines& out, const TwinSettings& settings) {
  const ChemistrySettings& chemistry = settings.chemistry;
  if (chemistry.method != ChemistryMethod::none) {
    out.raw("");
    out.raw("[chemistry]");
    out.raw("# NO2 of the NOx of all sources together (docs/models/chemistry.md): none, arm2 or olm.");
    out.key("method", toml_text(to_text(chemistry.method)));
    if (!chemistry.ozone_file.empty()) out.key("ozone_file", toml_text(chemistry.ozone_file), "column O3_ug_per_m3");
    if (!is_missing(chemistry.ozone_ug_per_m3))
      out.key("ozone_ug_per_m3", toml_number(chemistry.ozone_ug_per_m3),
              chemistry.ozone_file.empty() ? "in every hour" : "in hours the file has none");
    out.flag("ozone_night_floor", chemistry.has_night_floor, "of the file's values in stable hours");
    out.key("no2_equilibrium_ratio", toml_number(chemistry.equilibrium_ratio), "NO2/NOx at most, olm");
    out.key("arm2_ratios", toml_numbers({chemistry.arm2_lowest_ratio, chemistry.arm2_highest_ratio}), "arm2");
    out.raw("");
    out.raw("[chemistry.in_stack_no2_ratio]");
    out.raw("# NO2/NOx of features whose no2_ratio is NULL.");
    const InStackRatios& kinds = chemistry.in_stack_ratios;
    out.key("stacks", toml_number(kinds.stacks));
    out.key("volumes", toml_number(kinds.volumes));
    out.key("areas", toml_number(kinds.areas));
    out.key("roads", toml_number(kinds.roads));
  }
  const BackgroundSettings& background = settings.background;
  if (background.file.empty() && background.ug_per_m3.empty()) return;
  out.raw("");
  out.raw("[background]");
  out.raw("# Added to every valid hour after the chemistry; a constant stands in for hours the file has none.");
  if (!background.file.empty()) out.key("file", toml_text(background.file), "columns <pollutant>_ug_per_m3");
  if (background.ug_per_m3.empty()) return;
  out.raw("");
  out.raw("[background.ug_per_m3]");
  for (const auto& [id, value] : background.ug_per_m3) out.key(toml_text(id), toml_number(value));
}

/// A twin that has a site description: read_site_table() demands the surface values.
bool has_site(const MetSite& site) {
  return !site.roughness_length_m.empty() && !site.albedo.empty() && !site.bowen_ratio.empty();
}

}  // namespace

Result<void> write_twin_settings(const std::filesystem::path& twin_toml, const TwinSettings& settings) {
  TomlLines out;
  out.raw("# A Leeward twin (docs/inputs.md). It may be edited; `leeward-batch check` says what is wrong.");
  out.key("format", std::to_string(settings.format));
  out.raw("");
  write_twin_table(out, settings);
  out.raw("");
  out.raw("[met]");
  out.raw(
      "# Files relative to this one: AERMET surface and profile, or a table of observations with "
      "[met.site].");
  if (!settings.met_surface_file.empty()) {
    out.key("surface", toml_text(settings.met_surface_file));
    out.key("profile", toml_text(settings.met_profile_file));
  }
  if (!settings.met_observed_file.empty()) out.key("observed", toml_text(settings.met_observed_file));
  out.key("base_elevation_m", toml_number(settings.met_base_elevation_m),
          "PROFBASE: elevation of the met site");
  if (has_site(settings.met_site)) write_site_table(out, settings.met_site);
  write_chemistry_tables(out, settings);
  return write_file(twin_toml, out.text());
}

}  // namespace leeward::data

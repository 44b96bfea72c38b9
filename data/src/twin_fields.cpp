#include "twin_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/model/pollutant.h"
#include "core/model/time.h"

namespace leeward::data {
namespace {

constexpr NumberRange positive{.lowest = 0, .is_open_below = true};
/// Of one height of a grid: more cannot be solved, and their number must not overflow.
constexpr double most_places = 25e6;
constexpr NumberRange not_negative{.lowest = 0};

void read_domain(TomlTable& table, TwinSettings& settings) {
  const std::string expected = "[xmin, ymin, xmax, ymax] in m of the CRS";
  table.require("domain", expected);
  if (!table.has("domain")) return;
  const std::vector<double> edges = table.numbers("domain");
  if (edges.size() != 4 || !(edges[0] < edges[2] && edges[1] < edges[3])) {
    table.refuse("domain", fmt::format("[{}]", fmt::join(edges, ", ")),
                 expected + ", xmin < xmax and ymin < ymax");
    return;
  }
  settings.domain_m = {{edges[0], edges[1]}, {edges[2], edges[3]}};
}

std::vector<double> read_heights(TomlTable& table, const std::string& key, std::vector<double> otherwise) {
  if (!table.has(key)) {
    table.numbers(key);  // a known key
    return otherwise;
  }
  std::vector<double> heights = table.numbers(key, not_negative);
  if (std::adjacent_find(heights.begin(), heights.end(), std::greater_equal<>()) != heights.end())
    table.refuse(key, "heights that do not ascend", "ascending heights above ground in m");
  return heights;
}

void read_grids(TomlTable& table, TwinSettings& settings) {
  settings.grid_spacing_m = table.number("grid_spacing_m", settings.grid_spacing_m, positive);
  settings.grid_heights_m = read_heights(table, "grid_heights_m", settings.grid_heights_m);
  settings.volume_spacing_m = table.number("volume_spacing_m", settings.volume_spacing_m, not_negative);
  settings.volume_heights_m = read_heights(table, "volume_heights_m", settings.volume_heights_m);
  if (settings.grid_heights_m.empty()) table.refuse("grid_heights_m", "no height", "at least one");
  if ((settings.volume_spacing_m > 0) != !settings.volume_heights_m.empty())
    table.refuse(table.has("volume_spacing_m") ? "volume_spacing_m" : "volume_heights_m",
                 "one without the other", "volume_spacing_m > 0 together with volume_heights_m, or neither");
  if (settings.domain_m.empty()) return;
  const double side = std::min(settings.domain_m.width(), settings.domain_m.height());
  for (const auto& [key, spacing] : {std::pair("grid_spacing_m", settings.grid_spacing_m),
                                     std::pair("volume_spacing_m", settings.volume_spacing_m)}) {
    if (spacing > side)
      table.refuse(key, fmt::format("{}", spacing), fmt::format("at most the domain's side, {} m", side));
    else if (spacing > 0 && settings.domain_m.width() / spacing * (settings.domain_m.height() / spacing) > most_places)
      table.refuse(key, fmt::format("{}", spacing),
                   fmt::format("a spacing with at most {:.0f} million places in the domain", most_places / 1e6));
  }
}

void read_pollutants(TomlTable& table, TwinSettings& settings) {
  std::string known;
  for (const Pollutant& pollutant : all_pollutants())
    known += (known.empty() ? "" : ", ") + std::string(pollutant.id);
  table.require("pollutants", "an array of " + known);
  for (const std::string& id : table.texts("pollutants")) {
    const auto pollutant = find_pollutant(id);
    if (!pollutant) {
      table.refuse("pollutants", shown(id), "one of " + known);
    } else if (std::find(settings.pollutants.begin(), settings.pollutants.end(), pollutant->id) !=
               settings.pollutants.end()) {
      table.refuse("pollutants", shown(id) + " twice", "each once");
    } else {
      settings.pollutants.emplace_back(pollutant->id);
    }
  }
  if (table.has("pollutants") && settings.pollutants.empty())
    table.refuse("pollutants", "none", "at least one of " + known);
}

void read_period(TomlTable& table, TwinSettings& settings) {
  const auto hour_text = [&table](const std::string& key) {
    std::string text = table.text(key);
    if (text.empty()) return text;
    const auto hour = parse_iso_hour(text);
    if (!hour) table.refuse(key, shown(text), "the end of an hour such as \"2024-06-20T09:00Z\"");
    return text;
  };
  settings.default_from = hour_text("default_from");
  settings.default_to = hour_text("default_to");
  if (settings.default_from.empty() || settings.default_to.empty()) return;
  const auto from = parse_iso_hour(settings.default_from);
  const auto to = parse_iso_hour(settings.default_to);
  if (from && to && *to < *from) table.refuse("default_to", settings.default_to, "not before default_from");
}

std::vector<double> monthly(TomlTable& table, const std::string& key, NumberRange range) {
  table.require(key, "one value, or twelve from January on");
  std::vector<double> values = table.numbers(key, range);
  if (table.has(key) && values.size() != 1 && values.size() != 12)
    table.refuse(key, fmt::format("{} values", values.size()), "one value, or twelve from January on");
  return values;
}

}  // namespace

double read_utc_offset(TomlTable& table, const std::string& key) {
  const double hours = table.required_number(key, {.lowest = -12, .highest = 14});
  if (hours == std::round(hours)) return hours;
  table.refuse(key, fmt::format("{}", hours), "whole hours: time zones with half hours are not supported");
  return 0;
}

void read_twin_table(TomlTable& table, TwinSettings& settings) {
  settings.name = table.required_text("name");
  settings.description = table.text("description");
  settings.is_fictional = table.flag("is_fictional", false);
  settings.attribution = table.texts("attribution");
  settings.crs = table.required_text("crs");
  settings.time_zone = table.required_text("time_zone");
  settings.utc_offset_hours = read_utc_offset(table, "utc_offset_hours");
  read_domain(table, settings);
  read_grids(table, settings);
  read_pollutants(table, settings);
  settings.urban_population = table.number("urban_population", settings.urban_population, not_negative);
  settings.urban_roughness_length_m =
      table.number("urban_roughness_length_m", settings.urban_roughness_length_m, positive);
  settings.is_flat = table.flag("is_flat", false);
  read_period(table, settings);
  if (settings.attribution.empty() && !settings.is_fictional)
    table.faults().warning(table.line(), "no attribution", "one line per data source",
                           "products name no source of data");
}

void read_chemistry_table(TomlTable& table, TwinSettings& settings) {
  ChemistrySettings& chemistry = settings.chemistry;
  const std::string name = table.required_text("method");
  if (const auto method = chemistry_method_of(name))
    chemistry.method = *method;
  else if (!name.empty())
    table.refuse("method", shown(name), "\"none\", \"arm2\" or \"olm\"");
  constexpr NumberRange share{.lowest = 0, .highest = 1};
  constexpr NumberRange share_above_zero{.lowest = 0, .highest = 1, .is_open_below = true};
  chemistry.ozone_ug_per_m3 = table.number("ozone_ug_per_m3", missing, {.lowest = 0, .highest = 1000});
  chemistry.has_night_floor = table.flag("ozone_night_floor", chemistry.has_night_floor);
  chemistry.equilibrium_ratio =
      table.number("no2_equilibrium_ratio", chemistry.equilibrium_ratio, share_above_zero);
  if (table.has("arm2_ratios")) {
    const std::vector<double> ratios = table.numbers("arm2_ratios", share_above_zero);
    if (ratios.size() == 2 && ratios[0] <= ratios[1]) {
      chemistry.arm2_lowest_ratio = ratios[0];
      chemistry.arm2_highest_ratio = ratios[1];
    } else {
      table.refuse("arm2_ratios", fmt::format("[{}]", fmt::join(ratios, ", ")), "[lowest, highest] NO2/NOx");
    }
  } else {
    table.numbers("arm2_ratios");  // a known key
  }
  if (auto ratios = table.table("in_stack_no2_ratio")) {
    InStackRatios& kinds = chemistry.in_stack_ratios;
    kinds.stacks = ratios->number("stacks", kinds.stacks, share);
    kinds.volumes = ratios->number("volumes", kinds.volumes, share);
    kinds.areas = ratios->number("areas", kinds.areas, share);
    kinds.roads = ratios->number("roads", kinds.roads, share);
    ratios->finish();
  }
}

void read_background_table(TomlTable& table, TwinSettings& settings) {
  for (const auto& [id, value] : table.number_map("ug_per_m3")) {
    const auto pollutant = find_pollutant(id);
    if (!pollutant)
      table.refuse("ug_per_m3", "pollutant " + shown(id), "a pollutant of the twin");
    else if (!(value >= 0 && value <= 1e5))
      table.refuse("ug_per_m3", fmt::format("{} = {}", id, value), "0 to 100000 ug/m3");
    else
      settings.background.ug_per_m3[std::string(pollutant->id)] = value;
  }
}

void check_chemistry(TomlTable& root, const TwinSettings& settings, bool has_ozone_file, bool has_background_file) {
  const auto has = [&](const char* id) {
    return std::find(settings.pollutants.begin(), settings.pollutants.end(), id) != settings.pollutants.end();
  };
  const ChemistrySettings& chemistry = settings.chemistry;
  if (chemistry.method != ChemistryMethod::none && !settings.pollutants.empty()) {
    if (!has("NOx")) root.refuse("chemistry", "no NOx among the pollutants", "NOx: NO2 is made of it");
    if (has("NO2"))
      root.refuse("chemistry", "NO2 among the pollutants with emissions", "NOx alone: the chemistry makes NO2");
  }
  if (chemistry.method == ChemistryMethod::olm && !has_ozone_file && is_missing(chemistry.ozone_ug_per_m3))
    root.refuse("chemistry", "method \"olm\" without ozone", "ozone_file, ozone_ug_per_m3 or both");
  const std::vector<std::string> products = product_pollutants(settings);
  for (const auto& [id, value] : settings.background.ug_per_m3)
    if (std::find(products.begin(), products.end(), id) == products.end())
      root.refuse("background", "a background of " + id, "a pollutant of the twin");
  if (root.has("background") && settings.background.ug_per_m3.empty() && !has_background_file)
    root.refuse("background", "no values", "file, [background.ug_per_m3] or both");
}

void read_site_table(TomlTable& table, double utc_offset_hours, MetSite& site) {
  site.station = table.text("station");
  site.latitude_deg = table.required_number("latitude_deg", {.lowest = -90, .highest = 90});
  site.longitude_deg = table.required_number("longitude_deg", {.lowest = -180, .highest = 180});
  site.elevation_m = table.number("elevation_m", site.elevation_m, {.lowest = -500, .highest = 9000});
  site.utc_offset_hours = utc_offset_hours;
  site.wind_height_m = table.number("wind_height_m", site.wind_height_m, positive);
  site.temperature_height_m = table.number("temperature_height_m", site.temperature_height_m, positive);
  site.roughness_length_m =
      monthly(table, "roughness_length_m", {.lowest = 0, .highest = 10, .is_open_below = true});
  site.albedo = monthly(table, "albedo", {.lowest = 0, .highest = 1});
  site.bowen_ratio = monthly(table, "bowen_ratio", {.lowest = -10, .highest = 100});
  site.morning_gradient_k_per_m = table.number("morning_gradient_k_per_m", site.morning_gradient_k_per_m,
                                               {.lowest = 0, .highest = 0.1, .is_open_below = true});
  site.is_adjusted_u_star = table.flag("is_adjusted_u_star", site.is_adjusted_u_star);
  table.finish();
}

}  // namespace leeward::data

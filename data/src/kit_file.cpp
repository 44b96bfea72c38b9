#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdlib>

#include "data/twin_file.h"
#include "met_columns.h"
#include "twin_fields.h"

namespace leeward::data {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, LayerKind>, 11> layer_kinds = {{
    {"buildings", LayerKind::buildings},
    {"roads", LayerKind::roads},
    {"traffic", LayerKind::traffic},
    {"stacks", LayerKind::stacks},
    {"areas", LayerKind::areas},
    {"volumes", LayerKind::volumes},
    {"stations", LayerKind::stations},
    {"receptors", LayerKind::receptors},
    {"zones", LayerKind::zones},
    {"population", LayerKind::population},
    {"schedules", LayerKind::schedules},
}};

constexpr std::array<std::pair<std::string_view, LandCover>, 9> land_covers = {{
    {"unknown", LandCover::unknown},
    {"water", LandCover::water},
    {"built", LandCover::built},
    {"road", LandCover::road},
    {"grass", LandCover::grass},
    {"forest", LandCover::forest},
    {"crop", LandCover::crop},
    {"bare", LandCover::bare},
    {"wetland", LandCover::wetland},
}};

template <class Pairs>
std::string names_of(const Pairs& pairs) {
  std::string names;
  for (const auto& [name, value] : pairs) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

template <class Pairs>
const auto* find_name(const Pairs& pairs, std::string_view name) {
  for (const auto& pair : pairs)
    if (pair.first == name) return &pair;
  return static_cast<decltype(&pairs.front())>(nullptr);
}

/// Replaces every ${NAME}; an unset variable or an open brace is an error at `key`.
std::string with_environment(TomlTable& table, const std::string& key, std::string_view text) {
  std::string expanded;
  for (;;) {
    const std::size_t begin = text.find("${");
    expanded += text.substr(0, begin);
    if (begin == std::string_view::npos) return expanded;
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos) {
      table.refuse(key, shown(text), "a } after ${");
      return expanded;
    }
    const std::string name(text.substr(begin + 2, end - begin - 2));
    if (const char* value = std::getenv(name.c_str()))
      expanded += value;
    else
      table.refuse(key, fmt::format("${{{}}}", name),
                   fmt::format("the environment variable {} to be set", name));
    text.remove_prefix(end + 1);
  }
}

class KitReader {
public:
  KitReader(Kit& kit, FaultList& faults) : kit_(kit), faults_(faults) {}

  void read(TomlTable& root) {
    root.require("twin", "the table [twin]");
    if (auto twin = root.table("twin")) {
      read_twin_table(*twin, kit_.settings);
      twin->finish();
    }
    for (TomlTable& layer : root.tables("layer")) read_layer(layer);
    for (const auto& [key, raster] :
         {std::pair("terrain", &kit_.terrain), std::pair("surface", &kit_.surface),
          std::pair("land_cover", &kit_.land_cover)})
      if (auto table = root.table(key)) read_raster(*table, *raster, key == std::string_view("land_cover"));
    if (auto met = root.table("met")) read_met(*met);
    if (auto chemistry = root.table("chemistry")) {
      read_chemistry_table(*chemistry, kit_.settings);
      if (chemistry->has("ozone_file")) kit_.ozone_file = read_path(*chemistry, "ozone_file");
      chemistry->finish();
    }
    if (auto background = root.table("background")) {
      read_background_table(*background, kit_.settings);
      if (background->has("file")) kit_.background_file = read_path(*background, "file");
      background->finish();
    }
    check_chemistry(root, kit_.settings, !kit_.ozone_file.empty(), !kit_.background_file.empty());
    root.finish();
  }

private:
  /// An absolute path, or empty after an error. GDAL's virtual paths (/vsizip/...) are not looked up.
  fs::path read_path(TomlTable& table, const std::string& key) {
    const std::string text = table.required_text(key);
    const std::size_t errors_before = faults_.error_count();
    const std::string expanded = with_environment(table, key, text);
    if (text.empty() || faults_.error_count() > errors_before) return {};
    if (expanded.starts_with("/vsi")) return expanded;
    std::error_code error;
    const fs::path path = fs::absolute(kit_.file.parent_path() / expanded, error).lexically_normal();
    // "terrain.nc:height" names a variable of a NetCDF file; gis finds it.
    const std::string whole = path.string();
    const std::size_t colon = whole.rfind(':');
    const bool is_variable = colon != std::string::npos && fs::is_regular_file(whole.substr(0, colon), error);
    if (!is_variable && !fs::exists(path, error)) table.refuse(key, path.string() + ", which does not exist", "a file");
    return path;
  }

  void read_layer(TomlTable& table) {
    KitLayer layer;
    layer.line = static_cast<int>(table.line());
    const std::string kind = table.required_text("kind");
    if (const auto* found = find_name(layer_kinds, kind))
      layer.kind = found->second;
    else if (!kind.empty())
      table.refuse("kind", shown(kind), "one of " + names_of(layer_kinds));
    layer.file = read_path(table, "file");
    layer.layer = table.text("layer");
    layer.encoding = table.text("encoding");
    layer.crs = table.text("crs");
    layer.datum = table.text("datum");
    if (!layer.datum.empty() && layer.datum != "GCJ-02" && layer.datum != "BD-09")
      table.refuse("datum", shown(layer.datum), "\"GCJ-02\" or \"BD-09\"");
    layer.where = table.text("where");
    layer.group = table.text("group");
    layer.fields = table.text_map("fields");
    layer.values = table.number_map("values");
    layer.texts = table.text_map("texts");
    layer.by_class = table.number_maps("by_class");
    if (!layer.by_class.empty() && layer.kind != LayerKind::roads)
      table.refuse("by_class", "a table in a layer of " + kind, "by_class in layers of roads only");
    for (const auto& [name, value] : layer.values)
      if (layer.fields.contains(name)) note_default(table, layer, name, value);
    table.finish();
    kit_.layers.push_back(std::move(layer));
  }

  void note_default(TomlTable& table, const KitLayer& layer, const std::string& name, double value) {
    faults_.warning(table.line("values"),
                    fmt::format("{} given as field {} and as value {}", name, layer.fields.at(name), value),
                    "one of them", "the value is used where the field has none");
  }

  void read_raster(TomlTable& table, KitRaster& raster, bool is_land_cover) {
    raster.file = read_path(table, "file");
    raster.band = table.integer("band", 1, 1, 65535);
    raster.crs = table.text("crs");
    raster.nodata = table.number("nodata", missing);
    raster.resolution_m = table.number("resolution_m", 0, {.lowest = 0});
    if (is_land_cover) {
      table.require("classes",
                    "a table: value of the raster or text of the field -> " + names_of(land_covers));
      for (const auto& [value, cover] : table.text_map("classes")) {
        if (const auto* found = find_name(land_covers, cover))
          raster.classes[value] = static_cast<int>(found->second);
        else
          table.refuse("classes", fmt::format("{} -> {}", shown(value), shown(cover)),
                       "one of " + names_of(land_covers));
      }
      raster.class_field = table.text("class_field");
    }
    table.finish();
  }

  void read_met(TomlTable& table) {
    const std::string kind = table.required_text("kind");
    if (kind == "aermet") {
      kit_.met_kind = MetKind::aermet;
      kit_.met_surface = read_path(table, "surface");
      kit_.met_profile = read_path(table, "profile");
      kit_.settings.met_base_elevation_m =
          table.required_number("base_elevation_m", {.lowest = -500, .highest = 9000});
    } else if (kind == "csv") {
      kit_.met_kind = MetKind::csv;
      read_met_table(table);
      table.require("site", "a table [met.site]: where and over what the observations were made");
    } else if (!kind.empty()) {
      table.refuse("kind", shown(kind), "\"aermet\" or \"csv\"");
      return;  // which keys belong here is not known
    }
    if (auto site = table.table("site"))
      read_site_table(*site, kit_.settings.utc_offset_hours, kit_.settings.met_site);
    tell_wind_height();
    table.finish();
  }

  void read_met_table(TomlTable& table) {
    MetTable& met = kit_.met_table;
    met.file = read_path(table, "file");
    met.member = table.text("member");
    const std::string separator = table.text("separator");
    if (separator.size() > 1) table.refuse("separator", shown(separator), "one character");
    met.separator = separator.empty() ? '\0' : separator[0];
    met.time_format = table.required_text("time_format");
    met.utc_offset_hours = read_utc_offset(table, "utc_offset_hours");
    table.require("is_hour_beginning", "true or false: does the stamp name the hour's start?");
    met.is_hour_beginning = table.flag("is_hour_beginning", false);
    table.require("fields", "a table: time and wind_speed_m_per_s, ... -> column of the file");
    met.fields = table.text_map("fields");
    met.values = table.number_map("values");
    met.missing_codes = table.number_map("missing_codes");
    check_met_names(table);
    read_wind_height(table);
    for (const auto& [name, value] : met.values) add_assumption(table, name, value);
  }

  void read_wind_height(TomlTable& table) {
    MetTable& met = kit_.met_table;
    met.wind_measured_at_m = table.number("wind_measured_at_m", 0, {.lowest = 0, .highest = 1000});
    met.wind_power_law_exponent = table.number("wind_power_law_exponent", 0, {.lowest = 0, .highest = 1});
    if ((met.wind_measured_at_m > 0) != (met.wind_power_law_exponent > 0))
      table.refuse(table.has("wind_measured_at_m") ? "wind_measured_at_m" : "wind_power_law_exponent",
                   "one without the other", "both above 0, or neither");
  }

  /// The site is read after the table, so its height is known only now.
  void tell_wind_height() {
    const MetTable& met = kit_.met_table;
    if (met.wind_measured_at_m <= 0) return;
    kit_.settings.assumptions.push_back(fmt::format(
        "wind speed: brought from {} m to {} m above ground by a power law with exponent {}, from the kit",
        met.wind_measured_at_m, kit_.settings.met_site.wind_height_m, met.wind_power_law_exponent));
  }

  void check_met_names(TomlTable& table) {
    const MetTable& met = kit_.met_table;
    const std::string expected = "one of " + met_column_names();
    if (table.has("fields") && !met.fields.contains("time"))
      table.refuse("fields", "a table without time", "time -> column");
    for (const auto& [name, column] : met.fields)
      if (name != "time" && find_met_column(name) == nullptr)
        table.refuse("fields", "unknown " + name, "time or " + expected);
    for (const auto& [name, value] : met.values)
      if (find_met_column(name) == nullptr) table.refuse("values", "unknown " + name, expected);
    for (const auto& [name, code] : met.missing_codes)
      if (!met.fields.contains(name))
        table.refuse("missing_codes", name, "a name that stands in [met.fields]");
    // Two columns, or a column and a constant, for one quantity: which one holds is not said.
    for (const MetColumn& one : met_columns())
      for (const MetColumn& other : met_columns())
        if (&one < &other && one.member == other.member && is_given(one) && is_given(other))
          table.refuse("fields", fmt::format("{} and {}", one.name, other.name), "one of them");
    for (const auto& [name, value] : met.values)
      if (met.fields.contains(name)) table.refuse("values", name + ", which is a field too", "one of them");
  }

  bool is_given(const MetColumn& column) const {
    const std::string name(column.name);
    return kit_.met_table.fields.contains(name) || kit_.met_table.values.contains(name);
  }

  void add_assumption(TomlTable& table, const std::string& name, double value) {
    const MetColumn* column = find_met_column(name);
    if (column == nullptr) return;
    const double ours = column->converted(value);
    if (ours < column->lowest || ours > column->highest) {
      table.refuse("values", fmt::format("{} {} {}", name, value, column->unit), "a value that occurs");
      return;
    }
    kit_.settings.assumptions.push_back(
        fmt::format("{}: {} {} in every hour, from the kit", column->label, value, column->unit));
  }

  Kit& kit_;
  FaultList& faults_;
};

}  // namespace

Result<Loaded<Kit>> read_kit(const fs::path& kit_toml) {
  const auto document = parse_toml(kit_toml);
  if (!document) return tl::unexpected(document.error());
  FaultList faults(kit_toml.string(), 100);
  Loaded<Kit> loaded;
  std::error_code error;
  loaded.value.file = fs::absolute(kit_toml, error).lexically_normal();
  TomlTable root(*document, "", faults);
  KitReader(loaded.value, faults).read(root);
  if (faults.has_errors()) return faults.refusal();
  loaded.faults = faults.remarks();
  return loaded;
}

}  // namespace leeward::data

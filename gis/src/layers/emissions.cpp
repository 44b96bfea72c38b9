#include "emissions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/model/units.h"

namespace leeward::gis::reading {
namespace {

/// Factor from the unit of a name's suffix to the base unit of its kind.
double factor_of(const std::string& suffix, double extent) {
  if (suffix == "_g_per_s") return 1.0 / extent;
  if (suffix == "_kg_per_h") return 1000.0 / seconds_per_hour / extent;
  if (suffix == "_t_per_year") return g_per_s_from_t_per_year(1.0) / extent;
  if (suffix == "_g_per_km_h") return g_per_m_s_from_vehicles(1.0, 1.0);
  return 1.0;  // _g_per_m_s, _g_per_m2_s
}

}  // namespace

const std::vector<std::string>& point_emission_suffixes() {
  static const std::vector<std::string> suffixes{"_g_per_s", "_kg_per_h", "_t_per_year"};
  return suffixes;
}
const std::vector<std::string>& line_emission_suffixes() {
  static const std::vector<std::string> suffixes{"_g_per_m_s", "_g_per_km_h", "_t_per_year"};
  return suffixes;
}
const std::vector<std::string>& area_emission_suffixes() {
  static const std::vector<std::string> suffixes{"_g_per_m2_s", "_g_per_s", "_t_per_year"};
  return suffixes;
}

Emission emission_of(const FieldValues& values, const SourceFeature& source, double extent) {
  Emission emission;
  if (extent <= 0) return emission;
  for (const EmissionField& field : values.emissions())
    if (const auto rate = values.strict_number(source.feature, source.label, field.name, not_negative))
      emission[field.pollutant] += *rate * factor_of(field.suffix, extent);
  return emission;
}

std::string origin_of(const FieldValues& values, const SourceFeature& source, const Emission& emission) {
  std::string origin = values.text(source.feature, source.label, "origin");
  return origin.empty() && !emission.empty() ? "given" : origin;
}

std::string group_of(const FieldValues& values, const SourceFeature& source, const KitLayer& layer) {
  std::string group = values.text(source.feature, source.label, "group");
  return group.empty() ? layer.group : group;
}

void expect_emissions(ImportContext& context, const LayerReader& reader,
                      const std::vector<std::string>& suffixes) {
  if (!reader.values().emissions().empty()) return;
  context.log.warning(reader.place(), "", "no emission mapped",
                      fmt::format("a field or value such as NOx{}", fmt::join(suffixes, " or NOx")),
                      "the sources emit nothing");
}

}  // namespace leeward::gis::reading

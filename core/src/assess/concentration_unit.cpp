#include "core/assess/concentration_unit.h"

#include <fmt/format.h>

#include <optional>

#include "core/model/pollutant.h"

namespace leeward {
namespace {

struct Unit {
  std::string_view name;
  bool is_mass;
  double in_base;  // of ug/m3 or ppb
};
constexpr Unit units[] = {
    {"ng/m3", true, 1e-3}, {"ug/m3", true, 1}, {"mg/m3", true, 1e3}, {"ppb", false, 1}, {"ppm", false, 1e3}};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : units)
    if (unit.name == name) return &unit;
  return nullptr;
}

/// g/mol (physics/14 section 4)
std::optional<double> molar_mass(std::string_view pollutant) {
  if (pollutant == "O3") return 47.9982;  // measured and taken from tables, never a source's
  const auto known = find_pollutant(pollutant);
  if (!known || known->molar_mass_g_per_mol == 0) return std::nullopt;
  return known->molar_mass_g_per_mol;
}

}  // namespace

Result<double> unit_factor(std::string_view from, std::string_view to, std::string_view pollutant,
                           const ReferenceState& state) {
  const Unit* const source = find_unit(from);
  const Unit* const target = find_unit(to);
  if (source == nullptr || target == nullptr)
    return fail(ErrorCode::input, fmt::format("found the unit '{}', expected ng/m3, ug/m3, mg/m3, ppb or ppm",
                                              source == nullptr ? from : to));
  double factor = source->in_base / target->in_base;
  if (source->is_mass == target->is_mass) return factor;
  const auto mass = molar_mass(pollutant);
  if (!mass)
    return fail(ErrorCode::input, fmt::format("{} cannot be turned from {} into {}: it has no molar mass",
                                              pollutant, from, to));
  constexpr double gas_constant = 8.314462618;
  const double ug_per_m3_per_ppb =
      1e-9 * state.pressure_hpa * 100 / (gas_constant * state.temperature_k) * *mass * 1e6;
  return source->is_mass ? factor / ug_per_m3_per_ppb : factor * ug_per_m3_per_ppb;
}

}  // namespace leeward

#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace leeward {

/// What can be modelled. NOx is expressed as NO2 mass.
struct Pollutant {
  std::string_view id;             ///< "NOx"
  std::string_view label;          ///< "NOₓ (as NO₂)"
  std::string_view cf_name;        ///< CF standard name of its mass concentration in air; empty when there is none
  double molar_mass_g_per_mol = 0;  ///< 0 for mixtures such as PM10
};

std::span<const Pollutant> all_pollutants();
/// Case-insensitive; nullopt when unknown.
std::optional<Pollutant> find_pollutant(std::string_view id);

}  // namespace leeward

#include "core/model/pollutant.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace leeward {
namespace {

// CF standard names: CF Standard Name Table v79. Molar masses as physics/14 section 4 has them.
constexpr std::array<Pollutant, 8> pollutant_table{{
    {"NOx", "NOₓ (as NO₂)", "mass_concentration_of_nox_expressed_as_nitrogen_dioxide_in_air", 46.0055},
    {"NO2", "NO₂", "mass_concentration_of_nitrogen_dioxide_in_air", 46.0055},
    {"NO", "NO", "mass_concentration_of_nitrogen_monoxide_in_air", 30.0061},
    {"SO2", "SO₂", "mass_concentration_of_sulfur_dioxide_in_air", 64.0638},
    {"CO", "CO", "mass_concentration_of_carbon_monoxide_in_air", 28.0101},
    {"PM10", "PM₁₀", "mass_concentration_of_pm10_ambient_aerosol_particles_in_air", 0},
    {"PM2.5", "PM₂.₅", "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air", 0},
    {"OTHER", "tracer", "", 0},
}};

bool is_same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

}  // namespace

std::span<const Pollutant> all_pollutants() {
  return pollutant_table;
}

std::optional<Pollutant> find_pollutant(std::string_view id) {
  for (const Pollutant& one : pollutant_table)
    if (is_same_text(one.id, id)) return one;
  return std::nullopt;
}

}  // namespace leeward

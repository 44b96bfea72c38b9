#pragma once
#include <string_view>

#include "core/model/result.h"

namespace leeward {

/// State of the air that a law's concentrations are given for.
struct ReferenceState {
  double temperature_k = 298.15;
  double pressure_hpa = 1013.25;
};

/// What a concentration in `from` is multiplied by to be in `to`: ng/m3, ug/m3, mg/m3, ppb, ppm.
///
///   c[ug/m3] = x[ppb] 1e-9 (p/(R T)) M 1e6,  R = 8.314462618 J/(mol K), p in Pa, T in K, M in g/mol
///   (physics/14 section 4)
/// NOx counts as NO2 mass. Between mass and mixing ratio only for gases whose molar mass is known (NO, NO2,
/// NOx, O3, SO2, CO).
Result<double> unit_factor(std::string_view from, std::string_view to, std::string_view pollutant,
                           const ReferenceState& state);

}  // namespace leeward

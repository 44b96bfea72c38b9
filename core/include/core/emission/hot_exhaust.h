#pragma once
#include <string>

#include "core/model/result.h"

/// Speed-dependent exhaust of road vehicles.
namespace leeward {

/// Coefficients of the EMEP/EEA guidebook's tier 3 (1.A.3.b.i-iv, 2019/2023; physics/11 section 2.2):
///   EF = (alpha V^2 + beta V + gamma + delta / V) / (epsilon V^2 + zeta V + eta) (1 - reduction)   [g/km], V
///   [km/h]
/// COPERT 4 "equation 1" rows (a + cV + eV^2 + f/V) / (1 + bV + dV^2) map to alpha = e, beta = c, gamma = a,
/// delta = f, epsilon = d, zeta = b, eta = 1. Valid for min_speed..max_speed; outside, the value at the
/// nearer end is taken, as the guidebook does.
struct HotCurve {
  std::string vehicle;    ///< "PC diesel 1.4-2.0 l"
  std::string euro;       ///< "Euro 5"
  std::string pollutant;  ///< "NOx"
  double alpha = 0;
  double beta = 0;
  double gamma = 0;
  double delta = 0;
  double epsilon = 0;
  double zeta = 0;
  double eta = 1;
  double reduction = 0;  ///< [0..1)
  double min_speed_km_per_h = 5;
  double max_speed_km_per_h = 130;
};

/// Hot exhaust factor [g/km] at a mean speed. A denominator of 0 or less, or a negative factor, is an error
/// in the coefficients and is named; nothing is clamped but the speed.
Result<double> hot_factor_g_per_km(const HotCurve& curve, double speed_km_per_h);

}  // namespace leeward

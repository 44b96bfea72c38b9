#pragma once
#include <array>
#include <vector>

#include "core/model/meteorology.h"
#include "dispersion/met_profile.h"

namespace leeward::dispersion {

/// 0 degC of profile temperatures in AERMOD (physics/01 section 1; everywhere else 273.15 K).
inline constexpr double aermod_zero_celsius_k = 273.16;
/// Dry adiabatic lapse rate g/cp of the dispersion model [K/m].
inline constexpr double aermod_adiabatic_lapse_k_per_m = 0.00977;
inline constexpr double aermod_gravity_m_per_s2 = 9.80616;
inline constexpr double aermod_von_karman = 0.4;
/// Least potential-temperature gradient of stable air [K/m].
inline constexpr double aermod_least_stable_gradient_k_per_m = 0.002;
/// exp(-50) and below is 0 in AERMOD.
inline constexpr double aermod_least_exponent = -50.0;

/// One measured value at one height.
struct HeightValue {
  double height_m = 0;
  double value = 0;
};
using Observations = std::vector<HeightValue>;

/// The valid measurements of an hour's profile, each variable for itself (physics/01 section 2.2).
struct ObservedProfile {
  Observations wind_speed_m_per_s;
  Observations wind_from_deg;
  Observations sigma_v_m_per_s;
  Observations sigma_w_m_per_s;
  Observations
      gradient_k_per_m;  ///< potential-temperature gradient at the middle of each pair; stable hours only
};

/// The hour's scalars after screening and repair (physics/01 section 2.3). Lengths in m, speeds in m/s.
struct ScreenedHour {
  HourStatus status = HourStatus::missing;
  bool is_stable = false;
  bool is_adjusted_u_star = false;
  bool is_bulk_richardson = false;
  double u_star = 0;
  double w_star = 0;     ///< 0 in stable hours
  double inverse_l = 0;  ///< 1/m; magnitude <= 1, never 0
  double z0 = 0;
  double z_ic = 0;  ///< 0 in stable hours
  double z_im = 0;
  double z_i = 0;
  double gamma_zi = 0;  ///< K/m; 0 in stable hours
  double wind_speed = 0;
  double wind_from_deg = 0;
  double wind_height = 0;
  double temperature_k = 0;
  double temperature_height = 0;
  double cloud_tenths = 0;
};

/// Screening and repair (physics/01 section 2.3; departures: see make_boundary_layer).
ScreenedHour screen_hour(const MetHour& hour, const BoundaryLayerOptions& options);

/// Level clean-up (physics/01 section 2.2). sigma_v from sigma_theta (r in rad) by Yamartino's form:
///   eps = sin r (1 - 0.073864 r),  sigma_v = max(r U sqrt(1 - eps^2), 0.2 m/s)
/// gradients between consecutive valid temperatures: (T2 - T1)/(z2 - z1) + 0.00977, at least 0.002 K/m.
ObservedProfile clean_profile(const MetHour& hour, bool is_stable);

}  // namespace leeward::dispersion

#pragma once
#include <array>

#include "dispersion/met_profile.h"
#include "screened_hour.h"

/// Similarity profiles of one hour and their blending with measurements on the 87 levels
/// (physics/01 sections 4 and 5, AERMOD v24142). Symbols are those of the spec.
namespace leeward::dispersion {

using LevelValues = std::array<double, profile_level_count>;

/// Integrated stability function of momentum [-], zeta = z/L; 0 at neutral.
///   zeta < 0: 2 ln((1+x)/2) + ln((1+x^2)/2) - 2 atan x + pi/2,  x = (1 - 16 zeta)^(1/4)   (Paulson 1970)
///   zeta > 0: -17 (1 - exp(-0.29 zeta))                                                   (van Ulden &
///   Holtslag 1985)
double psi_momentum(double zeta);

/// Wind speed before it is scaled to the observations [m/s]: with u_MO(z) = (u*/k)(ln(z/z0) - psi(z/L) +
/// psi(z0/L)) and z_l = 7 z0, u_MO for z_l < z <= z_i; above z_i and below z_l by the three cases of
/// physics/01 section 5.1.
double reference_wind_speed(const ScreenedHour& hour, double z);

/// Temperature scale theta* of a stable hour [K] (physics/01 section 5.3; Luhar & Rayner 2009 with BULKRN).
/// Departure: with BULKRN and a wind height below 6 z0, where that form has no value, 0.08 K as without
/// BULKRN.
double stable_temperature_scale(const ScreenedHour& hour, const Observations& gradients);

/// Potential-temperature gradient of a stable hour before blending [K/m]:
///   theta*/(k z)(a + b z/L), z at least 2 m, (a, b) = (1, 5) or, with ADJ_U*, (0.74, 4.7);
///   above 100 m that at 100 m times exp(-(z - 100)/(0.44 max(100, z_i))); at least 0.002
double reference_stable_gradient(const ScreenedHour& hour, double theta_star, double z);

/// sigma_v^2 [m2/s2]: mechanical 3.6 u*^2 at the ground to min(3.6 u*^2, 0.25) at z_im, linear, constant
/// above.
double mechanical_sigma_v_squared(double u_star, double z_im, double z);
/// Convective: 0.35 w*^2 up to z_ic, linear to min(0.35 w*^2, 0.25) at 1.2 z_ic, constant above. [m2/s2]
double convective_sigma_v_squared(double w_star, double z_ic, double z);
/// Convective: 1.6 (z/z_ic)^(2/3) w*^2 up to 0.1 z_ic; 0.35 w*^2 up to z_ic; times exp(-6 (z - z_ic)/z_ic)
/// above.
double convective_sigma_w_squared(double w_star, double z_ic, double z);
/// Mechanical sigma_w^2: (sigma_R min(1, z/z_i))^2 + (1.3 u*)^2 (1 - z/z_i) below z_i. [m2/s2]
double mechanical_sigma_w_squared(const ScreenedHour& hour, double sigma_residual, double z);

/// Gridded profiles, blended with the measurements.
LevelValues wind_speed_profile(const ScreenedHour& hour, const Observations& observed);
LevelValues wind_direction_profile(const ScreenedHour& hour, const Observations& observed);
LevelValues gradient_profile(const ScreenedHour& hour, const Observations& observed);
LevelValues sigma_v_profile(const ScreenedHour& hour, const Observations& observed);
/// @param wind_speed_at_zi  U(z_i) on the grid; makes the residual turbulence where no sigma_w is observed
/// above z_i
LevelValues sigma_w_profile(const ScreenedHour& hour, const Observations& observed, double wind_speed_at_zi);

/// Potential temperature [K] by the trapezoid rule from T_ref + 0.00977 (z_T + z_base) at z_T, up and down.
LevelValues potential_temperature_profile(const ScreenedHour& hour, double base_elevation_m,
                                          const LevelValues& gradient);

}  // namespace leeward::dispersion

#pragma once

/// Surface energy balance, u* and L of one hour from routine observations: AERMET's relations (physics/01
/// sections 10.2-10.6). n is cloud cover in tenths, phi the sun's elevation in degrees.
namespace leeward::dispersion {

/// AERMET's constants; the dispersion side has slightly different ones (physics/01 section 1).
struct AermetConstants {
  static constexpr double gravity = 9.80655;           // m/s2
  static constexpr double von_karman = 0.4;            // -
  static constexpr double heat_capacity = 1004.0;      // J/kg/K
  static constexpr double gas_constant = 287.0406;     // J/kg/K
  static constexpr double stefan_boltzmann = 5.67e-8;  // W/m2/K4
  static constexpr double c1 = 5.31e-13;               // W/m2/K6, clear-sky counter-radiation
  static constexpr double c2 = 60.0;                   // W/m2, counter-radiation of clouds
};

/// 100 p/(287.0406 T) [kg/m3], p in hPa.
double air_density_kg_per_m3(double pressure_hpa, double temperature_k);
/// 1013.25 (1 - 0.0065 z/288.15)^5.255 [hPa]
double standard_pressure_hpa(double elevation_m);

/// r + (1 - r) exp(-0.1 phi - (1 - r)^2/2), r the albedo at noon; 1 for phi <= 0. [-]
double albedo_at(double noon_albedo, double elevation_deg);
/// 990 sin(phi) - 30 [W/m2]; negative for phi below 1.74 deg.
double clear_sky_radiation_w_per_m2(double elevation_deg);
/// The clear-sky radiation times 1 - 0.75 (n/10)^3.4; 0 for phi <= 1.74 deg. [W/m2]
double cloudy_radiation_w_per_m2(double elevation_deg, double cloud_tenths);
/// Cloud [tenths] that makes the measured radiation R of the clear-sky R_0 > 0: 10 ((1 -
/// R/R_0)/0.75)^(1/3.4), 0-10.
double cloud_from_radiation_tenths(double radiation_w_per_m2, double clear_sky_w_per_m2);

/// Elevation of the sun [deg] at which the net radiation is 0, from
///   sin(phi_c) = (s T^4 - c1 T^6 - c2 n/10)/((1 - 0.75 (n/10)^3.4)(1 - r(phi)) 990) + 30/990
/// iterated to 1 % from the hour's own elevation, at most 20 times. sin <= 0: 0; sin > 1: 92; r = 1: 94.
double critical_elevation_deg(double temperature_k, double cloud_tenths, double noon_albedo,
                              double elevation_deg);

/// R_n = ((1 - r) R + c1 T^6 - s T^4 + c2 n/10)/1.12 [W/m2]
double net_radiation_w_per_m2(double radiation_w_per_m2, double albedo, double temperature_k,
                              double cloud_tenths);
/// H = 0.9 R_n/(1 + 1/B); 0.1 where that is not positive. [W/m2]
double convective_heat_flux_w_per_m2(double net_radiation_w_per_m2, double bowen_ratio);

/// Wind over a rough surface.
struct SurfaceWind {
  double wind_speed_m_per_s = 0;
  double wind_height_m = 0;
  double roughness_length_m = 0;
  double temperature_k = 0;
  double density_kg_per_m3 = 0;
};

struct SurfaceLayer {
  double friction_velocity_m_per_s = 0;
  double obukhov_length_m = 0;  ///< 1 <= |L| <= 8888
  double heat_flux_w_per_m2 = 0;
  bool has_converged = true;
};

/// Fixed point of u* = k U/(ln(z/z0) - psi(z/L) + psi(z0/L)) and L = -rho cp T u*^3/(k g H), from psi = 0.
/// Stops at a change of L by 1 %, as AERMET does (its files can then be compared), or after 100 rounds (not
/// converged).
SurfaceLayer convective_surface_layer(const SurfaceWind& wind, double heat_flux_w_per_m2);

/// Sun and cloud of a stable hour.
struct StableSky {
  double cloud_tenths = 0;
  double elevation_deg = 0;
  double critical_elevation_deg = 0;
};

/// Holtslag & van Ulden (1983): theta* = 0.09 (1 - 0.5 (n/10)^2), C_D = k/ln(z/z0), u_0^2 = 5 z g theta*/T,
/// c = (2 u_0/(sqrt(C_D) U))^2;
///   c <= 1: u* = C_D U (1 + sqrt(1 - c))/2
///   c > 1:  u* and theta* of c = 1 times U/U_cr, U_cr = 2 u_0/sqrt(C_D)
/// theta* is first multiplied by 1 - (phi/phi_c)^2 by day. Then the heat-flux cap: for rho cp u* theta* > 64 W/m2, u*
/// is the largest root of u*^3 - C_D U u*^2 + C_D 5 z g q/T = 0, q = 64/(rho cp), theta* = q/u*.
/// L = T u*^2/(k g theta*), H = -rho cp u* theta*. Departure: theta* by day is at least 1e-5 K, for L to have a value.
SurfaceLayer stable_surface_layer(const SurfaceWind& wind, const StableSky& sky);

/// ADJ_U*, Qian & Venkatram (2011): theta* = 0.08 K whatever the cloud, C_D = k/ln((z - 5 z0)/z0),
/// u_0^2 = 4.7 (z - 6 z0) g theta*/T, c and U_cr as above,
///   u* = C_D U/2 (1 + exp(-c/2))/(1 - exp(-2/sqrt(c))), at least C_D U_cr/4
///   c > 1: theta* times U/U_cr
/// Sun, cap (4.7 (z - 5 z0) for 5 z), L and H as above, with L at least 1100 u*^2. @pre z > 6 z0
SurfaceLayer adjusted_stable_surface_layer(const SurfaceWind& wind, const StableSky& sky);

}  // namespace leeward::dispersion

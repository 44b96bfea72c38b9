#pragma once
#include <numbers>

/// Every conversion factor and function. Inside Leeward: m, s, K, W, rad, g; conversion happens once, at the border.
namespace leeward {

inline constexpr double ug_per_g = 1e6;
inline constexpr double seconds_per_hour = 3600.0;
inline constexpr double hours_per_day = 24.0;
inline constexpr double seconds_per_day = 86400.0;
inline constexpr double metres_per_km = 1000.0;
inline constexpr double rad_per_deg = std::numbers::pi / 180.0;

constexpr double m_per_s_from_km_per_h(double speed_km_per_h) {
  return speed_km_per_h * metres_per_km / seconds_per_hour;
}
constexpr double m_per_s_from_knots(double speed_knots) { return speed_knots * 1852.0 / seconds_per_hour; }
/// 0 degC = 273.15 K (AERMOD's profile temperatures use 273.16; dispersion/met_profile.h has that).
constexpr double kelvin_from_celsius(double temperature_c) { return temperature_c + 273.15; }
constexpr double celsius_from_kelvin(double temperature_k) { return temperature_k - 273.15; }
/// Emission of a source that runs `operating_hours` a year.
constexpr double g_per_s_from_t_per_year(double t_per_year, double operating_hours = 8760.0) {
  return t_per_year * 1e6 / (operating_hours * seconds_per_hour);
}
/// Line emission from traffic: vehicles per hour times mean factor.
constexpr double g_per_m_s_from_vehicles(double vehicles_per_hour, double factor_g_per_km) {
  return vehicles_per_hour * factor_g_per_km / (metres_per_km * seconds_per_hour);
}

}  // namespace leeward

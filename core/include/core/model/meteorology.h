#pragma once
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/model/time.h"

namespace leeward {

/// A missing measurement inside MetHour and ObservedHour; never leaves the meteorology.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
inline bool is_missing(double value) { return std::isnan(value); }

/// One height of a measured profile.
struct ProfileLevel {
  double height_m = 0;
  double wind_from_deg = missing;
  double wind_speed_m_per_s = missing;
  double temperature_c = missing;
  double sigma_theta_deg = missing;      ///< standard deviation of the horizontal wind direction
  double sigma_w_m_per_s = missing;
};

/// Boundary-layer scalars of one hour as AERMET's SFC file has them (physics/01 section 2.1), plus its profile.
/// A value that is missing or out of AERMOD's accepted range is NaN. Calm: wind_speed_m_per_s exactly 0.
struct MetHour {
  UtcHour hour;
  double sensible_heat_flux_w_per_m2 = missing;
  double friction_velocity_m_per_s = missing;
  double convective_velocity_m_per_s = missing;
  double temperature_gradient_above_zi_k_per_m = missing;
  double convective_mixing_height_m = missing;
  double mechanical_mixing_height_m = missing;
  double inverse_obukhov_length_per_m = missing;  ///< 1/L; > 0 stable. L = 0 in a file is read as L = -sign(H) m
  double roughness_length_m = missing;
  double bowen_ratio = missing;
  double albedo = missing;
  double wind_speed_m_per_s = missing;  ///< exactly 0 = calm
  double wind_from_deg = missing;
  double wind_height_m = missing;
  double temperature_k = missing;
  double temperature_height_m = missing;
  int precipitation_code = 0;
  double precipitation_mm_per_h = missing;
  double relative_humidity_percent = missing;
  double pressure_hpa = missing;
  double cloud_tenths = missing;
  std::vector<ProfileLevel> profile;  ///< ascending heights; may be empty
};

/// Hours in ascending order, with what holds for all of them.
struct MetSeries {
  std::string station;
  double latitude_deg = 0;
  double longitude_deg = 0;
  double profile_base_elevation_m = 0;  ///< elevation of the met site above the datum (PROFBASE)
  double utc_offset_hours = 0;          ///< local standard time of the file
  bool is_adjusted_u_star = false;      ///< header flag ADJ_U*
  bool is_bulk_richardson = false;      ///< header flag BULKRN
  std::vector<MetHour> hours;
  std::string origin;                   ///< file(s) and how they were turned into this, for the manifest
};

/// One hour of routine observations, the input of the preprocessor (physics/01 section 10). Missing is NaN.
struct ObservedHour {
  UtcHour hour;
  double wind_speed_m_per_s = missing;
  double wind_from_deg = missing;
  double temperature_k = missing;
  double cloud_tenths = missing;
  double solar_radiation_w_per_m2 = missing;
  double pressure_hpa = missing;
  double relative_humidity_percent = missing;
  double precipitation_mm_per_h = missing;
};

/// Where and over what the observations were made; midday albedo, Bowen ratio and z0 as one value per month.
struct MetSite {
  std::string station;
  double latitude_deg = 0;
  double longitude_deg = 0;
  double elevation_m = 0;
  double utc_offset_hours = 0;
  double wind_height_m = 10;
  double temperature_height_m = 2;
  std::vector<double> roughness_length_m;  ///< 1 or 12 values
  std::vector<double> albedo;              ///< 1 or 12 values, at noon
  std::vector<double> bowen_ratio;         ///< 1 or 12 values
  double morning_gradient_k_per_m = 0.008;  ///< potential-temperature gradient at sunrise, when there is no sounding
  bool is_adjusted_u_star = true;           ///< ADJ_U*: low-wind stable friction velocity
};

struct ObservedSeries {
  MetSite site;
  std::vector<ObservedHour> hours;
  std::string origin;
};

}  // namespace leeward

#include "screened_hour.h"

#include <algorithm>
#include <cmath>

#include "core/model/units.h"

namespace leeward::dispersion {
namespace {

constexpr double highest_mixing_height_m = 4000.0;
constexpr double neutral_length_m = 8888.0;  // AERMET's largest |L|
// AERMOD computes with the code of a missing cloud cover as it stands (theta* of a night with BULKRN).
constexpr double missing_cloud_tenths = 99.0;

// Comparisons that are false for a missing value (NaN) without raising the invalid-operation flag: tests run
// with floating-point traps.
bool is_over(double value, double bound) {
  return std::isgreater(value, bound);
}
bool is_below(double value, double bound) {
  return std::isless(value, bound);
}
bool is_between(double value, double lowest, double highest) {
  return std::isgreaterequal(value, lowest) && std::islessequal(value, highest);
}

bool has_all_values(const MetHour& hour) {
  const bool has_scalars =
      is_between(hour.wind_speed_m_per_s, 0, 90) && is_below(hour.wind_speed_m_per_s, 90) &&
      is_over(hour.wind_from_deg, -9) && is_between(hour.wind_from_deg, -9, 900) &&
      is_over(hour.temperature_k, 0) && is_between(hour.temperature_k, 0, 900) &&
      !is_missing(hour.inverse_obukhov_length_per_m) &&
      is_between(hour.mechanical_mixing_height_m, 0, 90000) && is_over(hour.friction_velocity_m_per_s, 0) &&
      is_below(hour.friction_velocity_m_per_s, 9);
  if (!has_scalars) return false;
  const bool has_heights = !is_missing(hour.roughness_length_m) && is_over(hour.wind_height_m, 0) &&
                           std::isgreaterequal(hour.temperature_height_m, 0.0);
  if (!has_heights) return false;
  if (hour.inverse_obukhov_length_per_m >= 0) return true;
  return is_between(hour.convective_mixing_height_m, 0, 90000) &&
         std::isgreaterequal(hour.convective_velocity_m_per_s, 0.0);
}

double repaired_mixing_height(double height_m) {
  return std::clamp(height_m, 1.0, highest_mixing_height_m);
}

}  // namespace

ScreenedHour screen_hour(const MetHour& hour, const BoundaryLayerOptions& options) {
  ScreenedHour h;
  if (hour.wind_speed_m_per_s == 0) {
    h.status = HourStatus::calm;
    return h;
  }
  if (!has_all_values(hour)) return h;
  h.status = HourStatus::valid;
  h.is_adjusted_u_star = options.is_adjusted_u_star;
  h.is_bulk_richardson = options.is_bulk_richardson;
  const double inverse_l = hour.inverse_obukhov_length_per_m;
  h.inverse_l = inverse_l == 0 ? 1.0 / neutral_length_m : std::clamp(inverse_l, -1.0, 1.0);
  h.is_stable = h.inverse_l > 0;
  h.u_star = hour.friction_velocity_m_per_s;
  h.z0 = std::max(hour.roughness_length_m, 1e-4);
  h.z_im = repaired_mixing_height(hour.mechanical_mixing_height_m);
  h.z_i = h.z_im;
  if (!h.is_stable) {
    h.w_star = hour.convective_velocity_m_per_s == 0 ? 0.001 : hour.convective_velocity_m_per_s;
    h.z_ic = repaired_mixing_height(hour.convective_mixing_height_m);
    h.z_i = std::max(h.z_ic, h.z_im);
    const double gradient = hour.temperature_gradient_above_zi_k_per_m;
    h.gamma_zi = is_missing(gradient) ? 0.005 : std::max(gradient, 0.005);
  }
  h.wind_speed = hour.wind_speed_m_per_s;
  h.wind_from_deg = hour.wind_from_deg == 0 ? 360.0 : hour.wind_from_deg;
  h.wind_height = hour.wind_height_m;
  h.temperature_k = hour.temperature_k;
  h.temperature_height = hour.temperature_height_m;
  h.cloud_tenths = is_between(hour.cloud_tenths, 0, 10) ? hour.cloud_tenths : missing_cloud_tenths;
  return h;
}

ObservedProfile clean_profile(const MetHour& hour, bool is_stable) {
  ObservedProfile profile;
  const ProfileLevel* below = nullptr;  // last level with a temperature
  for (const ProfileLevel& level : hour.profile) {
    const double z = level.height_m;
    const bool has_speed = is_between(level.wind_speed_m_per_s, 0, 90);
    const bool has_direction = is_between(level.wind_from_deg, 0, 900);
    const bool is_calm =
        has_speed && has_direction && level.wind_speed_m_per_s == 0 && level.wind_from_deg == 0;
    if (has_speed && !is_calm) profile.wind_speed_m_per_s.push_back({z, level.wind_speed_m_per_s});
    if (has_direction && !is_calm) {
      profile.wind_from_deg.push_back({z, level.wind_from_deg == 0 ? 360.0 : level.wind_from_deg});
    }
    if (has_speed && level.wind_speed_m_per_s > 0 && is_between(level.sigma_theta_deg, 0, 99) &&
        level.sigma_theta_deg < 99) {
      const double r = level.sigma_theta_deg * rad_per_deg;
      const double eps = std::sin(r) * (1.0 - 0.073864 * r);
      const double sigma_v = r * level.wind_speed_m_per_s * std::sqrt(1.0 - eps * eps);
      profile.sigma_v_m_per_s.push_back({z, std::max(sigma_v, 0.2)});
    }
    if (is_between(level.sigma_w_m_per_s, 0, 90)) {
      profile.sigma_w_m_per_s.push_back({z, std::max(level.sigma_w_m_per_s, 0.02)});
    }
    if (!is_over(level.temperature_c, -90) || !is_below(level.temperature_c, 90)) continue;
    if (is_stable && below != nullptr && z > below->height_m) {
      const double gradient = (level.temperature_c - below->temperature_c) / (z - below->height_m) +
                              aermod_adiabatic_lapse_k_per_m;
      profile.gradient_k_per_m.push_back(
          {0.5 * (below->height_m + z), std::max(gradient, aermod_least_stable_gradient_k_per_m)});
    }
    below = &level;
  }
  return profile;
}

}  // namespace leeward::dispersion

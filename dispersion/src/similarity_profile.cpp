#include "similarity_profile.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace leeward::dispersion {
namespace {

constexpr double same_height_m = 0.1;  // a grid level this close to a measurement takes its value

double guarded_exp(double exponent) {
  return exponent <= aermod_least_exponent ? 0.0 : std::exp(exponent);
}

double monin_obukhov_speed(const ScreenedHour& h, double z) {
  return h.u_star / aermod_von_karman *
         (std::log(z / h.z0) - psi_momentum(z * h.inverse_l) + psi_momentum(h.z0 * h.inverse_l));
}

// The measurements around a height. Neither: there is no measurement. `same`: one within 0.1 m.
struct Neighbours {
  const HeightValue* below = nullptr;
  const HeightValue* above = nullptr;
  const HeightValue* same = nullptr;
};

Neighbours neighbours_of(double z, const Observations& observed) {
  Neighbours found;
  for (const HeightValue& value : observed) {
    if (std::abs(z - value.height_m) <= same_height_m) {
      found.same = &value;
      return found;
    }
    if (value.height_m < z) {
      found.below = &value;
    } else if (found.above == nullptr) {
      found.above = &value;
    }
  }
  return found;
}

double linear_between(double z, double z_b, double v_b, double z_a, double v_a) {
  return v_b + (v_a - v_b) * (z - z_b) / (z_a - z_b);
}

// A measurement at the ground, where the reference wind is 0, scales nothing.
double ratio_or_one(double value, double reference) {
  return reference == 0 ? 1.0 : value / reference;
}

/// physics/01 section 4: the reference profile scaled to the measurements.
template <class Reference>
double blend(double z, const Observations& observed, const Reference& reference) {
  const Neighbours near = neighbours_of(z, observed);
  if (near.same != nullptr) return near.same->value;
  if (near.below != nullptr && near.above != nullptr) {
    const double z_b = near.below->height_m;
    const double z_a = near.above->height_m;
    const double linear_reference = linear_between(z, z_b, reference(z_b), z_a, reference(z_a));
    const double linear_observed = linear_between(z, z_b, near.below->value, z_a, near.above->value);
    return ratio_or_one(reference(z), linear_reference) * linear_observed;
  }
  const HeightValue* nearest = near.below != nullptr ? near.below : near.above;
  if (nearest == nullptr) return reference(z);
  return nearest->value * ratio_or_one(reference(z), reference(nearest->height_m));
}

template <class Function>
LevelValues on_levels(const Function& value_at) {
  LevelValues values;
  std::transform(profile_height_m.begin(), profile_height_m.end(), values.begin(), value_at);
  return values;
}

double direction_folded(double degrees) {
  if (degrees > 360.0) return degrees - 360.0;
  return degrees <= 0.0 ? degrees + 360.0 : degrees;
}

double convective_gradient(const ScreenedHour& h, double z) {
  if (z <= h.z_i) return 0.0;
  return z <= h.z_i + 500.0 ? h.gamma_zi : 0.005;
}

double surface_gradient(const ScreenedHour& h, double theta_star, double z) {
  const double a = h.is_adjusted_u_star ? 0.74 : 1.0;
  const double b = h.is_adjusted_u_star ? 4.7 : 5.0;
  const double z_used = std::max(z, 2.0);
  return theta_star / (aermod_von_karman * z_used) * (a + b * z_used * h.inverse_l);
}

/// physics/01 section 5.3, "blending exceptions for Gamma".
double blended_stable_gradient(const ScreenedHour& h, double theta_star, const Observations& observed,
                               double z) {
  constexpr double least_difference = 1e-4;
  const auto reference = [&](double height) { return reference_stable_gradient(h, theta_star, height); };
  const Neighbours near = neighbours_of(z, observed);
  if (near.same != nullptr) return near.same->value;
  if (near.below != nullptr && near.above != nullptr) {
    const double z_b = near.below->height_m;
    const double z_a = near.above->height_m;
    const double linear_observed = linear_between(z, z_b, near.below->value, z_a, near.above->value);
    const double reference_below = reference(z_b);
    const double reference_above = reference(z_a);
    if (std::abs(reference_below - reference_above) <= least_difference) return linear_observed;
    return reference(z) / linear_between(z, z_b, reference_below, z_a, reference_above) * linear_observed;
  }
  if (near.above != nullptr) return surface_gradient(h, theta_star, z);
  if (near.below == nullptr) return reference(z);
  const HeightValue& top = *near.below;
  if (top.height_m > 100.0) {
    return top.value * guarded_exp(-(z - top.height_m) / (0.44 * std::max(100.0, h.z_i)));
  }
  const double reference_top = reference(top.height_m);
  return std::abs(reference_top) < least_difference ? top.value : top.value * reference(z) / reference_top;
}

// Luhar & Rayner (2009), as AERMOD has it with ADJ_U* and BULKRN; nothing where the logarithm has no value.
std::optional<double> luhar_rayner_temperature_scale(const ScreenedHour& h) {
  if (h.wind_height <= 6.0 * h.z0) return std::nullopt;
  const double oktas = std::round(0.8 * h.cloud_tenths);
  const double u_star_max =
      0.6 * std::pow(h.wind_height / std::log((h.wind_height - 5.0 * h.z0) / h.z0), 0.333333);
  const double theta_star_0 = 1.4 * (0.005 / std::tan(0.17 * (2.0 * oktas + 1.0)) + 0.05);
  const double deviation = 2.0 * h.u_star / u_star_max - 1.0;
  return theta_star_0 * (1.0 - deviation * deviation);
}

}  // namespace

double psi_momentum(double zeta) {
  if (zeta >= 0) return -17.0 * (1.0 - std::exp(-0.29 * zeta));
  const double x = std::sqrt(std::sqrt(1.0 - 16.0 * zeta));
  return 2.0 * std::log(0.5 * (1.0 + x)) + std::log(0.5 * (1.0 + x * x)) - 2.0 * std::atan(x) +
         0.5 * std::numbers::pi;
}

double reference_wind_speed(const ScreenedHour& h, double z) {
  const double z_l = 7.0 * h.z0;
  if (z > z_l && z <= h.z_i) return monin_obukhov_speed(h, z);
  if (h.wind_height > h.z_i) return z <= z_l ? monin_obukhov_speed(h, z_l) : h.wind_speed;
  if (z > z_l) return monin_obukhov_speed(h, h.z_i);
  if (h.wind_height > z_l) return monin_obukhov_speed(h, z_l) * z / z_l;
  return h.wind_speed * z / h.wind_height;
}

double stable_temperature_scale(const ScreenedHour& h, const Observations& gradients) {
  const double from_l =
      h.u_star * h.u_star * h.temperature_k * h.inverse_l / (aermod_gravity_m_per_s2 * aermod_von_karman);
  for (const HeightValue& gradient : gradients) {
    const double z = gradient.height_m;
    if (z <= h.z0) continue;
    if (z > 100.0) return from_l;
    return gradient.value * aermod_von_karman * z / (1.0 + 5.0 * z * h.inverse_l);
  }
  if (!h.is_adjusted_u_star) return from_l;
  constexpr double usual = 0.08;
  return h.is_bulk_richardson ? luhar_rayner_temperature_scale(h).value_or(usual) : usual;
}

double reference_stable_gradient(const ScreenedHour& h, double theta_star, double z) {
  double gradient = surface_gradient(h, theta_star, std::min(z, 100.0));
  if (z > 100.0) gradient *= guarded_exp(-(z - 100.0) / (0.44 * std::max(100.0, h.z_i)));
  return std::max(gradient, aermod_least_stable_gradient_k_per_m);
}

double mechanical_sigma_v_squared(double u_star, double z_im, double z) {
  const double at_ground = 3.6 * u_star * u_star;
  const double at_top = std::min(at_ground, 0.25);
  return z < z_im ? at_ground + (at_top - at_ground) * z / z_im : at_top;
}

double convective_sigma_v_squared(double w_star, double z_ic, double z) {
  const double inside = 0.35 * w_star * w_star;
  if (z <= z_ic) return inside;
  const double above = std::min(inside, 0.25);
  return z > 1.2 * z_ic ? above : inside + (above - inside) * (z - z_ic) / (0.2 * z_ic);
}

double convective_sigma_w_squared(double w_star, double z_ic, double z) {
  if (z <= 0.1 * z_ic) return 1.6 * std::pow(z / z_ic, 2.0 / 3.0) * w_star * w_star;
  const double inside = 0.35 * w_star * w_star;
  return z <= z_ic ? inside : inside * guarded_exp(-6.0 * (z - z_ic) / z_ic);
}

double mechanical_sigma_w_squared(const ScreenedHour& h, double sigma_residual, double z) {
  const double residual = sigma_residual * std::min(1.0, z / h.z_i);
  const double boundary_layer = z < h.z_i ? 1.69 * h.u_star * h.u_star * (1.0 - z / h.z_i) : 0.0;
  return residual * residual + boundary_layer;
}

LevelValues wind_speed_profile(const ScreenedHour& h, const Observations& observed) {
  const auto reference = [&](double height) { return reference_wind_speed(h, height); };
  // Without a measured level the profile goes through the reference wind itself, which is no level: a grid level
  // within 0.1 m of its height (8 m of an airport's 7.9 m) keeps its own value.
  const double scale = ratio_or_one(h.wind_speed, reference(h.wind_height));
  return on_levels([&](double z) {
    constexpr double least_speed = 0.01;
    return std::max(observed.empty() ? scale * reference(z) : blend(z, observed, reference), least_speed);
  });
}

LevelValues wind_direction_profile(const ScreenedHour& h, const Observations& observed) {
  return on_levels([&](double z) {
    const Neighbours near = neighbours_of(z, observed);
    if (near.same != nullptr) return direction_folded(near.same->value);
    if (near.below != nullptr && near.above != nullptr) {
      double turn = near.above->value - near.below->value;
      if (turn > 180.0) turn -= 360.0;
      if (turn < -180.0) turn += 360.0;
      return direction_folded(linear_between(z, near.below->height_m, near.below->value, near.above->height_m,
                                             near.below->value + turn));
    }
    const HeightValue* nearest = near.below != nullptr ? near.below : near.above;
    return direction_folded(nearest != nullptr ? nearest->value : h.wind_from_deg);
  });
}

LevelValues gradient_profile(const ScreenedHour& h, const Observations& observed) {
  const double theta_star = h.is_stable ? stable_temperature_scale(h, observed) : 0.0;
  return on_levels([&](double z) {
    const double gradient =
        h.is_stable ? blended_stable_gradient(h, theta_star, observed, z) : convective_gradient(h, z);
    const bool is_stable_air = h.is_stable || z > h.z_i;
    return is_stable_air ? std::max(gradient, aermod_least_stable_gradient_k_per_m) : gradient;
  });
}

LevelValues sigma_v_profile(const ScreenedHour& h, const Observations& observed) {
  const auto reference = [&](double z) {
    const double convective = h.is_stable ? 0.0 : convective_sigma_v_squared(h.w_star, h.z_ic, z);
    return std::sqrt(mechanical_sigma_v_squared(h.u_star, h.z_im, z) + convective);
  };
  return on_levels([&](double z) { return blend(z, observed, reference); });
}

LevelValues sigma_w_profile(const ScreenedHour& h, const Observations& observed, double wind_speed_at_zi) {
  double sum = 0;
  int count = 0;
  for (const HeightValue& value : observed) {
    if (value.height_m < h.z_i) continue;
    sum += value.value;
    ++count;
  }
  const double sigma_residual = count > 0 ? sum / count : 0.02 * wind_speed_at_zi;
  const auto reference = [&](double z) {
    constexpr double least_variance = 1e-8;  // each component is at least 1e-4 m/s
    const double mechanical = std::max(mechanical_sigma_w_squared(h, sigma_residual, z), least_variance);
    if (h.is_stable) return std::sqrt(mechanical);
    return std::sqrt(mechanical + std::max(convective_sigma_w_squared(h.w_star, h.z_ic, z), least_variance));
  };
  return on_levels([&](double z) { return blend(z, observed, reference); });
}

LevelValues potential_temperature_profile(const ScreenedHour& h, double base_elevation_m,
                                          const LevelValues& gradient) {
  const std::size_t n = locate_level(h.temperature_height);
  LevelValues theta;
  const double at_sensor =
      h.temperature_k + aermod_adiabatic_lapse_k_per_m * (h.temperature_height + base_elevation_m);
  theta[n] = at_sensor - 0.5 * (gradient[n] + gradient[n + 1]) * (h.temperature_height - profile_height_m[n]);
  for (std::size_t i = n + 1; i < profile_level_count; ++i) {
    const double thickness = profile_height_m[i] - profile_height_m[i - 1];
    theta[i] = theta[i - 1] + 0.5 * (gradient[i] + gradient[i - 1]) * thickness;
  }
  for (std::size_t i = n; i-- > 0;) {
    const double thickness = profile_height_m[i + 1] - profile_height_m[i];
    theta[i] = theta[i + 1] - 0.5 * (gradient[i] + gradient[i + 1]) * thickness;
  }
  return theta;
}

}  // namespace leeward::dispersion

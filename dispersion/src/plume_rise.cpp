#include "dispersion/plume_rise.h"

#include <algorithm>
#include <cmath>

#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

using plume_constants::gravity_m_per_s2;

constexpr double beta1 = 0.6;
constexpr double smallest_flux = 1e-10;
constexpr double ambient_excess_k = 1e-5;     // what the reference gives a stack at ambient temperature
constexpr double smallest_outlet = 1e-5;      // exit velocity [m/s], diameter [m]
constexpr double rain_cap_velocity = 0.001;   // m/s, what a capped or horizontal outlet keeps of its momentum
constexpr double smallest_wind = 0.2828;      // m/s
constexpr double urban_lid_gradient = 0.005;  // K/m

/// 1.2 l^0.6 (h' + 1.2 l)^0.4 with l = F_b/(u u*^2): rise ended by ambient turbulence in a neutral layer.
double neutral_rise(double buoyancy, double wind, double u_star, double tip_height) {
  const double l = buoyancy / (wind * u_star * u_star);
  return 1.2 * std::pow(l, 0.6) * std::pow(tip_height + 1.2 * l, 0.4);
}

}  // namespace

StackFluxes stack_fluxes(const PointSource& stack, double ambient_temperature_k) {
  double exit_k = stack.exit_temperature_k;
  if (exit_k == 0) exit_k = -ambient_excess_k;
  if (exit_k < 0) exit_k = ambient_temperature_k - exit_k;
  exit_k = std::max(exit_k, ambient_temperature_k);
  const double v = std::max(stack.exit_velocity_m_per_s, smallest_outlet);
  const double d = std::max(stack.stack_diameter_m, smallest_outlet);
  const double volume = v * d * d / (4.0 * exit_k);
  // v_e d_e^2 = v_s d_s^2, so only the second velocity of the momentum flux differs.
  const double momentum_velocity = stack.outlet == StackOutlet::vertical ? v : rain_cap_velocity;
  return {std::max(volume * gravity_m_per_s2 * (exit_k - ambient_temperature_k), smallest_flux),
          std::max(volume * momentum_velocity * ambient_temperature_k, smallest_flux)};
}

double stack_tip_height_m(const PointSource& stack, double wind_speed_m_per_s) {
  if (stack.outlet == StackOutlet::horizontal) return stack.stack_height_m;
  const double v =
      stack.outlet == StackOutlet::capped ? rain_cap_velocity : std::max(stack.exit_velocity_m_per_s, smallest_outlet);
  const double d = std::max(stack.stack_diameter_m, smallest_outlet);
  if (v >= 1.5 * wind_speed_m_per_s) return stack.stack_height_m;
  return std::max(0.0, stack.stack_height_m - 2.0 * d * (1.5 - v / wind_speed_m_per_s));
}

double direct_rise_m(const StackFluxes& fluxes, double wind_speed_m_per_s, double distance_m) {
  const double x = distance_m / wind_speed_m_per_s;
  return std::cbrt((3.0 * fluxes.momentum_m4_per_s2 / wind_speed_m_per_s +
                    1.5 * fluxes.buoyancy_m4_per_s3 * x / wind_speed_m_per_s) *
                   x / (beta1 * beta1));
}

PlumeRise::PlumeRise(const RiseSetting& setting, const BoundaryLayer& hour, const ProfileSet& set)
    : s_(setting),
      set_(&set),
      stack_{setting.stack_air.wind_speed_m_per_s, setting.buoyancy_frequency_per_s},
      convective_velocity_(hour.convective_velocity_m_per_s) {
  const double f = s_.fluxes.buoyancy_m4_per_s3;
  neutral_distance_ = f < 55.0 ? 49.0 * std::pow(f, 0.625) : 119.0 * std::pow(f, 0.4);
  if (!s_.is_stable_branch) {
    final_distance_ = neutral_distance_;
    final_rise_ = direct_m(final_distance_);
    penetrate(hour);
    return;
  }
  if (set.is_urban_stable) urban_lid_temperature_ = hour.potential_temperature_at_zi_k;
  final_distance_ = final_distance(stack_);
  final_rise_ = final_rise(stack_);
  constexpr int passes = 5;
  for (int pass = 1; pass <= passes; ++pass) {
    const Wind w = mean_to(final_rise_);
    const double before = final_rise_;
    final_distance_ = final_distance(w);
    final_rise_ = final_rise(w);
    if (std::abs(before - final_rise_) < 0.01 * final_rise_) break;
    if (pass == passes) final_rise_ = 0.5 * (before + final_rise_);
  }
}

/// Mean of stack top and the middle of the rise.
PlumeRise::Wind PlumeRise::mean_to(double rise_m) const {
  const AirSample middle = set_->at(s_.tip_height_m + 0.5 * rise_m);
  Wind w;
  w.speed = 0.5 * (s_.stack_air.wind_speed_m_per_s + std::max(middle.wind_speed_m_per_s, smallest_wind));
  w.frequency = buoyancy_frequency_per_s(0.5 * (s_.stack_air.gradient_k_per_m + middle.gradient_k_per_m),
                                         0.5 * (s_.stack_air.potential_temperature_k + middle.potential_temperature_k));
  return w;
}

double PlumeRise::final_distance(const Wind& w) const {
  const double n = 0.7 * w.frequency;
  return w.speed / n * std::atan2(s_.fluxes.momentum_m4_per_s2 * n, -s_.fluxes.buoyancy_m4_per_s3);
}

double PlumeRise::neutral_limit(const Wind& w) const {
  return neutral_rise(s_.fluxes.buoyancy_m4_per_s3, w.speed, set_->friction_velocity_m_per_s, s_.tip_height_m);
}

double PlumeRise::final_rise(const Wind& w) const {
  const double f = s_.fluxes.buoyancy_m4_per_s3;
  const double n2 = w.frequency * w.frequency;
  const double rise =
      std::min({2.66 * std::cbrt(f / (n2 * w.speed)), neutral_limit(w),
                direct_rise_m(s_.fluxes, w.speed, neutral_distance_), 4.0 * std::pow(f, 0.25) / std::pow(n2, 0.375)});
  const double depth = set_->mixing_height_m - s_.tip_height_m;
  if (urban_lid_temperature_ <= 0 || depth <= 0 || rise < depth) return rise;
  const double eta = lid_ratio(w.speed, urban_lid_gradient, urban_lid_temperature_);
  if (eta < 2.0 / 3.0) return rise;
  return (eta > 2.0 ? eta : 0.75 * eta + 0.5) * depth;
}

double PlumeRise::rising(const Wind& w, double distance_m) const {
  const double f = s_.fluxes.buoyancy_m4_per_s3;
  const double n = 0.7 * w.frequency;
  const double phase = n * std::min(distance_m, final_distance(w)) / w.speed;
  const double a = f / (w.frequency * w.frequency * w.speed);
  const double momentum = n * s_.fluxes.momentum_m4_per_s2 / f * std::sin(phase);
  // 1 - cos by the half angle: the plain difference has no digits where the air is nearly neutral.
  const double half = std::sin(0.5 * phase);
  const double bracket = momentum + 2.0 * half * half;
  const double rise = 2.66 * std::cbrt(a * (bracket > 0 ? bracket : std::max(momentum, 0.0)));
  return std::min({rise, final_rise_, neutral_limit(w)});
}

double PlumeRise::direct_m(double distance_m) const {
  return set_ == nullptr ? 0.0 : direct_rise_m(s_.fluxes, stack_.speed, distance_m);
}

double PlumeRise::stable_m(double distance_m) const {
  if (set_ == nullptr) return 0.0;
  if (distance_m >= final_distance_) return final_rise_;
  constexpr double smallest_rise = 1e-5;
  double rise = rising(stack_, distance_m);
  for (int pass = 1; pass <= 10; ++pass) {
    const double before = rise;
    rise = std::max(rising(mean_to(before), distance_m), smallest_rise);
    if (pass >= 5 && std::abs(before - rise) < 0.001 * rise) break;
    if (pass == 10) rise = 0.5 * (before + rise);
  }
  return std::min({rise, direct_m(distance_m), final_rise_});
}

double PlumeRise::indirect_correction_m(double distance_m) const {
  if (set_ == nullptr) return 0.0;
  constexpr double alpha_r = 1.4;
  constexpr double spread = 0.25 * 0.1 * 3.4881227042637135;  // a_e lambda_y^1.5 / 4, lambda_y = 2.3
  const double u = stack_.speed;
  const double z_i = set_->mixing_height_m;
  const double r_h = plume_constants::beta2 * (z_i - s_.tip_height_m);
  const double t = distance_m / u;
  const double r2 = r_h * r_h + spread * convective_velocity_ * convective_velocity_ * t * t;
  return t * std::sqrt(2.0 * s_.fluxes.buoyancy_m4_per_s3 * z_i / (alpha_r * u * r2));
}

/// eta: rise over the depth left below the lid.
double PlumeRise::lid_ratio(double wind_speed_m_per_s, double gradient_k_per_m, double potential_temperature_k) const {
  const double depth = set_->mixing_height_m - s_.tip_height_m;
  const double strength =
      s_.fluxes.buoyancy_m4_per_s3 /
      (wind_speed_m_per_s * gravity_m_per_s2 / potential_temperature_k * gradient_k_per_m * depth * depth * depth);
  return std::cbrt(17.576 * strength + 0.296296);
}

void PlumeRise::penetrate(const BoundaryLayer& hour) {
  const double depth = set_->mixing_height_m - s_.tip_height_m;
  const double eta = lid_ratio(stack_.speed, hour.gradient_above_zi_k_per_m, hour.potential_temperature_at_zi_k);
  if (eta < 2.0 / 3.0) return;
  penetrated_fraction_ = eta > 2.0 ? 1.0 : std::max(0.0, 1.5 - 1.0 / eta);
  penetrated_rise_ = (eta > 2.0 ? eta : 0.75 * eta + 0.5) * depth;
}

}  // namespace leeward::dispersion

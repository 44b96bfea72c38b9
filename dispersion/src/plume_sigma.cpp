#include "dispersion/plume_sigma.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace leeward::dispersion {
namespace {

constexpr double sqrt_2_over_pi = 0.7978845608028654;
constexpr double smallest_turbulence_intensity = 0.05;  // sigma_v/U
constexpr double reference_release_m = 0.46;            // Prairie Grass, height of release

}  // namespace

double buoyancy_frequency_per_s(double gradient_k_per_m, double potential_temperature_k) {
  using namespace plume_constants;
  if (!(gradient_k_per_m > 0)) return smallest_frequency_per_s;
  return std::max(std::sqrt(gravity_m_per_s2 * gradient_k_per_m / potential_temperature_k), smallest_frequency_per_s);
}

double stable_surface_sigma_z_m(double distance_m, double wind_speed_m_per_s, double friction_velocity_m_per_s,
                                double inverse_obukhov_length_per_m) {
  return sqrt_2_over_pi * friction_velocity_m_per_s * distance_m / wind_speed_m_per_s /
         std::cbrt(1.0 + 0.7 * distance_m * inverse_obukhov_length_per_m);
}

double convective_surface_sigma_z_m(double distance_m, double wind_speed_m_per_s, double friction_velocity_m_per_s,
                                    double inverse_obukhov_length_per_m, double centre_over_mixing_height) {
  const double r = friction_velocity_m_per_s / wind_speed_m_per_s * distance_m;
  return 0.5 * (1.0 - 10.0 * centre_over_mixing_height) * r * r * std::abs(inverse_obukhov_length_per_m);
}

double elevated_sigma_z_m(double travel_time_s, double sigma_w_m_per_s, double height_m, double frequency_per_s) {
  const double s = sigma_w_m_per_s * travel_time_s;
  const double z_t = std::max(height_m, 1e-4);
  return s / std::sqrt(1.0 + s * (1.0 / (0.72 * z_t) + frequency_per_s / (0.54 * sigma_w_m_per_s)));
}

double buoyancy_induced_sigma_m(double rise_m) {
  return plume_constants::beta2 * rise_m / std::numbers::sqrt2;
}

double stable_sigma_y_m(double distance_m, double wind_speed_m_per_s, double sigma_v_m_per_s,
                        double mechanical_mixing_height_m, double plume_height_m) {
  const double rho = std::max(smallest_turbulence_intensity, sigma_v_m_per_s / wind_speed_m_per_s);
  const double scale = mechanical_mixing_height_m / (156.0 * sigma_v_m_per_s) *
                       std::max(plume_height_m, reference_release_m) / reference_release_m;
  return rho * distance_m / std::pow(1.0 + distance_m / (2.0 * wind_speed_m_per_s * scale), 0.3);
}

double convective_sigma_y_m(double distance_m, double wind_speed_m_per_s, double sigma_v_m_per_s,
                            double mixing_height_m, double release_height_m) {
  const double rho = std::max(smallest_turbulence_intensity, sigma_v_m_per_s / wind_speed_m_per_s);
  const double beta = std::max(78.0 * reference_release_m / std::max(release_height_m, reference_release_m), 0.7);
  return rho * distance_m / std::pow(1.0 + beta * rho * distance_m / mixing_height_m, 0.3);
}

ConvectivePdf convective_pdf(double sigma_w_m_per_s, double convective_velocity_m_per_s, double skewness_factor) {
  constexpr double alpha = 5.0 / 13.0;
  constexpr double beta = 5.0;
  constexpr double spread_ratio = 2.0;  // R
  const double s_w = sigma_w_m_per_s / convective_velocity_m_per_s;
  const double skew = alpha * skewness_factor / (s_w * s_w * s_w);
  const double root = std::sqrt(skew * skew + 4.0 / beta);
  ConvectivePdf p;
  p.a[0] = 0.5 * s_w * (skew + root);
  // The product of the roots is -1/beta: keeps the digits that skew - root loses in strong skewness.
  p.a[1] = -s_w * s_w / (beta * p.a[0]);
  p.b[0] = spread_ratio * p.a[0];
  p.b[1] = -spread_ratio * p.a[1];
  p.weight[0] = p.a[1] / (p.a[1] - p.a[0]);
  p.weight[1] = 1.0 - p.weight[0];
  return p;
}

}  // namespace leeward::dispersion

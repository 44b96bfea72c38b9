#include "dispersion/surface_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "similarity_profile.h"

namespace leeward::dispersion {
namespace {

using Constants = AermetConstants;

constexpr double shortest_length_m = 1.0;
constexpr double longest_length_m = 8888.0;
constexpr double largest_stable_flux_w_per_m2 = 64.0;
constexpr double least_temperature_scale_k = 1e-5;  // K

double transmission_of(double cloud_tenths) {
  return 1.0 - 0.75 * std::pow(0.1 * cloud_tenths, 3.4);
}

// Net long-wave loss before the 1.12 of the surface's heating coefficient [W/m2].
double long_wave_loss(double t, double cloud_tenths) {
  return Constants::stefan_boltzmann * std::pow(t, 4) - Constants::c1 * std::pow(t, 6) -
         Constants::c2 * 0.1 * cloud_tenths;
}

// theta* falls to 0 as the sun comes near the critical elevation; L has a value above 0 only.
double sunlit_temperature_scale(double theta_star, const StableSky& sky) {
  if (sky.elevation_deg <= 0 || sky.elevation_deg >= sky.critical_elevation_deg) return theta_star;
  const double ratio = sky.elevation_deg / sky.critical_elevation_deg;
  return std::max(theta_star * (1.0 - ratio * ratio), least_temperature_scale_k);
}

// Largest root of x^3 - a x^2 + b = 0 (a, b > 0), or 0 where no positive one exists (b > 4 a^3/27).
double largest_cubic_root(double a, double b) {
  const double cosine = 1.0 - 13.5 * b / (a * a * a);
  if (cosine < -1.0) return 0.0;
  return a / 3.0 * (1.0 + 2.0 * std::cos(std::acos(cosine) / 3.0));
}

struct StableScales {
  double u_star = 0;
  double theta_star = 0;
};

// drag C_D, slope beta z_e of the linear wind profile: the cap keeps u* theta* below 64 W/m2.
SurfaceLayer capped_layer(const SurfaceWind& wind, StableScales scales, double drag, double slope,
                          double least_length_per_u_star_squared) {
  const double rho_cp = wind.density_kg_per_m3 * Constants::heat_capacity;
  const double largest_flux = largest_stable_flux_w_per_m2 / rho_cp;
  if (scales.u_star * scales.theta_star > largest_flux) {
    const double root =
        largest_cubic_root(drag * wind.wind_speed_m_per_s,
                           drag * slope * Constants::gravity * largest_flux / wind.temperature_k);
    if (root > 0) scales.u_star = root;
    scales.theta_star = largest_flux / scales.u_star;
  }
  const double u_star_squared = scales.u_star * scales.u_star;
  const double length = std::max(
      wind.temperature_k * u_star_squared / (Constants::von_karman * Constants::gravity * scales.theta_star),
      least_length_per_u_star_squared * u_star_squared);
  return {.friction_velocity_m_per_s = scales.u_star,
          .obukhov_length_m = std::clamp(length, shortest_length_m, longest_length_m),
          .heat_flux_w_per_m2 = -rho_cp * scales.u_star * scales.theta_star};
}

}  // namespace

double air_density_kg_per_m3(double pressure_hpa, double temperature_k) {
  return 100.0 * pressure_hpa / (Constants::gas_constant * temperature_k);
}

double standard_pressure_hpa(double elevation_m) {
  return 1013.25 * std::pow(1.0 - 0.0065 * elevation_m / 288.15, 5.255);
}

double albedo_at(double noon_albedo, double elevation_deg) {
  if (elevation_deg <= 0) return 1.0;
  const double rest = 1.0 - noon_albedo;
  return noon_albedo + rest * std::exp(-0.1 * elevation_deg - 0.5 * rest * rest);
}

double clear_sky_radiation_w_per_m2(double elevation_deg) {
  return 990.0 * std::sin(elevation_deg * rad_per_deg) - 30.0;
}

double cloudy_radiation_w_per_m2(double elevation_deg, double cloud_tenths) {
  if (elevation_deg <= 1.74) return 0.0;
  return clear_sky_radiation_w_per_m2(elevation_deg) * transmission_of(cloud_tenths);
}

double cloud_from_radiation_tenths(double radiation_w_per_m2, double clear_sky_w_per_m2) {
  const double shade = (1.0 - radiation_w_per_m2 / clear_sky_w_per_m2) / 0.75;
  return shade <= 0 ? 0.0 : std::min(10.0 * std::pow(shade, 1.0 / 3.4), 10.0);
}

double critical_elevation_deg(double temperature_k, double cloud_tenths, double noon_albedo,
                              double elevation_deg) {
  const double loss = long_wave_loss(temperature_k, cloud_tenths);
  double phi = elevation_deg;
  for (int round = 0; round < 20; ++round) {
    const double albedo = albedo_at(noon_albedo, phi);
    if (albedo >= 1.0) return 94.0;
    const double sine = loss / (transmission_of(cloud_tenths) * (1.0 - albedo) * 990.0) + 30.0 / 990.0;
    if (sine <= 0) return 0.0;
    if (sine > 1) return 92.0;
    const double next = std::asin(sine) / rad_per_deg;
    const bool is_done = std::abs(next - phi) <= 0.01 * next;
    phi = next;
    if (is_done) break;
  }
  return phi;
}

double net_radiation_w_per_m2(double radiation_w_per_m2, double albedo, double temperature_k,
                              double cloud_tenths) {
  return ((1.0 - albedo) * radiation_w_per_m2 - long_wave_loss(temperature_k, cloud_tenths)) / 1.12;
}

double convective_heat_flux_w_per_m2(double net_radiation, double bowen_ratio) {
  const double flux = 0.9 * net_radiation / (1.0 + 1.0 / bowen_ratio);
  return flux > 0 ? flux : 0.1;
}

SurfaceLayer convective_surface_layer(const SurfaceWind& wind, double heat_flux_w_per_m2) {
  const double z = wind.wind_height_m;
  const double z0 = wind.roughness_length_m;
  const double rho_cp = wind.density_kg_per_m3 * Constants::heat_capacity;
  const double per_u_star_cubed =
      -rho_cp * wind.temperature_k / (Constants::von_karman * Constants::gravity * heat_flux_w_per_m2);
  double u_star = Constants::von_karman * wind.wind_speed_m_per_s / std::log(z / z0);
  double length = per_u_star_cubed * u_star * u_star * u_star;
  bool has_converged = false;
  for (int round = 0; round < 100 && !has_converged; ++round) {
    u_star = Constants::von_karman * wind.wind_speed_m_per_s /
             (std::log(z / z0) - psi_momentum(z / length) + psi_momentum(z0 / length));
    const double next = per_u_star_cubed * u_star * u_star * u_star;
    has_converged = std::abs(next - length) <= 0.01 * std::abs(next);
    length = next;
  }
  return {.friction_velocity_m_per_s = u_star,
          .obukhov_length_m = -std::clamp(-length, shortest_length_m, longest_length_m),
          .heat_flux_w_per_m2 = heat_flux_w_per_m2,
          .has_converged = has_converged};
}

SurfaceLayer stable_surface_layer(const SurfaceWind& wind, const StableSky& sky) {
  constexpr double beta = 5.0;
  const double speed = wind.wind_speed_m_per_s;
  const double cover = 0.1 * sky.cloud_tenths;
  StableScales scales{.theta_star = sunlit_temperature_scale(0.09 * (1.0 - 0.5 * cover * cover), sky)};
  const double drag = Constants::von_karman / std::log(wind.wind_height_m / wind.roughness_length_m);
  const double slope = beta * wind.wind_height_m;
  const double u_0 = std::sqrt(slope * Constants::gravity * scales.theta_star / wind.temperature_k);
  const double critical_speed = 2.0 * u_0 / std::sqrt(drag);
  if (critical_speed <= speed) {
    const double ratio = critical_speed / speed;
    scales.u_star = 0.5 * drag * speed * (1.0 + std::sqrt(1.0 - ratio * ratio));
  } else {
    scales.u_star = 0.5 * drag * speed;  // 0.5 C_D U_cr times U/U_cr
    scales.theta_star *= speed / critical_speed;
  }
  return capped_layer(wind, scales, drag, slope, 0.0);
}

SurfaceLayer adjusted_stable_surface_layer(const SurfaceWind& wind, const StableSky& sky) {
  constexpr double beta = 4.7;
  const double speed = wind.wind_speed_m_per_s;
  const double z = wind.wind_height_m;
  const double z0 = wind.roughness_length_m;
  StableScales scales{.theta_star = sunlit_temperature_scale(0.08, sky)};
  const double drag = Constants::von_karman / std::log((z - 5.0 * z0) / z0);
  const double u_0 =
      std::sqrt(beta * (z - 6.0 * z0) * Constants::gravity * scales.theta_star / wind.temperature_k);
  const double critical_speed = 2.0 * u_0 / std::sqrt(drag);
  const double root_c = critical_speed / speed;
  scales.u_star =
      0.5 * drag * speed * (1.0 + std::exp(-0.5 * root_c * root_c)) / (1.0 - std::exp(-2.0 / root_c));
  scales.u_star = std::max(scales.u_star, 0.25 * drag * critical_speed);
  if (root_c > 1.0) scales.theta_star *= 1.0 / root_c;
  return capped_layer(wind, scales, drag, beta * (z - 5.0 * z0), 1100.0);
}

}  // namespace leeward::dispersion

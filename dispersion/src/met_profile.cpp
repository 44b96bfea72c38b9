#include "dispersion/met_profile.h"

#include <algorithm>
#include <cmath>

#include "screened_hour.h"
#include "similarity_profile.h"

namespace leeward::dispersion {
namespace {

/// Urban night-time boundary layer (physics/01 section 7), P the population, P_0 = 2e6:
///   dT = 12 (0.1 ln(P/P_0) + 1) K,  z_iu = 400 (P/P_0)^(1/4) m,  H_u = 0.03 dT u* rho cp,
///   w* = (g H_u z_iu/(T rho cp))^(1/3),  1/L_u = -0.4 g H_u/(rho cp T u*_u^3)
/// Departures: fewer people than make dT positive (91) make no urban layer; u* stays rural when 7 z0 reaches
/// the mixing height, where AERMOD's root has no value.
struct UrbanLayer {
  bool exists = false;
  double z_iu = 0;
  double w_star = 0;
  double u_star = 0;
  double inverse_l = 0;
};

UrbanLayer make_urban_layer(const ScreenedHour& h, const UrbanArea& urban) {
  UrbanLayer layer;
  if (!(urban.population > 0)) return layer;
  const double relative_population = urban.population / 2e6;
  const double warming_k = 12.0 * (0.1 * std::log(relative_population) + 1.0);
  layer.z_iu = 400.0 * std::pow(relative_population, 0.25);
  layer.exists = warming_k > 0 && (h.is_stable || h.z_ic <= layer.z_iu);
  if (!layer.exists) return layer;
  const double heat_flux = 0.03 * warming_k * h.u_star;  // H_u/(rho cp) [K m/s]
  const double buoyancy = aermod_gravity_m_per_s2 * heat_flux / h.temperature_k;
  layer.w_star = std::cbrt(buoyancy * layer.z_iu);
  const double h7 = 7.0 * std::max(urban.roughness_length_m, h.z0);
  const double remainder = 1.0 - h7 / std::max(layer.z_iu, h.z_im);
  layer.u_star = h.u_star;
  if (remainder > 0) {
    const double from_convection =
        layer.w_star * std::sqrt(1.6 * std::pow(h7 / layer.z_iu, 2.0 / 3.0)) / (1.3 * std::sqrt(remainder));
    layer.u_star = std::max(h.u_star, from_convection);
  }
  const double l_urban = -std::pow(layer.u_star, 3) / (0.4 * buoyancy);
  const double l_rural = 1.0 / h.inverse_l;
  layer.inverse_l = 1.0 / std::max(h.is_stable ? std::abs(l_urban) : l_urban, l_rural);
  return layer;
}

std::array<AirSample, profile_level_count> gathered(const LevelValues& speed, const LevelValues& sigma_v,
                                                    const LevelValues& sigma_w, const LevelValues& gradient,
                                                    const LevelValues& theta) {
  std::array<AirSample, profile_level_count> air;
  for (std::size_t i = 0; i < profile_level_count; ++i) {
    air[i] = {.wind_speed_m_per_s = speed[i],
              .sigma_v_m_per_s = sigma_v[i],
              .sigma_w_m_per_s = sigma_w[i],
              .gradient_k_per_m = gradient[i],
              .potential_temperature_k = theta[i]};
  }
  return air;
}

struct Profiles {
  LevelValues speed, direction, sigma_v, sigma_w, gradient, theta;
};

ProfileSet make_urban_set(const ScreenedHour& h, const BoundaryLayerOptions& options, const UrbanArea& area,
                          const UrbanLayer& layer, const Profiles& rural) {
  Profiles urban = rural;
  for (std::size_t i = 0; i < profile_level_count; ++i) {
    const double z = profile_height_m[i];
    urban.sigma_v[i] = std::sqrt(rural.sigma_v[i] * rural.sigma_v[i] +
                                 convective_sigma_v_squared(layer.w_star, layer.z_iu, z));
    urban.sigma_w[i] = std::sqrt(rural.sigma_w[i] * rural.sigma_w[i] +
                                 convective_sigma_w_squared(layer.w_star, layer.z_iu, z));
    if (z <= layer.z_iu) urban.gradient[i] = 1e-5;
  }
  urban.theta = potential_temperature_profile(h, options.profile_base_elevation_m, urban.gradient);
  ProfileSet set;
  set.mixing_height_m = std::max(layer.z_iu, h.z_im);
  set.friction_velocity_m_per_s = layer.u_star;
  set.inverse_obukhov_length_per_m = layer.inverse_l;
  set.roughness_length_m = area.roughness_length_m;
  set.is_urban_stable = true;
  set.set_levels(gathered(urban.speed, urban.sigma_v, urban.sigma_w, urban.gradient, urban.theta),
                 urban.direction);
  return set;
}

}  // namespace

BoundaryLayerOptions boundary_layer_options(const MetSeries& series,
                                            const std::vector<UrbanArea>& urban_areas) {
  return {.profile_base_elevation_m = series.profile_base_elevation_m,
          .is_adjusted_u_star = series.is_adjusted_u_star,
          .is_bulk_richardson = series.is_bulk_richardson,
          .urban_areas = urban_areas};
}

BoundaryLayer make_boundary_layer(const MetHour& hour, const BoundaryLayerOptions& options) {
  const ScreenedHour h = screen_hour(hour, options);
  BoundaryLayer layer;
  layer.status = h.status;
  if (h.status != HourStatus::valid) return layer;
  layer.is_stable = h.is_stable;
  layer.convective_velocity_m_per_s = h.w_star;
  layer.gradient_above_zi_k_per_m = h.gamma_zi;
  layer.mechanical_mixing_height_m = h.z_im;
  layer.convective_mixing_height_m = h.z_ic;
  layer.wind_speed_m_per_s = h.wind_speed;
  layer.wind_from_deg = h.wind_from_deg;
  layer.wind_height_m = h.wind_height;
  layer.temperature_k = h.temperature_k;
  layer.profile_base_elevation_m = options.profile_base_elevation_m;

  const ObservedProfile observed = clean_profile(hour, h.is_stable);
  Profiles p;
  p.speed = wind_speed_profile(h, observed.wind_speed_m_per_s);
  p.direction = wind_direction_profile(h, observed.wind_from_deg);
  p.gradient = gradient_profile(h, observed.gradient_k_per_m);
  p.theta = potential_temperature_profile(h, options.profile_base_elevation_m, p.gradient);
  if (!(*std::min_element(p.theta.begin(), p.theta.end()) > 0)) {
    layer.status = HourStatus::missing;
    return layer;
  }
  p.sigma_v = sigma_v_profile(h, observed.sigma_v_m_per_s);
  // The residual sigma_w needs the gridded wind at z_i, not the similarity value (physics/01 section 5.6).
  const std::size_t i = locate_level(h.z_i);
  const double speed_at_zi = p.speed[i] + (p.speed[i + 1] - p.speed[i]) * (h.z_i - profile_height_m[i]) /
                                              (profile_height_m[i + 1] - profile_height_m[i]);
  p.sigma_w = sigma_w_profile(h, observed.sigma_w_m_per_s, speed_at_zi);

  layer.rural.mixing_height_m = h.z_i;
  layer.rural.friction_velocity_m_per_s = h.u_star;
  layer.rural.inverse_obukhov_length_per_m = h.inverse_l;
  layer.rural.roughness_length_m = h.z0;
  layer.rural.set_levels(gathered(p.speed, p.sigma_v, p.sigma_w, p.gradient, p.theta), p.direction);
  layer.potential_temperature_at_zi_k = layer.rural.at(h.z_i).potential_temperature_k;
  const AirSample mean = layer.rural.mean_to(h.z_i);
  layer.mean_wind_speed_m_per_s = mean.wind_speed_m_per_s;
  layer.mean_sigma_v_m_per_s = mean.sigma_v_m_per_s;
  layer.mean_sigma_w_m_per_s = mean.sigma_w_m_per_s;

  for (const UrbanArea& area : options.urban_areas) {
    const UrbanLayer urban = make_urban_layer(h, area);
    layer.urban.emplace_back();
    if (urban.exists) layer.urban.back() = make_urban_set(h, options, area, urban, p);
  }
  return layer;
}

}  // namespace leeward::dispersion

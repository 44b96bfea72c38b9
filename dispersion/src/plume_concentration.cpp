// The second half of Plume: from a spread to a concentration.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "dispersion/plume.h"
#include "dispersion/plume_sigma.h"
#include "dispersion/vertical_terms.h"

namespace leeward::dispersion {
namespace {

constexpr double per_sqrt_2pi = 0.3989422804014327;
constexpr double lid_above_plume = 2.15;  // of the reflecting height, in sigma_z
constexpr double meander_time_s = 86400.0;
constexpr double nearest_coherent_m = 1.0;

double meander_part(const AirSample& air, double radius_m) {
  const double u = air.wind_speed_m_per_s;
  const double random = 2.0 * air.sigma_v_m_per_s * air.sigma_v_m_per_s;
  const double mean = std::max(u * u - random, 0.01);
  return std::min((random - mean * std::expm1(-radius_m / u / meander_time_s)) / (u * u), 1.0);
}

}  // namespace

/// Physics/02 section 8.4: z_eff = max(z_i, h + 2.15 sigma), sigma from the air at the plume's height.
double Plume::reflecting_height_m(double distance_m, double height_m, double buoyant_sigma_m,
                                  const AirSample& at_height) const {
  AirSample air = at_height;
  air.apply_floors();
  const double u = air.wind_speed_m_per_s;
  const double frequency = buoyancy_frequency_per_s(air.gradient_k_per_m, air.potential_temperature_k);
  double sigma =
      elevated_sigma_z_m(distance_m / u, air.sigma_w_m_per_s, std::max(release_.height_m, height_m), frequency);
  if (height_m < mixing_height_) {
    const double surface = hour_->is_stable ? stable_surface_sigma_z_m(distance_m, u, set_->friction_velocity_m_per_s,
                                                                       set_->inverse_obukhov_length_per_m)
                                            : 0.0;
    const double w = height_m / mixing_height_;
    sigma = (1.0 - w) * surface + w * sigma;
  }
  const double initial = release_.initial_sigma_z_m;
  return std::max(mixing_height_, height_m + lid_above_plume * std::sqrt(buoyant_sigma_m * buoyant_sigma_m +
                                                                         sigma * sigma + initial * initial));
}

/// Weight of the horizontal plume state [-], physics/03 section 3.
double Plume::hill_fraction(const PlumeSpread& p, const PlumeReceptor& r, double lid_m) const {
  constexpr double no_hill = 0.5;
  if (!streamline_) return no_hill;
  const double over_hill = release_.is_area ? release_.height_m : p.height_m[0];
  const double critical = streamline_->height_m(std::min(r.hill_m, r.ground_m + over_hill));
  if (!(critical > 0)) return no_hill;
  return 0.5 * (1.0 + fraction_below(critical, p.height_m[0], p.sigma_z_m[0], lid_m));
}

double Plume::stable_concentration(const PlumeSpread& p, const PlumeReceptor& r, double lateral) const {
  if (!(lateral > 0)) return 0.0;
  const double h = p.height_m[0];
  const double sigma = p.sigma_z_m[0];
  const double lid = reflecting_height_m(p.distance_m, h, buoyancy_induced_sigma_m(p.rise_m), p.height_air);
  const auto vertical = [&](double z) { return z <= lid ? lidded_term(z, h, sigma, lid) : unlidded_term(z, h, sigma); };
  double term = vertical(r.height_m);
  if (r.height_m != r.flagpole_m) {
    const double f = hill_fraction(p, r, lid);
    term *= f;
    if (f < 1.0) term += (1.0 - f) * vertical(r.flagpole_m);
  }
  return std::max(term, 0.0) * lateral * per_sqrt_2pi / (sigma * p.air.wind_speed_m_per_s);
}

double Plume::convective_concentration(const PlumeSpread& p, const PlumeReceptor& r, double lateral,
                                       double penetrated_lateral) const {
  const bool has_two_heights = r.height_m != r.flagpole_m;
  const auto both_states = [&](const auto& vertical) {
    const double term = vertical(r.height_m);
    return has_two_heights ? 0.5 * (term + vertical(r.flagpole_m)) : term;
  };
  double sum = 0;
  if (penetrated_fraction_ < 1.0 && lateral > 0) {
    const PdfTerm direct{{p.height_m[0], p.height_m[1]}, {p.sigma_z_m[0], p.sigma_z_m[1]}, {p.weight[0], p.weight[1]}};
    PdfTerm indirect = direct;
    indirect.height_m[0] = p.indirect_height_m[0];
    indirect.height_m[1] = p.indirect_height_m[1];
    const double term = both_states([&](double z) {
      return direct_pdf_term(z, direct, mixing_height_) + indirect_pdf_term(z, indirect, mixing_height_);
    });
    sum += (1.0 - penetrated_fraction_) * lateral * term / p.air.wind_speed_m_per_s;
  }
  if (penetrated_fraction_ > 0 && penetrated_lateral > 0) {
    const double h = penetrated_height_;
    const double sigma = p.penetrated_sigma_z_m;
    const double lid = reflecting_height_m(
        p.distance_m, h, buoyancy_induced_sigma_m(penetrated_fraction_ * rise_.penetrated_rise_m()), penetrated_point_);
    const double term =
        both_states([&](double z) { return z <= lid ? lidded_term(z, h, sigma, lid) : unlidded_term(z, h, sigma); });
    sum += penetrated_fraction_ * penetrated_lateral * term / (sigma * p.penetrated_air.wind_speed_m_per_s);
  }
  return std::max(sum, 0.0) * per_sqrt_2pi;
}

double Plume::concentration(const PlumeSpread& plume, const PlumeReceptor& receptor, double lateral,
                            double penetrated_lateral) const {
  const double c = air_.is_stable_branch ? stable_concentration(plume, receptor, lateral)
                                         : convective_concentration(plume, receptor, lateral, penetrated_lateral);
  if (release_.decay_per_s == 0) return c;
  return c * std::exp(-release_.decay_per_s * plume.distance_m / plume.air.wind_speed_m_per_s);
}

double Plume::meander_fraction(const PlumeSpread& plume) const {
  const double p = penetrated_fraction_;
  double f = p < 1.0 ? (1.0 - p) * meander_part(plume.air, plume.distance_m) : 0.0;
  if (p > 0) f += p * meander_part(plume.penetrated_air, plume.distance_m);
  return std::min(f, 1.0);
}

double Plume::meandering_concentration(const WindOffset& offset, const PlumeReceptor& receptor) const {
  const double radius = std::hypot(offset.downwind_m, offset.crosswind_m);
  const PlumeSpread around = spread(radius, receptor.height_m);
  const double f = meander_fraction(around);
  const double ring = 0.5 * std::numbers::inv_pi / radius;
  double c = f > 0 ? f * concentration(around, receptor, ring, ring) : 0.0;
  if (offset.downwind_m < nearest_coherent_m || f >= 1.0) return c;
  const PlumeSpread along = spread(offset.downwind_m, receptor.height_m);
  const auto lateral = [&](double sigma) { return gaussian(offset.crosswind_m / sigma) * per_sqrt_2pi / sigma; };
  const double penetrated = penetrated_fraction_ > 0 ? lateral(along.penetrated_sigma_y_m) : 0.0;
  return c + (1.0 - f) * concentration(along, receptor, lateral(along.sigma_y_m), penetrated);
}

}  // namespace leeward::dispersion

#include "dispersion/plume.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "dispersion/plume_sigma.h"
#include "dispersion/vertical_terms.h"

namespace leeward::dispersion {
namespace {

using namespace plume_constants;

constexpr double per_sqrt_2pi = 0.3989422804014327;
constexpr double layer_depth = 2.15;           // effective layer and reflecting height, in sigma_z
constexpr double ground_layer_m = 5.0;         // a plume and a receptor this low share one layer
constexpr double meander_time_s = 86400.0;
constexpr double nearest_coherent_m = 1.0;

double buoyant_sigma(double rise_m) { return beta2 * rise_m / std::numbers::sqrt2; }

double meander_part(const AirSample& air, double radius_m) {
  const double u = air.wind_speed_m_per_s;
  const double random = 2.0 * air.sigma_v_m_per_s * air.sigma_v_m_per_s;
  const double mean = std::max(u * u - random, 0.01);
  return std::min((random - mean * std::expm1(-radius_m / u / meander_time_s)) / (u * u), 1.0);
}

}  // namespace

ReleaseAir release_air(const BoundaryLayer& hour, const ProfileSet& set, double height_m) {
  ReleaseAir a;
  a.sample = set.at(height_m);
  const bool is_in_convective_layer = !hour.is_stable && height_m < set.mixing_height_m;
  a.is_stable_branch = !is_in_convective_layer;
  a.buoyancy_frequency_per_s =
      is_in_convective_layer
          ? smallest_frequency_per_s
          : buoyancy_frequency_per_s(a.sample.gradient_k_per_m, a.sample.potential_temperature_k);
  a.sample.apply_floors();
  return a;
}

PlumeReceptor plume_receptor(const Receptor& receptor, double base_elevation_m, bool is_flat) {
  if (is_flat) return {receptor.height_m, receptor.height_m, 0.0, 0.0};
  const double ground = receptor.elevation_m - base_elevation_m;
  return {ground + receptor.height_m, receptor.height_m, ground, receptor.hill_height_m - base_elevation_m};
}

WindAxes::WindAxes(double wind_from_deg)
    : sin_(std::sin(wind_from_deg * rad_per_deg)), cos_(std::cos(wind_from_deg * rad_per_deg)) {}

Plume::Plume(const Release& release, const ReleaseAir& air, const PlumeRise& rise, const BoundaryLayer& hour,
             const ProfileSet& set, const PlumeOptions& options)
    : hour_(&hour), set_(&set), release_(release), air_(air), rise_(rise), decay_per_s_(options.decay_per_s),
      mixing_height_(set.mixing_height_m) {
  mixed_distance_ = mixing_height_ * hour.mean_wind_speed_m_per_s / hour.mean_sigma_w_m_per_s;
  if (air_.is_stable_branch) {
    final_height_ = std::max(0.0, release_.tip_height_m + rise_.final_rise_m());
    final_point_ = set.at(final_height_);
  } else {
    rise_end_ = rise_.final_distance_m();
    double rise_to_end = rise_.final_rise_m();
    if (mixed_distance_ < 1.25 * rise_end_) {
      rise_end_ = 0.8 * mixed_distance_;
      rise_to_end = rise_.direct_m(rise_end_);
    }
    rise_end_height_ = std::min(release_.tip_height_m + rise_to_end, mixing_height_);
    penetrated_fraction_ = rise_.penetrated_fraction();
    penetrated_height_ = release_.tip_height_m + rise_.penetrated_rise_m();
    if (penetrated_fraction_ > 0) penetrated_point_ = set.at(penetrated_height_);
  }
  if (hour.is_stable && !options.is_flat) streamline_.emplace(set);
}

/// Physics/02 section 6.1.
double Plume::centre_m(double distance_m) const {
  if (air_.is_stable_branch) return release_.tip_height_m;
  const double middle = 0.5 * mixing_height_;
  if (distance_m < rise_end_) return std::min(release_.tip_height_m + rise_.direct_m(distance_m), mixing_height_);
  if (distance_m >= mixed_distance_) return middle;
  return rise_end_height_ +
         (middle - rise_end_height_) * (distance_m - rise_end_) / (mixed_distance_ - rise_end_);
}

double Plume::distance_of_centre_m(double height_m) const {
  const double rate = 0.5 * mixing_height_ - rise_end_height_;
  if (air_.is_stable_branch || rate == 0) return 0.0;
  const double fraction = (height_m - rise_end_height_) / rate;
  return fraction > 0 && fraction < 1 ? fraction * mixed_distance_ : 0.0;
}

AirSample Plume::layer_air(double bottom_m, double top_m) const {
  AirSample mean = set_->layer_mean(bottom_m, top_m);
  mean.apply_floors();
  return mean;
}

PlumeSpread Plume::spread(double distance_m, double receptor_height_m, double first_sigma_w_m_per_s) const {
  PlumeSpread p;
  p.distance_m = distance_m;
  p.centre_m = centre_m(distance_m);
  p.is_near_surface = p.centre_m < 0.1 * mixing_height_;
  if (air_.is_stable_branch)
    stable_spread(p, receptor_height_m);
  else
    convective_spread(p, receptor_height_m, first_sigma_w_m_per_s);
  return p;
}

/// Ambient and total sigma_z of the stable branch, physics/02 section 8.1 and 8.3, with p.air.
double Plume::stable_branch_sigma_z(const PlumeSpread& p) const {
  const double h = p.height_m[0];
  const double x = p.distance_m;
  const double u = p.air.wind_speed_m_per_s;
  const double frequency =
      set_->is_urban_stable
          ? 0.0
          : buoyancy_frequency_per_s(p.air.gradient_k_per_m, p.height_air.potential_temperature_k);
  double sigma = elevated_sigma_z_m(x / u, p.air.sigma_w_m_per_s, std::max(release_.height_m, h), frequency);
  if (h < mixing_height_) {
    double surface = 0;
    if (hour_->is_stable)
      surface = stable_surface_sigma_z_m(x, u, set_->friction_velocity_m_per_s, set_->inverse_obukhov_length_per_m);
    else if (p.is_near_surface)
      surface = convective_surface_sigma_z_m(x, u, set_->friction_velocity_m_per_s,
                                             set_->inverse_obukhov_length_per_m, p.centre_m / mixing_height_);
    const double w = h / mixing_height_;
    sigma = (1.0 - w) * surface + w * sigma;
  }
  const double rise = buoyant_sigma(p.rise_m);
  const double initial = release_.initial_sigma_z_m;
  return std::sqrt(sigma * sigma + rise * rise + initial * initial);
}

void Plume::stable_spread(PlumeSpread& p, double z_r) const {
  const double x = p.distance_m;
  if (x >= rise_.final_distance_m()) {
    p.rise_m = rise_.final_rise_m();
    p.height_m[0] = final_height_;
    p.height_air = final_point_;
  } else {
    p.rise_m = rise_.stable_m(x);
    p.height_m[0] = std::max(0.0, release_.tip_height_m + p.rise_m);
    p.height_air = set_->at(p.height_m[0]);
  }
  const double h = p.height_m[0];
  if (h <= ground_layer_m && z_r <= ground_layer_m) {
    p.air = layer_air(0.0, std::min(ground_layer_m, mixing_height_));
  } else {
    p.air = p.height_air;
    p.air.apply_floors();
    const double depth = layer_depth * stable_branch_sigma_z(p);
    p.air = h > z_r ? layer_air(std::max(h - depth, z_r), h) : layer_air(h, std::min(h + depth, z_r));
  }
  p.sigma_z_m[0] = stable_branch_sigma_z(p);
  const double rise = buoyant_sigma(p.rise_m);
  const double ambient = ambient_sigma_y_m(x, p.air, h);
  const double initial = release_.initial_sigma_y_m;
  p.sigma_y_m = std::sqrt(ambient * ambient + rise * rise + initial * initial);
}

/// Physics/02 section 7; fills the heights and weights of direct and indirect plume.
/// @param spread  b_j w* x/U of both Gaussians
void Plume::pdf_heights(PlumeSpread& p, double sigma_w, double wind_speed, double (&spread)[2]) const {
  const double w_star = hour_->convective_velocity_m_per_s;
  const double skewness = p.is_near_surface ? 1.25 * p.centre_m / mixing_height_ : 0.125;
  const ConvectivePdf pdf = convective_pdf(sigma_w, w_star, skewness);
  const double reach = w_star * p.distance_m / wind_speed;
  const double lowered = rise_.is_none() ? 0.0 : rise_.indirect_correction_m(p.distance_m);
  for (int j = 0; j < 2; ++j) {
    p.height_m[j] = release_.tip_height_m + p.rise_m + pdf.a[j] * reach;
    p.indirect_height_m[j] = p.height_m[j] - lowered;
    p.weight[j] = pdf.weight[j];
    spread[j] = pdf.b[j] * reach;
  }
}

void Plume::pdf_sigma_z(PlumeSpread& p, const double (&spread)[2]) const {
  double blend = 1.0;
  double surface = 0;
  if (p.is_near_surface) {
    const double c = p.centre_m / mixing_height_;
    blend = 0.6 + 4.0 * c;
    surface = convective_surface_sigma_z_m(p.distance_m, p.air.wind_speed_m_per_s, set_->friction_velocity_m_per_s,
                                           set_->inverse_obukhov_length_per_m, c);
  }
  const double rise = buoyant_sigma(p.rise_m);
  const double initial = release_.initial_sigma_z_m;
  const double common = surface * surface + rise * rise + initial * initial;
  for (int j = 0; j < 2; ++j) p.sigma_z_m[j] = std::sqrt(blend * spread[j] * blend * spread[j] + common);
}

void Plume::convective_spread(PlumeSpread& p, double z_r, double first_sigma_w) const {
  const double x = p.distance_m;
  p.rise_m = rise_.direct_m(x);
  if (penetrated_fraction_ < 1.0) {
    const double c = p.centre_m;
    double spread[2];
    if (c <= ground_layer_m && z_r <= ground_layer_m) {
      p.air = layer_air(0.0, std::min(ground_layer_m, mixing_height_));
    } else {
      // The pdf of the first guess has the wind of the release; its sigma_z has the air at the plume's centre.
      pdf_heights(p, first_sigma_w, air_.sample.wind_speed_m_per_s, spread);
      p.air = set_->at(c);
      p.air.apply_floors();
      const double per_wind = air_.sample.wind_speed_m_per_s / p.air.wind_speed_m_per_s;
      const double at_centre[2] = {spread[0] * per_wind, spread[1] * per_wind};
      pdf_sigma_z(p, at_centre);
      const double depth = layer_depth * 0.5 * (p.sigma_z_m[0] + p.sigma_z_m[1]);
      const double bottom = c > z_r ? std::max(c - depth, z_r) : c;
      const double top = c > z_r ? std::min(c, mixing_height_) : std::min({c + depth, z_r, mixing_height_});
      p.depends_on_guess = c > z_r ? bottom > z_r : top < std::min(z_r, mixing_height_);
      if (top > bottom) {
        p.air = layer_air(bottom, top);
      } else {
        p.air = set_->at(mixing_height_);
        p.air.apply_floors();
      }
    }
    pdf_heights(p, p.air.sigma_w_m_per_s, p.air.wind_speed_m_per_s, spread);
    pdf_sigma_z(p, spread);
    const double rise = buoyant_sigma(p.rise_m);
    const double ambient = ambient_sigma_y_m(x, p.air, p.centre_m);
    const double initial = release_.initial_sigma_y_m;
    p.sigma_y_m = std::sqrt(ambient * ambient + rise * rise + initial * initial);
  } else {
    p.air = air_.sample;
    p.sigma_y_m = 1.0;
  }
  if (penetrated_fraction_ > 0) penetrated_spread(p, z_r);
}

void Plume::penetrated_spread(PlumeSpread& p, double z_r) const {
  const double x = p.distance_m;
  const double h = penetrated_height_;
  const double rise = buoyant_sigma(penetrated_fraction_ * rise_.penetrated_rise_m());
  const double fixed = rise * rise + release_.initial_sigma_z_m * release_.initial_sigma_z_m;
  const auto sigma_z = [&](const AirSample& air) {
    const double ambient = elevated_sigma_z_m(x / air.wind_speed_m_per_s, air.sigma_w_m_per_s, h, 0.0);
    return std::sqrt(ambient * ambient + fixed);
  };
  AirSample point = penetrated_point_;
  point.apply_floors();
  const double depth = layer_depth * sigma_z(point);
  p.penetrated_air = h > z_r ? layer_air(std::max(h - depth, z_r), h) : layer_air(h, std::min(h + depth, z_r));
  p.penetrated_sigma_z_m = sigma_z(p.penetrated_air);
  const double ambient =
      stable_sigma_y_m(x, p.penetrated_air.wind_speed_m_per_s, p.penetrated_air.sigma_v_m_per_s,
                       hour_->mechanical_mixing_height_m, h);
  p.penetrated_sigma_y_m = std::sqrt(ambient * ambient + rise * rise);
}

double Plume::ambient_sigma_y_m(double distance_m, const AirSample& air, double plume_height_m) const {
  if (air_.is_stable_branch)
    return stable_sigma_y_m(distance_m, air.wind_speed_m_per_s, air.sigma_v_m_per_s,
                            hour_->mechanical_mixing_height_m, plume_height_m);
  return convective_sigma_y_m(distance_m, air.wind_speed_m_per_s, air.sigma_v_m_per_s, mixing_height_,
                              release_.height_m);
}

/// Physics/02 section 8.4: z_eff = max(z_i, h + 2.15 sigma), sigma from the air at the plume's height.
double Plume::reflecting_height_m(double distance_m, double height_m, double buoyant_sigma_m,
                                  const AirSample& at_height) const {
  AirSample air = at_height;
  air.apply_floors();
  const double u = air.wind_speed_m_per_s;
  const double frequency = buoyancy_frequency_per_s(air.gradient_k_per_m, air.potential_temperature_k);
  double sigma = elevated_sigma_z_m(distance_m / u, air.sigma_w_m_per_s, std::max(release_.height_m, height_m), frequency);
  if (height_m < mixing_height_) {
    const double surface =
        hour_->is_stable ? stable_surface_sigma_z_m(distance_m, u, set_->friction_velocity_m_per_s,
                                                    set_->inverse_obukhov_length_per_m)
                         : 0.0;
    const double w = height_m / mixing_height_;
    sigma = (1.0 - w) * surface + w * sigma;
  }
  const double initial = release_.initial_sigma_z_m;
  return std::max(mixing_height_, height_m + layer_depth * std::sqrt(buoyant_sigma_m * buoyant_sigma_m +
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
  const double lid = reflecting_height_m(p.distance_m, h, buoyant_sigma(p.rise_m), p.height_air);
  const auto vertical = [&](double z) {
    return z <= lid ? lidded_term(z, h, sigma, lid) : unlidded_term(z, h, sigma);
  };
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
        p.distance_m, h, buoyant_sigma(penetrated_fraction_ * rise_.penetrated_rise_m()), penetrated_point_);
    const double term = both_states(
        [&](double z) { return z <= lid ? lidded_term(z, h, sigma, lid) : unlidded_term(z, h, sigma); });
    sum += penetrated_fraction_ * penetrated_lateral * term / (sigma * p.penetrated_air.wind_speed_m_per_s);
  }
  return std::max(sum, 0.0) * per_sqrt_2pi;
}

double Plume::concentration(const PlumeSpread& plume, const PlumeReceptor& receptor, double lateral,
                            double penetrated_lateral) const {
  const double c = air_.is_stable_branch ? stable_concentration(plume, receptor, lateral)
                                         : convective_concentration(plume, receptor, lateral, penetrated_lateral);
  if (decay_per_s_ == 0) return c;
  return c * std::exp(-decay_per_s_ * plume.distance_m / plume.air.wind_speed_m_per_s);
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
  const auto lateral = [&](double sigma) {
    return gaussian(offset.crosswind_m / sigma) * per_sqrt_2pi / sigma;
  };
  const double penetrated = penetrated_fraction_ > 0 ? lateral(along.penetrated_sigma_y_m) : 0.0;
  return c + (1.0 - f) * concentration(along, receptor, lateral(along.sigma_y_m), penetrated);
}

}  // namespace leeward::dispersion

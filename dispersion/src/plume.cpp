#include "dispersion/plume.h"

#include <algorithm>
#include <cmath>

#include "core/model/units.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

using namespace plume_constants;

constexpr double layer_depth = 2.15;  // of the effective layer, in sigma_z

}  // namespace

ReleaseAir release_air(const BoundaryLayer& hour, const ProfileSet& set, double height_m) {
  ReleaseAir a;
  a.sample = set.at(height_m);
  const bool is_in_convective_layer = !hour.is_stable && height_m < set.mixing_height_m;
  a.is_stable_branch = !is_in_convective_layer;
  a.buoyancy_frequency_per_s =
      is_in_convective_layer ? smallest_frequency_per_s
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
    : hour_(&hour),
      set_(&set),
      release_(release),
      air_(air),
      rise_(rise),
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
  return rise_end_height_ + (middle - rise_end_height_) * (distance_m - rise_end_) / (mixed_distance_ - rise_end_);
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
  const double frequency = set_->is_urban_stable
                               ? 0.0
                               : buoyancy_frequency_per_s(p.air.gradient_k_per_m, p.height_air.potential_temperature_k);
  double sigma = elevated_sigma_z_m(x / u, p.air.sigma_w_m_per_s, std::max(release_.height_m, h), frequency);
  if (h < mixing_height_) {
    double surface = 0;
    if (hour_->is_stable)
      surface = stable_surface_sigma_z_m(x, u, set_->friction_velocity_m_per_s, set_->inverse_obukhov_length_per_m);
    else if (p.is_near_surface)
      surface = convective_surface_sigma_z_m(x, u, set_->friction_velocity_m_per_s, set_->inverse_obukhov_length_per_m,
                                             p.centre_m / mixing_height_);
    const double w = h / mixing_height_;
    sigma = (1.0 - w) * surface + w * sigma;
  }
  const double rise = buoyancy_induced_sigma_m(p.rise_m);
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
  const double rise = buoyancy_induced_sigma_m(p.rise_m);
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
  const double rise = buoyancy_induced_sigma_m(p.rise_m);
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
      if (top > bottom) {
        p.air = layer_air(bottom, top);
      } else {
        p.air = set_->at(mixing_height_);
        p.air.apply_floors();
      }
    }
    pdf_heights(p, p.air.sigma_w_m_per_s, p.air.wind_speed_m_per_s, spread);
    pdf_sigma_z(p, spread);
    const double rise = buoyancy_induced_sigma_m(p.rise_m);
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
  const double rise = buoyancy_induced_sigma_m(penetrated_fraction_ * rise_.penetrated_rise_m());
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
  const double ambient = stable_sigma_y_m(x, p.penetrated_air.wind_speed_m_per_s, p.penetrated_air.sigma_v_m_per_s,
                                          hour_->mechanical_mixing_height_m, h);
  p.penetrated_sigma_y_m = std::sqrt(ambient * ambient + rise * rise);
}

double Plume::largest_spread(double receptor_height_m) const {
  const double lowest =
      air_.is_stable_branch ? release_.tip_height_m : std::min(release_.tip_height_m, 0.5 * mixing_height_);
  const double bottom = std::min(lowest, receptor_height_m);
  return set_->largest_spread_from(bottom <= ground_layer_m ? 0.0 : bottom);
}

double Plume::ambient_sigma_y_m(double distance_m, const AirSample& air, double plume_height_m) const {
  if (air_.is_stable_branch)
    return stable_sigma_y_m(distance_m, air.wind_speed_m_per_s, air.sigma_v_m_per_s, hour_->mechanical_mixing_height_m,
                            plume_height_m);
  return convective_sigma_y_m(distance_m, air.wind_speed_m_per_s, air.sigma_v_m_per_s, mixing_height_,
                              release_.height_m);
}

}  // namespace leeward::dispersion

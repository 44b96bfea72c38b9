#include "plume_numbers.h"

#include <algorithm>
#include <type_traits>

#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {

PlumeNumbers::PlumeNumbers(const Plume& plume) {
  using Cell = ProfileSet::Cell;
  static_assert(std::is_standard_layout_v<Cell> && sizeof(Cell) == cell_size * sizeof(double));
  static_assert(sizeof(AirSample) == slope_offset * sizeof(double));
  const BoundaryLayer& hour = *plume.hour_;
  const ProfileSet& set = *plume.set_;
  cells = &set.cells_.front().value.wind_speed_m_per_s;
  is_stable_hour = hour.is_stable;
  is_stable_branch = plume.air_.is_stable_branch;
  is_urban_stable = set.is_urban_stable;
  mixing_height_m = plume.mixing_height_;
  per_mixing_height = 1.0 / mixing_height_m;
  mechanical_mixing_height_m = hour.mechanical_mixing_height_m;
  friction_velocity_m_per_s = set.friction_velocity_m_per_s;
  inverse_obukhov_length_per_m = set.inverse_obukhov_length_per_m;
  convective_velocity_m_per_s = hour.convective_velocity_m_per_s;
  ground_air = plume.layer_air(0.0, std::min(plume_constants::ground_layer_m, mixing_height_m));
  lid_air = set.at(mixing_height_m);
  lid_air.apply_floors();

  release = plume.release_;
  release_air = plume.air_.sample;
  if (!is_stable_branch) {
    constexpr double skewness_away_from_surface = 0.125;
    const ConvectivePdf pdf =
        convective_pdf(release_air.sigma_w_m_per_s, convective_velocity_m_per_s, skewness_away_from_surface);
    std::copy_n(pdf.b, 2, release_pdf_b);
    constexpr double reference_release_m = 0.46;
    sigma_y_beta_per_m =
        std::max(78.0 * reference_release_m / std::max(release.height_m, reference_release_m), 0.7) /
        mixing_height_m;
  }

  const PlumeRise& rise = plume.rise_;
  has_rise = !rise.is_none();
  fluxes = rise.s_.fluxes;
  stack_air = rise.s_.stack_air;
  stack_frequency_per_s = rise.s_.buoyancy_frequency_per_s;
  if (has_rise) {
    constexpr double beta1 = 0.6;
    const double u = stack_air.wind_speed_m_per_s;
    momentum_rise = 3.0 * fluxes.momentum_m4_per_s2 / (u * u * beta1 * beta1);
    buoyancy_rise = 1.5 * fluxes.buoyancy_m4_per_s3 / (u * u * u * beta1 * beta1);
  }
  final_distance_m = rise.final_distance_m();
  final_rise_m = rise.final_rise_m();
  penetrated_rise_m = rise.penetrated_rise_m();

  mixed_distance_m = plume.mixed_distance_;
  rise_end_m = plume.rise_end_;
  rise_end_height_m = plume.rise_end_height_;
  penetrated_fraction = plume.penetrated_fraction_;
  penetrated_height_m = plume.penetrated_height_;
  if (penetrated_fraction > 0) set_penetrated(plume);
  final_height_m = plume.final_height_;
  final_point = plume.final_point_;

  if (plume.streamline_) {
    square_frequency = plume.streamline_->square_frequency_.data();
    frequency_sum = plume.streamline_->sum_.data();
    frequency_moment = plume.streamline_->moment_.data();
  }
}

void PlumeNumbers::set_penetrated(const Plume& plume) {
  const ProfileSet& set = *plume.set_;
  const double h = penetrated_height_m;
  AirSample air = plume.penetrated_point_;
  air.apply_floors();
  const double initial = release.initial_sigma_z_m;
  Penetrated& p = penetrated;
  p.buoyant_sigma_m = buoyancy_induced_sigma_m(penetrated_fraction * penetrated_rise_m);
  p.fixed_variance_m2 = p.buoyant_sigma_m * p.buoyant_sigma_m + initial * initial;
  p.spread_per_distance = air.sigma_w_m_per_s / air.wind_speed_m_per_s;
  const auto slowing = [](double height_m) { return 1.0 / (0.72 * std::max(height_m, 1e-4)); };
  p.slowing_per_m = slowing(h);
  p.reflecting_slowing_per_m = slowing(std::max(release.height_m, h)) +
                               buoyancy_frequency_per_s(air.gradient_k_per_m, air.potential_temperature_k) /
                                   (0.54 * air.sigma_w_m_per_s);
  p.reflecting_share = std::min(h / mixing_height_m, 1.0);
  p.level = h >= profile_height_m.back() ? static_cast<double>(profile_level_count - 1)
                                         : static_cast<double>(locate_level(h));
  const AirSample integral = set.integral_to(h);
  p.integral[wind_speed] = integral.wind_speed_m_per_s;
  p.integral[sigma_v] = integral.sigma_v_m_per_s;
  p.integral[sigma_w] = integral.sigma_w_m_per_s;
}

}  // namespace leeward::dispersion

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
  penetrated_point = plume.penetrated_point_;
  final_height_m = plume.final_height_;
  final_point = plume.final_point_;

  if (plume.streamline_) {
    square_frequency = plume.streamline_->square_frequency_.data();
    frequency_sum = plume.streamline_->sum_.data();
    frequency_moment = plume.streamline_->moment_.data();
  }
}

}  // namespace leeward::dispersion

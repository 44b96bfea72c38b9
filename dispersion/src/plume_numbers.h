#pragma once
#include <array>

#include "dispersion/plume.h"

/// Internal to the solver: the numbers of one plume in one hour as the kernel of plume_batch.cpp takes them.
namespace leeward::dispersion {

/// Everything of Plume, PlumeRise, ProfileSet and DividingStreamline that a plume evaluation asks for at
/// every place. Holds pointers into the plume and its boundary layer; lives no longer than they.
struct PlumeNumbers {
  explicit PlumeNumbers(const Plume& plume);

  /// Level i of the profile begins at cells + cell_size i: values, slopes [per m] and integrals from the
  /// ground, each as AirSample's members in their order.
  const double* cells = nullptr;
  static constexpr int cell_size = 15;
  static constexpr int slope_offset = 5;
  static constexpr int integral_offset = 10;
  enum Member { wind_speed, sigma_v, sigma_w, gradient, potential_temperature };

  bool is_stable_hour = false;
  bool is_stable_branch = false;
  bool is_urban_stable = false;
  double mixing_height_m = 0;
  double per_mixing_height = 0;
  double mechanical_mixing_height_m = 0;
  double friction_velocity_m_per_s = 0;
  double inverse_obukhov_length_per_m = 0;
  double convective_velocity_m_per_s = 0;
  AirSample ground_air;  ///< mean of the lowest 5 m, with floors
  AirSample lid_air;     ///< at the mixing height, with floors

  Release release;
  AirSample release_air;             ///< with floors
  double release_pdf_b[2] = {0, 0};  ///< spreads of the convective pdf at release, away from the surface
  double sigma_y_beta_per_m = 0;     ///< beta/z_i of convective_sigma_y_m

  bool has_rise = false;
  StackFluxes fluxes;
  double momentum_rise = 0;  ///< direct_rise_m is ((momentum_rise + buoyancy_rise x) x)^(1/3)
  double buoyancy_rise = 0;
  AirSample stack_air;
  double stack_frequency_per_s = 0;
  double final_distance_m = 0;
  double final_rise_m = 0;
  double penetrated_rise_m = 0;

  double mixed_distance_m = 0;
  double rise_end_m = 0;
  double rise_end_height_m = 0;
  double penetrated_fraction = 0;
  double penetrated_height_m = 0;
  /// Of the penetrated part, which keeps its height h_3.
  struct Penetrated {
    double fixed_variance_m2 = 0;         ///< buoyancy-induced and initial part of sigma_z^2
    double buoyant_sigma_m = 0;           ///< of the reflecting height, and of sigma_y
    double spread_per_distance = 0;       ///< sigma_w/U at h_3
    double slowing_per_m = 0;             ///< 1/(0.72 z_t) of elevated_sigma_z_m
    double reflecting_slowing_per_m = 0;  ///< the same with N, for the reflecting height
    double reflecting_share = 1;          ///< weight of that sigma_z, below 1 where h_3 < z_i
    double level = 0;                     ///< of the profile at or below h_3
    double integral[3] = {0, 0, 0};       ///< of wind, sigma_v and sigma_w from the ground to h_3
  };
  Penetrated penetrated;
  double final_height_m = 0;
  AirSample final_point;  ///< without floors

  /// Dividing streamline: of each level; nullptr where the plume has none.
  const double* square_frequency = nullptr;
  const double* frequency_sum = nullptr;
  const double* frequency_moment = nullptr;

private:
  void set_penetrated(const Plume& plume);
};

}  // namespace leeward::dispersion

#pragma once
#include <array>

#include "dispersion/met_profile.h"

/// Which part of a stable plume goes round a hill and which over it (physics/03 section 3; Snyder et al. 1985;
/// Venkatram et al. 2001).
namespace leeward::dispersion {

/// Critical dividing-streamline height of one profile set.
///
/// Smallest height with U^2(z)/2 >= integral_z^H N^2 (H - zeta) d zeta, on the profile's levels below H and one at H:
///   N_j^2 = g gamma_j/theta_j with the means of a layer's ends,  R_j = R_(j+1) + N_j^2 (H - z_mid,j) dz_j
/// and inside the layer found by the quadratic that follows from a linear wind and a constant N.
/// Departures: none; R by prefix sums, equal but for rounding.
class DividingStreamline {
 public:
  explicit DividingStreamline(const ProfileSet& set);
  /// H_c above the source's base [m]; 0 for a hill top at or below it.
  double height_m(double hill_top_m) const;

 private:
  friend struct PlumeNumbers;
  const ProfileSet* set_;
  std::array<double, profile_level_count> square_frequency_{};  // N_j^2 of the layer above level j
  std::array<double, profile_level_count> sum_{};               // of N_j^2 dz_j below level j
  std::array<double, profile_level_count> moment_{};            // of N_j^2 z_mid,j dz_j below level j
};

/// Fraction phi [-] of a plume's mass below H_c, with the lid's images:
///   1/2 { E((h - h_e)/q) + E((h + h_e)/q) + images at 2 n z_L },  h = min(z_L, H_c), q = sqrt(2) sigma_z,
/// E the error function of Abramowitz & Stegun 7.1.28 (error 3e-7). Kept, because where the plume hardly reaches the
/// receptor its small error is most of the reference's answer. Values up to 1.01 are kept as the reference keeps them.
double fraction_below(double critical_height_m, double plume_height_m, double sigma_z_m, double lid_height_m);

}  // namespace leeward::dispersion

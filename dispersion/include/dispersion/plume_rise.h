#pragma once
#include "core/model/source.h"
#include "dispersion/met_profile.h"

/// Plume rise of stacks (physics/02 sections 2, 3 and 9; Briggs 1975, 1984; Weil, Corio & Brower 1997).
namespace leeward::dispersion {

/// Buoyancy and momentum flux at the stack's mouth.
struct StackFluxes {
  double buoyancy_m4_per_s3 = 0;
  double momentum_m4_per_s2 = 0;
};

///   F_b = (v_s d_s^2 / 4 T_s) g (T_s - T_a)      F_m = (v_s d_s^2 / 4 T_s) v_s T_a
/// T_s as PointSource says (negative: above ambient; 0, ambient, is taken as 1e-5 K above it), never below T_a;
/// v_s, d_s >= 1e-5; both fluxes >= 1e-10. Capped and horizontal outlets lose their momentum, not their heat: F_m is
/// taken with v_e = 0.001 m/s and d_e = d_s sqrt(v_s/v_e).
StackFluxes stack_fluxes(const PointSource& stack, double ambient_temperature_k);

/// Release height after stack-tip downwash [m]: h' = max(0, h_s - 2 d_s (1.5 - v_s/U_s)) where v_s < 1.5 U_s, else h_s.
/// A capped outlet is treated with v_s = 0.001 m/s; a horizontal one has no downwash.
double stack_tip_height_m(const PointSource& stack, double wind_speed_m_per_s);

/// What the rise depends on besides the hour.
struct RiseSetting {
  StackFluxes fluxes;
  double tip_height_m = 0;              ///< h'
  AirSample stack_air;                  ///< at stack top, with floors
  double buoyancy_frequency_per_s = 0;  ///< N at stack top
  bool is_stable_branch = false;        ///< stable hour, or stack top above a convective layer
};

/// Direct rise, all stabilities [m]:  { 3 F_m x/(beta1^2 u^2) + 3 F_b x^2/(2 beta1^2 u^3) }^(1/3),  beta1 = 0.6.
double direct_rise_m(const StackFluxes& fluxes, double wind_speed_m_per_s, double distance_m);

/// The rise of one stack in one hour. A default object is a source without rise.
///
/// Stable branch. Final rise and its distance, N' = 0.7 N:
///   x_f = (u/N') atan2(F_m N', -F_b)
///   dh_f = min{ 2.66 (F_b/(N^2 u))^(1/3), 1.2 l^0.6 (h' + 1.2 l)^0.4 with l = F_b/(u u*^2),
///               direct rise at 49 F_b^0.625 (F_b < 55) or 119 F_b^0.4, 4 F_b^(1/4) N^(-3/4) }
/// with u and N the mean of stack top and the middle of the rise, by at most 5 passes until dh_f changes by less than
/// 1 %. On the way (x < x_f), at least 5 and at most 10 passes to 0.1 %:
///   dh = 2.66 [A (B s + 1 - q)]^(1/3),  A = F_b/(N^2 u), B = N' F_m/F_b, s, q = sin, cos(N' x/u)
/// never above the final rise, the neutral limit and the direct rise. The loose stops are part of the reference answer.
/// A plume of an urban source that would leave the urban layer at night is held back as by a lid of 0.005 K/m.
///
/// Convective branch: direct rise; part of the plume penetrates the lid,
///   P_s = F_b/[u (g/theta(z_i)) gamma (z_i - h')^3],  eta = (17.576 P_s + 0.296296)^(1/3),
///   f_p = 0 for eta < 2/3, 1 for eta > 2, else 1.5 - 1/eta;
///   rise of that part: eta (z_i - h') for f_p = 1, else (0.75 eta + 0.5)(z_i - h').
class PlumeRise {
 public:
  PlumeRise() = default;
  /// @pre `set` outlives the rise
  PlumeRise(const RiseSetting& setting, const BoundaryLayer& hour, const ProfileSet& set);

  bool is_none() const { return set_ == nullptr; }
  double final_distance_m() const { return final_distance_; }
  double final_rise_m() const { return final_rise_; }
  double penetrated_fraction() const { return penetrated_fraction_; }
  double penetrated_rise_m() const { return penetrated_rise_; }

  double direct_m(double distance_m) const;
  /// Stable branch [m].
  double stable_m(double distance_m) const;
  /// Lowering of the indirect plume, convective branch [m]:
  ///   (x/u) sqrt(2 F_b z_i/(1.4 u r^2)),  r^2 = (0.4 (z_i - h'))^2 + 0.025 * 2.3^1.5 w*^2 x^2/u^2
  double indirect_correction_m(double distance_m) const;

 private:
  friend struct PlumeNumbers;
  struct Wind {
    double speed = 0;
    double frequency = 0;  // N
  };
  Wind mean_to(double rise_m) const;
  double final_distance(const Wind& w) const;
  double final_rise(const Wind& w) const;
  double neutral_limit(const Wind& w) const;
  double rising(const Wind& w, double distance_m) const;
  void penetrate(const BoundaryLayer& hour);
  double lid_ratio(double wind_speed_m_per_s, double gradient_k_per_m, double potential_temperature_k) const;

  RiseSetting s_;
  const ProfileSet* set_ = nullptr;
  Wind stack_;
  double neutral_distance_ = 0;
  double urban_lid_temperature_ = 0;  // > 0: the urban limit applies
  double convective_velocity_ = 0;
  double final_distance_ = 0;
  double final_rise_ = 0;
  double penetrated_fraction_ = 0;
  double penetrated_rise_ = 0;
};

}  // namespace leeward::dispersion

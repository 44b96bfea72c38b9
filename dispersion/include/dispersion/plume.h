#pragma once
#include <cmath>
#include <optional>
#include <vector>

#include "core/model/receptor.h"
#include "dispersion/dividing_streamline.h"
#include "dispersion/met_profile.h"
#include "dispersion/plume_rise.h"

/// The plume evaluation that stacks, volumes and areas share (physics/02 sections 4-8, physics/03 section 3): rise,
/// effective parameters, sigmas, reflections and terrain weight at one distance, by the formulas of plume_rise.h,
/// plume_sigma.h, vertical_terms.h and dividing_streamline.h.
///
/// Two branches: the stable one (stable hour, or release above a convective layer) has one plume; the convective one has
/// a direct and an indirect plume of two Gaussians each and, above the lid, a penetrated plume.
///
/// Departure from AERMOD: winds at the top of stacks above 600 m come from the profile there, not extrapolated from
/// 550-600 m (where AERMOD can find a negative gradient and stop).
namespace leeward::dispersion {

/// Options of a run that act on every plume.
struct PlumeOptions {
  bool is_flat = false;                ///< ignore terrain: z_r = z_f, H_c = 0
  bool has_stack_tip_downwash = true;  ///< false is AERMOD's NOSTD: none but under rain caps
};

/// What the shared evaluation takes from a source; `tip_height_m` and `rise` differ from the release for stacks only.
struct Release {
  double height_m = 0;             ///< h_s
  double tip_height_m = 0;         ///< h'
  double base_elevation_m = 0;
  double initial_sigma_y_m = 0;
  double initial_sigma_z_m = 0;
  double decay_per_s = 0;          ///< first-order loss
  bool is_area = false;            ///< hill tops are met at release height (physics/03 section 3.1)
};

/// Air at release height, what a stack's rise and a plume's first guess start from (physics/01 section 8).
struct ReleaseAir {
  AirSample sample;                       ///< with floors
  double buoyancy_frequency_per_s = 0;    ///< 1e-10 inside a convective layer
  bool is_stable_branch = false;
};
ReleaseAir release_air(const BoundaryLayer& hour, const ProfileSet& set, double height_m);

/// A receptor as a plume sees it; heights above the source's base.
struct PlumeReceptor {
  double height_m = 0;           ///< z_r: above the source's base
  double flagpole_m = 0;         ///< z_f: above its own ground
  double ground_m = 0;           ///< z_e - z_s
  double hill_m = 0;             ///< z_h - z_s
};
PlumeReceptor plume_receptor(const Receptor& receptor, double base_elevation_m, bool is_flat);

/// Downwind and crosswind distance of a receptor [m].
struct WindOffset {
  double downwind_m = 0;
  double crosswind_m = 0;
};

/// Unit vectors of a wind direction.
class WindAxes {
 public:
  WindAxes() = default;
  explicit WindAxes(double wind_from_deg);
  ///   x = -(dX sin D + dY cos D),  y = dX cos D - dY sin D,  D where the wind comes from
  WindOffset offset(Vec2 from, Vec2 to) const {
    const Vec2 d = to - from;
    return {-(d.x * sin_ + d.y * cos_), d.x * cos_ - d.y * sin_};
  }
  /// Half extent along and across the wind of a square of the map with half side `half_m`.
  double half_extent_m(double half_m) const { return half_m * (std::abs(sin_) + std::abs(cos_)); }

 private:
  double sin_ = 0;
  double cos_ = 1;
};

/// Where a plume begins and which way it goes.
struct PlumeSite {
  Vec2 position_m;
  WindAxes axes;
  double excluded_radius_m = 0;  ///< no value nearer than this
  bool is_flat = false;          ///< the source ignores terrain
};

/// The plume at one distance, before the lateral and vertical terms. Index 0 alone is used in the stable branch.
struct PlumeSpread {
  double distance_m = 0;
  double centre_m = 0;             ///< c: where the air was taken from
  bool is_near_surface = false;    ///< c < 0.1 z_i, before h_e replaced c
  AirSample air;                   ///< effective: stable plume, or direct and indirect plumes
  double rise_m = 0;               ///< stable or direct rise
  double height_m[2] = {0, 0};     ///< h_e; or of the direct plume
  double indirect_height_m[2] = {0, 0};
  double weight[2] = {1, 0};       ///< lambda
  double sigma_z_m[2] = {1, 1};
  double sigma_y_m = 0;            ///< with buoyancy-induced and initial part
  AirSample height_air;            ///< stable branch: at h_e, without floors
  AirSample penetrated_air;        ///< effective
  double penetrated_sigma_z_m = 1;
  double penetrated_sigma_y_m = 1;
};

/// One source in one hour. Const use from many threads at once is safe; the boundary layer must outlive it.
class Plume {
 public:
  /// @param rise  default object: no rise
  Plume(const Release& release, const ReleaseAir& air, const PlumeRise& rise, const BoundaryLayer& hour,
        const ProfileSet& set, const PlumeOptions& options);

  /// Distance [m] where the centre of a convective plume without rise passes a height; 0 when it never does.
  double distance_of_centre_m(double height_m) const;
  /// Distances [m], ascending, where what the plume takes from the air changes its rule: end of the rise, plume mixed
  /// up to the lid, centre at the lid, at the top of the surface layer and at 5 m. Smooth curves may break there.
  std::vector<double> kinks_m() const;
  double mixing_height_m() const { return mixing_height_; }
  double mixed_distance_m() const { return mixed_distance_; }

  bool is_stable_branch() const { return air_.is_stable_branch; }
  double penetrated_fraction() const { return penetrated_fraction_; }
  const Release& release() const { return release_; }
  const AirSample& release_sample() const { return air_.sample; }

  /// Steps 1-8 of physics/02 section 5.
  /// @param first_sigma_w_m_per_s  sigma_w of the first pdf: that of the release for stacks and volumes
  PlumeSpread spread(double distance_m, double receptor_height_m, double first_sigma_w_m_per_s) const;
  PlumeSpread spread(double distance_m, double receptor_height_m) const {
    return spread(distance_m, receptor_height_m, air_.sample.sigma_w_m_per_s);
  }

  /// sigma_y [m] without initial and buoyancy-induced part, for effective air and plume height as given.
  double ambient_sigma_y_m(double distance_m, const AirSample& air, double plume_height_m) const;

  /// sigma_y over distance only grows with distance: the layer that the air of a plume at its final height is taken
  /// from reaches less far down at a nearer distance, where that is the side of less spread.
  bool spreads_less_nearby(double distance_m, double receptor_height_m) const {
    return air_.is_stable_branch && distance_m >= rise_.final_distance_m() && final_height_ >= receptor_height_m &&
           set_->spread_falls_with_height();
  }
  /// No ambient sigma_y exceeds this share of the distance, whatever the layer of effective air [-].
  double largest_spread(double receptor_height_m) const;

  /// Steps 10-12: concentration per unit rate [s/m3 for lateral terms in 1/m; s/m2 for 1].
  /// @param lateral, penetrated_lateral  F_y of the plume and of its penetrated part
  double concentration(const PlumeSpread& plume, const PlumeReceptor& receptor, double lateral,
                       double penetrated_lateral) const;

  /// Fraction of the plume that meanders [-], in [0, 1], physics/02 section 4:
  ///   F(u, s) = min(1, [2 s^2 + U_m^2 (1 - exp(-(r/u)/86400 s))]/u^2),  U_m^2 = u^2 - 2 s^2, at least 0.01 m2/s2;
  /// in the convective branch the mean of both parts' F, weighted by the penetrated fraction.
  /// @param plume  evaluated at the radial distance
  double meander_fraction(const PlumeSpread& plume) const;

  /// Coherent and meandering plume together [s/m3], physics/02 section 4: f C_ran + (1 - f) C_coh; C_ran is a full
  /// evaluation at the radial distance with F_y = 1/(2 pi r), C_coh is 0 within 1 m downwind and everywhere upwind.
  /// @pre the receptor is not within the excluded radius
  double meandering_concentration(const WindOffset& offset, const PlumeReceptor& receptor) const;

 private:
  friend struct PlumeNumbers;
  double centre_m(double distance_m) const;
  void stable_spread(PlumeSpread& p, double receptor_height_m) const;
  void convective_spread(PlumeSpread& p, double receptor_height_m, double first_sigma_w) const;
  void penetrated_spread(PlumeSpread& p, double receptor_height_m) const;
  double stable_branch_sigma_z(const PlumeSpread& p) const;
  void pdf_heights(PlumeSpread& p, double sigma_w, double wind_speed, double (&spread)[2]) const;
  void pdf_sigma_z(PlumeSpread& p, const double (&spread)[2]) const;
  AirSample layer_air(double bottom_m, double top_m) const;
  double reflecting_height_m(double distance_m, double height_m, double buoyant_sigma_m, const AirSample& at_height) const;
  double stable_concentration(const PlumeSpread& p, const PlumeReceptor& r, double lateral) const;
  double convective_concentration(const PlumeSpread& p, const PlumeReceptor& r, double lateral,
                                  double penetrated_lateral) const;
  double hill_fraction(const PlumeSpread& p, const PlumeReceptor& r, double lid_m) const;

  const BoundaryLayer* hour_;
  const ProfileSet* set_;
  Release release_;
  ReleaseAir air_;
  PlumeRise rise_;
  double mixing_height_ = 0;
  double mixed_distance_ = 0;       // x_m
  double rise_end_ = 0;             // x_c
  double rise_end_height_ = 0;      // min(h' + dh_c, z_i)
  double penetrated_fraction_ = 0;
  double penetrated_height_ = 0;    // h_3
  AirSample penetrated_point_;      // at h_3, without floors
  double final_height_ = 0;         // stable branch: h_e beyond the final distance
  AirSample final_point_;           // at that height, without floors
  std::optional<DividingStreamline> streamline_;
};

}  // namespace leeward::dispersion

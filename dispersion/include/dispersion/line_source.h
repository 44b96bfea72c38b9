#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/model/geometry.h"
#include "core/model/source.h"

/// Road links: the RLINE line integral of point kernels (physics/04 sections 6.1-6.4), without barriers,
/// evaluated from the formulas at every quadrature node (mode `exact`). src/road_tables.h and road_kernel.h
/// have the fast form of the same kernel.
///
/// Departures from AERMOD's RLINE:
///  - roads are FLAT sources: the plume follows the terrain and the receptor is met at its height above
///  ground;
///  - the line integral is converged (about 1e-5), AERMOD stops at an absolute 5e-4 of the unit-emission
///  value;
///  - exp() is exact, AERMOD interpolates a 1000-point table;
///  - a first-order loss, when the scenario has one, acts as exp(-decay * distance / effective wind); AERMOD
///  has none;
///  - barriers, depressed roads and ends of unequal height are not modelled.
namespace leeward::dispersion {

inline constexpr double line_nearest_m = 1.0;  ///< kernels are taken at least this far from the element
inline constexpr double line_upwind_limit_m =
    1e-4;  ///< elements not this far along the wind have no direct plume

/// What a road takes from an hour. For an urban source in a stable or transition hour these are the urban u*,
/// L, z0, z_i and sigma_v (physics/01 section 7); the wind is always the observed reference wind.
struct LineHour {
  double friction_velocity_m_per_s = 0;
  double inverse_obukhov_length_per_m = 0;  ///< > 0 stable; as AERMOD, 0 counts as convective
  double roughness_length_m = 0;
  double mixing_height_m = 0;
  double wind_speed_m_per_s = 0;
  double wind_from_deg = 0;
  double wind_height_m = 0;
  double sigma_v_m_per_s = 0;  ///< gridded profile at the wind height, not below 0.2 m/s
  double decay_per_s = 0;
};

/// Wind profile of the road model (physics/04 section 6.1, table a = 1).
///
///   u(z) = (u*/k) [ln((z - d)/z0) - psi(z - d) + psi(z0)],  d = 5 z0, k = 0.4, psi of physics/01 section 5.1
///   u_floor = max(4.47 u*, sqrt(2) sigma_v, 0.2828),  s = U_ref / max(u(z_ref), u_floor)
///   U(z) = max(s max(u(z), u_floor), u_floor)
/// u is tabulated at 100 log-spaced heights from z0 + d to max(500 m, z_i) and read linearly, as in the
/// reference; above the table its last segment is extrapolated (the note does not say so; reference values of
/// far receptors do).
class LineWind {
public:
  explicit LineWind(const LineHour& hour);
  /// Wind in the lee of a barrier of height H > 0 (physics/04 sections 6.1 and 6.5, tables a = 2 and 3): u(z)
  /// with
  ///   z0_a = max(H/9, z0),  u*_a = alpha u*,  L_a = alpha^3 L,  alpha = max(1, (z0_a/z0)^0.14);  s as
  ///   without it.
  LineWind(const LineHour& hour, double barrier_height_m);
  /// @returns wind speed [m/s] at `height_m` above ground, never below the floor
  double speed(double height_m) const;
  /// The same; `path` takes up which branch and which part of the table gave it.
  double speed(double height_m, std::uint64_t& path) const;
  double floor_m_per_s() const { return floor_; }
  double adjustment() const { return adjustment_; }  ///< s [-]
  const LineHour& hour() const { return hour_; }
  bool is_stable() const { return hour_.inverse_obukhov_length_per_m > 0; }
  double friction_velocity_m_per_s() const { return friction_velocity_; }  ///< u*_a
  /// |L_a| [m]; infinite at neutral.
  double obukhov_m() const { return obukhov_; }

private:
  void fill(double roughness_length_m, double inverse_obukhov_per_m);
  double table(double height_m, std::size_t& part) const;
  static constexpr std::size_t table_size = 100;
  LineHour hour_;
  std::array<double, table_size> height_{};
  std::array<double, table_size> speed_{};
  double log_first_ = 0;
  double per_log_step_ = 0;
  double floor_ = 0;
  double adjustment_ = 1;
  double obukhov_ = 0;
  double friction_velocity_ = 0;
};

/// Spread of a plume `distance_m` from its element, with the wind that carries it (physics/04 section 6.2).
struct LineSpread {
  double wind_m_per_s = 0;   ///< effective wind
  double sigma_z_m = 0;      ///< with the initial sigma_z in quadrature
  double raw_sigma_y_m = 0;  ///< without the road's own width
  /// Of the choices on the way here (passes, parts of the wind table, floors): where it does not change with the
  /// distance, the spread is a smooth function of it.
  std::uint64_t path = 0;
};

///   sigma_z,raw: stable 0.70 r x / (1 + 1.5 r (x/|L|)^(2/3)); unstable 0.70 r x (1 + r x/|L|);  r = u*/U
///   sigma_y,raw: stable 1.4 (sigma_v/u*) sigma_z,raw (1 + 1.5 sigma_z,raw/|L|);
///                unstable 1.4 (sigma_v/u*) sigma_z,raw / sqrt(1 + 2.5 sigma_z,raw/|L|)
///   U = U(max(z_mean, h)),  z_mean = sqrt(2/pi) sigma_z exp(-(h/sigma_z)^2/2) + h erf(h/(sqrt(2) sigma_z)) +
///   lift,
/// u* and L of sigma_z,raw and U those of the wind table, of sigma_y,raw those of the hour,
/// by at most 19 passes until sigma_z changes by less than 1 % of its value before the pass (the
/// reference's loose stop is part of the answer).
/// @param lift_m  of the plume behind a barrier (physics/04 section 6.5), else 0
LineSpread line_spread(const LineWind& wind, double distance_m, double release_height_m,
                       double initial_sigma_z_m, double lift_m = 0);

/// Vertical term of the direct plume over its wind, F_z/U exp(-decay x/U) [s/m2], physics/02 section 8.5
/// between the ground and max(z_i, h + 2.15 sigma_z); 0 for a receptor above that.
double line_direct_term(const LineWind& wind, const LineSpread& spread, double distance_m,
                        double release_height_m, double receptor_height_m);

/// Meander point kernel C_m [s/m3]:
///   [e^{-((h-z)/sigma_z)^2/2} + e^{-((h+z)/sigma_z)^2/2}]/(sqrt(2 pi) sigma_z U 2 pi R) exp(-decay R/U)
/// @param spread at R
double line_meander_term(const LineWind& wind, const LineSpread& spread, double distance_m,
                         double release_height_m, double receptor_height_m);

/// Share of the meander kernel f = min(1, 2 sigma_v^2/U^2) [-], U of the meander evaluation.
double line_meander_share(const LineWind& wind, const LineSpread& spread);

/// A link in the wind frame of an hour: x along the flow, y to its left, both relative to `origin_m`; begin
/// has the smaller y.
struct LineInWind {
  double x_begin = 0;
  double y_begin = 0;
  double length_m = 0;
  double cos_angle = 1;       ///< of the link against the flow
  double sin_angle = 0;       ///< >= 0
  double sigma_y0_m = 0;      ///< |w cos / 2|
  double height_begin_m = 0;  ///< of release, above ground
  double height_end_m = 0;
};

/// Rotation from the map to the wind frame of a wind blowing FROM `wind_from_deg`.
struct WindFrame {
  explicit WindFrame(double wind_from_deg, Vec2 origin_m = {});
  Vec2 to_wind(Vec2 map_m) const {
    const Vec2 p = map_m - origin_m;
    return {p.x * flow.x + p.y * flow.y, p.y * flow.x - p.x * flow.y};
  }
  Vec2 flow;  ///< unit vector the wind blows towards
  Vec2 origin_m;
};
/// With the shift of a road that lies beside its centre line or in a cutting (line_road.h).
LineInWind line_in_wind(const LineSource& source, const WindFrame& frame);

/// A value and whether its quadrature met its tolerance.
struct LineIntegral {
  double value = 0;
  bool has_converged = true;
};

/// Concentration per unit line emission, [g/m3] per [g/(m s)] = s/m2, of one link at one receptor (wind
/// frame):
///   integral over the link of (1 - f) C_p + f C_m,
///   C_p = F_z/U exp(-(y_d/sigma_y)^2/2)/(sqrt(2 pi) sigma_y) where x_d >= 1e-4 m (taken at max(x_d, 1 m)),
///   sigma_y^2 = sigma_y,raw^2 + sigma_y0^2; C_m and f at R = max(r, 1 m).
/// Receptors may stand on the road. Adaptive Gauss-Kronrod on the formulas, split where the kernel has kinks: what the
/// faster forms are measured against.
/// @param relative_tolerance  of the whole, for each leaf
LineIntegral line_concentration_exact(const LineWind& wind, const LineInWind& link, double release_height_m,
                                      double initial_sigma_z_m, Vec2 receptor_in_wind,
                                      double receptor_height_m,
                                      double relative_tolerance = 1e-5);

}  // namespace leeward::dispersion

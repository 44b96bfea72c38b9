#pragma once
#include <memory>
#include <optional>

#include "dispersion/dividing_streamline.h"
#include "dispersion/line_source.h"
#include "dispersion/plume.h"

/// Roads with all that RLINEXT has: beside their centre line, in a cutting, with ends of unequal height,
/// behind one or two barriers (physics/04 sections 6.1 and 6.5), and roads in terrain (physics/03 part B).
///
/// Departures from AERMOD (besides those of line_source.h): terrain acts by the formulas of physics/03 alone,
/// with the road's own wind in the dividing streamline and the plume height h in the weights; AERMOD's stable
/// hours take what the source before has left (physics/07 section 5.1). A loss acts behind a barrier by the
/// whole distance over the wind there.
namespace leeward::dispersion {

/// How far both ends move for a lane beside the centre line or a road in a cutting [m], on the map.
///
/// e: unit vector across the road towards its eastern side (to the north where it runs exactly west-east).
///   beside:  offset e
///   cutting: displacement(-sin, cos of the road's direction) + (w_e/w_b) offset e, with
///     e_d = |d| (w_b + (w_t - w_b)/2)/w_t,  rho = e_d/w_b,  F_w = 1 if rho >= 0.0483, else sqrt(1.506
///     - 7.143 rho) - 0.0776 w_e = F_w^(sin^2) w_b,  d_c = 0.2064 w_t w_b/((w_t + w_b)/2),  F = min(1,
///     (w_b/w_t)(1 + |d|/d_c)) displacement = (w_t F - w_e)/2 sin^2 sgn(sin), of the angle between road and
///     flow: towards the wind
/// @param flow  unit vector the wind blows towards
Vec2 road_shift(const LineSource& source, Vec2 flow);

/// sigma_z [m] at the road: sqrt(sigma_z0^2 + (depth/2.15)^2).
double road_initial_sigma_z_m(const LineSource& source);

/// True where the kernel depends on distance and receptor height above ground alone: no barrier (of some
/// height) and ends of equal height. Only such roads have tables, and only over flat ground.
bool is_plain_road(const LineSource& source);

/// Barriers as the wind of an hour meets them: one on each side at most, the nearer where there are two on
/// one side. A road within the recirculation behind the upwind one (6.5 times its height, 4 times between
/// two) has its direct plume start at that barrier's foot.
///
/// Kernel (physics/04 section 6.5; the note's open points settled by the reference case rlinext_barrier_a):
/// behind the downwind barrier sigma_z at the wall is that of the wind the plume comes with; the meander
/// kernel keeps the road's own sigma_z0 there and is taken from the road itself, also where the direct plume
/// is shifted.
struct BarriersInWind {
  double upwind_height_m = 0;  ///< 0: none
  double downwind_height_m = 0;
  double downwind_across_m = 0;  ///< from the road, across
  double downwind_along_m = 0;   ///< from the plume's origin, along the wind
  double shift_across_m =
      0;  ///< > 0: the road stands in the upwind barrier's recirculation and starts at its foot
  bool has_any() const { return upwind_height_m > 0 || downwind_height_m > 0; }
};
BarriersInWind barriers_in_wind(const LineSource& source, const WindFrame& frame, const LineInWind& link);

/// The dividing streamline of roads: the levels of the profile set with the wind of the road model.
class LineStreamline {
public:
  LineStreamline(const ProfileSet& set, const LineWind& wind);
  /// H_c above the source's base [m]; 0 for a hill top at or below it.
  double height_m(double hill_top_m) const { return streamline_->height_m(hill_top_m); }

private:
  std::unique_ptr<ProfileSet> set_;
  std::unique_ptr<DividingStreamline> streamline_;
};

/// One link in one hour, evaluated from the formulas. Const use from many threads at once is safe.
class LineRoad {
public:
  /// @param streamline  of the hour; nullptr in convective hours. Outlives this, as `wind`.
  LineRoad(const LineSource& source, const WindFrame& frame, const LineWind& wind,
           const LineStreamline* streamline);

  /// Concentration per unit line emission [s/m2] as line_concentration_exact, with barriers, end heights and
  /// terrain:
  ///   f_t K(z_r) + (1 - f_t) K(z_f),  f_t = (1 + phi)/2;  phi of physics/03 section 3.3 in stable hours,
  ///   else 0.
  /// The integral is over the link's length in space. Adaptive Gauss-Kronrod.
  LineIntegral concentration(Vec2 receptor_in_wind, const PlumeReceptor& receptor) const;

  const LineInWind& link() const { return link_; }

private:
  /// What the direct kernel leaves for the meander kernel of the same element.
  struct Wake {
    const LineWind* wind;
    double initial_sigma_z_m;
    double lift_m;
  };
  class Kernel;

  const LineWind* wind_;
  const LineStreamline* streamline_;
  LineInWind link_;
  double initial_sigma_z_m_;
  double length_factor_;  ///< length in space over length on the map
  BarriersInWind barriers_;
  std::optional<LineWind> upwind_wake_;    ///< table a = 3
  std::optional<LineWind> downwind_wake_;  ///< table a = 2
};

}  // namespace leeward::dispersion

#pragma once
#include <cstddef>

#include "road_kernel.h"
#include "source_field.h"

/// Internal to the solver: how a link's two parts look from a whole square, and what may be done there.
namespace leeward::dispersion {

/// The part of the link whose direct plume reaches a square, between from_m and to_m; empty where to_m <=
/// from_m.
struct ReachedPart {
  double from_m = 0;
  double to_m = 0;
  double nearest_x_m = 0;  ///< least distance along the wind of a place of the square from this part
  double sigma_y_m = 0;    ///< there
  bool is_empty() const { return !(to_m > from_m); }
};

/// @param half_m  of the square, its sides along the map's axes
ReachedPart reached_part(const RoadView& view, double half_m, double edge_sigmas);

/// What counts of the direct part's jumps (RoadTable::along_jumps) between the places and the reached part,
/// and of the meander part's.
struct JumpsOnTheWay {
  bool has_any = false;  ///< jumps or bends
  double largest = 0;    ///< of ln C
};
JumpsOnTheWay direct_jumps(const RoadView& view, double half_m, const ReachedPart& part);
JumpsOnTheWay meander_jumps(const RoadView& view, double half_m);

/// Smooth where the square is narrow against the plume (half <= eta sigma_y) and far from the link (x at its
/// rim within 1.6 of each other), and ln C changes little enough, by
///   [(a + H)^2 / sigma_n^2 - a^2 / sigma_c^2] / 2 + |ln A_n - ln A_c|,
/// a the distance of the square's centre aside of the link, H the half width of the square across the wind, n
/// at the rim nearest to the link, c at the centre; and likewise to the farthest rim.
Reach direct_reach(const RoadView& view, double half_m, const FastLimits& limits);
/// Smooth where the half width is small against the distance r from the link: within 0.33 eta r, and |Δ ln(f
/// C_m)| as small as wanted.
Reach meander_reach(const RoadView& view, double half_m, const FastLimits& limits);

/// What a receptor needs at which the fast form of the direct part does not hold its bound.
struct Remedy {
  enum class Kind {
    none,
    exact,  ///< on the link: single precision does not tell which elements are upwind; or among many jumps
            ///< that neither one factor nor the nodes stand for
    scale   ///< the nearest element lies among many jumps, and the others as far: formulas over tables are a
            ///< factor
  };
  Kind kind = Kind::none;
  double x_m = 0;        ///< of the element straight upwind, or the nearest to that
  double y_m = 0;        ///< across
  bool is_wide = false;  ///< the plume is narrow against the link: how wide it is does not count
};
/// With e the rounding of single precision, a receptor within the plume's width of the link has
///   e/(|cos| min(sqrt(2 pi) sigma_y/sin, length))
/// of its elements on the wrong side of the front; above 3e-4 it needs exact values.
/// @param view        from the receptor
/// @param rounding_m  of the places of its square
Remedy direct_remedy(const RoadView& view, double rounding_m);
/// In the wind frame, of the places of a square.
double rounding_m(const RoadView& view, double half_m);
/// Whether so much of the link lies among many jumps of the meander part that the fast form of that does not
/// hold its bound.
/// @param view  from the receptor
bool meander_needs_exact(const RoadView& view);
/// Whether a square may hold receptors with a direct_remedy.
bool may_need_remedy(const RoadView& view, double half_m);

/// Nodes for road_direct_far on the part; 0: too many, go near. With the part's length over the plume's own
/// scale,
///   w = (to - from) (sin/sigma_y + kappa |cos|/x),  kappa = max(4, |d ln A/d ln x|) at the nearest x,
/// the error of n Gauss nodes is w^(2n) (n!)^3/((2n + 1) (2n)!^2 2^n) of the axis value; wanted below 1e-4.
std::size_t direct_far_nodes(const RoadView& view, const ReachedPart& part);
/// Least distance of a place of the square from the link [m]; < 0 where the link may cross it.
double nearest_m(const RoadView& view, double half_m);
/// Nodes for road_meander_far, likewise for a kernel like r^-2 by the link's length over the distance; 0: go
/// near.
std::size_t meander_far_nodes(const RoadView& view, double half_m);

}  // namespace leeward::dispersion

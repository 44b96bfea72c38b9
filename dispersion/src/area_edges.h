#pragma once
#include <cstdint>
#include <vector>

#include "area_outline.h"
#include "area_profile.h"

/// Internal to areas: AERMOD's rules for the edges of a polygon (physics/04 sections 3.3 and 3.4).
namespace leeward::dispersion {

/// What lies nearer does not count [m].
inline constexpr double nearest_element_m = 1.01;

/// A vertex seen from a receptor: u upwind, v across; log_u and n = v/sigma_y(u) only where u >=
/// nearest_element_m.
struct SeenVertex {
  double u = 0;
  double v = 0;
  double log_u = 0;
  double n_per_v = 0;  ///< 1/sigma_y(u)
  double n = 0;        ///< v/sigma_y(u)
};

/// The weight w(u) of an edge in the crosswind sum, as AERMOD takes it:
///   Phi(v(u)/sigma_y(u)) from AERMOD's table for phi_from <= ln u <= phi_to, `below` at smaller u, `above`
///   at larger u.
/// With N = v/sigma_y at the edge's two ends: within 3.9 at both, the whole edge is tabulated; beyond 3.9 on
/// the same side at both, the weight is 1 or 0 all along (though the edge may come nearer in between); else
/// it changes where a root finder of ten steps puts N = 3.9 or -3.9.
struct EdgeWeight {
  double phi_from = 0;
  double phi_to = 0;
  double below = 0;
  double above = 0;
  bool is_used = false;  ///< false: upwind of the receptor, shorter than 0.01 m along the wind, or of a ring
                         ///< that does not count
};

/// @param vertices  resized
void see_vertices(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                  std::vector<SeenVertex>& vertices);

/// Vertices and weights of all edges of an outline seen from a receptor at (downwind, crosswind) in the
/// outline's frame. A ring whose corners (of the part at least nearest_element_m upwind) are all at N >= 3.9
/// or all at N <= -3.9 does not count.
/// @param vertices, weights  resized
/// @returns whether the outer ring counts
bool edge_weights(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                  std::vector<SeenVertex>& vertices, std::vector<EdgeWeight>& weights);

}  // namespace leeward::dispersion

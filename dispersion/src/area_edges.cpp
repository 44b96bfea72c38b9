#include "area_edges.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leeward::dispersion {
namespace area_edges_detail {

constexpr double plume_edge = 3.9;  // in sigma_y

/// Brent's root finder with AERMOD's stop: ten steps at most, until the bracket is within 1e-3 u + 2.5e-4 of
/// the place... The place after ten steps is taken as it is.
/// @param value_a, value_b  of opposite signs
template <class Function>
double loose_root(const Function& function, double a, double value_a, double b, double value_b) {
  constexpr int most_steps = 10;
  constexpr double relative = 1e-3;
  constexpr double absolute = 1e-3;
  double c = b;  // the bracket is [b, c], b the best so far; a is the place before
  double value_c = value_b;
  double step = b - a;
  double step_before = step;
  for (int i = 0; i < most_steps; ++i) {
    if ((value_b > 0) == (value_c > 0)) {
      c = a;
      value_c = value_a;
      step = step_before = b - a;
    }
    if (std::abs(value_c) < std::abs(value_b)) {
      a = b;
      b = c;
      c = a;
      value_a = value_b;
      value_b = value_c;
      value_c = value_a;
    }
    const double tolerance = 2.0 * relative * std::abs(b) + 0.5 * absolute;
    const double to_middle = 0.5 * (c - b);
    if (std::abs(to_middle) <= tolerance || value_b == 0) return b;
    bool is_halved = true;
    if (std::abs(step_before) >= tolerance && std::abs(value_a) > std::abs(value_b)) {
      // Secant through two places or inverse parabola through three, as the quotient p/q.
      const double s = value_b / value_a;
      double p = 2.0 * to_middle * s;
      double q = 1.0 - s;
      if (a != c) {
        const double r = value_b / value_c;
        const double t = value_a / value_c;
        p = s * (2.0 * to_middle * t * (t - r) - (b - a) * (r - 1.0));
        q = (t - 1.0) * (r - 1.0) * (s - 1.0);
      }
      if (p > 0) q = -q;
      p = std::abs(p);
      if (2.0 * p < std::min(3.0 * to_middle * q - std::abs(tolerance * q), std::abs(step_before * q))) {
        step_before = step;
        step = p / q;
        is_halved = false;
      }
    }
    if (is_halved) step = step_before = to_middle;
    a = b;
    value_a = value_b;
    b += std::abs(step) > tolerance ? step : std::copysign(tolerance, to_middle);
    value_b = function(b);
  }
  return b;
}

}  // namespace area_edges_detail

using namespace area_edges_detail;

void see_vertices(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                  std::vector<SeenVertex>& vertices) {
  vertices.resize(outline.vertices.size());
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    SeenVertex& seen = vertices[i];
    seen.u = receptor.downwind_m - outline.vertices[i].downwind_m;
    seen.v = receptor.crosswind_m - outline.vertices[i].crosswind_m;
    if (!(seen.u >= nearest_element_m)) continue;
    seen.log_u = std::log(seen.u);
    seen.n_per_v = 1.0 / profile.sigma_y_m(seen.log_u);
    seen.n = seen.v * seen.n_per_v;
  }
}

bool edge_weights(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                  std::vector<SeenVertex>& vertices, std::vector<EdgeWeight>& weights) {
  see_vertices(outline, profile, receptor, vertices);
  weights.resize(outline.edges.size());
  const double log_nearest = std::log(nearest_element_m);
  const double nearest_sigma = profile.sigma_y_m(log_nearest);
  for (std::size_t ring = 0; ring < outline.rings.size(); ++ring) {
    const AreaOutline::RingRange range = outline.rings[ring];
    bool is_beyond_above = true;
    bool is_beyond_below = true;
    for (std::uint32_t k = range.first; k < range.first + range.count; ++k) {
      const AreaOutline::Edge& e = outline.edges[k];
      const SeenVertex& near = vertices[e.near_vertex];
      const SeenVertex& far = vertices[e.far_vertex];
      EdgeWeight& w = weights[k];
      w.is_used = false;
      if (!(far.u >= nearest_element_m)) continue;
      const auto across = [&](double u) {
        return receptor.crosswind_m - e.offset - e.slope * (receptor.downwind_m - u);
      };
      const bool is_cut = !(near.u >= nearest_element_m);
      const double u_near = is_cut ? nearest_element_m : near.u;
      const double n_near = is_cut ? across(u_near) / nearest_sigma : near.n;
      is_beyond_above = is_beyond_above && far.n >= plume_edge && n_near >= plume_edge;
      is_beyond_below = is_beyond_below && far.n <= -plume_edge && n_near <= -plume_edge;
      if (e.sign == 0 || !(far.u - u_near >= shortest_edge_m)) continue;
      w.is_used = true;
      w.phi_from = is_cut ? log_nearest : near.log_u;
      w.phi_to = far.log_u;
      const auto side = [](double n) { return n > plume_edge ? 1 : n < -plume_edge ? -1 : 0; };
      const int side_near = side(n_near);
      const int side_far = side(far.n);
      w.below = side_near > 0 ? 1.0 : 0.0;
      w.above = side_far > 0 ? 1.0 : 0.0;
      if (side_near == side_far) {
        if (side_near != 0) w.phi_to = w.phi_from;  // nothing is tabulated
        continue;
      }
      const auto log_root = [&](int s) {
        const double edge = s * plume_edge;
        const auto beyond = [&](double u) { return across(u) / profile.sigma_y_m(std::log(u)) - edge; };
        return std::log(loose_root(beyond, u_near, n_near - edge, far.u, far.n - edge));
      };
      if (side_near != 0) w.phi_from = log_root(side_near);
      if (side_far != 0) w.phi_to = log_root(side_far);
    }
    if (is_beyond_above || is_beyond_below) {
      if (ring == 0) return false;
      for (std::uint32_t k = range.first; k < range.first + range.count; ++k) weights[k].is_used = false;
    }
  }
  return true;
}

}  // namespace leeward::dispersion

#include "area_edges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace leeward::dispersion {
namespace area_edges_detail {

constexpr double plume_edge = 3.9;        // in sigma_y
constexpr double shortest_edge_m = 0.01;  // along the wind

constexpr std::array<double, 79> cdf_table = {
    0.0000, 0.0001, 0.0001, 0.0002, 0.0002, 0.0003, 0.0005, 0.0007, 0.0010, 0.0013, 0.0019, 0.0026,
    0.0035, 0.0047, 0.0062, 0.0082, 0.0107, 0.0139, 0.0179, 0.0227, 0.0287, 0.0359, 0.0446, 0.0548,
    0.0668, 0.0808, 0.0968, 0.1151, 0.1357, 0.1587, 0.1841, 0.2119, 0.2420, 0.2742, 0.3085, 0.3445,
    0.3821, 0.4207, 0.4602, 0.5000, 0.5398, 0.5793, 0.6179, 0.6555, 0.6915, 0.7258, 0.7580, 0.7881,
    0.8159, 0.8413, 0.8643, 0.8849, 0.9032, 0.9192, 0.9332, 0.9452, 0.9554, 0.9641, 0.9713, 0.9773,
    0.9821, 0.9861, 0.9893, 0.9918, 0.9938, 0.9953, 0.9965, 0.9974, 0.9981, 0.9987, 0.9990, 0.9993,
    0.9995, 0.9997, 0.9998, 0.9998, 0.9999, 0.9999, 1.0000};

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

double tabulated_cdf(double x) {
  const double t = 10.0 * x + 39.0;
  if (!(t > 0)) return 0.0;
  if (t >= 78) return 1.0;
  const auto i = static_cast<std::size_t>(t);
  return cdf_table[i] + (t - static_cast<double>(i)) * (cdf_table[i + 1] - cdf_table[i]);
}

bool edge_weights(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                  double nearest_m, std::vector<EdgeWeight>& weights) {
  weights.assign(outline.edges.size(), {});
  const auto turns = [&](double u, double v) { return v / profile.sigma_y_m(std::log(u)); };
  for (std::size_t ring = 0; ring < outline.rings.size(); ++ring) {
    const AreaOutline::RingRange range = outline.rings[ring];
    bool is_beyond_above = true;
    bool is_beyond_below = true;
    for (std::uint32_t k = range.first; k < range.first + range.count; ++k) {
      const AreaOutline::Edge& e = outline.edges[k];
      const WindOffset& near = outline.vertices[e.near_vertex];
      const WindOffset& far = outline.vertices[e.far_vertex];
      const double u_far = receptor.downwind_m - far.downwind_m;
      if (!(u_far >= nearest_m)) continue;
      const double u_near = std::max(receptor.downwind_m - near.downwind_m, nearest_m);
      const auto across = [&](double u) {
        return receptor.crosswind_m - e.offset - e.slope * (receptor.downwind_m - u);
      };
      const double n_far = turns(u_far, receptor.crosswind_m - far.crosswind_m);
      const double n_near =
          turns(u_near,
                u_near > nearest_m || e.sign == 0 ? receptor.crosswind_m - near.crosswind_m : across(u_near));
      is_beyond_above = is_beyond_above && n_far >= plume_edge && n_near >= plume_edge;
      is_beyond_below = is_beyond_below && n_far <= -plume_edge && n_near <= -plume_edge;
      if (e.sign == 0 || !(u_far - u_near >= shortest_edge_m)) continue;
      EdgeWeight& w = weights[k];
      w.is_used = true;
      w.phi_from = u_near;
      w.phi_to = u_far;
      const auto side = [](double n) { return n > plume_edge ? 1 : n < -plume_edge ? -1 : 0; };
      const int side_near = side(n_near);
      const int side_far = side(n_far);
      w.below = side_near > 0 ? 1.0 : 0.0;
      w.above = side_far > 0 ? 1.0 : 0.0;
      if (side_near == side_far) {
        if (side_near != 0) w.phi_to = w.phi_from = u_far;  // nothing is tabulated
        continue;
      }
      const auto root = [&](int s) {
        const double edge = s * plume_edge;
        return loose_root([&](double u) { return turns(u, across(u)) - edge; }, u_near, n_near - edge, u_far,
                          n_far - edge);
      };
      if (side_near != 0) w.phi_from = root(side_near);
      if (side_far != 0) w.phi_to = root(side_far);
    }
    if (is_beyond_above || is_beyond_below) {
      if (ring == 0) return false;
      std::fill_n(weights.begin() + range.first, range.count, EdgeWeight{});
    }
  }
  return true;
}

}  // namespace leeward::dispersion

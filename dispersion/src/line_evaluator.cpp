#include <algorithm>
#include <cmath>

#include "dispersion/line_tables.h"
#include "fast_exp.h"
#include "gauss_legendre.h"

namespace leeward::dispersion {
namespace evaluator_detail {

constexpr double nearest_m = 1.0;  // as in line_source.cpp
constexpr double upwind_limit_m = 1e-4;
constexpr double far_from_m = 1.01;  // few nodes only beyond: the tables begin at 1 m, and rounding needs room
constexpr double cone_sigmas = 5.5;
constexpr double smallest_exponent = -50.0;  // as the reference: nothing beyond
constexpr double smallest_sine = 1e-9;
constexpr double near_scale_m = 2.0;  // how far beyond its element the kernel still varies slowly
constexpr double inverse_sqrt_2pi = 0.3989422804014327;
constexpr double largest_squared = LineTables::largest_m * LineTables::largest_m;

double held(double distance_m) {
  return std::clamp(distance_m, nearest_m, LineTables::largest_m);
}
double held_squared(double squared_m2) {
  return std::clamp(squared_m2, 1.0, largest_squared);
}

/// 1 - f; where f reaches 1 it has a kink, and the table's parabola may swing a little beyond 1 there.
double direct_share_of(double meander_share) {
  return std::max(1.0 - meander_share, 0.0);
}

/// Nodes for a plume that changes over `smoothness` of its own length scale along the link; 0: too many, go near.
/// From the error term of the rules for a Gaussian: about 3e-4 of the peak at the limits.
std::size_t direct_nodes(double smoothness) {
  if (smoothness <= 0.06) return 1;
  if (smoothness <= 0.6) return 2;
  if (smoothness <= 1.3) return 3;
  if (smoothness <= 2.0) return 4;
  return 0;
}

/// Nodes that a link needs because its elements lie at different distances: the loose stop of line_spread makes the
/// kernel jump by up to 2 % every few per cent of distance, and more nodes average over the jumps.
/// @param depth  spread of the distances over the least distance
std::size_t jump_nodes(double depth) {
  if (depth <= 0.02) return 1;
  if (depth <= 0.05) return 3;
  if (depth <= 0.1) return 5;
  if (depth <= 0.25) return 8;
  return 12;
}

/// The same for a kernel like r^-2 by link length over distance.
std::size_t meander_nodes(double length_over_distance) {
  if (length_over_distance <= 0.04) return 1;
  if (length_over_distance <= 0.35) return 2;
  if (length_over_distance <= 0.8) return 3;
  if (length_over_distance <= 1.4) return 4;
  return 0;
}

/// Nodes near the link: for a span of u = asinh(s / b), and for the jumps (jump_nodes) in a span of ln(distance).
std::size_t near_nodes(double span, double log_depth) {
  constexpr double per_unit = 6.0;
  constexpr double per_log = 40.0;
  return std::min(static_cast<std::size_t>(4.0 + per_unit * span + per_log * log_depth), largest_gauss_rule);
}

/// Integral of f over the part of the link between `centre` and `end`, by s = centre + b sinh(u): dense within b of the
/// centre, by logarithm beyond.
template <class F>
double integrate_from(double centre, double end, double b, double log_depth, const F& f) {
  const double u_end = std::asinh((end - centre) / b);
  if (std::abs(u_end) < 1e-12) return 0.0;
  const GaussRule& rule = gauss_rule(near_nodes(std::abs(u_end), log_depth));
  double sum = 0.0;
  for (std::size_t k = 0; k < rule.count; ++k) {
    const double e = fast_exp(0.5 * u_end * (rule.node[k] + 1.0));
    sum += rule.weight[k] * 0.5 * (e + 1.0 / e) * f(centre + b * 0.5 * (e - 1.0 / e));
  }
  return sum * 0.5 * std::abs(u_end) * b;
}

}  // namespace evaluator_detail

double LineEvaluator::sigma_y_m(const LineTables::Height& table, double distance_m) const {
  return std::sqrt(table.direct(evaluator_detail::held(distance_m)).second + link_.sigma_y0_m * link_.sigma_y0_m);
}

bool LineEvaluator::is_out_of_plume(Vec2 centre, double radius_m) const {
  using namespace evaluator_detail;
  const double x_begin = centre.x - link_.x_begin;
  const double x_farthest = std::max(x_begin, x_begin - link_.length_m * link_.cos_angle) + radius_m;
  if (x_farthest < upwind_limit_m) return true;
  const double y_low = centre.y - radius_m - (link_.y_begin + link_.length_m * link_.sin_angle);
  const double y_high = centre.y + radius_m - link_.y_begin;
  const double aside = std::max({0.0, y_low, -y_high});
  return aside > cone_sigmas * sigma_y_m(tables_->height(0), x_farthest);
}

void LineEvaluator::add_direct(std::size_t height_index, std::span<const Vec2> receptors, Vec2 centre, double radius_m,
                               std::span<double> values) const {
  using namespace evaluator_detail;
  const LineTables::Height& table = tables_->height(height_index);
  const double c = link_.cos_angle;
  const double length_m = link_.length_m;
  const double x_centre = centre.x - link_.x_begin;
  const double x_nearest = std::min(x_centre, x_centre - length_m * c) - radius_m;
  std::size_t nodes = 0;
  if (x_nearest > far_from_m)
    nodes = direct_nodes(length_m * (link_.sin_angle / sigma_y_m(table, x_nearest) + 4.0 * std::abs(c) / x_nearest));
  if (nodes == 0) {
    for (std::size_t i = 0; i < receptors.size(); ++i) values[i] += direct_near(table, receptors[i]);
    return;
  }
  const GaussRule& rule = gauss_rule(std::max(nodes, jump_nodes(length_m * std::abs(c) / x_nearest)));
  const double variance0 = link_.sigma_y0_m * link_.sigma_y0_m;
  for (std::size_t k = 0; k < rule.count; ++k) {
    const double s = 0.5 * length_m * (1.0 + rule.node[k]);
    const double weight = 0.5 * length_m * rule.weight[k] * inverse_sqrt_2pi;
    const double x_node = link_.x_begin + s * c;
    const double y_node = link_.y_begin + s * link_.sin_angle;
    for (std::size_t i = 0; i < receptors.size(); ++i) {
      const double x = receptors[i].x - x_node;
      const double y = receptors[i].y - y_node;
      const auto [vertical, raw_variance] = table.direct(std::min(x, LineTables::largest_m));
      const double variance = raw_variance + variance0;
      const double y2 = y * y;
      const double exponent = -0.5 * y2 / variance;
      if (exponent < smallest_exponent) continue;
      const double direct_share = direct_share_of(table.meander(held_squared(x * x + y2)).second);
      values[i] += weight * direct_share * std::max(vertical, 0.0) * fast_exp(exponent) / std::sqrt(variance);
    }
  }
}

double LineEvaluator::direct_near(const LineTables::Height& table, Vec2 receptor) const {
  using namespace evaluator_detail;
  const double x0 = receptor.x - link_.x_begin;
  const double y0 = receptor.y - link_.y_begin;
  const double c = link_.cos_angle;
  const double sine = link_.sin_angle;
  double low = 0.0;
  double high = link_.length_m;
  // Elements upwind of the receptor: x0 - c s >= the limit.
  const double ahead = x0 - upwind_limit_m;
  if (c > smallest_sine)
    high = std::min(high, ahead / c);
  else if (c < -smallest_sine)
    low = std::max(low, ahead / c);
  else if (ahead < 0.0)
    return 0.0;
  // The part of them whose plume cone holds the receptor; the cone narrows as the farthest element comes nearer.
  for (int pass = 0; pass < 3 && sine > smallest_sine; ++pass) {
    if (!(high > low)) return 0.0;
    const double reach = cone_sigmas * sigma_y_m(table, std::max(x0 - c * low, x0 - c * high));
    low = std::max(low, (y0 - reach) / sine);
    high = std::min(high, (y0 + reach) / sine);
  }
  if (!(high > low)) return 0.0;

  const double variance0 = link_.sigma_y0_m * link_.sigma_y0_m;
  const auto kernel = [&](double s) {
    const double x = x0 - c * s;
    const double y = y0 - sine * s;
    const auto [vertical, raw_variance] = table.direct(held(x));
    const double variance = raw_variance + variance0;
    const double direct_share = direct_share_of(table.meander(held_squared(x * x + y * y)).second);
    const double exponent = std::max(-0.5 * y * y / variance, smallest_exponent);
    return direct_share * std::max(vertical, 0.0) * fast_exp(exponent) / std::sqrt(variance);
  };
  // Two places ask for dense nodes: straight upwind of the receptor by the plume's width there, and the element with
  // the least x by that x. Where they are far apart, each has its part, to the geometric mean of both.
  const double least_x_end = c > 0.0 ? high : low;
  const double other_end = c > 0.0 ? low : high;
  const double straight = sine > smallest_sine ? std::clamp(y0 / sine, low, high) : least_x_end;
  const double x_straight = std::max(x0 - c * straight, 0.0) + near_scale_m;
  const double x_least = std::max(x0 - c * least_x_end, 0.0) + near_scale_m;
  const double b = 1.0 / (sine / sigma_y_m(table, x_straight) + std::abs(c) / x_straight);
  const double x_most = std::max(x0 - c * other_end, 0.0) + near_scale_m;
  double integral = integrate_from(straight, other_end, b, std::log(x_most / x_straight), kernel);
  if (x_least < 0.5 * x_straight) {
    const double x_meeting = std::sqrt(x_least * x_straight);
    const double meeting = least_x_end - (x_meeting - x_least) / c;
    integral += integrate_from(straight, meeting, b, std::log(x_straight / x_meeting), kernel) +
                integrate_from(least_x_end, meeting, x_least / std::abs(c), std::log(x_meeting / x_least), kernel);
  } else {
    integral += integrate_from(straight, least_x_end, b, std::log(x_straight / x_least), kernel);
  }
  return inverse_sqrt_2pi * integral;
}

void LineEvaluator::add_meander(std::size_t height_index, std::span<const Vec2> receptors, Vec2 centre, double radius_m,
                                std::span<double> values) const {
  using namespace evaluator_detail;
  const LineTables::Height& table = tables_->height(height_index);
  const double length_m = link_.length_m;
  const Vec2 from_begin{centre.x - link_.x_begin, centre.y - link_.y_begin};
  const Vec2 along{link_.cos_angle, link_.sin_angle};
  const double foot = std::clamp(dot(from_begin, along), 0.0, length_m);
  const double nearest = length(from_begin - foot * along) - radius_m;
  const std::size_t nodes = nearest > far_from_m ? meander_nodes(length_m / nearest) : 0;
  if (nodes == 0) {
    for (std::size_t i = 0; i < receptors.size(); ++i) values[i] += meander_near(table, receptors[i]);
    return;
  }
  const GaussRule& rule = gauss_rule(nodes);
  for (std::size_t k = 0; k < nodes; ++k) {
    const double s = 0.5 * length_m * (1.0 + rule.node[k]);
    const double weight = 0.5 * length_m * rule.weight[k];
    const double x_node = link_.x_begin + s * along.x;
    const double y_node = link_.y_begin + s * along.y;
    for (std::size_t i = 0; i < receptors.size(); ++i) {
      const double x = receptors[i].x - x_node;
      const double y = receptors[i].y - y_node;
      values[i] += weight * std::max(table.meander(std::min(x * x + y * y, largest_squared)).first, 0.0);
    }
  }
}

double LineEvaluator::meander_near(const LineTables::Height& table, Vec2 receptor) const {
  using namespace evaluator_detail;
  const Vec2 from_begin{receptor.x - link_.x_begin, receptor.y - link_.y_begin};
  const Vec2 along_link{link_.cos_angle, link_.sin_angle};
  const double foot = dot(from_begin, along_link);
  const double aside = cross(along_link, from_begin);
  const double nearest_s = std::clamp(foot, 0.0, link_.length_m);
  const double end_distance = std::hypot(aside, foot - nearest_s);
  const auto kernel = [&](double s) {
    const double d = foot - s;
    return std::max(table.meander(held_squared(d * d + aside * aside)).first, 0.0);
  };
  const double b = std::max(end_distance, nearest_m);
  const auto log_depth = [&](double end) { return std::log(std::hypot(aside, foot - end) / b + 1.0); };
  return integrate_from(nearest_s, 0.0, b, log_depth(0.0), kernel) +
         integrate_from(nearest_s, link_.length_m, b, log_depth(link_.length_m), kernel);
}

}  // namespace leeward::dispersion

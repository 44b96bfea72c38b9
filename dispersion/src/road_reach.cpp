#include "road_reach.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace leeward::dispersion {
namespace road_reach_detail {

constexpr double upwind_limit_m = 1e-4;  // as in line_source.cpp
constexpr double far_from_m = 1.01;      // few nodes only beyond: within 1 m kernels are held
constexpr double on_link_m = 2e-3;       // single precision's rounding, many times
constexpr double misplaced = 3e-4;       // share of the elements that may be on the wrong side of the front
constexpr double plume_sigmas = 4.0;
constexpr double least_slope = 1e-9;
constexpr double largest_x_ratio = 1.6;
constexpr double meander_width_per_distance = 0.33;

double sigma_y(const RoadView& view, double x) {
  return std::sqrt(view.table->direct(x).second + view.sigma_y0_m * view.sigma_y0_m);
}

/// Half the square's width along any axis of the wind frame.
double turned_half(const RoadView& view, double half_m) {
  return half_m * (std::abs(view.flow.x) + std::abs(view.flow.y));
}

/// Narrows [low, high] to the s with slope s <= limit.
void clip(double slope, double limit, double& low, double& high) {
  if (slope > least_slope)
    high = std::min(high, limit / slope);
  else if (slope < -least_slope)
    low = std::max(low, limit / slope);
  else if (limit < 0.0)
    high = low;
}

double distance_from_link(const RoadView& view) {
  const Vec2 along{view.cos_angle, view.sin_angle};
  const double foot = std::clamp(dot(view.centre_m, along), 0.0, view.length_m);
  return length(view.centre_m - foot * along);
}

JumpsOnTheWay jumps_between(const std::vector<RoadTable::Jump>& ascending, double low, double high) {
  JumpsOnTheWay found;
  auto jump = std::lower_bound(ascending.begin(), ascending.end(), low,
                               [](const RoadTable::Jump& j, double x) { return j.distance_m < x; });
  for (; jump != ascending.end() && jump->distance_m <= high; ++jump) {
    found.has_any = true;
    found.largest = std::max(found.largest, jump->size);
  }
  return found;
}

/// Above this share of the elements that count, jumps of 2 % that the tables miss come to 3e-3.
constexpr double unresolved_share = 0.15;

double overlap_m(const std::vector<RoadTable::Interval>& ascending, double low, double high) {
  double sum = 0;
  auto interval = std::lower_bound(ascending.begin(), ascending.end(), low,
                                   [](const RoadTable::Interval& i, double x) { return i.to_m < x; });
  for (; interval != ascending.end() && interval->from_m < high; ++interval)
    sum += std::min(interval->to_m, high) - std::max(interval->from_m, low);
  return sum;
}

/// How deep along the wind the elements lie that a receptor on the link gets most from [m].
double depth_of_plume_on_link(const RoadView& view) {
  constexpr double sqrt_2pi = 2.5066282746310005;
  const double width = sqrt_2pi * sigma_y(view, 1.0);
  const double along = view.sin_angle * view.length_m > width ? width / view.sin_angle : view.length_m;
  return std::abs(view.cos_angle) * along;
}

/// Whether single precision puts too many elements on the wrong side of the front.
bool front_is_blurred(const RoadView& view, double rounding) {
  return rounding > misplaced * depth_of_plume_on_link(view);
}

struct NodeLimit {
  double width;
  std::size_t nodes;
};
template <std::size_t size>
std::size_t nodes_for(const std::array<NodeLimit, size>& limits, double width) {
  for (const NodeLimit& limit : limits)
    if (width <= limit.width) return limit.nodes;
  return 0;
}

}  // namespace road_reach_detail

ReachedPart reached_part(const RoadView& view, double half_m, double edge_sigmas) {
  using namespace road_reach_detail;
  const double c = view.cos_angle;
  const double h = turned_half(view, half_m);
  const double x_farthest = view.centre_m.x + h;
  ReachedPart part{.from_m = 0, .to_m = view.length_m, .nearest_x_m = 0, .sigma_y_m = 0};
  clip(c, x_farthest - std::max(upwind_limit_m, view.table->first_m), part.from_m, part.to_m);
  // The cone narrows as the farthest element that reaches comes nearer.
  for (int pass = 0; pass < 2; ++pass) {
    if (part.is_empty()) return part;
    const double x_most = x_farthest - (c > 0 ? c * part.from_m : c * part.to_m);
    const double reach = h + edge_sigmas * sigma_y(view, x_most);
    clip(view.sin_angle, view.centre_m.y + reach, part.from_m, part.to_m);
    clip(-view.sin_angle, reach - view.centre_m.y, part.from_m, part.to_m);
  }
  if (part.is_empty()) return part;
  part.nearest_x_m = view.centre_m.x - h - (c > 0 ? c * part.to_m : c * part.from_m);
  part.sigma_y_m = sigma_y(view, part.nearest_x_m);
  return part;
}

JumpsOnTheWay direct_jumps(const RoadView& view, double half_m, const ReachedPart& part) {
  using namespace road_reach_detail;
  const double depth = 2.0 * turned_half(view, half_m) + std::abs(view.cos_angle) * (part.to_m - part.from_m);
  return jumps_between(view.table->along_jumps, part.nearest_x_m, part.nearest_x_m + depth);
}

JumpsOnTheWay meander_jumps(const RoadView& view, double half_m) {
  using namespace road_reach_detail;
  const double radius = half_m * std::numbers::sqrt2;
  const Vec2 end{view.length_m * view.cos_angle, view.length_m * view.sin_angle};
  const double farthest = std::max(length(view.centre_m), length(view.centre_m - end));
  return jumps_between(view.table->around_jumps, distance_from_link(view) - radius, farthest + radius);
}

Reach direct_reach(const RoadView& view, double half_m, const FastLimits& limits) {
  using namespace road_reach_detail;
  const ReachedPart part = reached_part(view, half_m, limits.edge_sigmas);
  if (part.is_empty()) return Reach::none;
  const double x = part.nearest_x_m;
  const double h = turned_half(view, half_m);
  if (x < std::max(far_from_m, view.table->first_m) || 2.0 * h > (largest_x_ratio - 1.0) * x ||
      half_m > limits.width_per_sigma * part.sigma_y_m || direct_jumps(view, half_m, part).has_any)
    return Reach::split;
  const double aside = std::max({0.0, -view.centre_m.y, view.centre_m.y - view.length_m * view.sin_angle});
  const double sigma_centre = sigma_y(view, x + h);
  const double sigma_farthest = sigma_y(view, x + 2.0 * h);
  const auto exponent = [](double y, double sigma) { return 0.5 * (y / sigma) * (y / sigma); };
  const double at_centre = exponent(aside, sigma_centre);
  const double growth = (view.table->direct(x + h).first - view.table->direct(x).first) * std::numbers::ln2;
  const double down = exponent(aside + h, part.sigma_y_m) - at_centre + std::abs(growth);
  const double up = at_centre - exponent(std::max(aside - h, 0.0), sigma_farthest) + std::abs(growth);
  return std::max(down, up) <= limits.steepness ? Reach::smooth : Reach::split;
}

Reach meander_reach(const RoadView& view, double half_m, const FastLimits& limits) {
  using namespace road_reach_detail;
  const double distance = distance_from_link(view);
  if (half_m > meander_width_per_distance * std::min(limits.width_per_sigma, 1.3) * distance)
    return Reach::split;
  const double nearest = distance - half_m * std::numbers::sqrt2;
  if (nearest < far_from_m || meander_jumps(view, half_m).has_any) return Reach::split;
  const double change = view.table->meander(nearest).first - view.table->meander(distance).first;
  return std::abs(change) * std::numbers::ln2 <= limits.steepness ? Reach::smooth : Reach::split;
}

double rounding_m(const RoadView& view, double half_m) {
  constexpr double roundings = 2.4e-7;  // two of a single-precision number
  return roundings * (length(view.centre_m) + 2.0 * half_m + view.length_m);
}

Remedy direct_remedy(const RoadView& view, double rounding) {
  using namespace road_reach_detail;
  constexpr double least_sine = 1e-3;
  constexpr double equally_far = 0.001;  // of x, within one sigma_y
  const bool is_aslant = view.sin_angle >= least_sine;
  const double element =
      is_aslant ? std::clamp(view.centre_m.y / view.sin_angle, 0.0, view.length_m) : 0.5 * view.length_m;
  Remedy remedy;
  remedy.x_m = view.centre_m.x - element * view.cos_angle;
  remedy.y_m = view.centre_m.y - element * view.sin_angle;
  if (std::abs(remedy.x_m) < on_link_m + plume_sigmas * depth_of_plume_on_link(view) &&
      front_is_blurred(view, rounding)) {
    remedy.kind = Remedy::Kind::exact;
    return remedy;
  }
  if (view.table->unresolved.empty()) return remedy;
  const double along = view.length_m * view.cos_angle;
  const double farthest = std::max(view.centre_m.x, view.centre_m.x - along);
  if (farthest <= 1.0) return remedy;
  const double nearest = std::max(1.0, std::min(view.centre_m.x, view.centre_m.x - along));
  const double x = std::clamp(remedy.x_m, nearest, farthest);
  const double width = is_aslant ? sigma_y(view, x) / view.sin_angle : view.length_m;
  remedy.is_wide = element > width && view.length_m - element > width;
  const double depth = std::min(width, view.length_m) * std::abs(view.cos_angle);
  if (depth < equally_far * x) {
    if (remedy.x_m > 1.0 && view.table->is_unresolved(x)) remedy.kind = Remedy::Kind::scale;
    return remedy;
  }
  // Most comes from within two sigma_y, and from near.
  constexpr double sigmas = 2.0;
  constexpr double near = 3.0;
  const double low = std::max(nearest, x - sigmas * depth);
  const double high = std::max(low, std::min({farthest, x + sigmas * depth, near * low}));
  if (overlap_m(view.table->unresolved, low, high) > unresolved_share * (high - low))
    remedy.kind = Remedy::Kind::exact;
  return remedy;
}

bool meander_needs_exact(const RoadView& view) {
  using namespace road_reach_detail;
  const std::vector<RoadTable::Interval>& intervals = view.table->around_unresolved;
  if (intervals.empty()) return false;
  const Vec2 end{view.length_m * view.cos_angle, view.length_m * view.sin_angle};
  const double nearest = std::max(1.0, distance_from_link(view));
  const double farthest = std::max({nearest, length(view.centre_m), length(view.centre_m - end)});
  constexpr double near = 1.5;  // the kernel is like r^-2, and more of a link than of r lies near
  const double high = std::min(farthest, near * nearest);
  return overlap_m(intervals, nearest, high) > unresolved_share * (high - nearest);
}

bool may_need_remedy(const RoadView& view, double half_m) {
  using namespace road_reach_detail;
  const double reach = half_m * std::numbers::sqrt2 + on_link_m;
  const double along = view.length_m * view.cos_angle;
  const double nearest = view.centre_m.x - reach - std::max(along, 0.0);
  const double farthest = view.centre_m.x + reach - std::min(along, 0.0);
  const double front = plume_sigmas * depth_of_plume_on_link(view);
  if (nearest < front && farthest > -front && front_is_blurred(view, rounding_m(view, half_m))) return true;
  const std::vector<RoadTable::Interval>& intervals = view.table->unresolved;
  if (intervals.empty()) return false;
  return intervals.back().to_m > nearest && intervals.front().from_m < farthest;
}

std::size_t direct_far_nodes(const RoadView& view, const ReachedPart& part) {
  using namespace road_reach_detail;
  const double x = part.nearest_x_m;
  if (x < std::max(far_from_m, view.table->first_m)) return 0;
  constexpr double step = 1.05;
  const double slope =
      (view.table->direct(x * step).first - view.table->direct(x).first) * std::numbers::ln2 / std::log(step);
  const double kappa = std::max(4.0, std::abs(slope));
  const double width =
      (part.to_m - part.from_m) * (view.sin_angle / part.sigma_y_m + kappa * std::abs(view.cos_angle) / x);
  constexpr std::array<NodeLimit, 8> limits{
      {{0.05, 1}, {0.6, 2}, {1.5, 3}, {2.5, 4}, {3.4, 5}, {4.4, 6}, {6.0, 8}, {7.5, 10}}};
  return nodes_for(limits, width);
}

double nearest_m(const RoadView& view, double half_m) {
  return road_reach_detail::distance_from_link(view) - half_m * std::numbers::sqrt2;
}

std::size_t meander_far_nodes(const RoadView& view, double half_m) {
  using namespace road_reach_detail;
  const double nearest = nearest_m(view, half_m);
  if (nearest < far_from_m) return 0;
  constexpr std::array<NodeLimit, 5> limits{{{0.04, 1}, {0.35, 2}, {0.8, 3}, {1.4, 4}, {2.0, 5}}};
  return nodes_for(limits, view.length_m / nearest);
}

}  // namespace leeward::dispersion

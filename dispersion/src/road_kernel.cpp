#include "road_kernel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <type_traits>

#include "core/model/units.h"
#include "gauss_legendre.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "road_kernel.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "road_kernel-inl.h"
#include "road_window.h"
#include "simd_math-inl.h"

#ifndef LEEWARD_ROAD_NEAR_NODES_
#define LEEWARD_ROAD_NEAR_NODES_
namespace leeward::dispersion::road_kernel_detail {

struct NearNodes {
  bool is_split = false;
  std::size_t per_piece = 0;
};

/// Nodes for the part that the plume reaches.
/// @param rho     largest of the group, >= 1
/// @param sigmas  length of the part in sigma_y across the wind, largest of the group
inline NearNodes near_nodes(float rho, float sigmas, double largest_jump) {
  constexpr double per_sigma = 1.15;
  constexpr double per_log = 2.0;
  constexpr double always = 4.0;
  constexpr double nodes_per_jump = 60.0;  // times as many
  constexpr double most_in_one_piece = 14.0;
  constexpr float two_pieces_from = 2.0F;
  const double wanted = always + per_sigma * sigmas + per_log * 2.0 * std::log(std::max(rho, 1.0F));
  const bool is_split = rho > two_pieces_from || wanted > most_in_one_piece;
  const double per_piece = is_split ? 0.5 * wanted + 2.0 : wanted;
  const double more = std::clamp(nodes_per_jump * largest_jump, 1.0, 5.0);
  return {is_split, static_cast<std::size_t>(std::clamp(std::ceil(per_piece), 4.0, 24.0) * more)};
}

}  // namespace leeward::dispersion::road_kernel_detail
#endif

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

using road_kernel_detail::near_nodes;
using road_kernel_detail::NearNodes;

using D = hn::CappedTag<float, lane_multiple>;
constexpr D d;

/// Calls f with the narrowest kind of window that holds the table's.
template <class F>
HWY_INLINE void in_window([[maybe_unused]] const TableWindow& table, const F& f) {
#if HWY_MAX_BYTES >= 64
  if (table.size <= lane_multiple) return f(std::integral_constant<Window, Window::one_vector>{});
  if (table.size <= 2 * lane_multiple) return f(std::integral_constant<Window, Window::two_vectors>{});
  if (table.size <= 4 * lane_multiple) return f(std::integral_constant<Window, Window::four_vectors>{});
#endif
  f(std::integral_constant<Window, Window::memory>{});
}

template <class V>
HWY_INLINE float largest_of(V v) {
  return hn::GetLane(hn::MaxOfLanes(d, v));
}

struct Range {
  float low;
  float high;
};
/// Range of a quantity over a group of places: of_lanes gives its lowest and highest of a vector.
template <class F>
HWY_INLINE Range range_of(const F& of_lanes) {
  auto low = hn::Set(d, std::numeric_limits<float>::max());
  auto high = hn::Zero(d);
  for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) of_lanes(j, low, high);
  return {hn::GetLane(hn::MinOfLanes(d, low)), largest_of(high)};
}

template <Window window>
void direct_far(const RoadView& view, const TableWindow& table, const Places& places, double from_m, double to_m,
                const GaussRule& rule, float* values) {
  const RoadLanes<D, window> lanes(d, view, table);
  const auto scale = hn::Set(d, static_cast<float>(ug_per_g * (to_m - from_m)));
  for (std::size_t i = 0; i < places.padded; i += hn::Lanes(d)) {
    const auto at = lanes.place(places, i);
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < rule.count; ++k) {
      const auto s = hn::Set(d, static_cast<float>(from_m + (to_m - from_m) * 0.5 * (rule.node[k] + 1.0)));
      const auto value = lanes.direct(lanes.along_wind(at, s), lanes.across_wind(at, s));
      sum = hn::MulAdd(value, hn::Set(d, static_cast<float>(0.5 * rule.weight[k])), sum);
    }
    hn::StoreU(hn::Mul(sum, scale), d, values + i);
  }
}

void DirectFar(const RoadView& view, const TableWindow& table, const Places& places, double from_m, double to_m,
               std::size_t node_count, float* values) {
  in_window(table, [&](auto w) {
    direct_far<w.value>(view, table, places, from_m, to_m, gauss_rule(node_count), values);
  });
}

/// The parts of the link that reach each place of a group.
struct Parts {
  HWY_ALIGN std::array<float, lane_multiple> low;
  HWY_ALIGN std::array<float, lane_multiple> high;
  float steepest = 0;  ///< rho or its inverse, of those that are reached; 0: none is
  float widest = 0;    ///< in sigma_y
};

template <Window window>
void find_parts(const RoadView& view, const TableWindow& table, const Places& places, std::size_t group,
                Parts& parts) {
  const RoadLanes<D, window> lanes(d, view, table);
  auto steepest = hn::Zero(d);
  auto widest = hn::Zero(d);
  for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
    const auto at = lanes.place(places, group + j);
    const auto part = lanes.reached_part(at);
    hn::Store(part.low, d, parts.low.data() + j);
    hn::Store(part.high, d, parts.high.data() + j);
    const auto is_reached = hn::Gt(part.high, part.low);
    const auto rho = lanes.rho(at, part.low, part.high);
    const auto steep = hn::Max(rho, hn::Div(hn::Set(d, 1.0F), rho));
    steepest = hn::Max(steepest, hn::IfThenElseZero(is_reached, steep));
    widest = hn::Max(widest, hn::IfThenElseZero(is_reached, part.sigmas));
  }
  parts.steepest = largest_of(steepest);
  parts.widest = largest_of(widest);
}

/// Of one group.
template <Window window>
void direct_near(const RoadView& view, const TableWindow& table, const Places& places, std::size_t group,
                 const Parts& parts, double largest_jump, float* values) {
  const RoadLanes<D, window> lanes(d, view, table);
  const bool is_sharp = view.table->is_sharp();
  const NearNodes nodes = near_nodes(parts.steepest, parts.widest, largest_jump);
  const GaussRule& rule = gauss_rule(nodes.per_piece);
  const auto one = hn::Set(d, 1.0F);
  for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
    const auto at = lanes.place(places, group + j);
    auto a = hn::Load(d, parts.low.data() + j);
    auto b = hn::Load(d, parts.high.data() + j);
    auto sum = hn::Zero(d);
    if (is_sharp) {
      const auto held = lanes.held_from(at, a, b);
      sum = view.cos_angle > 0 ? lanes.direct_piece(at, held, b, one, rule)
                               : lanes.direct_piece(at, a, held, one, rule);
      (view.cos_angle > 0 ? b : a) = held;
    }
    const auto whole = lanes.rho(at, a, b);
    if (nodes.is_split) {
      const auto middle = hn::MulAdd(hn::Sub(b, a), hn::Div(one, hn::Add(one, whole)), a);
      const auto half = hn::Sqrt(whole);
      sum = hn::Add(sum, hn::Add(lanes.direct_piece(at, a, middle, half, rule),
                                 lanes.direct_piece(at, middle, b, half, rule)));
    } else {
      sum = hn::Add(sum, lanes.direct_piece(at, a, b, whole, rule));
    }
    hn::StoreU(hn::Mul(sum, hn::Set(d, static_cast<float>(ug_per_g))), d, values + group + j);
  }
}

void DirectNear(const RoadView& view, const Places& places, double largest_jump, float* values) {
  const LinkLanes<D> link(d, view);
  const auto length_m = hn::Set(d, static_cast<float>(view.length_m));
  const auto two = hn::Set(d, 2.0F);
  for (std::size_t group = 0; group < places.padded; group += lane_multiple) {
    // sigma_y is asked for at twice the distance too.
    const Range along = range_of([&](std::size_t j, auto& low, auto& high) {
      const auto at = link.place(places, group + j);
      const auto end = link.along_wind(at, length_m);
      low = hn::Min(low, hn::Min(at.x, end));
      high = hn::Max(high, hn::Add(two, hn::Mul(two, hn::Max(at.x, end))));
    });
    const TableWindow of_sigma(*view.table, along.low, along.high);
    Parts parts;
    in_window(of_sigma, [&](auto w) { find_parts<w.value>(view, of_sigma, places, group, parts); });
    if (!(parts.steepest > 0.0F)) {
      std::fill_n(values + group, lane_multiple, 0.0F);
      continue;
    }
    // Along the wind, and from the element.
    const Range range = range_of([&](std::size_t j, auto& low, auto& high) {
      const auto at = link.place(places, group + j);
      const auto a = hn::Load(d, parts.low.data() + j);
      const auto b = hn::Load(d, parts.high.data() + j);
      const auto is_reached = hn::Gt(b, a);
      const auto x_a = link.along_wind(at, a);
      const auto x_b = link.along_wind(at, b);
      const auto y = hn::Max(hn::Abs(link.across_wind(at, a)), hn::Abs(link.across_wind(at, b)));
      const auto x = hn::Max(x_a, x_b);
      const auto far = hn::Add(two, hn::Sqrt(hn::MulAdd(x, x, hn::Mul(y, y))));
      low = hn::IfThenElse(is_reached, hn::Min(low, hn::Min(x_a, x_b)), low);
      high = hn::IfThenElse(is_reached, hn::Max(high, far), high);
    });
    const TableWindow table(*view.table, range.low, range.high);
    in_window(table,
              [&](auto w) { direct_near<w.value>(view, table, places, group, parts, largest_jump, values); });
  }
}

template <Window window>
void meander_far(const RoadView& view, const TableWindow& table, const Places& places, const GaussRule& rule,
                 float* values) {
  const RoadLanes<D, window> lanes(d, view, table);
  const auto scale = hn::Set(d, static_cast<float>(ug_per_g * view.length_m));
  for (std::size_t i = 0; i < places.padded; i += hn::Lanes(d)) {
    const auto at = lanes.place(places, i);
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < rule.count; ++k) {
      const auto s = hn::Set(d, static_cast<float>(view.length_m * 0.5 * (rule.node[k] + 1.0)));
      const auto x = lanes.along_wind(at, s);
      const auto y = lanes.across_wind(at, s);
      sum = hn::MulAdd(lanes.meander(hn::MulAdd(x, x, hn::Mul(y, y))),
                       hn::Set(d, static_cast<float>(0.5 * rule.weight[k])), sum);
    }
    hn::StoreU(hn::Mul(sum, scale), d, values + i);
  }
}

void MeanderFar(const RoadView& view, const TableWindow& table, const Places& places, std::size_t node_count,
                float* values) {
  in_window(table, [&](auto w) { meander_far<w.value>(view, table, places, gauss_rule(node_count), values); });
}

/// Of one group.
template <Window window>
void meander_near(const RoadView& view, const TableWindow& table, const Places& places, std::size_t group,
                  const GaussRule& rule, float* values) {
  const RoadLanes<D, window> lanes(d, view, table);
  const auto length_m = hn::Set(d, static_cast<float>(view.length_m));
  for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
    const auto near = lanes.nearest(lanes.place(places, group + j));
    const auto sum = hn::Add(lanes.meander_side(near, near.along, rule),
                             lanes.meander_side(near, hn::Sub(length_m, near.along), rule));
    hn::StoreU(hn::Mul(sum, hn::Set(d, static_cast<float>(ug_per_g))), d, values + group + j);
  }
}

void MeanderNear(const RoadView& view, const Places& places, double largest_jump, float* values) {
  constexpr double nodes_per_jump = 700.0;  // an error of 5e-4 for one jump
  const LinkLanes<D> link(d, view);
  const auto length_m = static_cast<float>(view.length_m);
  for (std::size_t group = 0; group < places.padded; group += lane_multiple) {
    const Range range = range_of([&](std::size_t j, auto& low, auto& high) {
      const auto distance = link.nearest(link.place(places, group + j)).distance;
      low = hn::Min(low, distance);
      high = hn::Max(high, distance);
    });
    const float largest = length_m / range.low;
    const std::size_t smooth_nodes = largest > 60.0F ? 16 : largest > 10.0F ? 10 : largest > 2.0F ? 7 : 5;
    const auto over_jumps = static_cast<std::size_t>(std::min(nodes_per_jump * largest_jump, 64.0));
    const GaussRule& rule = gauss_rule(std::max(smooth_nodes, over_jumps));
    const TableWindow table(*view.table, range.low, range.high + length_m);
    in_window(table, [&](auto w) { meander_near<w.value>(view, table, places, group, rule, values); });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {
namespace road_kernel_detail {

struct Distances {
  double nearest_m;
  double farthest_m;
};
/// Distances between the places and the elements in [from_m, to_m].
Distances distances(const RoadView& view, double half_m, double from_m, double to_m) {
  const double radius = half_m * std::numbers::sqrt2;
  const Vec2 along{view.cos_angle, view.sin_angle};
  const Vec2 a = view.centre_m - from_m * along;
  const Vec2 b = view.centre_m - to_m * along;
  const Vec2 nearest = view.centre_m - std::clamp(dot(view.centre_m, along), from_m, to_m) * along;
  return {std::sqrt(dot(nearest, nearest)) - radius, std::sqrt(std::max(dot(a, a), dot(b, b))) + radius};
}
/// Also along the wind alone.
Distances distances_of_direct(const RoadView& view, double half_m, double from_m, double to_m) {
  const double half = half_m * (std::abs(view.flow.x) + std::abs(view.flow.y));
  const double x = view.centre_m.x - half - view.cos_angle * (view.cos_angle > 0 ? to_m : from_m);
  return {x, distances(view, half_m, from_m, to_m).farthest_m};
}
TableWindow window_of(const RoadView& view, const Distances& range) {
  return {*view.table, std::max(range.nearest_m, 1.0), std::max(range.farthest_m, 1.0)};
}

}  // namespace road_kernel_detail

HWY_EXPORT(DirectFar);
HWY_EXPORT(DirectNear);
HWY_EXPORT(MeanderFar);
HWY_EXPORT(MeanderNear);

void road_direct_far(const RoadView& view, const Places& places, double from_m, double to_m,
                     std::size_t node_count, float* values) {
  using namespace road_kernel_detail;
  const TableWindow table = window_of(view, distances_of_direct(view, places.half_m, from_m, to_m));
  HWY_DYNAMIC_DISPATCH(DirectFar)(view, table, places, from_m, to_m, node_count, values);
}
void road_direct_near(const RoadView& view, const Places& places, double largest_jump, float* values) {
  HWY_DYNAMIC_DISPATCH(DirectNear)(view, places, largest_jump, values);
}
void road_meander_far(const RoadView& view, const Places& places, std::size_t node_count, float* values) {
  using namespace road_kernel_detail;
  const TableWindow table = window_of(view, distances(view, places.half_m, 0.0, view.length_m));
  HWY_DYNAMIC_DISPATCH(MeanderFar)(view, table, places, node_count, values);
}
void road_meander_near(const RoadView& view, const Places& places, double largest_jump, float* values) {
  HWY_DYNAMIC_DISPATCH(MeanderNear)(view, places, largest_jump, values);
}

}  // namespace leeward::dispersion
#endif

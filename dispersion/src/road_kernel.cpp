#include "road_kernel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/model/units.h"
#include "gauss_legendre.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "road_kernel.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "road_kernel-inl.h"
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

void DirectFar(const RoadView& view, const Places& places, double from_m, double to_m, std::size_t node_count,
               float* values) {
  const hn::CappedTag<float, lane_multiple> d;
  const RoadLanes<decltype(d)> lanes(d, view);
  const GaussRule& rule = gauss_rule(node_count);
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

void DirectNear(const RoadView& view, const Places& places, double largest_jump, float* values) {
  const hn::CappedTag<float, lane_multiple> d;
  const RoadLanes<decltype(d)> lanes(d, view);
  HWY_ALIGN std::array<float, lane_multiple> low;
  HWY_ALIGN std::array<float, lane_multiple> high;
  const bool is_sharp = view.table->is_sharp();
  for (std::size_t group = 0; group < places.padded; group += lane_multiple) {
    auto steepest = hn::Zero(d);
    auto widest = hn::Zero(d);
    for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
      const auto part = lanes.reached_part(lanes.place(places, group + j));
      hn::Store(part.low, d, low.data() + j);
      hn::Store(part.high, d, high.data() + j);
      const auto is_reached = hn::Gt(part.high, part.low);
      const auto rho = lanes.rho(lanes.place(places, group + j), part.low, part.high);
      const auto steep = hn::Max(rho, hn::Div(hn::Set(d, 1.0F), rho));
      steepest = hn::Max(steepest, hn::IfThenElseZero(is_reached, steep));
      widest = hn::Max(widest, hn::IfThenElseZero(is_reached, part.sigmas));
    }
    const float largest = hn::GetLane(hn::MaxOfLanes(d, steepest));
    const NearNodes nodes = near_nodes(largest, hn::GetLane(hn::MaxOfLanes(d, widest)), largest_jump);
    const GaussRule& rule = gauss_rule(nodes.per_piece);
    for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
      auto sum = hn::Zero(d);
      if (largest > 0.0F) {
        const auto at = lanes.place(places, group + j);
        auto a = hn::Load(d, low.data() + j);
        auto b = hn::Load(d, high.data() + j);
        if (is_sharp) {
          const auto held = lanes.held_from(at, a, b);
          const auto one = hn::Set(d, 1.0F);
          sum = view.cos_angle > 0 ? lanes.direct_piece(at, held, b, one, rule)
                                   : lanes.direct_piece(at, a, held, one, rule);
          (view.cos_angle > 0 ? b : a) = held;
        }
        const auto whole = lanes.rho(at, a, b);
        if (nodes.is_split) {
          const auto middle =
              hn::MulAdd(hn::Sub(b, a), hn::Div(hn::Set(d, 1.0F), hn::Add(hn::Set(d, 1.0F), whole)), a);
          const auto half = hn::Sqrt(whole);
          sum = hn::Add(sum, hn::Add(lanes.direct_piece(at, a, middle, half, rule),
                                     lanes.direct_piece(at, middle, b, half, rule)));
        } else {
          sum = hn::Add(sum, lanes.direct_piece(at, a, b, whole, rule));
        }
      }
      hn::StoreU(hn::Mul(sum, hn::Set(d, static_cast<float>(ug_per_g))), d, values + group + j);
    }
  }
}

void MeanderFar(const RoadView& view, const Places& places, std::size_t node_count, float* values) {
  const hn::CappedTag<float, lane_multiple> d;
  const RoadLanes<decltype(d)> lanes(d, view);
  const GaussRule& rule = gauss_rule(node_count);
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

void MeanderNear(const RoadView& view, const Places& places, double largest_jump, float* values) {
  constexpr double nodes_per_jump = 700.0;  // an error of 5e-4 for one jump
  const hn::CappedTag<float, lane_multiple> d;
  const RoadLanes<decltype(d)> lanes(d, view);
  const auto length_m = hn::Set(d, static_cast<float>(view.length_m));
  for (std::size_t group = 0; group < places.padded; group += lane_multiple) {
    auto widest = hn::Zero(d);
    for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
      const auto near = lanes.nearest(lanes.place(places, group + j));
      widest = hn::Max(widest, hn::Div(length_m, near.distance));
    }
    const float largest = hn::GetLane(hn::MaxOfLanes(d, widest));
    const std::size_t smooth_nodes = largest > 60.0F ? 16 : largest > 10.0F ? 10 : largest > 2.0F ? 7 : 5;
    const auto over_jumps = static_cast<std::size_t>(std::min(nodes_per_jump * largest_jump, 64.0));
    const GaussRule& rule = gauss_rule(std::max(smooth_nodes, over_jumps));
    for (std::size_t j = 0; j < lane_multiple; j += hn::Lanes(d)) {
      const auto near = lanes.nearest(lanes.place(places, group + j));
      const auto sum = hn::Add(lanes.meander_side(near, near.along, rule),
                               lanes.meander_side(near, hn::Sub(length_m, near.along), rule));
      hn::StoreU(hn::Mul(sum, hn::Set(d, static_cast<float>(ug_per_g))), d, values + group + j);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(DirectFar);
HWY_EXPORT(DirectNear);
HWY_EXPORT(MeanderFar);
HWY_EXPORT(MeanderNear);

void road_direct_far(const RoadView& view, const Places& places, double from_m, double to_m,
                     std::size_t node_count, float* values) {
  HWY_DYNAMIC_DISPATCH(DirectFar)(view, places, from_m, to_m, node_count, values);
}
void road_direct_near(const RoadView& view, const Places& places, double largest_jump, float* values) {
  HWY_DYNAMIC_DISPATCH(DirectNear)(view, places, largest_jump, values);
}
void road_meander_far(const RoadView& view, const Places& places, std::size_t node_count, float* values) {
  HWY_DYNAMIC_DISPATCH(MeanderFar)(view, places, node_count, values);
}
void road_meander_near(const RoadView& view, const Places& places, double largest_jump, float* values) {
  HWY_DYNAMIC_DISPATCH(MeanderNear)(view, places, largest_jump, values);
}

}  // namespace leeward::dispersion
#endif

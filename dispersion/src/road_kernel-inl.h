// Per-target include of Highway: no ordinary include guard. The road kernel for one vector of places.
#if defined(LEEWARD_ROAD_KERNEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_ROAD_KERNEL_INL_H_
#undef LEEWARD_ROAD_KERNEL_INL_H_
#else
#define LEEWARD_ROAD_KERNEL_INL_H_
#endif

#include "gauss_legendre.h"
#include "hwy/highway.h"
#include "road_kernel.h"
#include "simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
struct RoadLanes {
  using V = hn::Vec<D>;
  using DI = hn::RebindToSigned<D>;
  static constexpr float nearest_m = 1.0F;        // as in line_source.cpp
  static constexpr float upwind_limit_m = 1e-4F;  // as in line_source.cpp
  static constexpr float cone_sigmas = 4.0F;      // what is beyond counts 6e-5 of the whole
  static constexpr float largest_cone_sigmas = 6.0F;
  static constexpr float half_log2_e = 0.72134752F;

  RoadLanes(D tag, const RoadView& view)
      : d(tag),
        along(view.table->along.data()),
        around(view.table->around.data()),
        c(static_cast<float>(view.cos_angle)),
        sine(static_cast<float>(view.sin_angle)),
        length_m(static_cast<float>(view.length_m)),
        sigma_y0_m(static_cast<float>(view.sigma_y0_m)),
        variance0(static_cast<float>(view.sigma_y0_m * view.sigma_y0_m)),
        near_scale_m(static_cast<float>(view.table->near_scale_m)),
        first_m(std::max(static_cast<float>(view.table->first_m), upwind_limit_m)),
        flow_x(static_cast<float>(view.flow.x)),
        flow_y(static_cast<float>(view.flow.y)),
        centre_x(static_cast<float>(view.centre_m.x)),
        centre_y(static_cast<float>(view.centre_m.y)) {}

  struct Place {  // in the wind frame, from the link's begin
    V x;
    V y;
  };
  HWY_INLINE Place place(const Places& places, std::size_t i) const {
    const V dx = hn::LoadU(d, places.dx_m + i);
    const V dy = hn::LoadU(d, places.dy_m + i);
    return {hn::MulAdd(dx, set(flow_x), hn::MulAdd(dy, set(flow_y), set(centre_x))),
            hn::MulAdd(dy, set(flow_x), hn::NegMulAdd(dx, set(flow_y), set(centre_y)))};
  }
  HWY_INLINE V along_wind(const Place& at, V s) const { return hn::NegMulAdd(s, set(c), at.x); }
  HWY_INLINE V across_wind(const Place& at, V s) const { return hn::NegMulAdd(s, set(sine), at.y); }

  /// The two lines of a table at squared distances; which: 0 the first quantity, 1 the second.
  struct Row {
    hn::Vec<DI> index;
    V t;
  };
  HWY_INLINE Row row(V squared) const {
    const DI di;
    const auto bits =
        hn::BitCast(di, hn::Min(hn::Max(squared, set(1.0F)), set(RoadTable::largest_squared_m2)));
    constexpr int shift = 23 - static_cast<int>(RoadTable::segment_bits);
    const auto index = hn::Sub(hn::ShiftRight<shift>(bits), hn::Set(di, 127 << RoadTable::segment_bits));
    const auto mantissa = hn::And(hn::ShiftLeft<RoadTable::segment_bits>(bits), hn::Set(di, 0x007FFFFF));
    return {index, hn::Sub(hn::BitCast(d, hn::Or(mantissa, hn::Set(di, 0x3F800000))), set(1.0F))};
  }
  struct Line {
    V value;
    V slope;
  };
  template <int which>
  HWY_INLINE Line gather(const RoadRow* rows, hn::Vec<DI> index) const {
#if HWY_TARGET == HWY_SCALAR
    const float* base = &rows->first + 2 * which;
    const auto at = hn::ShiftLeft<2>(index);
    return {hn::GatherIndex(d, base, at), hn::GatherIndex(d, base + 1, at)};
#else
    const hn::Repartition<std::int64_t, D> d64;
    // A value and its slope are one 64-bit element: half as many gathers.
    const auto* base = reinterpret_cast<const std::int64_t*>(rows) + which;
    const auto twice = hn::ShiftLeft<1>(index);
    const auto low = hn::GatherIndex(d64, base, hn::PromoteTo(d64, hn::LowerHalf(twice)));
    const auto high = hn::GatherIndex(d64, base, hn::PromoteTo(d64, hn::UpperHalf(hn::Half<DI>(), twice)));
    return {hn::ConcatEven(d, hn::BitCast(d, high), hn::BitCast(d, low)),
            hn::ConcatOdd(d, hn::BitCast(d, high), hn::BitCast(d, low))};
#endif
  }
  template <int which>
  HWY_INLINE V read(const RoadRow* rows, const Row& r) const {
    const DI di;
    const Line line = gather<which>(rows, r.index);
    const V value = hn::MulAdd(r.t, line.slope, line.value);
    const V end = hn::ConvertTo(d, hn::And(hn::BitCast(di, line.slope), hn::Set(di, 0xFF)));
    const auto is_beyond = hn::Ge(r.t, hn::Mul(end, set(RoadTable::segment_end_unit)));
    if (HWY_LIKELY(hn::AllFalse(d, is_beyond))) return value;
    const Line next = gather<which>(rows, hn::Add(r.index, hn::Set(di, 1)));
    return hn::IfThenElse(is_beyond, hn::MulAdd(hn::Sub(r.t, set(1.0F)), next.slope, next.value), value);
  }
  HWY_INLINE V raw_sigma_y(V x) const {
    return hn::Sqrt(read<1>(along, row(hn::Mul(x, x))));
  }

  /// (1 - f) C_p [s/m3] of an element at x along and y across the wind.
  HWY_INLINE V direct(V x, V y) const {
    const V x2 = hn::Mul(x, x);
    const V y2 = hn::Mul(y, y);
    const Row r = row(x2);
    const V level = read<0>(along, r);
    const V inverse_variance = hn::Div(set(1.0F), hn::Add(read<1>(along, r), set(variance0)));
    const V share = hn::Max(read<1>(around, row(hn::Add(x2, y2))), hn::Zero(d));
    const V exponent = hn::NegMulAdd(hn::Mul(y2, inverse_variance), set(half_log2_e), level);
    return hn::Mul(hn::Mul(share, hn::Sqrt(inverse_variance)), Exp2(d, exponent));
  }
  /// f C_m [s/m3] of an element at a squared distance.
  HWY_INLINE V meander(V squared) const {
    return Exp2(d, read<0>(around, row(squared)));
  }

  /// The part of the link whose plume reaches the place; empty where high <= low.
  struct Part {
    V low;
    V high;
    V sigmas;  ///< its length over the plume's width, across the wind
  };
  HWY_INLINE Part reached_part(const Place& at) const {
    const V zero = hn::Zero(d);
    V low = zero;
    V high = set(length_m);
    // Elements upwind of the place.
    const V ahead = hn::Sub(at.x, set(first_m));
    clip(set(c), ahead, low, high);
    // The plume's width, sigma_y0 + sigma_y,raw and no less, as a line p + q x through the place straight
    // upwind.
    const V straight = sine > 1e-6F ? hn::Mul(at.y, set(1.0F / sine)) : c > 0.0F ? high : low;
    const V reference = hn::Min(hn::Max(straight, low), high);
    const V x_there = along_wind(at, reference);
    const V x_reference = hn::Max(x_there, set(nearest_m));
    const V sigma = raw_sigma_y(x_reference);
    const V q = hn::Div(hn::Sub(raw_sigma_y(hn::Add(x_reference, x_reference)), sigma), x_reference);
    const V p = hn::Add(hn::NegMulAdd(q, x_there, sigma), set(sigma_y0_m));
    // Where the place is in the tail of all elements, more of the tail counts.
    const V aside = hn::Div(across_wind(at, reference), hn::Add(sigma, set(sigma_y0_m)));
    const V k =
        hn::Min(hn::Sqrt(hn::MulAdd(aside, aside, set(cone_sigmas * cone_sigmas))), set(largest_cone_sigmas));
    const V reach = hn::Mul(k, hn::MulAdd(q, at.x, p));
    const V growth = hn::Mul(k, hn::Mul(q, set(c)));
    clip(hn::Sub(growth, set(sine)), hn::Sub(reach, at.y), low, high);
    clip(hn::Add(growth, set(sine)), hn::Add(reach, at.y), low, high);
    high = hn::Max(high, low);
    const V width_low = width_of(hn::MulAdd(q, along_wind(at, low), p));
    const V width_high = width_of(hn::MulAdd(q, along_wind(at, high), p));
    const V sigmas =
        hn::Div(hn::Mul(hn::Sub(high, low), set(sine)), hn::Sqrt(hn::Mul(width_low, width_high)));
    return {low, high, sigmas};
  }
  /// rho of the map of road_direct_near over [a, b].
  HWY_INLINE V rho(const Place& at, V a, V b) const {
    const V x_a = hn::Add(hn::Max(along_wind(at, a), hn::Zero(d)), set(near_scale_m));
    const V x_b = hn::Add(hn::Max(along_wind(at, b), hn::Zero(d)), set(near_scale_m));
    return hn::Sqrt(hn::Div(x_b, x_a));
  }
  /// Where the link is 1 m upwind of the place, within [a, b]; nearer elements count as that far.
  HWY_INLINE V held_from(const Place& at, V a, V b) const {
    if (std::abs(c) < 1e-6F) return c > 0.0F ? b : a;
    const V s = hn::Mul(hn::Sub(at.x, set(nearest_m)), set(1.0F / c));
    return hn::Min(hn::Max(s, a), b);
  }
  /// sigma_y of the line sigma_y0 + sigma_y,raw.
  HWY_INLINE V width_of(V line) const {
    const V raw = hn::Max(hn::Sub(line, set(sigma_y0_m)), set(0.1F));
    return hn::Sqrt(hn::MulAdd(raw, raw, set(variance0)));
  }
  /// Narrows [low, high] to the s with slope s <= limit.
  HWY_INLINE void clip(V slope, V limit, V& low, V& high) const {
    const V least = set(1e-7F);
    const V bound = hn::Div(limit, hn::IfThenElse(hn::Lt(hn::Abs(slope), least), least, slope));
    high = hn::IfThenElse(hn::Ge(slope, least), hn::Min(high, bound), high);
    low = hn::IfThenElse(hn::Le(slope, hn::Neg(least)), hn::Max(low, bound), low);
    const auto is_empty = hn::And(hn::Lt(hn::Abs(slope), least), hn::Lt(limit, hn::Zero(d)));
    high = hn::IfThenElse(is_empty, low, high);
  }
  /// Integral of the direct kernel over [a, b] of the link [s/m2].
  HWY_INLINE V direct_piece(const Place& at, V a, V b, V rho, const GaussRule& rule) const {
    const V one = set(1.0F);
    const V length = hn::Sub(b, a);
    const V steep = hn::Sub(one, rho);
    V sum = hn::Zero(d);
    for (std::size_t k = 0; k < rule.count; ++k) {
      const V w = set(static_cast<float>(0.5 * (rule.node[k] + 1.0)));
      const V inverse = hn::Div(one, hn::MulAdd(w, steep, rho));
      const V s = hn::MulAdd(length, hn::Mul(w, inverse), a);
      const V weight = hn::Mul(set(static_cast<float>(0.5 * rule.weight[k])), hn::Mul(inverse, inverse));
      sum = hn::MulAdd(direct(along_wind(at, s), across_wind(at, s)), weight, sum);
    }
    return hn::Mul(hn::Mul(sum, length), rho);
  }

  struct Nearest {
    V along;     ///< of the link's nearest place [m]
    V aside2;    ///< squared distance from the link's line
    V beyond;    ///< of the foot from the nearest place, along the link
    V distance;  ///< to the nearest place, at least 1 m
  };
  HWY_INLINE Nearest nearest(const Place& at) const {
    const V foot = hn::MulAdd(at.x, set(c), hn::Mul(at.y, set(sine)));
    const V aside = hn::NegMulAdd(at.x, set(sine), hn::Mul(at.y, set(c)));
    const V s = hn::Min(hn::Max(foot, hn::Zero(d)), set(length_m));
    const V beyond = hn::Abs(hn::Sub(foot, s));
    const V aside2 = hn::Mul(aside, aside);
    const V distance = hn::Sqrt(hn::MulAdd(beyond, beyond, aside2));
    return {s, aside2, beyond, hn::Max(distance, set(nearest_m))};
  }
  /// Integral of the meander kernel from the nearest place to an end `whole` away [s/m2].
  HWY_INLINE V meander_side(const Nearest& near, V whole, const GaussRule& rule) const {
    const V one = set(1.0F);
    // Within 1 m the kernel is constant.
    const V inside = hn::Sqrt(hn::Max(hn::Sub(one, near.aside2), hn::Zero(d)));
    const V begin = hn::Min(hn::Max(hn::Sub(inside, near.beyond), hn::Zero(d)), whole);
    const V length = hn::Sub(whole, begin);
    const V from_foot = hn::Add(near.beyond, begin);
    const V rho = hn::Sqrt(hn::Div(hn::Add(near.distance, length), near.distance));
    const V steep = hn::Sub(one, rho);
    V sum = hn::Zero(d);
    for (std::size_t k = 0; k < rule.count; ++k) {
      const V w = set(static_cast<float>(0.5 * (rule.node[k] + 1.0)));
      const V inverse = hn::Div(one, hn::MulAdd(w, steep, rho));
      const V s = hn::MulAdd(length, hn::Mul(w, inverse), from_foot);
      const V weight = hn::Mul(set(static_cast<float>(0.5 * rule.weight[k])), hn::Mul(inverse, inverse));
      sum = hn::MulAdd(meander(hn::MulAdd(s, s, near.aside2)), weight, sum);
    }
    return hn::MulAdd(begin, meander(one), hn::Mul(hn::Mul(sum, length), rho));
  }

  HWY_INLINE V set(float value) const {
    return hn::Set(d, value);
  }

  D d;
  const RoadRow* along;
  const RoadRow* around;
  float c;
  float sine;
  float length_m;
  float sigma_y0_m;
  float variance0;
  float near_scale_m;
  float first_m;
  float flow_x;
  float flow_y;
  float centre_x;
  float centre_y;
};

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "table_pairs.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
// must come after foreach_target.h
#include "hwy/highway.h"
#include "pair_lanes-inl.h"
#include "table_pairs.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

using F = hn::ScalableTag<float>;
using V = hn::Vec<F>;

/// Calls use(segment, t, lanes of the segment) for those segments that hold any of the distances.
template <class Use>
HWY_INLINE void EachSegment(F d, const TablePairs& p, std::span<const TableSegment> segments, V distance,
                            const Use& use) {
  const V held = hn::Min(hn::Max(distance, hn::Set(d, p.begin_m)), hn::Set(d, p.end_m));
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const TableSegment& segment = segments[s];
    auto is_here = hn::Eq(held, held);
    if (s > 0) is_here = hn::Ge(held, hn::Set(d, segment.begin_m));
    if (s + 1 < segments.size())
      is_here = hn::And(is_here, hn::Lt(held, hn::Set(d, segments[s + 1].begin_m)));
    if (hn::AllFalse(d, is_here)) continue;
    const V t = hn::Mul(hn::Sub(held, hn::Set(d, static_cast<float>(segment.middle))),
                        hn::Set(d, static_cast<float>(segment.per_half)));
    // Other lanes may be far away: they stay finite.
    use(segment, hn::Min(hn::Max(t, hn::Set(d, -1.0F)), hn::Set(d, 1.0F)), is_here);
  }
}

HWY_INLINE V Channel(F d, const ChannelFit& fit, PlumeChannel channel, V t) {
  V v = hn::Set(d, fit[fit_places - 1][channel]);
  for (std::size_t k = fit_places - 1; k-- > 0;) v = hn::MulAdd(v, t, hn::Set(d, fit[k][channel]));
  return v;
}

void PlumeKernel(const TablePairs& p, const Places& places, float* HWY_RESTRICT values,
                 float* HWY_RESTRICT is_unsound) {
  const F d;
  const V one = hn::Set(d, 1.0F);
  for (std::size_t i = 0; i < places.padded; i += hn::Lanes(d)) {
    const V dx = hn::LoadU(d, places.dx_m + i);
    const V dy = hn::LoadU(d, places.dy_m + i);
    const V x = Mapped(d, p.downwind_m, dx, dy);
    const V y = Mapped(d, p.crosswind_m, dx, dy);
    const V r = Radius(hn::Set(d, p.east_m), hn::Set(d, p.north_m), dx, dy);
    const auto is_reached = hn::And(
        hn::And(hn::Ge(x, hn::Set(d, p.nearest_downwind_m)), hn::Ge(r, hn::Set(d, p.nearest_radius_m))),
        hn::Le(hn::Abs(y), hn::Set(d, p.edge_m)));
    V sum = hn::Zero(d);
    V share = hn::Zero(d);
    V unsound = hn::Zero(d);
    if (!hn::AllFalse(d, is_reached)) {
      EachSegment(d, p, p.along, x, [&](const TableSegment& s, V t, hn::Mask<F> is_here) HWY_ATTR {
        V c = Lateral(d, Channel(d, s.coefficient, column_channel, t), y,
                      Channel(d, s.coefficient, width_channel, t));
        if (p.has_penetrated)
          c = hn::Add(c, Lateral(d, Channel(d, s.coefficient, penetrated_column_channel, t), y,
                                 Channel(d, s.coefficient, penetrated_width_channel, t)));
        sum = hn::IfThenElse(is_here, c, sum);
        if (!s.is_sound) unsound = hn::IfThenElse(is_here, one, unsound);
      });
      EachSegment(d, p, p.around, r, [&](const TableSegment& s, V t, hn::Mask<F> is_here) HWY_ATTR {
        share = hn::IfThenElse(is_here, Channel(d, s.coefficient, share_channel, t), share);
        if (!s.is_sound) unsound = hn::IfThenElse(is_here, one, unsound);
      });
    }
    const V above = hn::Max(hn::Sub(sum, hn::Set(d, 2.0F * p.zero)), hn::Zero(d));
    hn::StoreU(hn::IfThenElseZero(is_reached, hn::Mul(above, hn::Max(share, hn::Zero(d)))), d, values + i);
    hn::StoreU(hn::IfThenElseZero(is_reached, unsound), d, is_unsound + i);
  }
}

void MeanderKernel(const TablePairs& p, const Places& places, float* HWY_RESTRICT values,
                   float* HWY_RESTRICT is_unsound) {
  const F d;
  const V one = hn::Set(d, 1.0F);
  for (std::size_t i = 0; i < places.padded; i += hn::Lanes(d)) {
    const V r = Radius(hn::Set(d, p.east_m), hn::Set(d, p.north_m), hn::LoadU(d, places.dx_m + i),
                       hn::LoadU(d, places.dy_m + i));
    const auto is_reached = hn::Ge(r, hn::Set(d, p.nearest_radius_m));
    V exponent = hn::Zero(d);
    V unsound = hn::Zero(d);
    EachSegment(d, p, p.around, r, [&](const TableSegment& s, V t, hn::Mask<F> is_here) HWY_ATTR {
      exponent = hn::IfThenElse(is_here, Channel(d, s.coefficient, meander_channel, t), exponent);
      if (!s.is_sound) unsound = hn::IfThenElse(is_here, one, unsound);
    });
    const V above = hn::Max(hn::Sub(Exp2(d, exponent), hn::Set(d, p.zero)), hn::Zero(d));
    hn::StoreU(hn::IfThenElseZero(is_reached, above), d, values + i);
    hn::StoreU(hn::IfThenElseZero(is_reached, unsound), d, is_unsound + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(PlumeKernel);
HWY_EXPORT(MeanderKernel);

void evaluate_plume(const TablePairs& pairs, const Places& places, float* values, float* is_unsound) {
  HWY_DYNAMIC_DISPATCH(PlumeKernel)(pairs, places, values, is_unsound);
}
void evaluate_meander(const TablePairs& pairs, const Places& places, float* values, float* is_unsound) {
  HWY_DYNAMIC_DISPATCH(MeanderKernel)(pairs, places, values, is_unsound);
}

}  // namespace leeward::dispersion
#endif

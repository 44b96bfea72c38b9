#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair_kernel.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
// must come after foreach_target.h
#include "hwy/highway.h"
#include "pair_kernel.h"
#include "pair_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

using F = hn::ScalableTag<float>;
using V = hn::Vec<F>;

template <std::size_t terms>
HWY_INLINE V polynomial(F d, const std::array<float, fit_places>& c, V t) {
  V p = hn::Set(d, c[terms - 1]);
  for (std::size_t k = terms - 1; k-- > 0;) p = hn::MulAdd(p, t, hn::Set(d, c[k]));
  return p;
}

/// (r - middle)/half of a window.
struct RadialPlace {
  V east, north, middle, per_half;
  RadialPlace(F d, const WindowFit& around, float east_m, float north_m)
      : east(hn::Set(d, east_m)),
        north(hn::Set(d, north_m)),
        middle(hn::Set(d, static_cast<float>(around.middle_m))),
        per_half(hn::Set(d, static_cast<float>(around.per_half))) {}
  HWY_INLINE V operator()(V dx, V dy) const {
    return hn::Mul(hn::Sub(Radius(east, north, dx, dy), middle), per_half);
  }
};

template <std::size_t terms, bool has_penetrated, bool has_share>
void plume_pairs(const PlumePairs& p, const Places& places, float* HWY_RESTRICT values) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  const auto& fit = p.along->coefficient;
  const RadialPlace place(d, has_share ? *p.around : *p.along, p.east_m, p.north_m);
  const V share = hn::Set(d, p.log2_share);
  for (std::size_t i = 0; i < places.padded; i += lanes) {
    const V dx = hn::LoadU(d, places.dx_m + i);
    const V dy = hn::LoadU(d, places.dy_m + i);
    const V t = Mapped(d, p.t, dx, dy);
    const V y = Mapped(d, p.crosswind_m, dx, dy);
    const auto part = [&](PlumeChannel column, PlumeChannel width) HWY_ATTR {
      V a = polynomial<terms>(d, fit[column], t);
      if constexpr (!has_share) a = hn::Add(a, share);
      return Lateral(d, a, y, polynomial<terms>(d, fit[width], t));
    };
    V c = part(column_channel, width_channel);
    if constexpr (has_penetrated) c = hn::Add(c, part(penetrated_column_channel, penetrated_width_channel));
    if constexpr (has_share)
      c = hn::Mul(c, hn::Max(polynomial<fit_places>(d, p.around->coefficient[share_channel], place(dx, dy)),
                             hn::Zero(d)));
    hn::StoreU(c, d, values + i);
  }
}

template <bool has_penetrated, bool has_share>
void plume_pairs_of(const PlumePairs& p, const Places& places, float* values) {
  if (p.along->plume_terms == 4)
    plume_pairs<4, has_penetrated, has_share>(p, places, values);
  else if (p.along->plume_terms == 6)
    plume_pairs<6, has_penetrated, has_share>(p, places, values);
  else
    plume_pairs<8, has_penetrated, has_share>(p, places, values);
}

void PlumePairsKernel(const PlumePairs& p, const Places& places, float* values) {
  const bool has_share = p.around != nullptr;
  if (p.has_penetrated)
    has_share ? plume_pairs_of<true, true>(p, places, values)
              : plume_pairs_of<true, false>(p, places, values);
  else
    has_share ? plume_pairs_of<false, true>(p, places, values)
              : plume_pairs_of<false, false>(p, places, values);
}

template <std::size_t terms>
void meander_pairs(const MeanderPairs& p, const Places& places, float* HWY_RESTRICT values) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  const RadialPlace place(d, *p.around, p.east_m, p.north_m);
  for (std::size_t i = 0; i < places.padded; i += lanes) {
    const V u = place(hn::LoadU(d, places.dx_m + i), hn::LoadU(d, places.dy_m + i));
    hn::StoreU(Exp2(d, polynomial<terms>(d, p.around->coefficient[meander_channel], u)), d, values + i);
  }
}

void MeanderPairsKernel(const MeanderPairs& p, const Places& places, float* values) {
  if (p.around->meander_terms == 4)
    meander_pairs<4>(p, places, values);
  else if (p.around->meander_terms == 6)
    meander_pairs<6>(p, places, values);
  else
    meander_pairs<8>(p, places, values);
}

void AcrossKernel(const WindowFit& along, bool has_penetrated, AcrossPlume& across) {
  const hn::CappedTag<float, across_places> d;
  using W = hn::Vec<decltype(d)>;
  const auto value = [&](PlumeChannel channel, W t) HWY_ATTR {
    const auto& c = along.coefficient[channel];
    W p = hn::Set(d, c[fit_places - 1]);
    for (std::size_t k = fit_places - 1; k-- > 0;) p = hn::MulAdd(p, t, hn::Set(d, c[k]));
    return p;
  };
  const W highest = hn::Set(d, 30.0F);
  W largest = hn::Zero(d);
  for (std::size_t i = 0; i < across_places; i += hn::Lanes(d)) {
    const W t = hn::Load(d, across.t.data() + i);
    const W y = hn::Load(d, across.crosswind_m.data() + i);
    W width = value(width_channel, t);
    W yw = hn::Mul(y, width);
    const W plume = hn::NegMulAdd(yw, yw, value(column_channel, t));
    if (has_penetrated) {
      const W penetrated_width = value(penetrated_width_channel, t);
      yw = hn::Mul(y, penetrated_width);
      const W part = hn::NegMulAdd(yw, yw, value(penetrated_column_channel, t));
      if (i == 0) largest = hn::Set(d, hn::GetLane(hn::Max(plume, part)));
      hn::Store(hn::Add(Exp2(d, hn::Min(hn::Sub(plume, largest), highest)),
                        Exp2(d, hn::Min(hn::Sub(part, largest), highest))),
                d, across.ratio.data() + i);
      width = hn::Max(width, penetrated_width);
    } else {
      if (i == 0) largest = hn::Set(d, hn::GetLane(plume));
      hn::Store(Exp2(d, hn::Min(hn::Sub(plume, largest), highest)), d, across.ratio.data() + i);
    }
    hn::Store(width, d, across.width.data() + i);
  }
}

void FitsKernel(const FitPlace* places, std::size_t count, float* HWY_RESTRICT values) {
  constexpr std::size_t fit_size = plume_channel_count;
  const hn::CappedTag<float, fit_size> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < count; ++i) {
    const float* c = places[i].coefficients;
    const auto t = hn::Set(d, places[i].t);
    for (std::size_t n = 0; n < fit_size; n += lanes) {
      auto p = hn::LoadU(d, c + (fit_places - 1) * fit_size + n);
      for (std::size_t k = fit_places - 1; k-- > 0;) p = hn::MulAdd(p, t, hn::LoadU(d, c + k * fit_size + n));
      hn::StoreU(p, d, values + i * fit_size + n);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(PlumePairsKernel);
HWY_EXPORT(MeanderPairsKernel);
HWY_EXPORT(FitsKernel);
HWY_EXPORT(AcrossKernel);

void evaluate_pairs(const PlumePairs& pairs, const Places& places, float* values) {
  HWY_DYNAMIC_DISPATCH(PlumePairsKernel)(pairs, places, values);
}
void evaluate_pairs(const MeanderPairs& pairs, const Places& places, float* values) {
  HWY_DYNAMIC_DISPATCH(MeanderPairsKernel)(pairs, places, values);
}
void evaluate_fits(const FitPlace* places, std::size_t count, float* values) {
  HWY_DYNAMIC_DISPATCH(FitsKernel)(places, count, values);
}
void evaluate_across(const WindowFit& along, bool has_penetrated, AcrossPlume& across) {
  HWY_DYNAMIC_DISPATCH(AcrossKernel)(along, has_penetrated, across);
}

}  // namespace leeward::dispersion
#endif

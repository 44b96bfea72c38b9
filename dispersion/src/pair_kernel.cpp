#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair_kernel.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
// must come after foreach_target.h
#include "hwy/highway.h"
#include "pair_kernel.h"
#include "simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

using F = hn::ScalableTag<float>;
using V = hn::Vec<F>;

template <std::size_t terms>
HWY_INLINE V polynomial(F d, const std::array<float, fit_size>& c, V t) {
  V p = hn::Set(d, c[terms - 1]);
  for (std::size_t k = terms - 1; k-- > 0;) p = hn::MulAdd(p, t, hn::Set(d, c[k]));
  return p;
}

HWY_INLINE V mapped(F d, const PlaceMap& map, V dx, V dy) {
  return hn::MulAdd(hn::Set(d, map.per_dy), dy,
                    hn::MulAdd(hn::Set(d, map.per_dx), dx, hn::Set(d, map.at_centre)));
}

HWY_INLINE V radius(F, V east, V north, V dx, V dy) {
  const V x = hn::Add(east, dx);
  const V y = hn::Add(north, dy);
  return hn::Sqrt(hn::MulAdd(x, x, hn::Mul(y, y)));
}

/// 2^(a - (y w)^2)
HWY_INLINE V lateral(F d, V a, V y, V w) {
  const V yw = hn::Mul(y, w);
  return Exp2(d, hn::NegMulAdd(yw, yw, a));
}

template <std::size_t terms, bool has_penetrated, bool has_share>
void plume_pairs(const PlumePairs& p, const Places& places, float* HWY_RESTRICT values) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < places.padded; i += lanes) {
    const V dx = hn::LoadU(d, places.dx_m + i);
    const V dy = hn::LoadU(d, places.dy_m + i);
    const V t = mapped(d, p.t, dx, dy);
    const V y = mapped(d, p.crosswind_m, dx, dy);
    V c = lateral(d, polynomial<terms>(d, p.column, t), y, polynomial<terms>(d, p.width, t));
    if constexpr (has_penetrated)
      c = hn::Add(c, lateral(d, polynomial<terms>(d, p.penetrated_column, t), y,
                             polynomial<terms>(d, p.penetrated_width, t)));
    if constexpr (has_share) {
      const V r = radius(d, hn::Set(d, p.east_m), hn::Set(d, p.north_m), dx, dy);
      const V u = hn::Mul(hn::Sub(r, hn::Set(d, p.radial_middle_m)), hn::Set(d, p.per_radial_half));
      c = hn::Mul(c, hn::Max(polynomial<fit_size>(d, p.share, u), hn::Zero(d)));
    }
    hn::StoreU(c, d, values + i);
  }
}

template <bool has_penetrated, bool has_share>
void plume_pairs_of(const PlumePairs& p, const Places& places, float* values) {
  if (p.terms == 4)
    plume_pairs<4, has_penetrated, has_share>(p, places, values);
  else if (p.terms == 6)
    plume_pairs<6, has_penetrated, has_share>(p, places, values);
  else
    plume_pairs<8, has_penetrated, has_share>(p, places, values);
}

void PlumePairsKernel(const PlumePairs& p, const Places& places, float* values) {
  if (p.has_penetrated)
    p.has_share ? plume_pairs_of<true, true>(p, places, values)
                : plume_pairs_of<true, false>(p, places, values);
  else
    p.has_share ? plume_pairs_of<false, true>(p, places, values)
                : plume_pairs_of<false, false>(p, places, values);
}

template <std::size_t terms>
void meander_pairs(const MeanderPairs& p, const Places& places, float* HWY_RESTRICT values) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < places.padded; i += lanes) {
    const V r = radius(d, hn::Set(d, p.east_m), hn::Set(d, p.north_m), hn::LoadU(d, places.dx_m + i),
                       hn::LoadU(d, places.dy_m + i));
    const V u = hn::Mul(hn::Sub(r, hn::Set(d, p.radial_middle_m)), hn::Set(d, p.per_radial_half));
    hn::StoreU(Exp2(d, polynomial<terms>(d, p.meander, u)), d, values + i);
  }
}

void MeanderPairsKernel(const MeanderPairs& p, const Places& places, float* values) {
  if (p.terms == 4)
    meander_pairs<4>(p, places, values);
  else if (p.terms == 6)
    meander_pairs<6>(p, places, values);
  else
    meander_pairs<8>(p, places, values);
}

void FitsKernel(const FitPlace* places, std::size_t count, float* HWY_RESTRICT values) {
  const hn::CappedTag<float, fit_size> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < count; ++i) {
    const float* c = places[i].coefficients;
    const auto t = hn::Set(d, places[i].t);
    for (std::size_t n = 0; n < fit_size; n += lanes) {
      auto p = hn::LoadU(d, c + (fit_size - 1) * fit_size + n);
      for (std::size_t k = fit_size - 1; k-- > 0;) p = hn::MulAdd(p, t, hn::LoadU(d, c + k * fit_size + n));
      hn::StoreU(p, d, values + i * fit_size + n);
    }
  }
}

void LookedUpPairsKernel(const LookedUpPairs& p, float* HWY_RESTRICT values) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < p.count; i += lanes) {
    const V y = hn::LoadU(d, p.crosswind_m + i);
    V c = lateral(d, hn::LoadU(d, p.column + i), y, hn::LoadU(d, p.width + i));
    if (p.has_penetrated)
      c = hn::Add(c,
                  lateral(d, hn::LoadU(d, p.penetrated_column + i), y, hn::LoadU(d, p.penetrated_width + i)));
    c = hn::Max(hn::Sub(c, hn::Set(d, p.zero)), hn::Zero(d));
    hn::StoreU(hn::Mul(c, hn::LoadU(d, p.share + i)), d, values + i);
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
HWY_EXPORT(LookedUpPairsKernel);

void evaluate_pairs(const PlumePairs& pairs, const Places& places, float* values) {
  HWY_DYNAMIC_DISPATCH(PlumePairsKernel)(pairs, places, values);
}
void evaluate_pairs(const MeanderPairs& pairs, const Places& places, float* values) {
  HWY_DYNAMIC_DISPATCH(MeanderPairsKernel)(pairs, places, values);
}
void evaluate_fits(const FitPlace* places, std::size_t count, float* values) {
  HWY_DYNAMIC_DISPATCH(FitsKernel)(places, count, values);
}
void evaluate_pairs(const LookedUpPairs& pairs, float* values) {
  HWY_DYNAMIC_DISPATCH(LookedUpPairsKernel)(pairs, values);
}

}  // namespace leeward::dispersion
#endif

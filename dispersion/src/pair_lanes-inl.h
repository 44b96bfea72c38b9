// Per-target include of Highway: no ordinary include guard, as simd_math-inl.h. What the kernels of plumes at
// the places of a square share.
#if defined(LEEWARD_PAIR_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_PAIR_LANES_INL_H_
#undef LEEWARD_PAIR_LANES_INL_H_
#else
#define LEEWARD_PAIR_LANES_INL_H_
#endif

#include "hwy/highway.h"
#include "pair_kernel.h"
#include "simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

template <class D>
HWY_INLINE hn::Vec<D> Mapped(D d, const PlaceMap& map, hn::Vec<D> dx, hn::Vec<D> dy) {
  return hn::MulAdd(hn::Set(d, map.per_dy), dy,
                    hn::MulAdd(hn::Set(d, map.per_dx), dx, hn::Set(d, map.at_centre)));
}

/// Distance of (east + dx, north + dy).
template <class V>
HWY_INLINE V Radius(V east, V north, V dx, V dy) {
  const V x = hn::Add(east, dx);
  const V y = hn::Add(north, dy);
  return hn::Sqrt(hn::MulAdd(x, x, hn::Mul(y, y)));
}

/// 2^(a - (y w)^2)
template <class D>
HWY_INLINE hn::Vec<D> Lateral(D d, hn::Vec<D> a, hn::Vec<D> y, hn::Vec<D> w) {
  const auto yw = hn::Mul(y, w);
  return Exp2(d, hn::NegMulAdd(yw, yw, a));
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

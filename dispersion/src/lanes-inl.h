// Per-target include of Highway: no ordinary include guard, as simd_math-inl.h. Two vectors that go through
// the same formulas side by side. A plume evaluation is a long chain of operations that wait for each other;
// two chains at once fill the gaps (a quarter of the time). The values of a lane do not depend on its
// neighbours.
#if defined(LEEWARD_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_LANES_INL_H_
#undef LEEWARD_LANES_INL_H_
#else
#define LEEWARD_LANES_INL_H_
#endif

#include <array>
#include <cstddef>

#include "hwy/highway.h"
#include "simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;

struct Lanes {
  hn::Vec<Doubles> low;
  hn::Vec<Doubles> high;
};

struct LaneMask {
  hn::Mask<Doubles> low;
  hn::Mask<Doubles> high;
};

struct Index {
  hn::Vec<hn::RebindToSigned<Doubles>> low;
  hn::Vec<hn::RebindToSigned<Doubles>> high;
};

HWY_INLINE std::size_t LaneCount() {
  return 2 * hn::Lanes(Doubles());
}
inline constexpr std::size_t most_lanes = 2 * HWY_MAX_BYTES / sizeof(double);

HWY_INLINE Lanes Fill(double x) {
  const auto v = hn::Set(Doubles(), x);
  return {v, v};
}
HWY_INLINE Lanes LoadLanes(const double* from) {
  return {hn::LoadU(Doubles(), from), hn::LoadU(Doubles(), from + hn::Lanes(Doubles()))};
}
HWY_INLINE void StoreLanes(Lanes a, double* to) {
  hn::StoreU(a.low, Doubles(), to);
  hn::StoreU(a.high, Doubles(), to + hn::Lanes(Doubles()));
}

HWY_INLINE Lanes operator+(Lanes a, Lanes b) {
  return {hn::Add(a.low, b.low), hn::Add(a.high, b.high)};
}
HWY_INLINE Lanes operator-(Lanes a, Lanes b) {
  return {hn::Sub(a.low, b.low), hn::Sub(a.high, b.high)};
}
HWY_INLINE Lanes operator*(Lanes a, Lanes b) {
  return {hn::Mul(a.low, b.low), hn::Mul(a.high, b.high)};
}
HWY_INLINE Lanes operator/(Lanes a, Lanes b) {
  return {hn::Div(a.low, b.low), hn::Div(a.high, b.high)};
}
HWY_INLINE Lanes Max(Lanes a, Lanes b) {
  return {hn::Max(a.low, b.low), hn::Max(a.high, b.high)};
}
HWY_INLINE Lanes Min(Lanes a, Lanes b) {
  return {hn::Min(a.low, b.low), hn::Min(a.high, b.high)};
}
HWY_INLINE Lanes CopySign(Lanes a, Lanes b) {
  return {hn::CopySign(a.low, b.low), hn::CopySign(a.high, b.high)};
}
HWY_INLINE Lanes Sqrt(Lanes a) {
  return {hn::Sqrt(a.low), hn::Sqrt(a.high)};
}
HWY_INLINE Lanes Abs(Lanes a) {
  return {hn::Abs(a.low), hn::Abs(a.high)};
}
HWY_INLINE Lanes Neg(Lanes a) {
  return {hn::Neg(a.low), hn::Neg(a.high)};
}
HWY_INLINE Lanes Floor(Lanes a) {
  return {hn::Floor(a.low), hn::Floor(a.high)};
}
HWY_INLINE LaneMask Lt(Lanes a, Lanes b) {
  return {hn::Lt(a.low, b.low), hn::Lt(a.high, b.high)};
}
HWY_INLINE LaneMask Le(Lanes a, Lanes b) {
  return {hn::Le(a.low, b.low), hn::Le(a.high, b.high)};
}
HWY_INLINE LaneMask Gt(Lanes a, Lanes b) {
  return {hn::Gt(a.low, b.low), hn::Gt(a.high, b.high)};
}
HWY_INLINE LaneMask Ge(Lanes a, Lanes b) {
  return {hn::Ge(a.low, b.low), hn::Ge(a.high, b.high)};
}
HWY_INLINE LaneMask Eq(Lanes a, Lanes b) {
  return {hn::Eq(a.low, b.low), hn::Eq(a.high, b.high)};
}
HWY_INLINE LaneMask Ne(Lanes a, Lanes b) {
  return {hn::Ne(a.low, b.low), hn::Ne(a.high, b.high)};
}
HWY_INLINE LaneMask And(LaneMask a, LaneMask b) {
  return {hn::And(a.low, b.low), hn::And(a.high, b.high)};
}
HWY_INLINE LaneMask Or(LaneMask a, LaneMask b) {
  return {hn::Or(a.low, b.low), hn::Or(a.high, b.high)};
}
HWY_INLINE LaneMask AndNot(LaneMask a, LaneMask b) {
  return {hn::AndNot(a.low, b.low), hn::AndNot(a.high, b.high)};
}
HWY_INLINE LaneMask Not(LaneMask a) {
  return {hn::Not(a.low), hn::Not(a.high)};
}

HWY_INLINE LaneMask NoLane() {
  return Lt(Fill(1.0), Fill(0.0));
}
HWY_INLINE Lanes Choose(LaneMask mask, Lanes yes, Lanes no) {
  return {hn::IfThenElse(mask.low, yes.low, no.low), hn::IfThenElse(mask.high, yes.high, no.high)};
}
HWY_INLINE Lanes OrZero(LaneMask mask, Lanes yes) {
  return {hn::IfThenElseZero(mask.low, yes.low), hn::IfThenElseZero(mask.high, yes.high)};
}
HWY_INLINE bool Any(LaneMask mask) {
  return !hn::AllFalse(Doubles(), hn::Or(mask.low, mask.high));
}
HWY_INLINE bool All(LaneMask mask) {
  return hn::AllTrue(Doubles(), hn::And(mask.low, mask.high));
}
HWY_INLINE double FirstLane(Lanes a) {
  return hn::GetLane(a.low);
}

/// A whole number below 2^32 as an index.
HWY_INLINE Index IndexOf(Lanes whole) {
  const hn::RebindToSigned<Doubles> di;
  const auto lowest_bits = Fill(4503599627370496.0);  // 2^52
  const Lanes moved = whole + lowest_bits;
  const auto mask = hn::Set(di, 0xffffffff);
  return {hn::And(hn::BitCast(di, moved.low), mask), hn::And(hn::BitCast(di, moved.high), mask)};
}
HWY_INLINE Lanes Gather(const double* from, Index index) {
  return {hn::GatherIndex(Doubles(), from, index.low), hn::GatherIndex(Doubles(), from, index.high)};
}

/// @pre |x| <= 700
HWY_INLINE Lanes ExpInRange(Lanes x) {
  return {ExpDoubleInRange(Doubles(), x.low), ExpDoubleInRange(Doubles(), x.high)};
}
HWY_INLINE Lanes Exp(Lanes x) {
  return {ExpDouble(Doubles(), x.low), ExpDouble(Doubles(), x.high)};
}
/// @pre x is normal and > 0
HWY_INLINE Lanes Log(Lanes x) {
  return {LogDouble(Doubles(), x.low), LogDouble(Doubles(), x.high)};
}
/// Of x >= 0; 0 gives 1e-100.
HWY_INLINE Lanes Cbrt(Lanes x) {
  const Lanes held = Max(x, Fill(1e-300));
  return {CbrtDouble(Doubles(), held.low), CbrtDouble(Doubles(), held.high)};
}
/// @pre x in [0, pi/2]
HWY_INLINE void SinCos(Lanes x, Lanes& sine, Lanes& cosine) {
  SinCosDouble(Doubles(), x.low, sine.low, cosine.low);
  SinCosDouble(Doubles(), x.high, sine.high, cosine.high);
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

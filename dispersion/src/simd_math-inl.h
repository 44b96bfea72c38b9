// Per-target include of Highway: no ordinary include guard. Included by each kernel file inside its foreach_target pass.
#if defined(LEEWARD_SIMD_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_SIMD_MATH_INL_H_
#undef LEEWARD_SIMD_MATH_INL_H_
#else
#define LEEWARD_SIMD_MATH_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// 2^x of floats, 2e-7 relative for x in [-126, 127]; 2^-126 below that range.
///   2^x = 2^n 2^f,  n = round(x),  2^f by a polynomial of degree 5 through Chebyshev places on [-1/2, 1/2]
/// The same bits on every target with fused multiply-add.
template <class D>
HWY_INLINE hn::Vec<D> Exp2(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  constexpr float rounding = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
  x = hn::Max(x, hn::Set(d, -126.0F));
  const auto shifted = hn::Add(x, hn::Set(d, rounding));
  const auto f = hn::Sub(x, hn::Sub(shifted, hn::Set(d, rounding)));
  auto p = hn::Set(d, 0.00133908633F);
  p = hn::MulAdd(p, f, hn::Set(d, 0.00967603177F));
  p = hn::MulAdd(p, f, hn::Set(d, 0.0555035695F));
  p = hn::MulAdd(p, f, hn::Set(d, 0.240221068F));
  p = hn::MulAdd(p, f, hn::Set(d, 0.693147182F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.00000012F));
  const auto n = hn::ShiftLeft<23>(hn::BitCast(di, shifted));
  return hn::BitCast(d, hn::Add(hn::BitCast(di, p), n));
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

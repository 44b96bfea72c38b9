// Per-target include of Highway: no ordinary include guard. Included by each kernel file inside its
// foreach_target pass.
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
  constexpr float rounding =
      12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
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

/// e^x of doubles, 2e-14 relative.  @pre |x| <= 700
///   e^x = 2^n e^r,  n = round(x/ln 2),  e^r by the exponential series to r^11, |r| <= 0.347
/// The same bits on every target with fused multiply-add; so are the functions below.
template <class D>
HWY_INLINE hn::Vec<D> ExpDoubleInRange(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  constexpr double rounding = 6755399441055744.0;  // 1.5 * 2^52, as above
  const auto shifted = hn::MulAdd(x, hn::Set(d, 1.4426950408889634), hn::Set(d, rounding));
  const auto n = hn::Sub(shifted, hn::Set(d, rounding));
  const auto r = hn::NegMulAdd(n, hn::Set(d, 0.6931471805599453), x);
  const auto r2 = hn::Mul(r, r);
  const auto r4 = hn::Mul(r2, r2);
  const auto pair = [&](double low, double high) { return hn::MulAdd(hn::Set(d, high), r, hn::Set(d, low)); };
  const auto p0 = hn::MulAdd(pair(1.0 / 2, 1.0 / 6), r2, pair(1.0, 1.0));
  const auto p4 = hn::MulAdd(pair(1.0 / 720, 1.0 / 5040), r2, pair(1.0 / 24, 1.0 / 120));
  const auto p8 = hn::MulAdd(pair(1.0 / 3628800, 1.0 / 39916800), r2, pair(1.0 / 40320, 1.0 / 362880));
  const auto p = hn::MulAdd(hn::MulAdd(p8, r4, p4), r4, p0);
  return hn::BitCast(d, hn::Add(hn::BitCast(di, p), hn::ShiftLeft<52>(hn::BitCast(di, shifted))));
}

/// The same with x held in [-700, 700].
template <class D>
HWY_INLINE hn::Vec<D> ExpDouble(D d, hn::Vec<D> x) {
  return ExpDoubleInRange(d, hn::Min(hn::Max(x, hn::Set(d, -700.0)), hn::Set(d, 700.0)));
}

/// ln x of doubles, 2e-16 beside 1 and 1e-15 relative elsewhere.  @pre x is normal and > 0
///   ln x = k ln 2 + 2 atanh(s),  s = (m - 1)/(m + 1),  x = 2^k m,  m in [0.707, 1.414);  series to s^19
template <class D>
HWY_INLINE hn::Vec<D> LogDouble(D d, hn::Vec<D> x) {
  const hn::RebindToUnsigned<D> du;
  constexpr double whole = 4503599627370496.0;  // 2^52: a whole number below it in the low bits
  const auto bits = hn::BitCast(du, x);
  // Adding the gap between 1 and sqrt(1/2) before the exponent is taken moves its steps to sqrt(2) 2^k.
  const auto moved = hn::Add(bits, hn::Set(du, 0x3ff0000000000000 - 0x3fe6a09e667f3bcd));
  const auto exponent = hn::ShiftRight<52>(moved);
  const auto k = hn::Sub(hn::BitCast(d, hn::Or(exponent, hn::BitCast(du, hn::Set(d, whole)))),
                         hn::Set(d, whole + 1023.0));
  const auto mantissa = hn::And(moved, hn::Set(du, 0x000fffffffffffff));
  const auto m = hn::BitCast(d, hn::Add(mantissa, hn::Set(du, 0x3fe6a09e667f3bcd)));
  const auto one = hn::Set(d, 1.0);
  const auto s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const auto z = hn::Mul(s, s);
  auto p = hn::Set(d, 2.0 / 19);
  for (const double divisor : {17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0})
    p = hn::MulAdd(p, z, hn::Set(d, 2.0 / divisor));
  const auto tail = hn::Mul(hn::Mul(s, z), p);
  return hn::MulAdd(k, hn::Set(d, 0.6931471805599453), hn::MulAdd(hn::Set(d, 2.0), s, tail));
}

/// x^(1/3), 1e-14 relative.  @pre x is normal and > 0
template <class D>
HWY_INLINE hn::Vec<D> CbrtDouble(D d, hn::Vec<D> x) {
  return ExpDoubleInRange(d, hn::Mul(LogDouble(d, x), hn::Set(d, 1.0 / 3)));
}

/// Sine and cosine of x in [0, pi/2] by their series; the sine to 4e-16 relative, the cosine to 4e-16.
template <class D>
HWY_INLINE void SinCosDouble(D d, hn::Vec<D> x, hn::Vec<D>& sine, hn::Vec<D>& cosine) {
  const auto z = hn::Mul(x, x);
  auto s = hn::Set(d, 1.0);
  auto c = hn::Set(d, 1.0);
  for (int n = 10; n >= 1; --n) {
    s = hn::NegMulAdd(hn::Mul(z, hn::Set(d, 1.0 / (2.0 * n * (2.0 * n + 1.0)))), s, hn::Set(d, 1.0));
    c = hn::NegMulAdd(hn::Mul(z, hn::Set(d, 1.0 / (2.0 * n * (2.0 * n - 1.0)))), c, hn::Set(d, 1.0));
  }
  sine = hn::Mul(x, s);
  cosine = c;
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

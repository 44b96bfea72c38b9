#include "exp2_loop.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "exp2_loop.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

void Exp2Loop(const float* HWY_RESTRICT exponents, float* HWY_RESTRICT values, std::size_t count) {
  const hn::CappedTag<float, 16> d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d))
    hn::StoreU(Exp2(d, hn::LoadU(d, exponents + i)), d, values + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(Exp2Loop);

void exp2_loop(const float* exponents, float* values, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(Exp2Loop)(exponents, values, count);
}

}  // namespace leeward::dispersion
#endif

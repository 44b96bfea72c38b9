#pragma once
#include <cstddef>

/// Internal: the yardstick of kernel rates.
namespace leeward::dispersion {

/// values[i] = 2^exponents[i] by the kernels' polynomial (simd_math-inl.h), `count` of them.
/// @pre count is a multiple of 16
void exp2_loop(const float* exponents, float* values, std::size_t count);

}  // namespace leeward::dispersion

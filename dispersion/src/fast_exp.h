#pragma once
#include <bit>
#include <cstdint>

/// Internal: exp() for the inner loops of roads.
namespace leeward::dispersion {

/// exp(x) by 2^k times the Taylor polynomial of degree 8 of the rest; relative error below 3e-10.
/// Half the time of the library's, inlined, and the same bits on every machine.
/// @pre -700 < x < 700
inline double fast_exp(double x) {
  constexpr double log2_e = 1.4426950408889634;
  constexpr double ln2_high = 0.693147180369123816490;  // its last bits are 0, so that k ln2_high is exact
  constexpr double ln2_low = 1.90821492927058770002e-10;
  constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer in the low bits
  const double shifted = x * log2_e + rounder;
  const double k = shifted - rounder;
  const double r = (x - k * ln2_high) - k * ln2_low;
  double p = 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  const std::uint64_t power = (std::bit_cast<std::uint64_t>(shifted) + 1023U) << 52U;
  return p * std::bit_cast<double>(power);
}

}  // namespace leeward::dispersion

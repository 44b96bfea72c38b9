#pragma once
#include <cstddef>
#include <span>
#include <string>

/// Internal to the solver: loops over the values of a square, by the instruction set of the machine. Each
/// value is computed for itself: the same bits for any vector length with fused multiply-add.
namespace leeward::dispersion {

/// Sum of one column over the sources, and the rate of the source that is added to it.
struct ScaledSum {
  double* sum = nullptr;
  double rate = 0;
};

/// sum[i] += rate * values[i] for i < padded, for every sum.
/// @param padded  a multiple of 8
/// @returns whether the first `count` values are finite and >= 0; nothing is added when not
bool add_unit_values(const float* values, std::size_t count, std::size_t padded,
                     std::span<const ScaledSum> sums);

/// Adds the polynomials of a square (chebyshev_square.h), one per column, at places inside it.
/// @param padded   a multiple of 8: places, and values of each sum
/// @param columns  values at the square's Chebyshev places, and what they are added to
struct PolynomialSum {
  const double* values = nullptr;
  double* sum = nullptr;
};
void add_polynomials(const float* dx_m, const float* dy_m, std::size_t padded, double half_m,
                     std::span<const PolynomialSum> columns);

/// to[6 j + i] += sum_b y_by_child[6 j + b] sum_a x_by_parent[stride a + i] from[6 b + a],  i, j = 0..5.
/// @param x_by_parent  6 rows of `product_stride`, the last two of each 0; aligned to 64 bytes
/// @param to           `stored_square_values`
inline constexpr std::size_t product_stride = 8;
void add_product(const double* x_by_parent, const double* y_by_child, const double* from, double* to);

/// Name of the instruction set the kernels of this machine use ("AVX3", "AVX2", ...).
std::string simd_target_name();

}  // namespace leeward::dispersion

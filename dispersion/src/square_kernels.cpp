#include "square_kernels.h"

#include <array>
#include <limits>

#include "chebyshev_square.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "square_kernels.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

bool AddUnitValues(const float* HWY_RESTRICT values, std::size_t count, std::size_t padded,
                   std::span<const ScaledSum> sums) {
  const hn::CappedTag<float, 16> df;
  const std::size_t lanes = hn::Lanes(df);
  const auto zero = hn::Zero(df);
  const auto largest = hn::Set(df, std::numeric_limits<float>::max());
  auto is_unsound = hn::FirstN(df, 0);
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto v = hn::LoadU(df, values + i);
    const auto is_sound = hn::And(hn::Ge(v, zero), hn::Le(v, largest));
    is_unsound = hn::Or(is_unsound, hn::AndNot(is_sound, hn::FirstN(df, count - i)));
  }
  if (!hn::AllFalse(df, is_unsound)) return false;
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> dh;
  for (const ScaledSum& entry : sums) {
    double* HWY_RESTRICT sum = entry.sum;
    const auto rate = hn::Set(d, entry.rate);
    for (std::size_t k = 0; k < padded; k += hn::Lanes(d)) {
      const auto v = hn::PromoteTo(d, hn::LoadU(dh, values + k));
      hn::StoreU(hn::MulAdd(rate, v, hn::LoadU(d, sum + k)), d, sum + k);
    }
  }
  return true;
}

/// Lagrange basis at x: products of the differences before and behind each place.
template <class D, class V>
HWY_INLINE void Basis(D d, V x, const double* HWY_RESTRICT places, const double* HWY_RESTRICT weights,
                      V* basis) {
  const auto d0 = hn::Sub(x, hn::Set(d, places[0]));
  const auto d1 = hn::Sub(x, hn::Set(d, places[1]));
  const auto d2 = hn::Sub(x, hn::Set(d, places[2]));
  const auto d3 = hn::Sub(x, hn::Set(d, places[3]));
  const auto d4 = hn::Sub(x, hn::Set(d, places[4]));
  const auto d5 = hn::Sub(x, hn::Set(d, places[5]));
  const auto p01 = hn::Mul(d0, d1);
  const auto p23 = hn::Mul(d2, d3);
  const auto p45 = hn::Mul(d4, d5);
  const auto p0123 = hn::Mul(p01, p23);
  const auto p0145 = hn::Mul(p01, p45);
  const auto p2345 = hn::Mul(p23, p45);
  basis[0] = hn::Mul(hn::Set(d, weights[0]), hn::Mul(d1, p2345));
  basis[1] = hn::Mul(hn::Set(d, weights[1]), hn::Mul(d0, p2345));
  basis[2] = hn::Mul(hn::Set(d, weights[2]), hn::Mul(d3, p0145));
  basis[3] = hn::Mul(hn::Set(d, weights[3]), hn::Mul(d2, p0145));
  basis[4] = hn::Mul(hn::Set(d, weights[4]), hn::Mul(d5, p0123));
  basis[5] = hn::Mul(hn::Set(d, weights[5]), hn::Mul(d4, p0123));
}

void AddPolynomials(const float* HWY_RESTRICT dx_m, const float* HWY_RESTRICT dy_m, std::size_t padded,
                    double half_m, std::span<const PolynomialSum> columns) {
  static_assert(places_per_side == 6);
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> dh;
  const double* places = chebyshev_places().data();
  const double* weights = lagrange_weights().data();
  const auto scale = hn::Set(d, 1.0 / half_m);
  using V = hn::Vec<decltype(d)>;
  for (std::size_t k = 0; k < padded; k += hn::Lanes(d)) {
    V x[6];
    V y[6];
    Basis(d, hn::Mul(scale, hn::PromoteTo(d, hn::LoadU(dh, dx_m + k))), places, weights, x);
    Basis(d, hn::Mul(scale, hn::PromoteTo(d, hn::LoadU(dh, dy_m + k))), places, weights, y);
    for (const PolynomialSum& column : columns) {
      const double* HWY_RESTRICT c = column.values;
      V total = hn::LoadU(d, column.sum + k);
      for (std::size_t b = 0; b < 6; ++b, c += 6) {
        V row = hn::Mul(x[0], hn::Set(d, c[0]));
        row = hn::MulAdd(x[1], hn::Set(d, c[1]), row);
        row = hn::MulAdd(x[2], hn::Set(d, c[2]), row);
        row = hn::MulAdd(x[3], hn::Set(d, c[3]), row);
        row = hn::MulAdd(x[4], hn::Set(d, c[4]), row);
        row = hn::MulAdd(x[5], hn::Set(d, c[5]), row);
        total = hn::MulAdd(y[b], row, total);
      }
      hn::StoreU(total, d, column.sum + k);
    }
  }
}

void AddProduct(const double* HWY_RESTRICT x_by_parent, const double* HWY_RESTRICT y_by_child,
                const double* HWY_RESTRICT from, double* HWY_RESTRICT to) {
  const hn::CappedTag<double, product_stride> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t k = 0; k < product_stride; k += lanes) {
    using V = hn::Vec<decltype(d)>;
    V rows[places_per_side];
    for (std::size_t b = 0; b < places_per_side; ++b) {
      const double* HWY_RESTRICT c = from + b * places_per_side;
      V row = hn::Mul(hn::Load(d, x_by_parent + k), hn::Set(d, c[0]));
      for (std::size_t a = 1; a < places_per_side; ++a)
        row = hn::MulAdd(hn::Load(d, x_by_parent + a * product_stride + k), hn::Set(d, c[a]), row);
      rows[b] = row;
    }
    // Each row reaches over the next one's first two values, to which it adds zeros.
    for (std::size_t j = 0; j < places_per_side; ++j) {
      const double* HWY_RESTRICT y = y_by_child + j * places_per_side;
      double* HWY_RESTRICT row = to + j * places_per_side + k;
      V total = hn::LoadU(d, row);
      for (std::size_t b = 0; b < places_per_side; ++b) total = hn::MulAdd(rows[b], hn::Set(d, y[b]), total);
      hn::StoreU(total, d, row);
    }
  }
}

const char* TargetName() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(AddUnitValues);
HWY_EXPORT(AddPolynomials);
HWY_EXPORT(AddProduct);
HWY_EXPORT(TargetName);

bool add_unit_values(const float* values, std::size_t count, std::size_t padded,
                     std::span<const ScaledSum> sums) {
  return HWY_DYNAMIC_DISPATCH(AddUnitValues)(values, count, padded, sums);
}

void add_polynomials(const float* dx_m, const float* dy_m, std::size_t padded, double half_m,
                     std::span<const PolynomialSum> columns) {
  HWY_DYNAMIC_DISPATCH(AddPolynomials)(dx_m, dy_m, padded, half_m, columns);
}

void add_product(const double* x_by_parent, const double* y_by_child, const double* from, double* to) {
  HWY_DYNAMIC_DISPATCH(AddProduct)(x_by_parent, y_by_child, from, to);
}

std::string simd_target_name() {
  return HWY_DYNAMIC_DISPATCH(TargetName)();
}

}  // namespace leeward::dispersion
#endif

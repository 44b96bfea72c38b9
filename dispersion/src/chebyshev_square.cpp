#include "chebyshev_square.h"

#include <cmath>
#include <numbers>

namespace leeward::dispersion {
namespace chebyshev_detail {

constexpr std::size_t n = places_per_side;
using Matrix = std::array<std::array<double, n>, n>;  ///< [place of the child][place of the parent]

/// Places of a child at offset + scale t in the parent's [-1, 1].
Matrix child_matrix(double offset, double scale) {
  Matrix m;
  for (std::size_t i = 0; i < n; ++i) m[i] = lagrange_basis(offset + scale * chebyshev_places()[i]);
  return m;
}

/// Of the western or southern half, and of the other.
const Matrix& half_matrix(bool is_upper) {
  static const std::array<Matrix, 2> halves{child_matrix(-0.5, 0.5), child_matrix(0.5, 0.5)};
  return halves[is_upper ? 1 : 0];
}

void add_product(const Matrix& x, const Matrix& y, const double* from, double* to) {
  std::array<double, square_places> rows{};  // [parent's b][child's a]
  for (std::size_t b = 0; b < n; ++b)
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t a = 0; a < n; ++a) sum += x[i][a] * from[b * n + a];
      rows[b * n + i] = sum;
    }
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t b = 0; b < n; ++b)
      for (std::size_t i = 0; i < n; ++i) to[j * n + i] += y[j][b] * rows[b * n + i];
}

}  // namespace chebyshev_detail

const std::array<double, places_per_side>& chebyshev_places() {
  static const auto places = [] {
    std::array<double, places_per_side> t;
    for (std::size_t k = 0; k < t.size(); ++k)
      t[k] = -std::cos((2.0 * static_cast<double>(k) + 1.0) * std::numbers::pi /
                       (2.0 * static_cast<double>(t.size())));
    return t;
  }();
  return places;
}

const std::array<double, places_per_side>& lagrange_weights() {
  static const auto weights = [] {
    const auto& t = chebyshev_places();
    std::array<double, places_per_side> w;
    for (std::size_t j = 0; j < w.size(); ++j) {
      double product = 1;
      for (std::size_t k = 0; k < t.size(); ++k)
        if (k != j) product *= t[j] - t[k];
      w[j] = 1 / product;
    }
    return w;
  }();
  return weights;
}

std::array<double, places_per_side> lagrange_basis(double x) {
  const auto& t = chebyshev_places();
  const auto& w = lagrange_weights();
  std::array<double, places_per_side> l;
  for (std::size_t j = 0; j < l.size(); ++j) {
    double product = w[j];
    for (std::size_t k = 0; k < t.size(); ++k)
      if (k != j) product *= x - t[k];
    l[j] = product;
  }
  return l;
}

void add_to_child(const TreeSquare& parent, const double* parent_values, const TreeSquare& child,
                  double* child_values) {
  using namespace chebyshev_detail;
  const Vec2 offset = child.centre_m - parent.centre_m;
  if (child.half_m == 0.5 * parent.half_m) {
    add_product(half_matrix(offset.x > 0), half_matrix(offset.y > 0), parent_values, child_values);
    return;
  }
  const double scale = child.half_m / parent.half_m;
  add_product(child_matrix(offset.x / parent.half_m, scale), child_matrix(offset.y / parent.half_m, scale),
              parent_values, child_values);
}

}  // namespace leeward::dispersion

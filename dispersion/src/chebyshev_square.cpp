#include "chebyshev_square.h"

#include <cmath>
#include <numbers>

#include "square_kernels.h"

namespace leeward::dispersion {
namespace chebyshev_detail {

constexpr std::size_t n = places_per_side;

/// From the parent's places to the child's along one axis, laid out for either side of add_product.
struct Passage {
  alignas(64) std::array<double, n * product_stride> by_parent{};
  std::array<double, n * n> by_child{};
};

/// Places of a child at offset + scale t in the parent's [-1, 1].
Passage make_passage(double offset, double scale) {
  Passage p;
  for (std::size_t i = 0; i < n; ++i) {
    const auto basis = lagrange_basis(offset + scale * chebyshev_places()[i]);
    for (std::size_t a = 0; a < n; ++a) {
      p.by_parent[a * product_stride + i] = basis[a];
      p.by_child[i * n + a] = basis[a];
    }
  }
  return p;
}

/// Into the western or southern half, and into the other.
const Passage& half_passage(bool is_upper) {
  static const std::array<Passage, 2> halves{make_passage(-0.5, 0.5), make_passage(0.5, 0.5)};
  return halves[is_upper ? 1 : 0];
}

void pass(const Passage& x, const Passage& y, const double* from, double* to) {
  add_product(x.by_parent.data(), y.by_child.data(), from, to);
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
    pass(half_passage(offset.x > 0), half_passage(offset.y > 0), parent_values, child_values);
    return;
  }
  const double scale = child.half_m / parent.half_m;
  pass(make_passage(offset.x / parent.half_m, scale), make_passage(offset.y / parent.half_m, scale),
       parent_values, child_values);
}

}  // namespace leeward::dispersion

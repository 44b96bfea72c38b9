#pragma once
// Walks a source's field over a receptor tree as the solver does, one source at a time, for tests of fields.
#include <array>
#include <cstddef>
#include <vector>

#include "chebyshev_square.h"
#include "receptor_tree.h"
#include "source_field.h"

namespace leeward::test {

struct WalkCount {
  std::size_t smooth_squares = 0;
  std::size_t leaves = 0;
};

/// Values at the tree's receptors, ug/m3 per unit rate; negative interpolated values are kept to be seen.
inline std::vector<double> walk_field(const dispersion::SourceField& field,
                                      const dispersion::ReceptorTree& tree, WalkCount* count = nullptr) {
  using namespace dispersion;
  std::vector<double> sums(tree.receptors.size(), 0.0);
  alignas(64) std::array<float, leaf_capacity> values;
  for (std::size_t term = 0; term < field.term_count(); ++term)
    for (const std::uint32_t root : tree.subtrees)
      for (std::uint32_t s = root; s < tree.squares[root].end;) {
        const TreeSquare& square = tree.squares[s];
        const Reach reach = field.take(term, tree, square, values.data());
        if (reach == Reach::split && !square.is_leaf) {
          ++s;
          continue;
        }
        s = square.end;
        if (reach == Reach::smooth && !square.is_leaf) {
          if (count != nullptr) ++count->smooth_squares;
          for (std::uint32_t i = square.first; i < square.first + square.count; ++i) {
            const Vec2 d = tree.receptors[i].position_m - square.centre_m;
            const auto a = lagrange_basis(d.x / square.half_m);
            const auto b = lagrange_basis(d.y / square.half_m);
            for (std::size_t row = 0; row < places_per_side; ++row)
              for (std::size_t column = 0; column < places_per_side; ++column)
                sums[i] += b[row] * a[column] * static_cast<double>(values[row * places_per_side + column]);
          }
        } else if (reach != Reach::none) {
          field.evaluate(term, leaf_places(tree, square), values.data());
          if (count != nullptr) ++count->leaves;
          for (std::uint32_t i = 0; i < square.count; ++i)
            sums[square.first + i] += static_cast<double>(values[i]);
        }
      }
  return sums;
}

}  // namespace leeward::test

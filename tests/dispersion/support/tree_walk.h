#pragma once
// One source's field over a receptor tree, as the engine walks it: terms one by one, smooth squares by the
// polynomial through their Chebyshev places.
#include <array>
#include <vector>

#include "chebyshev_square.h"
#include "receptor_tree.h"
#include "source_field.h"

namespace leeward::test {

struct WalkedField {
  std::vector<double> values;  ///< at ReceptorTree::receptors
  std::size_t smooth_squares = 0;
  std::size_t leaves = 0;
};

inline WalkedField walk(const dispersion::SourceField& field, const dispersion::ReceptorTree& tree) {
  using namespace dispersion;
  WalkedField out;
  out.values.assign(tree.receptors.size(), 0.0);
  alignas(64) std::array<float, 128> values{};
  for (std::size_t term = 0; term < field.term_count(); ++term)
    for (std::size_t i = 0; i < tree.squares.size();) {
      const TreeSquare& square = tree.squares[i];
      const Reach reach = field.reach(term, square);
      if (reach == Reach::split && !square.is_leaf) {
        ++i;
        continue;
      }
      i = square.end;
      if (reach == Reach::none) continue;
      if (reach == Reach::split) {
        ++out.leaves;
        field.evaluate(term, leaf_places(tree, square), values.data());
        for (std::uint32_t k = 0; k < square.count; ++k) out.values[square.first + k] += values[k];
        continue;
      }
      ++out.smooth_squares;
      field.evaluate(term, square_places_of(tree, square), values.data());
      for (std::uint32_t k = 0; k < square.count; ++k) {
        const Vec2 at = tree.receptors[square.first + k].position_m - square.centre_m;
        const auto x = lagrange_basis(at.x / square.half_m);
        const auto y = lagrange_basis(at.y / square.half_m);
        for (std::size_t b = 0; b < places_per_side; ++b)
          for (std::size_t a = 0; a < places_per_side; ++a)
            out.values[square.first + k] += x[a] * y[b] * values[b * places_per_side + a];
      }
    }
  return out;
}

}  // namespace leeward::test

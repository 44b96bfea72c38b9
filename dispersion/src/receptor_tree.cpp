#include "receptor_tree.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "chebyshev_square.h"

namespace leeward::dispersion {
namespace tree_detail {

/// A leaf whose receptors fill less than this share of its side becomes a smaller square round them.
constexpr double sparse_share = 0.6;
/// Added round receptors, so that rounding leaves none outside [m].
constexpr double margin_m = 1e-3;
/// Receptors that are together in a smaller square are at one place [m].
constexpr double smallest_half_m = 2e-3;
constexpr double leaf_cells = 8;  // per side, of a regular grid
constexpr std::size_t fewest_tasks = 16;
constexpr std::size_t most_tasks = 64;

struct Square {
  Vec2 centre_m;
  double half_m = 0;
};

/// The root over all receptors of a height, so that a regular grid falls into leaves of 8 x 8 cells.
///   (w / s + 1) (h / s + 1) = n   gives the spacing s of n receptors on a grid of extent w x h
Square root_square(const Box2& box, std::size_t count) {
  const double w = box.width();
  const double h = box.height();
  if (w + h == 0) return {box.centre(), margin_m};
  const auto n = static_cast<double>(count);
  const double q = 2 * (n - 1) / (w + h + std::sqrt((w + h) * (w + h) + 4 * w * h * (n - 1)));
  const double spacing = 1 / q;
  double side = leaf_cells * spacing;
  // A grid that fills its leaves exactly must not double its root by rounding.
  while (side * (1 + 1e-9) < std::max(w, h) + spacing) side *= 2;
  const Vec2 south_west = box.min - Vec2{0.5 * spacing, 0.5 * spacing};
  return {south_west + Vec2{0.5 * side, 0.5 * side}, 0.5 * side + margin_m};
}

class Builder {
public:
  Builder(std::span<const Receptor> receptors, const std::stop_token& stop, ReceptorTree& out)
      : receptors_(receptors),
        stop_(stop),
        out_(out),
        buffer_(receptors.size()),
        quadrant_(receptors.size()) {}

  void add_height(std::span<std::uint32_t> part, std::uint32_t height_index) {
    height_index_ = height_index;
    add(part, root_square(box_of(part), part.size()));
  }

private:
  Box2 box_of(std::span<const std::uint32_t> part) const {
    Box2 box;
    for (const std::uint32_t i : part) box.add(receptors_[i].position_m);
    return box;
  }

  /// @returns the index of the new square
  std::uint32_t add(std::span<std::uint32_t> part, Square square) {
    const bool is_leaf = part.size() <= leaf_capacity;
    std::array<std::size_t, 5> begin{};
    if (is_leaf) {
      const Box2 box = box_of(part);
      const double tight_m = 0.5 * std::max(box.width(), box.height()) + margin_m;
      if (tight_m < sparse_share * square.half_m) square = {box.centre(), tight_m};
    } else if (!stop_.stop_requested()) {
      begin = in_quadrants(part, square);
    }
    const auto index = static_cast<std::uint32_t>(out_.squares.size());
    TreeSquare& made = out_.squares.emplace_back();
    made.centre_m = square.centre_m;
    made.half_m = square.half_m;
    made.first = static_cast<std::uint32_t>(out_.receptors.size());
    made.count = static_cast<std::uint32_t>(part.size());
    made.height_index = height_index_;
    made.pattern = pattern_of(square.half_m);
    made.is_leaf = is_leaf;
    if (is_leaf)
      fill(made, part);
    else if (!stop_.stop_requested())
      split(index, part, square, begin);
    out_.squares[index].end = static_cast<std::uint32_t>(out_.squares.size());
    return index;
  }

  void split(std::uint32_t index, std::span<std::uint32_t> part, const Square& square,
             const std::array<std::size_t, 5>& begin) {
    for (std::size_t k = 0; k < 4; ++k) {
      if (begin[k] == begin[k + 1]) continue;
      const Square quarter = square.half_m < smallest_half_m ? square : quarter_of(square, k);
      const std::uint32_t child = add(part.subspan(begin[k], begin[k + 1] - begin[k]), quarter);
      out_.squares[index].child[k] = child;
    }
    TreeSquare& made = out_.squares[index];
    bool is_first = true;
    for (const std::uint32_t child : made.child) {
      if (child == TreeSquare::none) continue;
      const TreeSquare& c = out_.squares[child];
      made.lowest_m = is_first ? c.lowest_m : std::min(made.lowest_m, c.lowest_m);
      made.highest_m = is_first ? c.highest_m : std::max(made.highest_m, c.highest_m);
      made.highest_hill_m = is_first ? c.highest_hill_m : std::max(made.highest_hill_m, c.highest_hill_m);
      is_first = false;
    }
  }

  static Square quarter_of(const Square& square, std::size_t k) {
    const double half = 0.5 * square.half_m;
    return {square.centre_m + Vec2{k % 2 == 1 ? half : -half, k >= 2 ? half : -half}, half};
  }

  /// Receptors at one place, by number: as many in each.
  static std::array<std::size_t, 5> in_quarters(std::span<const std::uint32_t> part) {
    const std::size_t n = part.size();
    return {0, n / 4, n / 2, n - n / 4, n};
  }

  /// Sorts by quadrant, keeping the order inside each. While all are in one, that takes the square's place.
  std::array<std::size_t, 5> in_quadrants(std::span<std::uint32_t> part, Square& square) {
    std::array<std::size_t, 5> begin;
    for (;;) {
      if (square.half_m < smallest_half_m) return in_quarters(part);
      begin.fill(0);
      for (std::size_t i = 0; i < part.size(); ++i) {
        const Vec2 p = receptors_[part[i]].position_m;
        quadrant_[i] = static_cast<std::uint8_t>((p.x >= square.centre_m.x ? 1 : 0) +
                                                 (p.y >= square.centre_m.y ? 2 : 0));
        ++begin[quadrant_[i] + 1U];
      }
      const auto all = std::find(begin.begin() + 1, begin.end(), part.size());
      if (all == begin.end()) break;
      square = quarter_of(square, static_cast<std::size_t>(all - begin.begin() - 1));
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::array<std::size_t, 5> next = begin;
    for (std::size_t i = 0; i < part.size(); ++i) buffer_[next[quadrant_[i]]++] = part[i];
    std::copy_n(buffer_.begin(), part.size(), part.begin());
    return begin;
  }

  void fill(TreeSquare& leaf, std::span<const std::uint32_t> part) {
    leaf.block = static_cast<std::uint32_t>(out_.dx_m.size());
    leaf.lowest_m = leaf.highest_m = receptors_[part[0]].elevation_m;
    leaf.highest_hill_m = receptors_[part[0]].hill_height_m;
    for (std::size_t k = 0; k < padded_count(leaf); ++k) {
      const Receptor& receptor = receptors_[part[std::min(k, part.size() - 1)]];
      out_.dx_m.push_back(static_cast<float>(receptor.position_m.x - leaf.centre_m.x));
      out_.dy_m.push_back(static_cast<float>(receptor.position_m.y - leaf.centre_m.y));
      out_.elevation_m.push_back(static_cast<float>(receptor.elevation_m));
      out_.hill_height_m.push_back(static_cast<float>(receptor.hill_height_m));
      if (k >= part.size()) continue;
      leaf.lowest_m = std::min(leaf.lowest_m, receptor.elevation_m);
      leaf.highest_m = std::max(leaf.highest_m, receptor.elevation_m);
      leaf.highest_hill_m = std::max(leaf.highest_hill_m, receptor.hill_height_m);
      out_.receptors.push_back(receptor);
      out_.original.push_back(part[k]);
    }
  }

  std::uint32_t pattern_of(double half_m) {
    const auto [entry, is_new] =
        known_patterns_.try_emplace(half_m, static_cast<std::uint32_t>(out_.patterns.size()));
    if (is_new) {
      SquarePattern& pattern = out_.patterns.emplace_back();
      for (std::size_t k = 0; k < padded_square_places; ++k) {
        const std::size_t place = std::min(k, square_places - 1);
        pattern.dx_m[k] = static_cast<float>(half_m * chebyshev_places()[place % places_per_side]);
        pattern.dy_m[k] = static_cast<float>(half_m * chebyshev_places()[place / places_per_side]);
      }
    }
    return entry->second;
  }

  std::span<const Receptor> receptors_;
  const std::stop_token& stop_;
  ReceptorTree& out_;
  std::vector<std::uint32_t> buffer_;
  std::vector<std::uint8_t> quadrant_;
  std::map<double, std::uint32_t> known_patterns_;
  std::uint32_t height_index_ = 0;
};

void cut(ReceptorTree& tree, std::uint32_t index, std::size_t largest) {
  const TreeSquare& square = tree.squares[index];
  if (square.is_leaf || square.count <= largest) {
    tree.subtrees.push_back(index);
    return;
  }
  for (const std::uint32_t child : square.child)
    if (child != TreeSquare::none) cut(tree, child, largest);
}

void make_tasks(ReceptorTree& tree) {
  const std::size_t n = tree.receptors.size();
  for (std::uint32_t root = 0; root < tree.squares.size(); root = tree.squares[root].end)
    cut(tree, root, std::max(leaf_capacity, n / fewest_tasks));
  tree.tasks.push_back(0);
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < tree.subtrees.size(); ++i) {
    count += tree.squares[tree.subtrees[i]].count;
    if (count * most_tasks < n && i + 1 < tree.subtrees.size()) continue;
    tree.tasks.push_back(i + 1);
    count = 0;
  }
}

}  // namespace tree_detail

ReceptorTree make_receptor_tree(std::span<const Receptor> receptors, const std::stop_token& stop) {
  ReceptorTree tree;
  tree.receptors.reserve(receptors.size());
  tree.original.reserve(receptors.size());
  for (const Receptor& receptor : receptors) tree.heights_m.push_back(receptor.height_m);
  std::sort(tree.heights_m.begin(), tree.heights_m.end());
  tree.heights_m.erase(std::unique(tree.heights_m.begin(), tree.heights_m.end()), tree.heights_m.end());
  tree.heights_m.shrink_to_fit();

  std::vector<std::uint32_t> order(receptors.size());
  std::iota(order.begin(), order.end(), 0U);
  if (tree.heights_m.size() > 1)
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return receptors[a].height_m < receptors[b].height_m;
    });
  tree_detail::Builder builder(receptors, stop, tree);
  std::size_t first = 0;
  for (std::uint32_t h = 0; h < tree.heights_m.size() && !stop.stop_requested(); ++h) {
    std::size_t last = first;
    while (last < order.size() && receptors[order[last]].height_m == tree.heights_m[h]) ++last;
    builder.add_height(std::span(order).subspan(first, last - first), h);
    first = last;
  }
  if (!stop.stop_requested()) tree_detail::make_tasks(tree);
  return tree;
}

Places leaf_places(const ReceptorTree& tree, const TreeSquare& leaf) {
  return {.centre_m = leaf.centre_m,
          .half_m = leaf.half_m,
          .count = leaf.count,
          .padded = padded_count(leaf),
          .dx_m = tree.dx_m.data() + leaf.block,
          .dy_m = tree.dy_m.data() + leaf.block,
          .height_index = leaf.height_index,
          .receptors = tree.receptors.data() + leaf.first,
          .elevation_m = tree.elevation_m.data() + leaf.block,
          .hill_height_m = tree.hill_height_m.data() + leaf.block,
          .square = &leaf};
}

Places square_places_of(const ReceptorTree& tree, const TreeSquare& square) {
  const SquarePattern& pattern = tree.patterns[square.pattern];
  return {.centre_m = square.centre_m,
          .half_m = square.half_m,
          .count = square_places,
          .padded = padded_square_places,
          .dx_m = pattern.dx_m.data(),
          .dy_m = pattern.dy_m.data(),
          .height_index = square.height_index,
          .square = &square};
}

Places smooth_places(const ReceptorTree& tree, const TreeSquare& square) {
  return square.is_leaf && padded_count(square) <= padded_square_places ? leaf_places(tree, square)
                                                                        : square_places_of(tree, square);
}

}  // namespace leeward::dispersion

#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/receptor.h"

/// Internal to the solver: receptors in quadtrees, one tree per height above ground, so that a smooth plume
/// is evaluated at a few Chebyshev places of a large square and a plume's edge only where it is.
namespace leeward::dispersion {

inline constexpr std::size_t leaf_capacity = 64;   ///< receptors
inline constexpr std::size_t lane_multiple = 16;   ///< arrays of places are padded to this
inline constexpr std::size_t places_per_side = 6;  ///< Chebyshev places of a square, per axis
inline constexpr std::size_t square_places = places_per_side * places_per_side;
inline constexpr std::size_t padded_square_places = 48;

/// A square of the map. Leaves hold receptors; other squares have 1-4 children. A child is a quarter of its
/// parent, a quarter of a quarter where no other has receptors, or, as a leaf, a smaller square round its
/// receptors where these fill little of the quarter.
struct TreeSquare {
  static constexpr std::uint32_t none = 0xffffffff;
  Vec2 centre_m;
  double half_m = 0;  ///< half its side: all its receptors have |dx|, |dy| <= half_m, to rounding
  std::array<std::uint32_t, 4> child{none, none, none,
                                     none};  ///< south-west, south-east, north-west, north-east
  std::uint32_t first = 0;  ///< into ReceptorTree::receptors; a square's receptors are contiguous
  std::uint32_t count = 0;
  std::uint32_t block = 0;         ///< leaves: into ReceptorTree::dx_m, a multiple of lane_multiple
  std::uint32_t end = 0;           ///< one past its last descendant: squares are stored parents first
  std::uint32_t height_index = 0;  ///< of the tree it belongs to
  std::uint32_t pattern = 0;       ///< into ReceptorTree::patterns: its Chebyshev places
  bool is_leaf = false;
  double lowest_m = 0;  ///< ground elevations of its receptors
  double highest_m = 0;
  double highest_hill_m = 0;  ///< hill heights
};

/// Length of a leaf's block.
inline std::size_t padded_count(const TreeSquare& leaf) {
  return (leaf.count + lane_multiple - 1) / lane_multiple * lane_multiple;
}

/// Chebyshev places of all squares of one size, from their centre: place 6 b + a is at
///   (half t_a, half t_b),  t_k = -cos((2 k + 1) pi / 12),  k = 0..5
/// padded with copies of the last.
struct SquarePattern {
  alignas(64) std::array<float, padded_square_places> dx_m;
  alignas(64) std::array<float, padded_square_places> dy_m;
};

struct ReceptorTree {
  std::vector<Receptor> receptors;    ///< leaf after leaf
  std::vector<std::size_t> original;  ///< index in the scenario of each of them
  std::vector<double> heights_m;      ///< distinct heights above ground, ascending
  std::vector<TreeSquare> squares;    ///< parents before children, depth first
  std::vector<SquarePattern> patterns;
  std::vector<std::uint32_t>
      subtrees;  ///< squares that are disjoint and together have all receptors, ascending
  /// Task t works on subtrees [tasks[t], tasks[t + 1]): 16-64 tasks of about as many receptors each, fewer
  /// when there are few leaves.
  std::vector<std::uint32_t> tasks;
  /// Leaf blocks: offset of each receptor from the leaf's centre; padded with copies of the leaf's last
  /// receptor.
  std::vector<float> dx_m;
  std::vector<float> dy_m;
  std::vector<float> elevation_m;
  std::vector<float> hill_height_m;

  std::size_t task_count() const { return tasks.empty() ? 0 : tasks.size() - 1; }
};

/// When stop was requested meanwhile the tree is of no use.
ReceptorTree make_receptor_tree(std::span<const Receptor> receptors, const std::stop_token& stop = {});

/// Where one source is evaluated in one call: the receptors of a leaf or the Chebyshev places of a square.
struct Places {
  Vec2 centre_m;
  double half_m = 0;
  std::size_t count = 0;        ///< without padding
  std::size_t padded = 0;       ///< multiple of lane_multiple; all arrays have this many
  const float* dx_m = nullptr;  ///< from centre_m
  const float* dy_m = nullptr;
  std::size_t height_index = 0;         ///< into ReceptorTree::heights_m
  const Receptor* receptors = nullptr;  ///< `count` of them in a leaf; nullptr for Chebyshev places
  const float* elevation_m = nullptr;   ///< leaves: ground of the receptors, `padded` of them
  const float* hill_height_m = nullptr;
  const TreeSquare* square = nullptr;
};

/// The receptors of a leaf.
Places leaf_places(const ReceptorTree& tree, const TreeSquare& leaf);
/// The Chebyshev places of any square.
Places square_places_of(const ReceptorTree& tree, const TreeSquare& square);
/// Where a smooth term of a source is evaluated: the Chebyshev places, or the receptors of a leaf that has as
/// few.
Places smooth_places(const ReceptorTree& tree, const TreeSquare& square);

}  // namespace leeward::dispersion

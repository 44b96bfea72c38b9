#pragma once
#include <memory>
#include <vector>

#include "flat_plume.h"

/// Internal to the solver: which heights of receptors a profile table may stand for, and over which
/// distances.
namespace leeward::dispersion {

/// Distances from a source to its nearest receptor, rounded down, and beyond its farthest, rounded up, to a
/// power of 2: sources near each other get the same range, and none depends on the others.
TableRange receptor_range(const ReceptorTree& tree, Vec2 source);

/// What the receptors of one height have in common.
struct HeightPlaces {
  double lowest_m = 0;  ///< ground elevation
  double highest_m = 0;
  bool has_one_hill = true;  ///< the same hill height everywhere; only meant where the ground is level
  Receptor one;
};

/// Of a tree, in the order of ReceptorTree::heights_m.
struct TablePlaces {
  explicit TablePlaces(const ReceptorTree& tree);
  std::vector<HeightPlaces> heights;
  std::size_t receptor_count = 0;
  double narrowest_m = 0;  ///< side of the smallest leaf
};

/// Tables of a release; none where the ground is not level for it, or where receptors are so few that the
/// full formulas cost less.
std::shared_ptr<const FlatTables> make_flat_tables(const Plume& plume, bool is_flat, bool is_convective,
                                                   const TablePlaces& places, const TableRange& receptors,
                                                   Mode mode);

}  // namespace leeward::dispersion

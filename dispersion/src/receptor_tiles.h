#pragma once
#include <cstddef>
#include <vector>

#include "core/model/receptor.h"

/// Internal to the solver: receptors in groups of near neighbours, so that a source far from one receptor of a group is
/// far from all of them.
namespace leeward::dispersion {

inline constexpr std::size_t tile_capacity = 64;
/// Wider tiles are split on down to a few receptors: a link near one corner makes all of a tile cost as much as near it.
inline constexpr double widest_tile_m = 250;
inline constexpr std::size_t fewest_in_wide_tile = 4;

struct ReceptorTile {
  std::size_t first = 0;         ///< into ReceptorTiles::receptors
  std::size_t count = 0;         ///< 1..tile_capacity
  std::size_t height_index = 0;  ///< all receptors of a tile have the same height above ground
  Vec2 centre_m;
  double radius_m = 0;
};

struct ReceptorTiles {
  std::vector<Receptor> receptors;    ///< tile after tile
  std::vector<std::size_t> original;  ///< index in the scenario of each of them
  std::vector<double> heights_m;      ///< distinct, ascending
  std::vector<ReceptorTile> tiles;
};

/// Splits each height's receptors at the middle of their longer side until no more than tile_capacity are together, and
/// these do not stand wide apart.
ReceptorTiles make_receptor_tiles(const std::vector<Receptor>& receptors);

}  // namespace leeward::dispersion

#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/expects.h"
#include "core/model/geometry.h"

namespace leeward {

/// One receptor. `elevation_m` and `hill_height_m` above the vertical datum; `height_m` above its ground (flagpole).
struct Receptor {
  Vec2 position_m;
  double elevation_m = 0;
  double hill_height_m = 0;  ///< hill-height scale (physics/03 part A); >= elevation_m
  double height_m = 0;
};

/// Regular grid of places, cell centres; row 0 is the SOUTH row (a product writer flips it to north-up).
struct ReceptorGrid {
  std::size_t columns = 0;
  std::size_t rows = 0;
  Vec2 south_west_m{};  ///< centre of cell (0, 0)
  double spacing_m = 0;

  std::size_t size() const { return columns * rows; }
  Vec2 position(std::size_t column, std::size_t row) const {
    return {south_west_m.x + static_cast<double>(column) * spacing_m,
            south_west_m.y + static_cast<double>(row) * spacing_m};
  }
  /// Outer edge of the cells.
  Box2 bounds() const;
  bool operator==(const ReceptorGrid&) const = default;
};

/// Cells of `spacing_m` that tile `domain`, starting at its south-west corner; the last ones may not reach beyond it.
ReceptorGrid grid_over(const Box2& domain, double spacing_m);

/// The layout a field is computed on: every place of the grid at every height above ground.
/// Receptor index = (height_index * rows + row) * columns + column.
struct GridLayout {
  ReceptorGrid grid;
  std::vector<double> heights_m;  ///< above ground, ascending
  std::size_t size() const { return grid.size() * heights_m.size(); }
  std::size_t index(std::size_t column, std::size_t row, std::size_t height) const {
    return (height * grid.rows + row) * grid.columns + column;
  }
  bool operator==(const GridLayout&) const = default;
};

}  // namespace leeward

#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/expects.h"
#include "core/model/geometry.h"

namespace leeward {

/// North-up raster in the city CRS. Row 0 is the north edge. Cells without a value are marked in `valid`,
/// never by a magic number in `cells`.
template <class T>
struct Raster {
  std::size_t columns = 0;
  std::size_t rows = 0;
  Vec2 north_west{};  ///< outer corner of cell (0, 0) [m]
  double cell_width_m = 0;
  double cell_height_m = 0;  ///< positive
  std::vector<T> cells;      ///< row-major, rows * columns
  std::vector<std::uint8_t> valid;  ///< 1 = has a value; same size as cells
  std::string unit;

  bool empty() const { return cells.empty(); }
  std::size_t index(std::size_t column, std::size_t row) const {
    LEEWARD_EXPECTS(column < columns && row < rows);
    return row * columns + column;
  }
  Vec2 centre(std::size_t column, std::size_t row) const {
    return {north_west.x + (static_cast<double>(column) + 0.5) * cell_width_m,
            north_west.y - (static_cast<double>(row) + 0.5) * cell_height_m};
  }
  Box2 bounds() const {
    return {{north_west.x, north_west.y - static_cast<double>(rows) * cell_height_m},
            {north_west.x + static_cast<double>(columns) * cell_width_m, north_west.y}};
  }
};

/// Bilinear value at p between the cell centres; invalid cells are replaced by the mean of the valid ones of the four;
/// none valid or p outside the raster: nullopt. Half a cell beyond the outer centres the edge value is kept.
/// (physics/03 section 2.1, AERMAP's rule.)
std::optional<double> sample_bilinear(const Raster<float>& raster, Vec2 p);
/// Value of the valid cell nearest to p, looked for in square rings of cells around it; p may lie outside the raster.
/// nullopt when no cell is valid.
std::optional<double> nearest_value(const Raster<float>& raster, Vec2 p);
/// Value of the cell that holds p.
std::optional<std::uint8_t> sample_cell(const Raster<std::uint8_t>& raster, Vec2 p);

}  // namespace leeward

#include "dispersion/hill_height.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/model/expects.h"
#include "core/model/parallel.h"

namespace leeward::dispersion {
namespace {

constexpr double hill_slope = 0.10;    // of the cone around a receptor [-]
constexpr std::size_t leaf_cells = 8;  // cells along the side of a tile of the finest level
constexpr std::size_t receptors_per_task =
    64;  // a task stays far below the 100 ms within which a stop must be felt

constexpr float no_node = -std::numeric_limits<float>::infinity();

bool is_node(const Raster<float>& terrain, std::size_t index) {
  return terrain.valid[index] != 0 && std::isfinite(terrain.cells[index]);
}

// Highest node of each tile of a level; a tile of level l is 8 * 2^l cells wide.
struct TileLevel {
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::size_t cells_per_tile = leaf_cells;
  std::vector<float> highest_m;
};

class TerrainPyramid {
public:
  /// False when stopped.
  bool build(const Raster<float>& terrain, int thread_count, const std::stop_token& stop);
  double hill_height(Vec2 position, double elevation_m) const;

private:
  struct Tile {
    float highest_m;
    double distance_m;  // from the receptor to the nearest cell centre of the tile
    std::size_t level, column, row;
    // Heap order: highest first, nearest first among equals.
    bool operator<(const Tile& other) const {
      return highest_m != other.highest_m ? highest_m < other.highest_m : distance_m > other.distance_m;
    }
  };
  Tile tile_of(Vec2 position, std::size_t level, std::size_t column, std::size_t row) const;
  double highest_node(const Tile& leaf, Vec2 position, double elevation_m, double best_m) const;

  const Raster<float>* terrain_ = nullptr;
  std::vector<TileLevel> levels_;
};

bool TerrainPyramid::build(const Raster<float>& terrain, int thread_count, const std::stop_token& stop) {
  terrain_ = &terrain;
  TileLevel leaves;
  leaves.columns = (terrain.columns + leaf_cells - 1) / leaf_cells;
  leaves.rows = (terrain.rows + leaf_cells - 1) / leaf_cells;
  leaves.highest_m.assign(leaves.columns * leaves.rows, no_node);
  const bool is_done = parallel_for(leaves.rows, thread_count, stop, [&](std::size_t tile_row) {
    const std::size_t row_end = std::min((tile_row + 1) * leaf_cells, terrain.rows);
    for (std::size_t row = tile_row * leaf_cells; row < row_end; ++row) {
      for (std::size_t column = 0; column < terrain.columns; ++column) {
        const std::size_t index = row * terrain.columns + column;
        if (!is_node(terrain, index)) continue;
        float& highest = leaves.highest_m[tile_row * leaves.columns + column / leaf_cells];
        highest = std::max(highest, terrain.cells[index]);
      }
    }
  });
  if (!is_done) return false;
  levels_.push_back(std::move(leaves));
  while (levels_.back().columns > 1 || levels_.back().rows > 1) {
    const TileLevel& below = levels_.back();
    TileLevel level;
    level.columns = (below.columns + 1) / 2;
    level.rows = (below.rows + 1) / 2;
    level.cells_per_tile = below.cells_per_tile * 2;
    level.highest_m.assign(level.columns * level.rows, no_node);
    for (std::size_t row = 0; row < below.rows; ++row) {
      for (std::size_t column = 0; column < below.columns; ++column) {
        float& highest = level.highest_m[row / 2 * level.columns + column / 2];
        highest = std::max(highest, below.highest_m[row * below.columns + column]);
      }
    }
    levels_.push_back(std::move(level));
  }
  return true;
}

// Distances of tiles and of nodes come from the same monotone operations, so a tile is never farther than its
// nodes, not even by a rounding error: leaving it out is exact.
double distance_m(double dx, double dy) {
  return std::sqrt(dx * dx + dy * dy);
}

TerrainPyramid::Tile TerrainPyramid::tile_of(Vec2 position, std::size_t level, std::size_t column,
                                             std::size_t row) const {
  const TileLevel& tiles = levels_[level];
  const std::size_t first_column = column * tiles.cells_per_tile;
  const std::size_t first_row = row * tiles.cells_per_tile;
  const std::size_t last_column = std::min(first_column + tiles.cells_per_tile, terrain_->columns) - 1;
  const std::size_t last_row = std::min(first_row + tiles.cells_per_tile, terrain_->rows) - 1;
  const Vec2 north_west = terrain_->centre(first_column, first_row);
  const Vec2 south_east = terrain_->centre(last_column, last_row);
  const double dx = position.x - std::clamp(position.x, north_west.x, south_east.x);
  const double dy = position.y - std::clamp(position.y, south_east.y, north_west.y);
  return {tiles.highest_m[row * tiles.columns + column], distance_m(dx, dy), level, column, row};
}

double TerrainPyramid::highest_node(const Tile& leaf, Vec2 position, double elevation_m,
                                    double best_m) const {
  const std::size_t row_end = std::min((leaf.row + 1) * leaf_cells, terrain_->rows);
  const std::size_t column_end = std::min((leaf.column + 1) * leaf_cells, terrain_->columns);
  for (std::size_t row = leaf.row * leaf_cells; row < row_end; ++row) {
    for (std::size_t column = leaf.column * leaf_cells; column < column_end; ++column) {
      const std::size_t index = row * terrain_->columns + column;
      const double node_m = static_cast<double>(terrain_->cells[index]);
      if (!(node_m > best_m) || !is_node(*terrain_, index)) continue;
      const Vec2 centre = terrain_->centre(column, row);
      if (node_m - elevation_m >= hill_slope * distance_m(position.x - centre.x, position.y - centre.y)) {
        best_m = node_m;
      }
    }
  }
  return best_m;
}

double TerrainPyramid::hill_height(Vec2 position, double elevation_m) const {
  double best_m = elevation_m;
  std::vector<Tile> heap;
  const auto consider = [&](const Tile& tile) {
    const double highest_m = static_cast<double>(tile.highest_m);
    if (highest_m <= best_m || highest_m - elevation_m < hill_slope * tile.distance_m) return;
    heap.push_back(tile);
    std::push_heap(heap.begin(), heap.end());
  };
  consider(tile_of(position, levels_.size() - 1, 0, 0));
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end());
    const Tile tile = heap.back();
    heap.pop_back();
    if (static_cast<double>(tile.highest_m) <= best_m) break;  // and so are all that are left
    if (tile.level == 0) {
      best_m = highest_node(tile, position, elevation_m, best_m);
      continue;
    }
    const TileLevel& children = levels_[tile.level - 1];
    for (std::size_t row = 2 * tile.row; row < std::min(2 * tile.row + 2, children.rows); ++row) {
      for (std::size_t column = 2 * tile.column; column < std::min(2 * tile.column + 2, children.columns);
           ++column) {
        consider(tile_of(position, tile.level - 1, column, row));
      }
    }
  }
  return best_m;
}

}  // namespace

Result<std::vector<double>> hill_heights(const Raster<float>& terrain, std::span<const Vec2> position_m,
                                         std::span<const double> elevation_m, int thread_count,
                                         const std::stop_token& stop) {
  LEEWARD_EXPECTS(position_m.size() == elevation_m.size());
  LEEWARD_EXPECTS(terrain.cells.size() == terrain.columns * terrain.rows);
  LEEWARD_EXPECTS(terrain.valid.size() == terrain.cells.size());
  for (std::size_t i = 0; i < position_m.size(); ++i) {
    if (std::isfinite(position_m[i].x) && std::isfinite(position_m[i].y) && std::isfinite(elevation_m[i]))
      continue;
    return fail(
        ErrorCode::input,
        fmt::format("hill heights: receptor {} has position ({}, {}) m and elevation {} m, expected numbers",
                    i + 1, position_m[i].x, position_m[i].y, elevation_m[i]));
  }
  std::vector<double> hill_m(elevation_m.begin(), elevation_m.end());
  if (terrain.empty()) return hill_m;
  TerrainPyramid pyramid;
  bool is_done = pyramid.build(terrain, thread_count, stop);
  const std::size_t task_count = (hill_m.size() + receptors_per_task - 1) / receptors_per_task;
  is_done = is_done && parallel_for(task_count, thread_count, stop, [&](std::size_t task) {
              const std::size_t end = std::min((task + 1) * receptors_per_task, hill_m.size());
              for (std::size_t i = task * receptors_per_task; i < end; ++i) {
                hill_m[i] = pyramid.hill_height(position_m[i], elevation_m[i]);
              }
            });
  if (!is_done) return fail(ErrorCode::cancelled, "hill heights: stopped");
  return hill_m;
}

}  // namespace leeward::dispersion

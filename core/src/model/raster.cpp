#include "core/model/raster.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leeward {

std::optional<double> sample_bilinear(const Raster<float>& raster, Vec2 p) {
  if (raster.empty() || !raster.bounds().contains(p)) return std::nullopt;
  const auto clamp_to = [](double value, std::size_t count) {
    return std::clamp(value, 0.0, static_cast<double>(count - 1));
  };
  const double column = clamp_to((p.x - raster.north_west.x) / raster.cell_width_m - 0.5, raster.columns);
  const double row = clamp_to((raster.north_west.y - p.y) / raster.cell_height_m - 0.5, raster.rows);
  const auto c0 = static_cast<std::size_t>(column);
  const auto r0 = static_cast<std::size_t>(row);
  const std::size_t c1 = std::min(c0 + 1, raster.columns - 1);
  const std::size_t r1 = std::min(r0 + 1, raster.rows - 1);
  const std::size_t at[4] = {raster.index(c0, r0), raster.index(c1, r0), raster.index(c0, r1),
                             raster.index(c1, r1)};
  double value[4];
  double sum = 0;
  int valid_count = 0;
  for (int i = 0; i < 4; ++i) {
    value[i] = static_cast<double>(raster.cells[at[i]]);
    if (raster.valid[at[i]]) {
      sum += value[i];
      ++valid_count;
    }
  }
  if (valid_count == 0) return std::nullopt;
  for (int i = 0; i < 4; ++i)
    if (!raster.valid[at[i]]) value[i] = sum / valid_count;
  const double fx = column - static_cast<double>(c0);
  const double fy = row - static_cast<double>(r0);
  return (1 - fy) * ((1 - fx) * value[0] + fx * value[1]) + fy * ((1 - fx) * value[2] + fx * value[3]);
}

std::optional<double> nearest_value(const Raster<float>& raster, Vec2 p) {
  if (raster.empty()) return std::nullopt;
  const auto cell_of = [](double cells, std::size_t count) {
    return static_cast<std::ptrdiff_t>(std::clamp(std::floor(cells), 0.0, static_cast<double>(count - 1)));
  };
  const auto columns = static_cast<std::ptrdiff_t>(raster.columns);
  const auto rows = static_cast<std::ptrdiff_t>(raster.rows);
  const std::ptrdiff_t column = cell_of((p.x - raster.north_west.x) / raster.cell_width_m, raster.columns);
  const std::ptrdiff_t row = cell_of((raster.north_west.y - p.y) / raster.cell_height_m, raster.rows);
  for (std::ptrdiff_t ring = 0; ring <= std::max(columns, rows); ++ring) {
    double best_distance = std::numeric_limits<double>::infinity();
    double best = 0;
    for (std::ptrdiff_t r = std::max<std::ptrdiff_t>(row - ring, 0); r <= std::min(row + ring, rows - 1);
         ++r) {
      // Of the rows between the ring's edges only the two ends belong to it.
      const bool is_edge_row = r == row - ring || r == row + ring;
      for (std::ptrdiff_t c = column - ring; c <= column + ring; c += is_edge_row ? 1 : 2 * ring) {
        if (c < 0 || c >= columns) continue;
        const std::size_t at = raster.index(static_cast<std::size_t>(c), static_cast<std::size_t>(r));
        if (!raster.valid[at]) continue;
        const double distance =
            length(raster.centre(static_cast<std::size_t>(c), static_cast<std::size_t>(r)) - p);
        if (distance >= best_distance) continue;
        best_distance = distance;
        best = static_cast<double>(raster.cells[at]);
      }
    }
    if (std::isfinite(best_distance)) return best;
  }
  return std::nullopt;
}

std::optional<std::uint8_t> sample_cell(const Raster<std::uint8_t>& raster, Vec2 p) {
  if (raster.empty() || !raster.bounds().contains(p)) return std::nullopt;
  const auto cell = [](double value, std::size_t count) {
    return std::min(static_cast<std::size_t>(std::max(0.0, value)), count - 1);
  };
  const std::size_t at = raster.index(cell((p.x - raster.north_west.x) / raster.cell_width_m, raster.columns),
                                      cell((raster.north_west.y - p.y) / raster.cell_height_m, raster.rows));
  if (!raster.valid[at]) return std::nullopt;
  return raster.cells[at];
}

}  // namespace leeward

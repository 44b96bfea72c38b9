#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "road_tables.h"

/// Internal to the road kernel: the part of a table that the places of a square want.
namespace leeward::dispersion {

struct TableWindow {
  const std::int32_t* first;  ///< of the first cell
  const float* end;           ///< of the first piece, as the terms
  const float* term;
  std::size_t stride;
  std::int32_t cell = 0;
  std::int32_t piece = 0;
  float least_m2 = 1;  ///< squared distances are held between
  float largest_m2 = 1;
  std::size_t size = 0;  ///< cells or pieces, the more

  /// For distances between these.
  TableWindow(const RoadTable& table, double nearest_m, double farthest_m)
      : least_m2(RoadTable::held(0.999 * std::max(nearest_m, 1.0))), largest_m2(RoadTable::held(1.001 * farthest_m)) {
    cell = std::ilogb(least_m2);
    const std::int32_t last = std::ilogb(largest_m2);
    const std::int32_t* cells = table.first.data();
    first = cells + cell;
    piece = *first;
    size = static_cast<std::size_t>(std::max(last - cell + 1, cells[last + 1] - piece));
    end = table.end.data() + piece;
    term = table.term.data() + piece;
    stride = table.stride;
  }
};

}  // namespace leeward::dispersion

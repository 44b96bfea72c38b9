#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "core/model/geometry.h"

namespace leeward::ui {

/// A polygon cut into triangles: indices into `points`, each triangle counter-clockwise.
struct Triangulation {
  std::vector<Vec2> points;
  std::vector<std::array<std::size_t, 3>> triangles;
};

/// Cuts a polygon with holes, concave or not and of any orientation, by clipping ears; holes are joined to
/// the outer ring by a bridge first. A ring that crosses itself gives what ears it has (drawn, never
/// refused).
Triangulation triangulate(const Polygon& polygon);

}  // namespace leeward::ui

#include "area_outline.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace leeward::dispersion {

AreaOutline::AreaOutline(const Polygon& polygon, const WindAxes& axes) {
  if (polygon.outer.empty()) return;
  origin_m = polygon.outer.front();
  const auto add_ring = [&](const Ring& ring, bool is_hole) {
    if (ring.empty()) return;
    // Outer rings counter-clockwise on the map, holes clockwise.
    const bool is_reversed = (signed_area(ring) < 0) != is_hole;
    const auto first = static_cast<std::uint32_t>(vertices.size());
    const auto count = static_cast<std::uint32_t>(ring.size());
    rings.push_back({first, count});
    for (const Vec2& vertex : ring) vertices.push_back(axes.offset(origin_m, vertex));
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t a = first + i;
      const std::uint32_t b = first + (i + 1) % count;
      const double span = vertices[b].downwind_m - vertices[a].downwind_m;
      Edge e;
      e.near_vertex = span > 0 ? b : a;
      e.far_vertex = span > 0 ? a : b;
      e.is_short = !(std::abs(span) >= shortest_edge_m);
      if (span != 0) {
        e.slope = (vertices[b].crosswind_m - vertices[a].crosswind_m) / span;
        e.offset = vertices[a].crosswind_m - e.slope * vertices[a].downwind_m;
        e.sign = (span > 0) != is_reversed ? 1.0 : -1.0;
      }
      edges.push_back(e);
    }
  };
  add_ring(polygon.outer, false);
  lowest = highest = vertices.front().crosswind_m;
  for (const WindOffset& v : vertices) {
    lowest = std::min(lowest, v.crosswind_m);
    highest = std::max(highest, v.crosswind_m);
  }
  centre = axes.offset(origin_m, centroid(polygon.outer)).crosswind_m;
  for (const Ring& hole : polygon.holes) add_ring(hole, true);

  std::vector<std::uint32_t> ends(vertices.size());
  std::iota(ends.begin(), ends.end(), std::uint32_t{0});
  const auto place = [&](std::uint32_t i) { return vertices[i].downwind_m; };
  std::sort(ends.begin(), ends.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) > place(b); });
  ends.erase(std::unique(ends.begin(), ends.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return place(a) == place(b); }),
             ends.end());
  downwind_end = place(ends.front());
  upwind_end = place(ends.back());
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    const double middle = 0.5 * (place(ends[k]) + place(ends[k + 1]));
    Strip strip{ends[k], ends[k + 1], static_cast<std::uint32_t>(sides.size()), 0};
    for (std::uint32_t i = 0; i < edges.size(); ++i) {
      const Edge& e = edges[i];
      if (!(place(e.near_vertex) > middle) || place(e.far_vertex) > middle) continue;
      sides.push_back(i);
      ++strip.side_count;
    }
    strips.push_back(strip);
  }
}

}  // namespace leeward::dispersion

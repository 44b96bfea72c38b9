#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/model/geometry.h"
#include "dispersion/plume.h"

/// Internal to areas: the polygon in the wind frame of an hour.
namespace leeward::dispersion {

/// Edges shorter along the wind do not count.
inline constexpr double shortest_edge_m = 0.01;

/// Coordinates are along the wind (X, growing downwind) and across it (Y) from the first vertex. Seen from a
/// receptor at (X_r, Y_r) a point lies u = X_r - X upwind and v = Y_r - Y across.
struct AreaOutline {
  struct Edge {
    std::uint32_t near_vertex = 0;  ///< the downwind one: smaller u
    std::uint32_t far_vertex = 0;
    double offset = 0;  ///< Y where X = 0: Y = offset + slope X; edges across the wind have none
    double slope = 0;
    double sign = 0;        ///< of its Phi in the crosswind sum; 0 for an edge across the wind
    bool is_short = false;  ///< less than shortest_edge_m along the wind
  };
  /// Edges and vertices of one ring; the first ring is the outer one.
  struct RingRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  /// A strip across the wind between two neighbouring vertices, and the edges that cross it.
  struct Strip {
    std::uint32_t near_vertex = 0;  ///< at its downwind end
    std::uint32_t far_vertex = 0;   ///< at its upwind end
    std::uint32_t first_side = 0;   ///< into `sides`
    std::uint32_t side_count = 0;
  };

  AreaOutline() = default;
  AreaOutline(const Polygon& polygon, const WindAxes& axes);

  Vec2 origin_m;
  std::vector<WindOffset> vertices;
  std::vector<Edge> edges;  ///< edge i begins at vertex i
  std::vector<RingRange> rings;
  std::vector<Strip> strips;  ///< downwind end first
  std::vector<std::uint32_t> sides;
  double downwind_end = 0;
  double upwind_end = 0;
  double lowest = 0;  ///< crosswind extent of the outer ring
  double highest = 0;
  double centre = 0;  ///< Y of the centroid of the outer ring
};

}  // namespace leeward::dispersion

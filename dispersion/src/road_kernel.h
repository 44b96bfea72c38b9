#pragma once
#include <cstddef>

#include "dispersion/line_source.h"
#include "receptor_tree.h"
#include "road_tables.h"

/// Internal to the solver: line integrals of the tabulated road kernel at many places, in SIMD (single
/// precision relative to the link's begin; the same bits on every target with fused multiply-add). Results in
/// ug/m3 per g/(m s), >= 0.
namespace leeward::dispersion {

/// A link seen from the places of a square: its begin is the origin, x along the flow.
struct RoadView {
  const RoadTable* table = nullptr;
  double cos_angle = 1;
  double sin_angle = 0;  ///< >= 0
  double length_m = 0;
  double sigma_y0_m = 0;
  Vec2 flow;      ///< of the hour, on the map
  Vec2 centre_m;  ///< of the places, in the wind frame, from the link's begin
};

/// Direct part by `node_count` Gauss nodes on [from_m, to_m] of the link, the same for all places.
/// @pre all of those elements are at least 1 m upwind of each place
void road_direct_far(const RoadView& view, const Places& places, double from_m, double to_m,
                     std::size_t node_count, float* values);
/// Direct part where the plume is narrow against the link or the link is near: each place has its own nodes
/// on the part of the link whose plume reaches it. With x the distance along the wind, nodes are equal steps
/// of about log(x + 2 m) by the map
///   s = a + (b - a) w/(w + (1 - w) rho),  rho^2 = (x(b) + 2 m)/(x(a) + 2 m),  w in [0, 1]
/// in one piece, or in two where rho is large.
/// @param largest_jump  of ln C on the way (RoadTable::along_jumps); more nodes average over it
void road_direct_near(const RoadView& view, const Places& places, double largest_jump, float* values);
/// Meandering part by `node_count` Gauss nodes on the whole link.
/// @pre every element is at least 1 m from each place
void road_meander_far(const RoadView& view, const Places& places, std::size_t node_count, float* values);
/// Meandering part near the link: from the nearest place to both ends, by the same map of the distance.
/// @param largest_jump  as there
void road_meander_near(const RoadView& view, const Places& places, double largest_jump, float* values);

}  // namespace leeward::dispersion

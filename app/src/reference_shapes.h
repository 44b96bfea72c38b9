#pragma once
#include "core/model/geometry.h"

/// Polygons of AERMOD's area sources (physics/04 section 3.1).
namespace leeward::app {

/// AREA: `corner` is the one about which the rectangle is turned by `angle_deg` clockwise from north;
/// y_length along that bearing, x_length to its right.
Ring aermod_rectangle(Vec2 corner, double x_length_m, double y_length_m, double angle_deg);

/// LINE: a rectangle of `width_m` about the axis.
Ring aermod_line(Vec2 begin, Vec2 end, double width_m);

/// AREACIRC: regular polygon of the circle's area, first vertex to the north, clockwise.
///   apothem = sqrt(pi R^2/n tan(pi/n)),  radius of the vertices = apothem/sin(pi/n)
Ring aermod_circle(Vec2 centre, double radius_m, int vertex_count);

}  // namespace leeward::app

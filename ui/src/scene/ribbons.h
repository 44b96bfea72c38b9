#pragma once
#include <osg/Group>

#include "core/model/geometry.h"
#include "gl_parts.h"
#include "terrain_surface.h"

namespace leeward::ui {

/// Points along a line, added where the ground between two of them is not straight.
Polyline on_ground(const Polyline& line, const TerrainSurface& surface);

/// Adds a band on the ground along a line; at corners its sides meet (mitres up to 2.5 half widths).
/// @param half_width_m  0: as narrow as the node's least width in pixels
void add_ribbon(const Polyline& line, bool is_closed, double half_width_m, osg::Vec4ub colour,
                const TerrainSurface& surface, MeshArrays& mesh);

/// A group that draws ribbons in this bin. @param least_width_px  at pixel ratio 1
osg::ref_ptr<osg::Group> make_ribbon_group(const char* name, int bin, double least_width_px);

}  // namespace leeward::ui

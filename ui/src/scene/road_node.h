#pragma once
#include <osg/Group>

#include "core/model/city.h"
#include "terrain_surface.h"

namespace leeward::ui {

/// Roads as bands of their width: dark by emission (slate, never a colour of a result), pale without one;
/// narrow ones first, so that main roads lie on top of crossings.
osg::ref_ptr<osg::Group> make_road_node(const City& city, const TerrainSurface& surface);

/// The width a road is drawn with [m]: its own, or that of its class when it has none.
double drawn_width_m(const Road& road);

}  // namespace leeward::ui

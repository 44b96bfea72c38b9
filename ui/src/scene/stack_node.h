#pragma once
#include <osg/Group>

#include "core/model/city.h"
#include "terrain_surface.h"

namespace leeward::ui {

/// Base of a stack as drawn: its base elevation, or the ground's in a flat city.
double stack_base_m(const Stack& stack, const City& city, const TerrainSurface& surface);

/// Stacks as tapered columns of true height with warning bands at the top, never thinner than a few pixels.
osg::ref_ptr<osg::Group> make_stack_node(const City& city, const TerrainSurface& surface);

}  // namespace leeward::ui

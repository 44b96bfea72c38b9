#pragma once
#include <osg/Group>
#include <osg/Image>

#include "core/model/city.h"
#include "terrain_surface.h"

namespace leeward::ui {

/// How much of each texel of the ground mesh is covered by area sources (0..255): the ground's shader hatches
/// it. Null when the city has none.
osg::ref_ptr<osg::Image> make_area_mask(const City& city, const TerrainSurface& surface);

/// Outlines of area sources; volume sources as a square of their initial spread (4.3 sigma_y wide).
osg::ref_ptr<osg::Group> make_area_node(const City& city, const TerrainSurface& surface);

/// Outlines of zones.
osg::ref_ptr<osg::Group> make_zone_node(const City& city, const TerrainSurface& surface);

}  // namespace leeward::ui

#pragma once
#include <osg/Group>

#include "core/model/city.h"
#include "terrain_surface.h"

namespace leeward::ui {

/// Foot and roof of a building as drawn: the roof at its base elevation (the ground's without one) plus its
/// height, the foot at the lowest ground under its corners.
struct BuildingExtent {
  double foot_m = 0;  ///< elevation
  double roof_m = 0;  ///< elevation
};
BuildingExtent building_extent(const Building& building, const City& city, const TerrainSurface& surface);

/// All buildings, merged by tiles of the domain: walls shaded by the way they face and darker at the foot,
/// flat roofs.
osg::ref_ptr<osg::Group> make_building_node(const City& city, const TerrainSurface& surface);

}  // namespace leeward::ui

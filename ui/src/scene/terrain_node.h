#pragma once
#include <osg/Group>
#include <osg/Texture2D>

#include "core/model/city.h"
#include "terrain_surface.h"

namespace leeward::ui {

/// The ground: mesh in tiles, hillshade and land cover as textures of their own resolution, and the cut sides
/// of the block. Roads, buildings and results are other nodes; the field on the ground is Drape's.
struct TerrainNode {
  osg::ref_ptr<osg::Group> ground;  ///< carries the program and its uniforms
  osg::ref_ptr<osg::Group> sides;
  bool has_land_cover = false;
};
TerrainNode make_terrain_node(const City& city, const TerrainSurface& surface);

/// The bare mesh in tiles, for things that follow the ground.
osg::ref_ptr<osg::Group> make_terrain_mesh(const TerrainSurface& surface);

}  // namespace leeward::ui

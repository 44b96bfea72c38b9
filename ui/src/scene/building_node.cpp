#include "building_node.h"

#include <osg/CullFace>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "gl_parts.h"
#include "shaders.h"
#include "triangulate.h"

namespace leeward::ui {
namespace {

constexpr Rgb wall_colour{233, 229, 221};
constexpr Rgb roof_colour{246, 243, 237};
constexpr int tiles_a_side = 8;

// Neighbours differ a little, so that a block is not one white mass.
double variation(std::size_t index) {
  const auto mixed = static_cast<unsigned>(index * 2654435761u);
  return 0.955 + 0.07 * static_cast<double>((mixed >> 16) & 0xffu) / 255.0;
}

// Light from the west-south-west, so that the walls that the overview from the south sees are told apart.
double wall_brightness(Vec2 outwards) {
  constexpr Vec2 light{-0.90, -0.44};
  return 0.87 + 0.12 * dot(outwards, light);
}

void add_wall(const Ring& ring, bool is_hole, const BuildingExtent& extent, double shade,
              const LocalFrame& frame, MeshArrays& mesh) {
  const bool is_reversed =
      (signed_area(ring) > 0) == is_hole;  // outside is on the right of a counter-clockwise ring
  for (std::size_t i = 0; i < ring.size(); ++i) {
    Vec2 a = ring[i];
    Vec2 b = ring[(i + 1) % ring.size()];
    if (is_reversed) std::swap(a, b);
    const double side = length(b - a);
    if (side < 1e-6) continue;
    const Vec2 outwards = (1 / side) * Vec2{b.y - a.y, a.x - b.x};
    const double light = shade * wall_brightness(outwards);
    const unsigned first = mesh.count();
    for (const auto& [p, z, brightness] : {std::tuple{a, extent.foot_m, 0.87 * light},
                                           {b, extent.foot_m, 0.87 * light},
                                           {b, extent.roof_m, light},
                                           {a, extent.roof_m, light}}) {
      mesh.positions->push_back(to_osg(frame.local(p, z)));
      mesh.colours->push_back(shaded(wall_colour, brightness));
    }
    mesh.triangle(first, first + 1, first + 2);
    mesh.triangle(first, first + 2, first + 3);
  }
}

void add_roof(const Building& building, double roof_m, double shade, const LocalFrame& frame,
              MeshArrays& mesh) {
  const Triangulation roof = triangulate(building.footprint_m);
  const unsigned first = mesh.count();
  for (const Vec2 p : roof.points) {
    mesh.positions->push_back(to_osg(frame.local(p, roof_m)));
    mesh.colours->push_back(shaded(roof_colour, shade));
  }
  for (const auto& t : roof.triangles)
    mesh.triangle(first + static_cast<unsigned>(t[0]), first + static_cast<unsigned>(t[1]),
                  first + static_cast<unsigned>(t[2]));
}

}  // namespace

BuildingExtent building_extent(const Building& building, const City& city, const TerrainSurface& surface) {
  double lowest = surface.elevation_m(centroid(building.footprint_m.outer));
  const double middle = lowest;
  for (const Vec2 p : building.footprint_m.outer) lowest = std::min(lowest, surface.elevation_m(p));
  const bool has_base = !city.terrain.empty() && std::isfinite(building.base_elevation_m);
  const double base = has_base ? building.base_elevation_m : middle;
  return {std::min(lowest, base) - 0.5, base + building.height_m};
}

osg::ref_ptr<osg::Group> make_building_node(const City& city, const TerrainSurface& surface) {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  group->setName("buildings");
  osg::StateSet& state = *group->getOrCreateStateSet();
  state.setRenderBinDetails(bin_solids, "RenderBin");
  state.setAttributeAndModes(new osg::CullFace(osg::CullFace::BACK));
  set_blending(state);
  state.setAttributeAndModes(make_program("solid", shader::solid_vertex, shader::solid_fragment));
  std::map<std::pair<int, int>, MeshArrays> tiles;
  const Box2& box = surface.bounds();
  for (std::size_t i = 0; i < city.buildings.size(); ++i) {
    const Building& building = city.buildings[i];
    if (building.footprint_m.outer.size() < 3 || !(building.height_m > 0)) continue;
    const Vec2 at = building.footprint_m.outer.front();
    const auto tile_of = [](double offset, double size) {
      return std::clamp(static_cast<int>(tiles_a_side * offset / size), 0, tiles_a_side - 1);
    };
    MeshArrays& mesh =
        tiles[{tile_of(at.x - box.min.x, box.width()), tile_of(at.y - box.min.y, box.height())}];
    const BuildingExtent extent = building_extent(building, city, surface);
    const double shade = variation(i);
    add_wall(building.footprint_m.outer, false, extent, shade, surface.frame(), mesh);
    for (const Ring& hole : building.footprint_m.holes)
      add_wall(hole, true, extent, shade, surface.frame(), mesh);
    add_roof(building, extent.roof_m, shade, surface.frame(), mesh);
  }
  for (const auto& [key, mesh] : tiles) group->addChild(mesh.geometry());
  return group;
}

}  // namespace leeward::ui

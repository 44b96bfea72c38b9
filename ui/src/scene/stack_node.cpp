#include "stack_node.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gl_parts.h"
#include "shaders.h"

namespace leeward::ui {
namespace {

constexpr int sides = 12;
constexpr Rgb concrete{198, 194, 188};
constexpr Rgb warning_red{186, 62, 52};
constexpr Rgb warning_white{244, 242, 238};

struct Section {
  double height_m;
  double radius_m;
};

// One band between two sections, its own colour; light from the south-west.
void add_band(Vec2 at, double base_m, Section low, Section high, Rgb colour, const LocalFrame& frame,
              MeshArrays& mesh) {
  const unsigned first = mesh.count();
  for (int i = 0; i <= sides; ++i) {
    const double angle = 2 * std::numbers::pi * i / sides;
    const Vec2 outwards{std::cos(angle), std::sin(angle)};
    const double light = 0.80 + 0.20 * dot(outwards, Vec2{-0.77, -0.64});
    for (const Section& s : {low, high}) {
      mesh.positions->push_back(to_osg(frame.local(at, base_m + s.height_m)));
      mesh.normals->push_back({static_cast<float>(outwards.x), static_cast<float>(outwards.y), 0.0F});
      mesh.coordinates->push_back({static_cast<float>(s.radius_m), 1.0F});
      mesh.colours->push_back(shaded(colour, light));
    }
    if (i == 0) continue;
    const auto k = first + static_cast<unsigned>(2 * i);
    mesh.triangle(k - 2, k, k + 1);
    mesh.triangle(k - 2, k + 1, k - 1);
  }
}

void add_mouth(Vec2 at, double top_m, double radius_m, const LocalFrame& frame, MeshArrays& mesh) {
  const unsigned middle = mesh.count();
  for (int i = -1; i <= sides; ++i) {
    const double angle = 2 * std::numbers::pi * i / sides;
    mesh.positions->push_back(to_osg(frame.local(at, top_m)));
    mesh.normals->push_back(
        i < 0 ? osg::Vec3f()
              : osg::Vec3f(static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)), 0));
    mesh.coordinates->push_back({static_cast<float>(radius_m), 1.0F});
    mesh.colours->push_back(shaded({92, 88, 86}, 1));
    if (i > 0)
      mesh.triangle(middle, middle + static_cast<unsigned>(i), middle + static_cast<unsigned>(i) + 1);
  }
}

}  // namespace

double stack_base_m(const Stack& stack, const City& city, const TerrainSurface& surface) {
  const bool has_base = !city.terrain.empty() && std::isfinite(stack.base_elevation_m);
  return has_base ? stack.base_elevation_m : surface.elevation_m(stack.position_m);
}

osg::ref_ptr<osg::Group> make_stack_node(const City& city, const TerrainSurface& surface) {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  group->setName("stacks");
  osg::StateSet& state = *group->getOrCreateStateSet();
  state.setRenderBinDetails(bin_solids, "RenderBin");
  state.setAttributeAndModes(make_program("column", shader::column_vertex, shader::solid_fragment));
  state.addUniform(new osg::Uniform("least_half_px", 1.6F));
  MeshArrays mesh;
  for (const Stack& stack : city.stacks) {
    const double height = stack.stack_height_m;
    if (!(height > 0)) continue;
    const double mouth = std::max(0.5 * stack.stack_diameter_m, 0.25) * 1.15;  // with its wall
    const double foot = mouth + 0.018 * height;
    const double base = stack_base_m(stack, city, surface);
    const auto section = [&](double share) { return Section{share * height, foot + share * (mouth - foot)}; };
    Section low{-std::max(2.0, base - surface.elevation_m(stack.position_m) + 1), foot};
    constexpr double banded_from = 0.60;
    constexpr int bands = 5;
    add_band(stack.position_m, base, low, section(banded_from), concrete, surface.frame(), mesh);
    for (int i = 0; i < bands; ++i)
      add_band(stack.position_m, base, section(banded_from + (1 - banded_from) * i / bands),
               section(banded_from + (1 - banded_from) * (i + 1) / bands),
               i % 2 == 0 ? warning_red : warning_white, surface.frame(), mesh);
    add_mouth(stack.position_m, base + height, mouth, surface.frame(), mesh);
  }
  if (mesh.count() > 0) group->addChild(mesh.geometry());
  return group;
}

}  // namespace leeward::ui

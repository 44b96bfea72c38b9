#include "ribbons.h"

#include <osg/Depth>

#include <algorithm>
#include <cmath>

#include "shaders.h"

namespace leeward::ui {
namespace {

constexpr double tolerance_m = 0.15;  // how far the ground may leave a ribbon
constexpr double lift_m = 0.3;        // above the ground, more than the tolerance

void subdivide(Vec2 a, Vec2 b, const TerrainSurface& surface, double shortest_m, Polyline& out) {
  const double span = length(b - a);
  if (span > shortest_m) {
    const double za = surface.elevation_m(a);
    const double zb = surface.elevation_m(b);
    double worst = span > 64 * shortest_m ? 1.0 : 0.0;  // long ones could hide a hill between the samples
    for (const double s : {0.25, 0.5, 0.75})
      worst = std::max(worst, std::abs(surface.elevation_m(a + s * (b - a)) - (za + s * (zb - za))));
    if (worst > tolerance_m) {
      const Vec2 middle = 0.5 * (a + b);
      subdivide(a, middle, surface, shortest_m, out);
      subdivide(middle, b, surface, shortest_m, out);
      return;
    }
  }
  out.push_back(b);
}

}  // namespace

Polyline on_ground(const Polyline& line, const TerrainSurface& surface) {
  Polyline out;
  if (line.empty()) return out;
  out.push_back(line.front());
  const double shortest = 0.5 * std::min(surface.cell_width_m(), surface.cell_height_m());
  for (std::size_t i = 1; i < line.size(); ++i)
    if (length(line[i] - line[i - 1]) > 1e-6) subdivide(line[i - 1], line[i], surface, shortest, out);
  return out;
}

void add_ribbon(const Polyline& line, bool is_closed, double half_width_m, osg::Vec4ub colour,
                const TerrainSurface& surface, MeshArrays& mesh) {
  Polyline closed = line;
  if (is_closed && !line.empty()) closed.push_back(line.front());
  const Polyline path = on_ground(closed, surface);
  const std::size_t n = path.size();
  if (n < 2) return;
  const auto leg = [&](std::size_t i) {
    const Vec2 d = path[i + 1] - path[i];
    return (1 / length(d)) * d;
  };
  const unsigned first = mesh.count();
  for (std::size_t i = 0; i < n; ++i) {
    Vec2 before = leg(i > 0 ? i - 1 : is_closed ? n - 2 : 0);
    Vec2 after = leg(i + 1 < n ? i : is_closed ? 0 : n - 2);
    Vec2 mean = before + after;
    if (length(mean) < 1e-6) mean = after;  // turns back on itself
    mean = (1 / length(mean)) * mean;
    const double mitre = std::min(2.5, 1 / std::max(0.1, dot(mean, after)));
    const Vec2 left = mitre * Vec2{-mean.y, mean.x};
    const double z = surface.elevation_m(path[i]);
    const double probe = std::max(half_width_m, 2.0);
    for (const double side : {1.0, -1.0}) {
      const Vec2 outwards = side * left;
      const double rise = (surface.elevation_m(path[i] + probe * outwards) - z) / probe;
      mesh.positions->push_back(to_osg(surface.frame().local(path[i], z + lift_m)));
      mesh.normals->push_back(
          {static_cast<float>(outwards.x), static_cast<float>(outwards.y), static_cast<float>(rise)});
      mesh.coordinates->push_back({static_cast<float>(half_width_m), 0.0F});
      mesh.colours->push_back(colour);
    }
    if (i == 0) continue;
    const auto k = first + static_cast<unsigned>(2 * i);
    mesh.triangle(k - 2, k - 1, k + 1);
    mesh.triangle(k - 2, k + 1, k);
  }
}

osg::ref_ptr<osg::Group> make_ribbon_group(const char* name, int bin, double least_width_px) {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  group->setName(name);
  osg::StateSet& state = *group->getOrCreateStateSet();
  state.setRenderBinDetails(bin, "RenderBin");
  state.setAttributeAndModes(make_program("ribbon", shader::ribbon_vertex, shader::solid_fragment));
  // Painted in order: what crosses does not fight for the depth.
  state.setAttributeAndModes(new osg::Depth(osg::Depth::LEQUAL, 0, 1, false));
  state.addUniform(new osg::Uniform("least_half_px", static_cast<float>(0.5 * least_width_px)));
  return group;
}

}  // namespace leeward::ui

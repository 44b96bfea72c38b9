#include "area_node.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "gl_parts.h"
#include "ribbons.h"

namespace leeward::ui {
namespace {

constexpr Rgb area_colour{96, 84, 118};
constexpr Rgb zone_colour{38, 92, 128};
constexpr Rgb district_colour{140, 132, 158};
constexpr double most_mask_texels = 2048;

// Hatching and a dark outline mark yards and works. Over a whole district (heating of dwellings) they would
// hide the map: a larger polygon has only a fainter outline.
constexpr double largest_marked_m2 = 250e3;
bool is_district(const Polygon& polygon) {
  return area(polygon) > largest_marked_m2;
}

// physics: sigma_y of a square volume source is its side over 4.3.
constexpr double side_per_sigma_y = 4.3;

Ring volume_ring(const VolumeFeature& volume) {
  const double half = 0.5 * std::max(side_per_sigma_y * volume.initial_sigma_y_m, 4.0);
  const Vec2 p = volume.position_m;
  return {
      {p.x - half, p.y - half}, {p.x + half, p.y - half}, {p.x + half, p.y + half}, {p.x - half, p.y + half}};
}

void outline(const MultiPolygon& polygons, Rgb colour, const TerrainSurface& surface, MeshArrays& mesh) {
  for (const Polygon& polygon : polygons) {
    add_ribbon(polygon.outer, true, 0, shaded(colour, 1), surface, mesh);
    for (const Ring& hole : polygon.holes) add_ribbon(hole, true, 0, shaded(colour, 1), surface, mesh);
  }
}

}  // namespace

osg::ref_ptr<osg::Image> make_area_mask(const City& city, const TerrainSurface& surface) {
  if (city.areas.empty() && city.volumes.empty()) return nullptr;
  const Box2& box = surface.bounds();
  const double texel = std::max(box.width(), box.height()) / most_mask_texels;
  const int columns = std::max(1, static_cast<int>(std::ceil(box.width() / texel)));
  const int rows = std::max(1, static_cast<int>(std::ceil(box.height() / texel)));
  QImage mask(columns, rows, QImage::Format_Grayscale8);
  mask.fill(0);
  {
    QPainter painter(&mask);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    // Row 0 of a texture is the south, so the picture needs no turning over.
    const auto add = [&](QPainterPath& into, const Ring& ring) {
      QPolygonF polygon;
      for (const Vec2 p : ring)
        polygon << QPointF((p.x - box.min.x) * columns / box.width(),
                           (p.y - box.min.y) * rows / box.height());
      into.addPolygon(polygon);
      into.closeSubpath();
    };
    const auto fill = [&](const Polygon& polygon) {
      QPainterPath one;
      one.setFillRule(Qt::OddEvenFill);
      add(one, polygon.outer);
      for (const Ring& hole : polygon.holes) add(one, hole);
      painter.drawPath(one);
    };
    for (const AreaFeature& area : city.areas)
      for (const Polygon& polygon : area.polygons_m)
        if (!is_district(polygon)) fill(polygon);
    for (const VolumeFeature& volume : city.volumes) fill({volume_ring(volume), {}});
  }
  std::vector<unsigned char> bytes;
  bytes.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row)
    bytes.insert(bytes.end(), mask.constScanLine(row), mask.constScanLine(row) + columns);
  return byte_image(static_cast<std::size_t>(columns), static_cast<std::size_t>(rows), 1, bytes);
}

osg::ref_ptr<osg::Group> make_area_node(const City& city, const TerrainSurface& surface) {
  osg::ref_ptr<osg::Group> group = make_ribbon_group("areas", bin_outlines, 1.6);
  MeshArrays mesh;
  for (const AreaFeature& source : city.areas)
    for (const Polygon& polygon : source.polygons_m)
      outline({polygon}, is_district(polygon) ? district_colour : area_colour, surface, mesh);
  for (const VolumeFeature& volume : city.volumes)
    outline({{volume_ring(volume), {}}}, area_colour, surface, mesh);
  if (mesh.count() > 0) group->addChild(mesh.geometry());
  return group;
}

osg::ref_ptr<osg::Group> make_zone_node(const City& city, const TerrainSurface& surface) {
  osg::ref_ptr<osg::Group> group = make_ribbon_group("zones", bin_outlines, 2.2);
  MeshArrays mesh;
  for (const Zone& zone : city.zones) outline(zone.polygons_m, zone_colour, surface, mesh);
  if (mesh.count() > 0) group->addChild(mesh.geometry());
  return group;
}

}  // namespace leeward::ui

#include "geometry_read.h"

#include <algorithm>
#include <cmath>

#include "gdal_messages.h"

namespace leeward::gis::reading {
namespace {

std::vector<Vec2> vertices_of(const OGRSimpleCurve& curve) {
  std::vector<Vec2> vertices;
  vertices.reserve(static_cast<std::size_t>(curve.getNumPoints()));
  for (int i = 0; i < curve.getNumPoints(); ++i) {
    const Vec2 p{curve.getX(i), curve.getY(i)};
    if (vertices.empty() || !(vertices.back() == p)) vertices.push_back(p);
  }
  return vertices;
}

Ring open_ring(const OGRSimpleCurve& curve) {
  Ring ring = vertices_of(curve);
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  return ring;
}

void add_polygon(const OGRPolygon& polygon, MultiPolygon& out) {
  if (polygon.getExteriorRing() == nullptr) return;
  Polygon result{open_ring(*polygon.getExteriorRing()), {}};
  if (result.outer.size() < 3) return;
  for (int i = 0; i < polygon.getNumInteriorRings(); ++i)
    if (Ring hole = open_ring(*polygon.getInteriorRing(i)); hole.size() >= 3)
      result.holes.push_back(std::move(hole));
  out.push_back(std::move(result));
}

/// Calls take(part) for each simple part of a geometry without curves.
template <class Take>
void for_each_part(const OGRGeometry& geometry, const Take& take) {
  const auto type = wkbFlatten(geometry.getGeometryType());
  if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const auto* part : *geometry.toGeometryCollection()) for_each_part(*part, take);
  } else if (OGR_GT_IsSubClassOf(type, wkbPolyhedralSurface)) {
    const auto* surface = geometry.toPolyhedralSurface();
    for (int i = 0; i < surface->getNumGeometries(); ++i) take(*surface->getGeometryRef(i));
  } else {
    take(geometry);
  }
}

std::unique_ptr<OGRGeometry> linear(const OGRGeometry& geometry) {
  if (!geometry.hasCurveGeometry(TRUE)) return nullptr;
  return std::unique_ptr<OGRGeometry>(geometry.getLinearGeometry());
}

template <class Take>
void for_each_linear_part(const OGRGeometry& geometry, const Take& take) {
  const auto straight = linear(geometry);
  for_each_part(straight ? *straight : geometry, take);
}

/// Twice the area of a face seen from above, against twice its area in space.
bool stands_upright(const OGRPolygon& face) {
  const OGRLinearRing* ring = face.getExteriorRing();
  if (ring == nullptr || ring->getNumPoints() < 4) return true;
  Vec3 normal;
  for (int i = 0; i + 1 < ring->getNumPoints(); ++i) {  // Newell's formula
    const Vec3 a{ring->getX(i), ring->getY(i), ring->getZ(i)};
    const Vec3 b{ring->getX(i + 1), ring->getY(i + 1), ring->getZ(i + 1)};
    normal.x += (a.y - b.y) * (a.z + b.z);
    normal.y += (a.z - b.z) * (a.x + b.x);
    normal.z += (a.x - b.x) * (a.y + b.y);
  }
  const double length_3d = std::hypot(normal.x, normal.y, normal.z);
  return length_3d <= 0 || std::abs(normal.z) < 1e-3 * length_3d;  // within 0.06 deg of upright: a wall
}

}  // namespace

std::vector<Vec2> points_of(const OGRGeometry& geometry) {
  std::vector<Vec2> points;
  for_each_linear_part(geometry, [&](const OGRGeometry& part) {
    if (wkbFlatten(part.getGeometryType()) == wkbPoint && !part.IsEmpty())
      points.push_back({part.toPoint()->getX(), part.toPoint()->getY()});
  });
  return points;
}

std::vector<Polyline> lines_of(const OGRGeometry& geometry) {
  std::vector<Polyline> lines;
  for_each_linear_part(geometry, [&](const OGRGeometry& part) {
    if (!OGR_GT_IsSubClassOf(wkbFlatten(part.getGeometryType()), wkbLineString)) return;
    if (Polyline line = vertices_of(*part.toSimpleCurve()); line.size() >= 2)
      lines.push_back(std::move(line));
  });
  return lines;
}

MultiPolygon polygons_of(const OGRGeometry& geometry) {
  MultiPolygon polygons;
  for_each_linear_part(geometry, [&](const OGRGeometry& part) {
    if (OGR_GT_IsSubClassOf(wkbFlatten(part.getGeometryType()), wkbPolygon))
      add_polygon(*part.toPolygon(), polygons);
  });
  return polygons;
}

std::optional<SolidOutline> outline_of_solid(const OGRGeometry& geometry) {
  if (!geometry.Is3D()) return std::nullopt;
  GdalMessages quiet;
  OGRMultiPolygon flat;
  std::size_t walls = 0;
  for_each_linear_part(geometry, [&](const OGRGeometry& part) {
    if (!OGR_GT_IsSubClassOf(wkbFlatten(part.getGeometryType()), wkbPolygon)) return;
    if (stands_upright(*part.toPolygon())) {
      ++walls;
      return;
    }
    std::unique_ptr<OGRGeometry> face(part.clone());
    face->flattenTo2D();
    if (!face->IsValid()) face.reset(face->MakeValid());
    if (!face) return;
    for_each_part(*face, [&](const OGRGeometry& piece) {
      if (wkbFlatten(piece.getGeometryType()) == wkbPolygon) flat.addGeometry(&piece);
    });
  });
  if (walls == 0 || flat.IsEmpty()) return std::nullopt;
  SolidOutline outline;
  outline.footprint.reset(flat.UnionCascaded());
  if (!outline.footprint || outline.footprint->IsEmpty()) return std::nullopt;
  OGREnvelope3D box;
  geometry.getEnvelope(&box);
  outline.lowest_m = box.MinZ;
  outline.highest_m = box.MaxZ;
  return outline;
}

Box2 box_of(const OGRGeometry& geometry) {
  Box2 box;
  if (geometry.IsEmpty()) return box;
  OGREnvelope envelope;
  geometry.getEnvelope(&envelope);
  box.add({envelope.MinX, envelope.MinY});
  box.add({envelope.MaxX, envelope.MaxY});
  return box;
}

std::unique_ptr<OGRGeometry> box_polygon(const Box2& box) {
  auto ring = std::make_unique<OGRLinearRing>();
  ring->addPoint(box.min.x, box.min.y);
  ring->addPoint(box.max.x, box.min.y);
  ring->addPoint(box.max.x, box.max.y);
  ring->addPoint(box.min.x, box.max.y);
  ring->closeRings();
  auto polygon = std::make_unique<OGRPolygon>();
  polygon->addRingDirectly(ring.release());
  return polygon;
}

bool reaches_into(const OGRGeometry& geometry, const Box2& box) {
  const Box2 own = box_of(geometry);
  if (own.empty() || !own.intersects(box)) return false;
  if (box.contains(own.min) && box.contains(own.max)) return true;
  GdalMessages quiet;
  return geometry.Intersects(box_polygon(box).get());
}

}  // namespace leeward::gis::reading

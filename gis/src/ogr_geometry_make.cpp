#include "ogr_geometry_make.h"

namespace leeward::gis::writing {
namespace {

std::unique_ptr<OGRLinearRing> make_ring(const Ring& ring, bool is_counter_clockwise) {
  auto result = std::make_unique<OGRLinearRing>();
  const bool is_reversed = (signed_area(ring) > 0) != is_counter_clockwise;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec2 p = is_reversed ? ring[ring.size() - 1 - i] : ring[i];
    result->addPoint(p.x, p.y);
  }
  result->closeRings();
  return result;
}

}  // namespace

std::unique_ptr<OGRLineString> make_line(const Polyline& line) {
  auto result = std::make_unique<OGRLineString>();
  for (const Vec2 p : line) result->addPoint(p.x, p.y);
  return result;
}

std::unique_ptr<OGRMultiPolygon> make_multi_polygon(const MultiPolygon& polygons) {
  auto result = std::make_unique<OGRMultiPolygon>();
  for (const Polygon& polygon : polygons) {
    auto one = std::make_unique<OGRPolygon>();
    one->addRingDirectly(make_ring(polygon.outer, true).release());
    for (const Ring& hole : polygon.holes) one->addRingDirectly(make_ring(hole, false).release());
    result->addGeometryDirectly(one.release());
  }
  return result;
}

}  // namespace leeward::gis::writing

#include "core/model/geometry.h"

#include <algorithm>

namespace leeward {

void Box2::add(Vec2 p) {
  min = {std::min(min.x, p.x), std::min(min.y, p.y)};
  max = {std::max(max.x, p.x), std::max(max.y, p.y)};
}

Box2 Box2::grown(double margin) const {
  return {{min.x - margin, min.y - margin}, {max.x + margin, max.y + margin}};
}

double length(const Polyline& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += length(line[i] - line[i - 1]);
  return sum;
}

double signed_area(const Ring& ring) {
  if (ring.size() < 3) return 0;
  // Relative to the first vertex: projected coordinates of 1e6 m would cost six digits.
  double twice = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) twice += cross(ring[i] - ring[0], ring[i + 1] - ring[0]);
  return 0.5 * twice;
}

double area(const Polygon& polygon) {
  double sum = std::abs(signed_area(polygon.outer));
  for (const Ring& hole : polygon.holes) sum -= std::abs(signed_area(hole));
  return std::max(0.0, sum);
}

double area(const MultiPolygon& polygons) {
  double sum = 0;
  for (const Polygon& polygon : polygons) sum += area(polygon);
  return sum;
}

Vec2 centroid(const Ring& ring) {
  if (ring.empty()) return {};
  double weight = 0;
  Vec2 moment{};
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    const Vec2 a = ring[i] - ring[0];
    const Vec2 b = ring[i + 1] - ring[0];
    const double w = cross(a, b);
    weight += w;
    moment = moment + (w / 3.0) * (a + b);
  }
  if (std::abs(weight) > 1e-12) return ring[0] + (1.0 / weight) * moment;
  Vec2 sum{};
  for (const Vec2 p : ring) sum = sum + (p - ring[0]);
  return ring[0] + (1.0 / static_cast<double>(ring.size())) * sum;
}

bool contains(const Ring& ring, Vec2 p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const Vec2 a = ring[i];
    const Vec2 b = ring[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

bool contains(const Polygon& polygon, Vec2 p) {
  return contains(polygon.outer, p) && std::none_of(polygon.holes.begin(), polygon.holes.end(),
                                                    [p](const Ring& h) { return contains(h, p); });
}

bool contains(const MultiPolygon& polygons, Vec2 p) {
  return std::any_of(polygons.begin(), polygons.end(), [p](const Polygon& one) { return contains(one, p); });
}

Box2 bounds(const std::vector<Vec2>& points) {
  Box2 box;
  for (const Vec2 p : points) box.add(p);
  return box;
}

Box2 bounds(const MultiPolygon& polygons) {
  Box2 box;
  for (const Polygon& polygon : polygons)
    for (const Vec2 p : polygon.outer) box.add(p);
  return box;
}

double distance_to_segment(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 along = b - a;
  const double squared = dot(along, along);
  if (squared == 0) return length(p - a);
  const double t = std::clamp(dot(p - a, along) / squared, 0.0, 1.0);
  return length(p - (a + t * along));
}

}  // namespace leeward

#pragma once
#include <cmath>
#include <limits>
#include <vector>

/// Plane geometry in metres of the city's projected CRS (x east, y north), double precision throughout:
/// single precision of absolute projected coordinates is off by half a metre.
namespace leeward {

struct Vec2 {
  double x = 0;
  double y = 0;
  bool operator==(const Vec2&) const = default;
};
inline Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
inline Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
inline Vec2 operator*(double s, Vec2 a) { return {s * a.x, s * a.y}; }
inline double dot(Vec2 a, Vec2 b) { return a.x * b.x + a.y * b.y; }
inline double cross(Vec2 a, Vec2 b) { return a.x * b.y - a.y * b.x; }
inline double length(Vec2 a) { return std::hypot(a.x, a.y); }

struct Vec3 {
  double x = 0;
  double y = 0;
  double z = 0;
  bool operator==(const Vec3&) const = default;
};

/// Axis-parallel box; empty (min > max) until something is added.
struct Box2 {
  Vec2 min{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Vec2 max{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  bool empty() const { return !(min.x <= max.x && min.y <= max.y); }
  double width() const { return max.x - min.x; }
  double height() const { return max.y - min.y; }
  Vec2 centre() const { return {0.5 * (min.x + max.x), 0.5 * (min.y + max.y)}; }
  bool contains(Vec2 p) const { return p.x >= min.x && p.x <= max.x && p.y >= min.y && p.y <= max.y; }
  bool intersects(const Box2& o) const {
    return min.x <= o.max.x && o.min.x <= max.x && min.y <= o.max.y && o.min.y <= max.y;
  }
  void add(Vec2 p);
  /// Grown by `margin` metres on every side.
  Box2 grown(double margin) const;
  bool operator==(const Box2&) const = default;
};

using Polyline = std::vector<Vec2>;
/// Open ring: the first vertex is not repeated at the end. Either orientation.
using Ring = std::vector<Vec2>;

struct Polygon {
  Ring outer;
  std::vector<Ring> holes;
  bool operator==(const Polygon&) const = default;
};
using MultiPolygon = std::vector<Polygon>;

double length(const Polyline& line);
/// Signed area: positive when counter-clockwise.
double signed_area(const Ring& ring);
/// Outer area less the holes [m2], never negative for a valid polygon.
double area(const Polygon& polygon);
double area(const MultiPolygon& polygons);
/// Area centroid of the outer ring; the vertex mean when it has no area.
Vec2 centroid(const Ring& ring);
bool contains(const Ring& ring, Vec2 p);
bool contains(const Polygon& polygon, Vec2 p);
bool contains(const MultiPolygon& polygons, Vec2 p);
Box2 bounds(const std::vector<Vec2>& points);
Box2 bounds(const MultiPolygon& polygons);
/// Distance from p to the segment ab [m].
double distance_to_segment(Vec2 p, Vec2 a, Vec2 b);

}  // namespace leeward

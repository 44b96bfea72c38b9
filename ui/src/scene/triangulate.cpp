#include "triangulate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace leeward::ui {
namespace {

double turn(Vec2 a, Vec2 b, Vec2 c) {
  return cross(b - a, c - a);
}

bool is_inside_triangle(Vec2 p, Vec2 a, Vec2 b, Vec2 c) {
  return turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0;
}

Ring oriented(const Ring& ring, bool is_counter_clockwise) {
  Ring out;
  for (const Vec2 p : ring)
    if (out.empty() || !(out.back() == p)) out.push_back(p);
  while (out.size() > 1 && out.front() == out.back()) out.pop_back();
  if ((signed_area(out) > 0) != is_counter_clockwise) std::reverse(out.begin(), out.end());
  return out;
}

// Vertex of `loop` that sees the hole's easternmost point: the end of the edge met first by a ray to the
// east, or the reflex vertex inside the triangle between them that is nearest in angle.
std::size_t bridge_end(const std::vector<Vec2>& points, const std::vector<std::size_t>& loop, Vec2 m) {
  double nearest_x = std::numeric_limits<double>::infinity();
  std::size_t best = loop.size();
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const Vec2 a = points[loop[i]];
    const Vec2 b = points[loop[(i + 1) % loop.size()]];
    if (!(a.y <= m.y && b.y > m.y) && !(b.y <= m.y && a.y > m.y) && !(a.y == m.y && b.y == m.y)) continue;
    const double x = a.y == b.y ? std::min(a.x, b.x) : a.x + (m.y - a.y) / (b.y - a.y) * (b.x - a.x);
    if (x < m.x || x >= nearest_x) continue;
    nearest_x = x;
    best = a.x > b.x ? i : (i + 1) % loop.size();
  }
  if (best == loop.size()) return 0;  // a hole outside its ring
  const Vec2 at{nearest_x, m.y};
  const Vec2 end = points[loop[best]];
  double least = std::numeric_limits<double>::infinity();
  std::size_t chosen = best;
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const Vec2 p = points[loop[i]];
    if (i == best || p.x < m.x || p == end) continue;
    const bool is_between =
        m.y < end.y ? is_inside_triangle(p, m, at, end) : is_inside_triangle(p, m, end, at);
    if (!is_between) continue;
    const double slope = std::abs(p.y - m.y) / std::max(p.x - m.x, 1e-12);
    if (slope < least) {
      least = slope;
      chosen = i;
    }
  }
  // Bridges double vertices: of the copies, take the one whose corner opens towards m.
  for (std::size_t i = 0; i < loop.size(); ++i) {
    if (!(points[loop[i]] == points[loop[chosen]])) continue;
    const Vec2 before = points[loop[(i + loop.size() - 1) % loop.size()]];
    const Vec2 p = points[loop[i]];
    const Vec2 after = points[loop[(i + 1) % loop.size()]];
    const bool is_convex = turn(before, p, after) > 0;
    const bool sees = is_convex ? turn(before, p, m) >= 0 && turn(p, after, m) >= 0
                                : !(turn(before, p, m) < 0 && turn(p, after, m) < 0);
    if (sees) return i;
  }
  return chosen;
}

void clip_ears(const std::vector<Vec2>& points, std::vector<std::size_t> loop, Triangulation& out) {
  std::size_t i = 0;
  std::size_t misses = 0;
  while (loop.size() > 3) {
    const std::size_t n = loop.size();
    const std::size_t ia = loop[(i + n - 1) % n];
    const std::size_t ib = loop[i % n];
    const std::size_t ic = loop[(i + 1) % n];
    const Vec2 a = points[ia];
    const Vec2 b = points[ib];
    const Vec2 c = points[ic];
    const double corner = turn(a, b, c);
    bool is_ear = corner > 0;
    if (is_ear)
      for (const std::size_t k : loop) {
        const Vec2 p = points[k];
        if (p == a || p == b || p == c) continue;
        if (is_inside_triangle(p, a, b, c)) {
          is_ear = false;
          break;
        }
      }
    const bool is_flat = corner == 0 || misses > n;  // after a whole round without an ear: crossing rings
    if (is_ear || is_flat) {
      if (corner > 0) out.triangles.push_back({ia, ib, ic});
      loop.erase(loop.begin() + static_cast<std::ptrdiff_t>(i % n));
      misses = 0;
      if (i >= loop.size()) i = 0;
      // Going on from the next corner instead of the same one avoids fans of slivers.
      else
        i = (i + 1) % loop.size();
    } else {
      ++misses;
      i = (i + 1) % n;
    }
  }
  if (loop.size() == 3 && turn(points[loop[0]], points[loop[1]], points[loop[2]]) > 0)
    out.triangles.push_back({loop[0], loop[1], loop[2]});
}

}  // namespace

Triangulation triangulate(const Polygon& polygon) {
  Triangulation out;
  out.points = oriented(polygon.outer, true);
  if (out.points.size() < 3) return out;
  std::vector<std::size_t> loop(out.points.size());
  std::iota(loop.begin(), loop.end(), std::size_t{0});

  struct Hole {
    Ring ring;
    std::size_t east = 0;  // its easternmost vertex
  };
  std::vector<Hole> holes;
  for (const Ring& ring : polygon.holes) {
    Hole hole{oriented(ring, false), 0};
    if (hole.ring.size() < 3) continue;
    for (std::size_t i = 1; i < hole.ring.size(); ++i)
      if (hole.ring[i].x > hole.ring[hole.east].x) hole.east = i;
    holes.push_back(std::move(hole));
  }
  std::stable_sort(holes.begin(), holes.end(),
                   [](const Hole& a, const Hole& b) { return a.ring[a.east].x > b.ring[b.east].x; });
  for (const Hole& hole : holes) {
    const std::size_t at = bridge_end(out.points, loop, hole.ring[hole.east]);
    const std::size_t first = out.points.size();
    out.points.insert(out.points.end(), hole.ring.begin(), hole.ring.end());
    std::vector<std::size_t> bridge;
    for (std::size_t i = 0; i <= hole.ring.size(); ++i)
      bridge.push_back(first + (hole.east + i) % hole.ring.size());
    bridge.push_back(loop[at]);
    loop.insert(loop.begin() + static_cast<std::ptrdiff_t>(at) + 1, bridge.begin(), bridge.end());
  }
  clip_ears(out.points, std::move(loop), out);
  return out;
}

}  // namespace leeward::ui

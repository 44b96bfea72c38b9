#include "shapes.h"

#include <algorithm>
#include <limits>

namespace leeward::sample {

Cell left_of(const Cell& cell, Vec2 at, Vec2 direction, int label) {
  Cell out;
  const std::size_t n = cell.ring.size();
  const Vec2 d = unit(direction);
  for (std::size_t i = 0; i < n; ++i) {
    const Vec2 p = cell.ring[i];
    const Vec2 q = cell.ring[(i + 1) % n];
    const double sp = cross(d, p - at);
    const double sq = cross(d, q - at);
    const bool in_p = sp >= 0;
    const bool in_q = sq >= 0;
    if (in_p) {
      out.ring.push_back(p);
      out.labels.push_back(cell.labels[i]);
    }
    if (in_p != in_q) {
      out.ring.push_back(p + (sp / (sp - sq)) * (q - p));
      out.labels.push_back(in_p ? label : cell.labels[i]);
    }
  }
  // A vertex on the line makes an edge of no length.
  for (std::size_t i = 0; i < out.ring.size() && out.ring.size() > 2;) {
    const std::size_t next = (i + 1) % out.ring.size();
    if (length(out.ring[next] - out.ring[i]) < 0.01) {
      out.ring.erase(out.ring.begin() + static_cast<std::ptrdiff_t>(i));
      out.labels.erase(out.labels.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  if (out.ring.size() < 3) return {};
  return out;
}

Cell inset(const Cell& cell, const std::vector<double>& insets_m) {
  Cell out = cell;
  const std::size_t n = cell.ring.size();
  for (std::size_t i = 0; i < n && !out.ring.empty(); ++i) {
    const Vec2 d = unit(cell.ring[(i + 1) % n] - cell.ring[i]);
    out = left_of(out, cell.ring[i] + insets_m[i] * left_normal(d), d, cell.labels[i]);
  }
  return out;
}

Cell inset(const Cell& cell, double inset_m) { return inset(cell, std::vector<double>(cell.ring.size(), inset_m)); }

Frame frame_along(const Ring& ring, Vec2 direction) {
  const Vec2 u = unit(direction);
  const Vec2 v = left_normal(u);
  double u0 = std::numeric_limits<double>::infinity();
  double v0 = u0;
  double u1 = -u0;
  double v1 = -u0;
  for (const Vec2 p : ring) {
    u0 = std::min(u0, dot(p, u));
    u1 = std::max(u1, dot(p, u));
    v0 = std::min(v0, dot(p, v));
    v1 = std::max(v1, dot(p, v));
  }
  Frame frame{0.5 * (u0 + u1) * u + 0.5 * (v0 + v1) * v, u, u1 - u0, v1 - v0};
  if (frame.width_m > frame.length_m) {
    std::swap(frame.width_m, frame.length_m);
    frame.along = v;
  }
  return frame;
}

Frame frame_of(const Ring& ring) {
  Frame best;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec2 edge = ring[(i + 1) % ring.size()] - ring[i];
    if (length(edge) < 5.0) continue;
    const Frame frame = frame_along(ring, edge);
    if (frame.length_m * frame.width_m < smallest) {
      smallest = frame.length_m * frame.width_m;
      best = frame;
    }
  }
  return best;
}

Ring rectangle(Vec2 at, Vec2 along, double width_m, double depth_m) {
  const Vec2 w = width_m * along;
  const Vec2 d = depth_m * left_normal(along);
  return {at, at + w, at + w + d, at + d};
}

bool is_inside(const Ring& convex, const Ring& inner) {
  for (std::size_t i = 0; i < convex.size(); ++i) {
    const Vec2 a = convex[i];
    const Vec2 d = convex[(i + 1) % convex.size()] - a;
    for (const Vec2 p : inner)
      if (cross(d, p - a) < -1e-6 * length(d)) return false;
  }
  return !convex.empty();
}

bool overlap(const Ring& a, const Ring& b, double gap_m) {
  for (const Ring* ring : {&a, &b}) {
    for (std::size_t i = 0; i < ring->size(); ++i) {
      const Vec2 normal = left_normal(unit((*ring)[(i + 1) % ring->size()] - (*ring)[i]));
      const auto reach = [normal](const Ring& points) {
        std::pair<double, double> range{1e300, -1e300};
        for (const Vec2 p : points) {
          range.first = std::min(range.first, dot(p, normal));
          range.second = std::max(range.second, dot(p, normal));
        }
        return range;
      };
      const auto ra = reach(a);
      const auto rb = reach(b);
      if (ra.first >= rb.second + gap_m - 1e-6 || rb.first >= ra.second + gap_m - 1e-6) return false;
    }
  }
  return true;
}

bool is_convex(const Ring& ring) {
  const std::size_t n = ring.size();
  for (std::size_t i = 0; i < n; ++i)
    if (cross(ring[(i + 1) % n] - ring[i], ring[(i + 2) % n] - ring[(i + 1) % n]) < 0) return false;
  return n > 2;
}

Polyline spline(const Polyline& points, double step_m) {
  Polyline out;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Vec2 p1 = points[i];
    const Vec2 p2 = points[i + 1];
    const Vec2 p0 = i > 0 ? points[i - 1] : p1 + (p1 - p2);
    const Vec2 p3 = i + 2 < points.size() ? points[i + 2] : p2 + (p2 - p1);
    const int steps = std::max(1, static_cast<int>(length(p2 - p1) / step_m));
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps;
      out.push_back(0.5 * (2.0 * p1 + t * (p2 - p0) + t * t * (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3) +
                           t * t * t * (3.0 * p1 - p0 - 3.0 * p2 + p3)));
    }
  }
  out.push_back(points.back());
  return out;
}

std::pair<Vec2, Vec2> at_length(const Polyline& line, double s) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const double piece = length(line[i + 1] - line[i]);
    if (s <= piece || i + 2 == line.size()) {
      const Vec2 d = unit(line[i + 1] - line[i]);
      return {line[i] + std::min(s, piece) * d, d};
    }
    s -= piece;
  }
  return {line.front(), {1, 0}};
}

Polyline part(const Polyline& line, double from_m, double to_m) {
  Polyline out{at_length(line, from_m).first};
  double s = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    s += length(line[i + 1] - line[i]);
    if (s > from_m + 1.0 && s < to_m - 1.0) out.push_back(line[i + 1]);
  }
  out.push_back(at_length(line, to_m).first);
  return out;
}

double distance_to_line(Vec2 p, const Polyline& line) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i + 1 < line.size(); ++i)
    nearest = std::min(nearest, distance_to_segment(p, line[i], line[i + 1]));
  return nearest;
}

}  // namespace leeward::sample

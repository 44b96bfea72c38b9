#pragma once
#include <cstddef>
#include <utility>
#include <vector>

#include "core/model/geometry.h"

namespace leeward::sample {

/// Convex counter-clockwise polygon whose edge i (from vertex i to i + 1) carries a label, e.g. the street it lies on.
struct Cell {
  Ring ring;
  std::vector<int> labels;
};

/// The part of `cell` on the left of the line through `at` along `direction`; the new edge carries `label`.
Cell left_of(const Cell& cell, Vec2 at, Vec2 direction, int label);
/// The polygon inside `cell` whose edges keep the distances of `insets_m` (one per edge) from its edges; may be empty.
Cell inset(const Cell& cell, const std::vector<double>& insets_m);
Cell inset(const Cell& cell, double inset_m);

/// Smallest rectangle around a convex ring that has one of its edges' directions.
struct Frame {
  Vec2 centre;
  Vec2 along;  ///< unit vector of the long side
  double length_m = 0;
  double width_m = 0;
};
Frame frame_of(const Ring& ring);
/// The same with a given direction; the long side may be either way.
Frame frame_along(const Ring& ring, Vec2 direction);

/// Rectangle with a corner at `at`, `width_m` along `along` and `depth_m` to its left.
Ring rectangle(Vec2 at, Vec2 along, double width_m, double depth_m);
bool is_inside(const Ring& convex, const Ring& inner);
/// Separating-axis test, with `gap_m` between them counted as overlap.
bool overlap(const Ring& a, const Ring& b, double gap_m);
bool is_convex(const Ring& ring);

inline Vec2 unit(Vec2 v) { return (1.0 / length(v)) * v; }
inline Vec2 left_normal(Vec2 v) { return {-v.y, v.x}; }
inline Vec2 turned(Vec2 v, double angle_rad) {
  return {v.x * std::cos(angle_rad) - v.y * std::sin(angle_rad), v.x * std::sin(angle_rad) + v.y * std::cos(angle_rad)};
}

/// Catmull-Rom spline through the points, sampled every `step_m` or so.
Polyline spline(const Polyline& points, double step_m);
/// Point at arc length s and the unit direction there.
std::pair<Vec2, Vec2> at_length(const Polyline& line, double s);
/// The part between two arc lengths, without vertices closer than `tolerance_m` to the chord of their neighbours.
Polyline part(const Polyline& line, double from_m, double to_m);
double distance_to_line(Vec2 p, const Polyline& line);

}  // namespace leeward::sample

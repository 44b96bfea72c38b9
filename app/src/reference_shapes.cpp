#include "reference_shapes.h"

#include <cmath>
#include <numbers>

#include "core/model/units.h"

namespace leeward::app {
namespace {

Ring turned_rectangle(Vec2 corner, double bearing_rad, double along, double across) {
  const Vec2 ahead = along * Vec2{std::sin(bearing_rad), std::cos(bearing_rad)};
  const Vec2 right = across * Vec2{std::cos(bearing_rad), -std::sin(bearing_rad)};
  return {corner, corner + ahead, corner + ahead + right, corner + right};
}

}  // namespace

Ring aermod_rectangle(Vec2 corner, double x_length_m, double y_length_m, double angle_deg) {
  return turned_rectangle(corner, angle_deg * rad_per_deg, y_length_m, x_length_m);
}

Ring aermod_line(Vec2 begin, Vec2 end, double width_m) {
  const Vec2 run = end - begin;
  const double bearing = std::atan2(run.x, run.y);
  const Vec2 corner = begin + 0.5 * width_m * Vec2{-std::cos(bearing), std::sin(bearing)};
  return turned_rectangle(corner, bearing, length(run), width_m);
}

Ring aermod_circle(Vec2 centre, double radius_m, int vertex_count) {
  const double angle = std::numbers::pi / vertex_count;
  const double apothem = std::sqrt(angle * radius_m * radius_m * std::tan(angle));
  Ring ring;
  for (int i = 0; i < vertex_count; ++i) {
    const double bearing = 2.0 * i * angle;
    ring.push_back(centre + apothem / std::sin(angle) * Vec2{std::sin(bearing), std::cos(bearing)});
  }
  return ring;
}

}  // namespace leeward::app

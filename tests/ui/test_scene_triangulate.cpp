// Areas of polygons are exact facts: the triangles of a polygon have its area, whatever its shape.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "support/made_city.h"
#include "triangulate.h"

namespace leeward::ui {
namespace {

double triangle_area(const Triangulation& t) {
  double sum = 0;
  for (const auto& [a, b, c] : t.triangles)
    sum += 0.5 * cross(t.points[b] - t.points[a], t.points[c] - t.points[a]);
  return sum;
}

// Rounding of coordinates of some 1e6 m: 1e-16 * 1e6 * 1e2 m of side.
constexpr double rounding_m2 = 1e-6;

void expect_covered(const Polygon& polygon) {
  const Triangulation t = triangulate(polygon);
  EXPECT_NEAR(triangle_area(t), area(polygon), rounding_m2 * std::max(1.0, area(polygon)));
  for (const auto& [a, b, c] : t.triangles) {
    const Vec2 middle = (1.0 / 3) * (t.points[a] + t.points[b] + t.points[c]);
    EXPECT_GT(cross(t.points[b] - t.points[a], t.points[c] - t.points[a]), 0);
    EXPECT_TRUE(contains(polygon, middle));
  }
}

TEST(Triangulate, EveryFootprintOfTheMadeUpCityIsCovered) {
  const auto city = made::city();
  for (const Building& building : city->buildings) {
    SCOPED_TRACE(building.id);
    expect_covered(building.footprint_m);
  }
}

TEST(Triangulate, OrientationOfRingsDoesNotMatter) {
  for (const bool is_outer_turned : {false, true})
    for (const bool is_hole_turned : {false, true}) {
      Polygon p{{{0, 0}, {10, 0}, {10, 8}, {0, 8}}, {{{2, 2}, {5, 2}, {5, 6}, {2, 6}}}};
      if (is_outer_turned) std::reverse(p.outer.begin(), p.outer.end());
      if (is_hole_turned) std::reverse(p.holes[0].begin(), p.holes[0].end());
      expect_covered(p);
    }
}

TEST(Triangulate, SeveralHolesInAStar) {
  Polygon star;
  for (int i = 0; i < 24; ++i) {
    const double r = i % 2 == 0 ? 100 : 60;
    const double a = std::numbers::pi * i / 12;
    star.outer.push_back({390000 + r * std::cos(a), 5818000 + r * std::sin(a)});
  }
  for (const Vec2 c : {Vec2{-30, -20}, Vec2{25, -20}, Vec2{0, 30}, Vec2{0, -5}})
    star.holes.push_back(made::box_ring(Vec2{390000, 5818000} + c, 12, 9, 0.4 * c.x));
  expect_covered(star);
}

TEST(Triangulate, RandomStarShapedRingsAreCovered) {
  std::mt19937 random(11);
  const auto unit = [&] { return static_cast<double>(random() >> 8) / 16777216.0; };
  for (int round = 0; round < 200; ++round) {
    Ring ring;
    const int corners = 3 + static_cast<int>(30 * unit());
    for (int i = 0; i < corners; ++i) {
      const double r = 5 + 40 * unit();
      const double a = 2 * std::numbers::pi * (i + 0.9 * unit()) / corners;
      ring.push_back({r * std::cos(a), r * std::sin(a)});
    }
    // With few corners the middle may lie outside and the ring cross itself; those are not polygons.
    if (corners < 6) continue;
    SCOPED_TRACE(round);
    expect_covered({ring, {}});
  }
}

TEST(Triangulate, RepeatedAndCollinearCornersAreHarmless) {
  expect_covered({{{0, 0}, {5, 0}, {5, 0}, {10, 0}, {10, 10}, {10, 10}, {5, 10}, {0, 10}, {0, 0}}, {}});
  EXPECT_TRUE(triangulate({{{0, 0}, {1, 1}}, {}}).triangles.empty());
  EXPECT_TRUE(triangulate({}).triangles.empty());
}

}  // namespace
}  // namespace leeward::ui

#include <gtest/gtest.h>

#include "core/model/geometry.h"
#include "core/model/receptor.h"

namespace leeward {
namespace {

const Ring square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};

TEST(Geometry, AreaIsPositiveCounterClockwise) {
  EXPECT_DOUBLE_EQ(signed_area(square), 100);
  EXPECT_DOUBLE_EQ(signed_area(Ring(square.rbegin(), square.rend())), -100);
}

TEST(Geometry, AreaKeepsItsDigitsFarFromTheOrigin) {
  Ring far = square;
  for (Vec2& p : far) p = p + Vec2{4'500'000.25, 5'820'000.5};
  EXPECT_DOUBLE_EQ(signed_area(far), 100);
  EXPECT_EQ(centroid(far), (Vec2{4'500'005.25, 5'820'005.5}));
}

TEST(Geometry, HolesAreNotInside) {
  const Polygon courtyard{square, {{{4, 4}, {6, 4}, {6, 6}, {4, 6}}}};
  EXPECT_DOUBLE_EQ(area(courtyard), 96);
  EXPECT_TRUE(contains(courtyard, {2, 5}));
  EXPECT_FALSE(contains(courtyard, {5, 5}));
  EXPECT_FALSE(contains(courtyard, {12, 5}));
}

TEST(Geometry, DegenerateRingHasTheMeanOfItsVertices) {
  EXPECT_EQ(centroid({{0, 0}, {4, 0}, {8, 0}}), (Vec2{4, 0}));
  EXPECT_EQ(signed_area({{0, 0}, {1, 1}}), 0);
}

TEST(Geometry, DistanceToASegmentIsToItsNearestPoint) {
  EXPECT_DOUBLE_EQ(distance_to_segment({5, 3}, {0, 0}, {10, 0}), 3);
  EXPECT_DOUBLE_EQ(distance_to_segment({13, 4}, {0, 0}, {10, 0}), 5);
  EXPECT_DOUBLE_EQ(distance_to_segment({3, 4}, {0, 0}, {0, 0}), 5);
}

TEST(ReceptorGrid, TilesTheDomainFromItsSouthWestCorner) {
  const ReceptorGrid grid = grid_over({{100, 200}, {131, 220}}, 10);
  EXPECT_EQ(grid.columns, 3U);
  EXPECT_EQ(grid.rows, 2U);
  EXPECT_EQ(grid.position(0, 0), (Vec2{105, 205}));
  EXPECT_EQ(grid.bounds(), (Box2{{100, 200}, {130, 220}}));
}

TEST(ReceptorGrid, RoundingOfTheDomainCostsNoColumn) {
  // 2315 m / 10 m and 0.3 / 0.1 = 2.9999999999999996.
  EXPECT_EQ(grid_over({{0, 0}, {0.3, 0.3}}, 0.1).columns, 3U);
}

}  // namespace
}  // namespace leeward

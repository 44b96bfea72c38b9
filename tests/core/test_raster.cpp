#include <gtest/gtest.h>

#include "core/model/raster.h"

namespace leeward {
namespace {

/// 3 x 2 cells of 10 m; the value at a centre is 100 + x + 2 y there.
Raster<float> plane() {
  Raster<float> raster;
  raster.columns = 3;
  raster.rows = 2;
  raster.north_west = {0, 20};
  raster.cell_width_m = raster.cell_height_m = 10;
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 3; ++column) {
      const Vec2 p = raster.centre(column, row);
      raster.cells.push_back(static_cast<float>(100 + p.x + 2 * p.y));
    }
  raster.valid.assign(6, 1);
  return raster;
}

TEST(SampleBilinear, IsExactOnAPlane) {
  const auto raster = plane();
  for (const Vec2 p : {Vec2{5, 5}, Vec2{12, 9}, Vec2{25, 15}, Vec2{17.5, 12.5}})
    EXPECT_DOUBLE_EQ(*sample_bilinear(raster, p), 100 + p.x + 2 * p.y);
}

TEST(SampleBilinear, KeepsTheEdgeValueInTheOuterHalfCell) {
  EXPECT_DOUBLE_EQ(*sample_bilinear(plane(), {0, 5}), *sample_bilinear(plane(), {5, 5}));
}

TEST(SampleBilinear, HasNoValueOutside) {
  EXPECT_FALSE(sample_bilinear(plane(), {-0.1, 5}));
  EXPECT_FALSE(sample_bilinear(plane(), {5, 20.1}));
  EXPECT_FALSE(sample_bilinear(Raster<float>{}, {0, 0}));
}

TEST(SampleBilinear, ReplacesAnInvalidNodeByTheMeanOfTheOthers) {
  auto raster = plane();
  raster.cells[0] = -9999;  // the north-west cell
  raster.valid[0] = 0;
  const double mean = (double{raster.cells[1]} + double{raster.cells[3]} + double{raster.cells[4]}) / 3;
  EXPECT_DOUBLE_EQ(*sample_bilinear(raster, {5, 15}), mean);
  raster.valid.assign(6, 0);
  EXPECT_FALSE(sample_bilinear(raster, {5, 15}));
}

TEST(NearestValue, IsThatOfTheNearestValidCellInsideAndOutside) {
  Raster<float> raster;
  raster.columns = 4;
  raster.rows = 3;
  raster.north_west = {0, 30};
  raster.cell_width_m = raster.cell_height_m = 10;
  raster.cells = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  raster.valid.assign(12, 1);
  EXPECT_EQ(nearest_value(raster, {15, 15}), 6.0);
  EXPECT_EQ(nearest_value(raster, {-500, 900}), 1.0) << "north-west of it";
  EXPECT_EQ(nearest_value(raster, {5000, -20}), 12.0) << "south-east of it";
  raster.valid.assign(12, 0);
  EXPECT_FALSE(nearest_value(raster, {15, 15}));
  raster.valid[3] = 1;
  EXPECT_EQ(nearest_value(raster, {1, 1}), 4.0) << "the only one, in the far corner";
  EXPECT_FALSE(nearest_value(Raster<float>{}, {0, 0}));
}

TEST(SampleCell, IsTheCellThatHoldsThePoint) {
  Raster<std::uint8_t> raster;
  raster.columns = raster.rows = 2;
  raster.north_west = {0, 20};
  raster.cell_width_m = raster.cell_height_m = 10;
  raster.cells = {1, 2, 3, 4};
  raster.valid = {1, 1, 1, 0};
  EXPECT_EQ(*sample_cell(raster, {1, 19}), 1);
  EXPECT_EQ(*sample_cell(raster, {19, 19}), 2);
  EXPECT_EQ(*sample_cell(raster, {1, 1}), 3);
  EXPECT_FALSE(sample_cell(raster, {19, 1}));
  EXPECT_EQ(*sample_cell(raster, {20, 20}), 2) << "the outer edge belongs to the last cell";
}

}  // namespace
}  // namespace leeward

// Relies on: the contract in gis/raster_write.h.
#include "gis/raster_write.h"

#include <gmock/gmock.h>

#include "product_support.h"

namespace leeward::gis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class T>
Raster<T> small_raster() {
  Raster<T> raster;
  raster.columns = 3;
  raster.rows = 2;
  raster.north_west = {388000, 5818040};
  raster.cell_width_m = 10;
  raster.cell_height_m = 20;
  raster.cells = {1, 2, 3, 4, 5, 6};
  raster.valid = {1, 1, 0, 1, 1, 1};
  raster.unit = "m";
  return raster;
}

const RasterInfo info{"EPSG:25833", "elevation", {{"SOURCE", "test"}}};

template <class T>
std::vector<T> cells_of(const std::filesystem::path& file, GDALDataType type) {
  const auto dataset = test::open_dataset(file, GDAL_OF_RASTER);
  std::vector<T> cells(6);
  EXPECT_TRUE(dataset && dataset->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, 3, 2, cells.data(), 3, 2, type, 0,
                                                             0, nullptr) == CE_None);
  return cells;
}

TEST(WriteGeotiff, FloatCellsPlaceAndMetadata) {
  const test::ProductFolder folder;
  const auto file = folder / "terrain.tif";
  ASSERT_TRUE(write_geotiff(file, small_raster<float>(), info));
  EXPECT_THAT(cells_of<float>(file, GDT_Float32), ElementsAre(1, 2, -9999, 4, 5, 6));
  const auto dataset = test::open_dataset(file, GDAL_OF_RASTER);
  double transform[6];
  ASSERT_EQ(dataset->GetGeoTransform(transform), CE_None);
  EXPECT_THAT(transform, ElementsAre(388000, 10, 0, 5818040, 0, -20));
  EXPECT_STREQ(dataset->GetSpatialRef()->GetAuthorityCode(nullptr), "25833");
  EXPECT_STREQ(dataset->GetMetadataItem("SOURCE"), "test");
  EXPECT_STREQ(dataset->GetRasterBand(1)->GetDescription(), "elevation");
  EXPECT_STREQ(dataset->GetRasterBand(1)->GetUnitType(), "m");
  EXPECT_EQ(dataset->GetRasterBand(1)->GetNoDataValue(), -9999);
  EXPECT_THAT(folder.names(), ElementsAre("terrain.tif"));
}

TEST(WriteGeotiff, ByteCells) {
  const test::ProductFolder folder;
  ASSERT_TRUE(write_geotiff(folder / "cover.tif", small_raster<std::uint8_t>(), info));
  EXPECT_THAT(cells_of<std::uint8_t>(folder / "cover.tif", GDT_Byte), ElementsAre(1, 2, 255, 4, 5, 6));
}

TEST(WriteGeotiff, SameRasterGivesTheSameBytes) {
  const test::ProductFolder folder;
  ASSERT_TRUE(write_geotiff(folder / "a.tif", small_raster<float>(), info));
  ASSERT_TRUE(write_geotiff(folder / "b.tif", small_raster<float>(), info));
  EXPECT_EQ(test::bytes_of(folder / "a.tif"), test::bytes_of(folder / "b.tif"));
}

TEST(WriteGeotiff, WhatIsNotWholeIsRefusedAndLeavesNothing) {
  const test::ProductFolder folder;
  Raster<float> raster = small_raster<float>();
  raster.valid.pop_back();
  EXPECT_FALSE(write_geotiff(folder / "a.tif", raster, info));
  EXPECT_FALSE(write_geotiff(folder / "a.tif", Raster<float>{}, info));
  const auto wrong_crs = write_geotiff(folder / "a.tif", small_raster<float>(), {"EPSG:4326", "", {}});
  ASSERT_FALSE(wrong_crs);
  EXPECT_EQ(wrong_crs.error().code, ErrorCode::coordinate);
  const auto nowhere = write_geotiff(folder / "no/folder/a.tif", small_raster<float>(), info);
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().message, HasSubstr("cannot be written"));
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace leeward::gis

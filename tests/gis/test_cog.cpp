// Relies on: the contract in gis/products.h; GDAL's own validate_cloud_optimized_geotiff (osgeo_utils 3.6.2)
// and gdalinfo.
#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <limits>

#include "gis/products.h"
#include "product_support.h"

namespace leeward::gis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string validator = "/usr/bin/python3 -m osgeo_utils.samples.validate_cloud_optimized_geotiff";

std::vector<FieldMap> day_of_maps(std::size_t columns, std::size_t rows, std::size_t count) {
  std::vector<FieldMap> maps;
  for (std::size_t i = 0; i < count; ++i)
    maps.push_back(
        test::map_of(columns, rows, 0.5F * static_cast<float>(i), fmt::format("2024-06-20T{:02}:00Z", i)));
  return maps;
}

class Cog : public ::testing::Test {
protected:
  std::filesystem::path write(const std::vector<FieldMap>& maps) {
    const auto file = folder_ / "NO2.tif";
    const auto written = write_cog(file, maps, test::product_info());
    EXPECT_TRUE(written) << (written ? "" : to_text(written.error()));
    return file;
  }
  test::ProductFolder folder_;
};

TEST_F(Cog, ValuesComeBackNorthUpWithTheirPlace) {
  const auto maps = day_of_maps(231, 226, 3);
  const auto dataset = test::open_dataset(write(maps), GDAL_OF_RASTER);
  ASSERT_TRUE(dataset);
  EXPECT_EQ(dataset->GetRasterXSize(), 231);
  EXPECT_EQ(dataset->GetRasterYSize(), 226);
  ASSERT_EQ(dataset->GetRasterCount(), 3);
  double transform[6];
  ASSERT_EQ(dataset->GetGeoTransform(transform), CE_None);
  // The south-west cell's centre is (388005, 5818005): its outer corner 5 m away, the north edge 226 cells
  // further.
  EXPECT_THAT(transform, ElementsAre(388000, 10, 0, 5818000 + 2260, 0, -10));
  std::vector<float> cells(231 * 226);
  ASSERT_EQ(dataset->GetRasterBand(3)->RasterIO(GF_Read, 0, 0, 231, 226, cells.data(), 231, 226, GDT_Float32,
                                                0, 0, nullptr),
            CE_None);
  for (std::size_t row = 0; row < 226; ++row)
    for (std::size_t column = 0; column < 231; ++column)
      ASSERT_EQ(cells[(225 - row) * 231 + column], maps[2].values[row * 231 + column])
          << column << " " << row;
  EXPECT_STREQ(dataset->GetSpatialRef()->GetAuthorityCode(nullptr), "25833");
}

TEST_F(Cog, SaysWhatEachBandIs) {
  auto maps = day_of_maps(40, 30, 2);
  maps[1].has_values = false;
  maps[1].values.clear();
  FieldMap mean = test::map_of(40, 30, 0, "2024-06-20T00:00Z/2024-06-20T23:00Z");
  mean.statistic = "period mean";
  mean.valid_hours = 23;
  maps.push_back(mean);
  const auto dataset = test::open_dataset(write(maps), GDAL_OF_RASTER);
  ASSERT_TRUE(dataset);
  EXPECT_STREQ(dataset->GetMetadataItem("SCENARIO"), "base");
  EXPECT_STREQ(dataset->GetMetadataItem("INPUT_HASH"), "0a1b2c3d");
  EXPECT_STREQ(dataset->GetMetadataItem("RUN_ID"), "base-2024-06-20-0a1b2c3d");
  EXPECT_STREQ(dataset->GetMetadataItem("TITLE"), "Teststadt & Söhne");
  EXPECT_STREQ(dataset->GetMetadataItem("ATTRIBUTION"), "© Somebody");
  EXPECT_STREQ(dataset->GetMetadataItem("SOLVER"), "solver 1");
  EXPECT_STREQ(dataset->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "DEFLATE");
  EXPECT_STREQ(dataset->GetMetadataItem("PREDICTOR", "IMAGE_STRUCTURE"), "3");
  EXPECT_STREQ(dataset->GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE"), "BAND");
  GDALRasterBand* hourly = dataset->GetRasterBand(1);
  EXPECT_EQ(hourly->GetRasterDataType(), GDT_Float32);
  EXPECT_EQ(hourly->GetNoDataValue(), -9999);
  EXPECT_STREQ(hourly->GetDescription(), "NO2 2024-06-20T00:00Z");
  EXPECT_STREQ(hourly->GetUnitType(), "ug/m3");
  EXPECT_STREQ(hourly->GetMetadataItem("POLLUTANT"), "NO2");
  EXPECT_STREQ(hourly->GetMetadataItem("STATISTIC"), "hourly mean");
  EXPECT_STREQ(hourly->GetMetadataItem("HOUR"), "2024-06-20T00:00Z");
  EXPECT_STREQ(hourly->GetMetadataItem("UNIT"), "ug/m3");
  EXPECT_STREQ(hourly->GetMetadataItem("HEIGHT_M"), "1.5");
  EXPECT_STREQ(hourly->GetMetadataItem("STATUS"), "valid");
  GDALRasterBand* calm = dataset->GetRasterBand(2);
  EXPECT_THAT(calm->GetMetadataItem("STATUS"), HasSubstr("no data"));
  float corner = 0;
  ASSERT_EQ(calm->RasterIO(GF_Read, 0, 0, 1, 1, &corner, 1, 1, GDT_Float32, 0, 0, nullptr), CE_None);
  EXPECT_EQ(corner, -9999);
  EXPECT_STREQ(dataset->GetRasterBand(3)->GetMetadataItem("VALID_HOURS"), "23");
  EXPECT_STREQ(dataset->GetRasterBand(3)->GetDescription(),
               "NO2 period mean 2024-06-20T00:00Z/2024-06-20T23:00Z");
  EXPECT_THAT(folder_.names(), ElementsAre("NO2.tif"));  // nothing beside it, no left-over
}

TEST_F(Cog, IsCloudOptimisedByGdalsOwnJudgement) {
  if (test::run_tool(validator + " --help").text.find("usage") == std::string::npos &&
      test::run_tool("/usr/bin/python3 -c 'import osgeo_utils'").exit_code != 0)
    GTEST_SKIP() << "osgeo_utils is not installed";
  for (const auto& [columns, rows, bands] :
       {std::tuple(231, 226, 48), std::tuple(1200, 900, 2), std::tuple(12, 9, 1)}) {
    const auto file = write(day_of_maps(static_cast<std::size_t>(columns), static_cast<std::size_t>(rows),
                                        static_cast<std::size_t>(bands)));
    const auto verdict = test::run_tool(validator + " --full-check=yes " + file.string());
    EXPECT_EQ(verdict.exit_code, 0) << verdict.text;
    EXPECT_THAT(verdict.text, HasSubstr("is a valid cloud optimized GeoTIFF")) << columns;
    EXPECT_THAT(verdict.text, Not(HasSubstr("warning"))) << columns;
  }
}

TEST_F(Cog, GdalinfoShowsBandsAndOverviews) {
  if (!test::has_tool("gdalinfo")) GTEST_SKIP() << "gdalinfo is not installed";
  const auto info = test::run_tool("gdalinfo -json -stats " + write(day_of_maps(231, 226, 2)).string());
  ASSERT_EQ(info.exit_code, 0) << info.text;
  EXPECT_THAT(info.text, HasSubstr("\"overviews\""));
  EXPECT_THAT(info.text, HasSubstr("\"noDataValue\":-9999.0"));
  EXPECT_THAT(info.text, HasSubstr("ETRS89 / UTM zone 33N"));
  EXPECT_THAT(info.text, HasSubstr("\"maximum\":225230.0"));  // 230 + 1000 x 225
}

TEST_F(Cog, OverviewsAreMeansOfTheCellsThatHaveValues) {
  FieldMap map = test::map_of(300, 200, 0, "2024-06-20T00:00Z");
  std::fill(map.values.begin(), map.values.end(), 4.0F);
  map.values[199 * 300] = 8;  // the north-west cell
  const auto dataset = test::open_dataset(write({map}), GDAL_OF_RASTER);
  ASSERT_TRUE(dataset);
  GDALRasterBand* band = dataset->GetRasterBand(1);
  ASSERT_EQ(band->GetOverviewCount(), 2);
  GDALRasterBand* half = band->GetOverview(0);
  EXPECT_EQ(half->GetXSize(), 150);
  float corner = 0;
  ASSERT_EQ(half->RasterIO(GF_Read, 0, 0, 1, 1, &corner, 1, 1, GDT_Float32, 0, 0, nullptr), CE_None);
  EXPECT_EQ(corner, 5);  // (8 + 4 + 4 + 4) / 4
}

TEST_F(Cog, SameMapsGiveTheSameBytes) {
  const auto maps = day_of_maps(231, 226, 5);
  const std::string first = test::bytes_of(write(maps));
  EXPECT_EQ(test::bytes_of(write(maps)), first);
}

TEST_F(Cog, ManyBandsTakeSecondsAtMostAndOneBandIsCheapToRead) {
  auto maps = day_of_maps(240, 200, 720);
  const auto start = std::chrono::steady_clock::now();
  const auto file = write(maps);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  RecordProperty("seconds_720_bands", fmt::format("{:.2f}", taken.count()));
  EXPECT_LT(taken.count(), 20);  // 3 s on two busy cores; the limit catches another order of magnitude
  const auto dataset = test::open_dataset(file, GDAL_OF_RASTER);
  ASSERT_TRUE(dataset);
  ASSERT_EQ(dataset->GetRasterCount(), 720);
  std::vector<float> cells(240 * 200);
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(dataset->GetRasterBand(700)->RasterIO(GF_Read, 0, 0, 240, 200, cells.data(), 240, 200,
                                                  GDT_Float32, 0, 0, nullptr),
            CE_None);
  const std::chrono::duration<double> read = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(read.count(), 0.5);  // some milliseconds; all bands together take above a second
  EXPECT_EQ(cells[0], maps[699].values[199 * 240]);
}

TEST_F(Cog, WhatCannotBeAMapIsRefusedAndLeavesNothing) {
  const auto refusal = [this](const std::vector<FieldMap>& maps, const ProductInfo& info) {
    const auto written = write_cog(folder_ / "bad.tif", maps, info);
    return written ? std::string("written") : to_text(written.error());
  };
  EXPECT_THAT(refusal({}, test::product_info()), HasSubstr("no map"));
  auto maps = day_of_maps(4, 3, 2);
  maps[1].values[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal(maps, test::product_info()), HasSubstr("cell 5 is not a number"));
  maps = day_of_maps(4, 3, 2);
  maps[1].grid.spacing_m = 20;
  EXPECT_THAT(refusal(maps, test::product_info()), HasSubstr("not on the grid of the first map"));
  ProductInfo info = test::product_info();
  info.crs_wkt2 = "EPSG:4326";
  EXPECT_THAT(refusal(day_of_maps(4, 3, 1), info), HasSubstr("is not projected"));
  info.crs_wkt2 = "nonsense";
  EXPECT_THAT(refusal(day_of_maps(4, 3, 1), info), HasSubstr("not understood"));
  EXPECT_TRUE(folder_.names().empty());
  const auto written =
      write_cog(folder_ / "no/such/folder/x.tif", day_of_maps(4, 3, 1), test::product_info());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::resource);
}

}  // namespace
}  // namespace leeward::gis

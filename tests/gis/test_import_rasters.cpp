// Terrain, surface, land cover, population rasters: alignment, holes, CRS, resampling of a plane, sums.
#include <cmath>

#include "raster_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

float plane(double x, double y) {
  return static_cast<float>(50 + 0.01 * (x - west_m) + 0.02 * (y - south_m));
}

TEST(ImportTerrain, AlignedCellsAreCopied) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  write_tif(file, {.value = [](int column, int row) { return static_cast<float>(100 * row + column); }});
  Kit kit = empty_kit();
  kit.terrain.file = file;
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const Raster<float>& t = city->value.terrain;
  ASSERT_EQ(t.columns, 10U);
  ASSERT_EQ(t.rows, 10U);
  EXPECT_EQ(t.north_west, (Vec2{west_m, south_m + 1000}));
  for (std::size_t row = 0; row < 10; ++row)
    for (std::size_t column = 0; column < 10; ++column)
      EXPECT_EQ(t.cells[t.index(column, row)], static_cast<float>(100 * row + column));
  EXPECT_TRUE(city->faults.empty()) << outcome_text(city);
}

TEST(ImportTerrain, APlaneInAnotherCrsStaysAPlane) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  // Degrees around the domain; values are the plane over longitude and latitude, compared at a few places.
  const double lon0 = 13.355, lat0 = 52.530;
  write_tif(file, {.columns = 60,
                   .rows = 60,
                   .west = lon0,
                   .north = lat0,
                   .cell = 0.0005,
                   .crs = "EPSG:4326",
                   .value = [&](int c, int r) {
                     return static_cast<float>(10 + 0.5 * (c + 0.5) + 0.25 * (r + 0.5));
                   }});
  Kit kit = empty_kit();
  kit.terrain.file = file;
  kit.terrain.resolution_m = 20;
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  OGRSpatialReference utm, geographic;
  utm.importFromEPSG(25833);
  geographic.importFromEPSG(4326);
  utm.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  geographic.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::unique_ptr<OGRCoordinateTransformation> to_degrees(
      OGRCreateCoordinateTransformation(&utm, &geographic));
  for (const Vec2 offset : {Vec2{200, 300}, Vec2{500, 500}, Vec2{700, 200}}) {
    double x = west_m + offset.x;
    double y = south_m + offset.y;
    const auto value = sample_bilinear(city->value.terrain, {x, y});
    ASSERT_TRUE(to_degrees->Transform(1, &x, &y));
    ASSERT_TRUE(value);
    // Two bilinear steps of a plane are exact but for float (4e-6 relative) and the warper's 0.125 pixel of
    // 0.56 m/pixel.
    EXPECT_NEAR(*value, 10 + 0.5 * (x - lon0) / 0.0005 + 0.25 * (lat0 - y) / 0.0005, 0.1);
  }
}

TEST(ImportTerrain, HolesInsideTheDomainAreFilledAndCounted) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  write_tif(file, {.value = [](int c, int r) { return c == 4 && r == 4 ? -9999.0F : 30.0F; }});
  Kit kit = empty_kit();
  kit.terrain.file = file;
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.terrain.cells[city->value.terrain.index(4, 4)], 30.0F);
  EXPECT_THAT(all_text(city->faults), HasSubstr("1 of 100 cells (1.00 %) of the domain without a value"));
}

TEST(ImportTerrain, MostlyEmptyIsRefusedAndSoIsAllEmpty) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  Kit kit = empty_kit();
  kit.terrain.file = file;
  write_tif(file, {.value = [](int c, int) { return c < 6 ? -9999.0F : 30.0F; }});
  const auto mostly = import(kit);
  ASSERT_FALSE(mostly);
  EXPECT_THAT(to_text(mostly.error()), HasSubstr("60 of 100 cells"));
  write_tif(file, {.value = [](int, int) { return -9999.0F; }});
  const auto all = import(kit);
  ASSERT_FALSE(all);
  EXPECT_THAT(to_text(all.error()), HasSubstr("no cell with a value"));
}

TEST(ImportTerrain, UndeclaredNodataIsOutOfRange) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  write_tif(file, {.nodata = -1, .value = [](int c, int r) { return c == 4 && r == 4 ? -32768.0F : 30.0F; }});
  Kit kit = empty_kit();
  kit.terrain.file = file;
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_THAT(all_text(city->faults), HasSubstr("1 of 100 cells out of range, for instance -32768"));
  EXPECT_EQ(city->value.terrain.cells[city->value.terrain.index(4, 4)], 30.0F);
}

TEST(ImportTerrain, NodataOfTheKitIsNotAveragedIn) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  // 0 means "none" west of column 21, undeclared; cells of 20 m and 40 m straddle that edge.
  write_tif(file, {.columns = 100, .rows = 100, .cell = 10, .value = [](int column, int) {
                     return column < 21 ? 0.0F : 100.0F;
                   }});
  for (const double resolution_m : {20.0, 40.0}) {
    Kit kit = empty_kit();
    kit.terrain.file = file;
    kit.terrain.nodata = 0;
    kit.terrain.resolution_m = resolution_m;
    const auto city = import(kit);
    ASSERT_TRUE(city) << outcome_text(city);
    const Raster<float>& t = city->value.terrain;
    float lowest = 1e9F;
    for (std::size_t i = 0; i < t.cells.size(); ++i)
      if (t.valid[i]) lowest = std::min(lowest, t.cells[i]);
    EXPECT_NEAR(lowest, 100, 1e-3) << "at " << resolution_m << " m";
  }
}

TEST(ImportTerrain, WithoutCrsRefusedUnlessDeclaredAndFarAwayRefused) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  write_tif(file, {.crs = "", .value = [](int, int) { return 30.0F; }});
  Kit kit = empty_kit();
  kit.terrain.file = file;
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("no coordinate system"));
  kit.terrain.crs = "EPSG:25833";
  EXPECT_TRUE(import(kit));
  kit.terrain.crs = "EPSG:25832";
  const auto far = import(kit);
  ASSERT_FALSE(far);
  EXPECT_THAT(to_text(far.error()), HasSubstr("expected one that reaches the domain"));
}

TEST(ImportTerrain, ReachesBeyondTheDomainWhereTheFileDoes) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  write_tif(file, {.columns = 300,
                   .rows = 300,
                   .west = west_m - 15000,
                   .north = south_m + 15000,
                   .value = [](int c, int r) {
                     return plane(west_m - 15000 + 100 * c, south_m + 15000 - 100 * r);
                   }});
  Kit kit = empty_kit();
  kit.terrain.file = file;
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const Box2 box = city->value.terrain.bounds();
  EXPECT_NEAR(box.min.x, west_m - 10000, 100);
  EXPECT_NEAR(box.max.x, west_m + 11000, 100);
}

TEST(ImportSurface, HeightIsDsmMinusDem) {
  const Workspace work;
  const auto dem = work.path() / "dem.tif";
  const auto dsm = work.path() / "dsm.tif";
  const auto height = [](double x, double y) {
    return x > 300 && x < 340 && y > 300 && y < 340 ? 21.0F : 0.0F;
  };
  write_tif(dem, {.columns = 200, .rows = 200, .cell = 5, .value = [](int c, int r) {
                    return plane(west_m + 5 * c, south_m + 1000 - 5 * r);
                  }});
  write_tif(dsm, {.columns = 200, .rows = 200, .cell = 5, .value = [&](int c, int r) {
                    return plane(west_m + 5 * c, south_m + 1000 - 5 * r) +
                           height(5 * c + 2.5, 1000 - 5 * r - 2.5);
                  }});
  Kit kit = empty_kit();
  kit.terrain.file = dem;
  kit.surface.file = dsm;
  kit.layers = {
      layer_of(LayerKind::buildings, work.write("b.geojson", geojson(square(301, 301, 38, R"("a":1)"))))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_EQ(city->value.buildings.size(), 1U);
  EXPECT_NEAR(city->value.buildings[0].height_m, 21, 1e-4);  // float of 70 m
  EXPECT_EQ(city->value.buildings[0].height_origin, "DSM - DEM");
  EXPECT_GT(city->value.buildings[0].base_elevation_m, 50);
}

TEST(ImportLandCover, ClassesOfARasterAndOfPolygons) {
  const Workspace work;
  const auto file = work.path() / "lc.tif";
  write_tif(file, {.value = [](int c, int) { return c < 5 ? 11.0F : c < 9 ? 21.0F : 77.0F; }});
  Kit kit = empty_kit();
  kit.land_cover.file = file;
  kit.land_cover.classes = {{"11", static_cast<int>(LandCover::built)},
                            {"21", static_cast<int>(LandCover::forest)}};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const Raster<std::uint8_t>& cover = city->value.land_cover;
  EXPECT_EQ(cover.cells[cover.index(0, 0)], static_cast<std::uint8_t>(LandCover::built));
  EXPECT_EQ(cover.cells[cover.index(8, 0)], static_cast<std::uint8_t>(LandCover::forest));
  EXPECT_EQ(cover.cells[cover.index(9, 0)], 0);
  EXPECT_THAT(all_text(city->faults), HasSubstr("'77' (10 cells)"));

  Kit polygons = empty_kit();
  polygons.land_cover.file = work.write("lc.geojson", geojson(square(0, 0, 500, R"("k":"wald")") + "," +
                                                              square(100, 100, 100, R"("k":"see")")));
  polygons.land_cover.class_field = "k";
  polygons.land_cover.resolution_m = 50;
  polygons.land_cover.classes = {{"wald", static_cast<int>(LandCover::forest)},
                                 {"see", static_cast<int>(LandCover::water)}};
  const auto second = import(polygons);
  ASSERT_TRUE(second) << outcome_text(second);
  const auto at = [&](double x, double y) {
    return sample_cell(second->value.land_cover, {west_m + x, south_m + y});
  };
  EXPECT_EQ(at(10, 10), static_cast<std::uint8_t>(LandCover::forest));
  EXPECT_EQ(at(150, 150), static_cast<std::uint8_t>(LandCover::water));  // the later polygon lies on top
  EXPECT_EQ(at(900, 900), std::nullopt);
}

TEST(ImportPopulation, ARastersSumIsKept) {
  const Workspace work;
  const auto file = work.path() / "p.tif";
  write_tif(file, {.columns = 4, .rows = 4, .cell = 250, .value = [](int c, int r) {
                     return static_cast<float>(10 * c + r);
                   }});
  Kit kit = empty_kit();
  kit.layers = {layer_of(LayerKind::population, file)};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_EQ(city->value.population.columns, 10U);
  double sum = 0;
  for (const float cell : city->value.population.cells) sum += static_cast<double>(cell);
  EXPECT_NEAR(sum, 4 * (0 + 10 + 20 + 30) + 4 * (0 + 1 + 2 + 3), 0.01);  // 264 people, float sums
}

TEST(ImportRaster, ACutFileIsRefused) {
  const Workspace work;
  const auto file = work.path() / "t.tif";
  write_tif(file, {.columns = 200, .rows = 200, .cell = 5, .value = [](int, int) { return 30.0F; }});
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  Kit kit = empty_kit();
  kit.terrain.file = file;
  const auto city = import(kit);
  ASSERT_FALSE(city);
  EXPECT_THAT(to_text(city.error()), HasSubstr("t.tif"));
}

}  // namespace
}  // namespace leeward

// Datums: known pairs of coordtransform 2.1.2 (../shared/realcity/awkward/vector/gcj02_bd09_known_pairs.csv),
// round trips. Axis order: toolchain notes, 114.1 E 22.55 N in EPSG:4547 is (510285.9, 2494707.6)
// traditional.
#include <cmath>
#include <fstream>
#include <sstream>

#include "crs.h"
#include "gcj02.h"
#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

TEST(Datum, KnownPairsOfCoordtransform) {
  const auto file = realcity() / "awkward/vector/gcj02_bd09_known_pairs.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there";
  std::ifstream in(file);
  std::string row;
  std::getline(in, row);
  int pairs = 0;
  while (std::getline(in, row)) {
    std::stringstream cells(row);
    std::string place, from, x, y, to, x_out, y_out;
    for (std::string* cell : {&place, &from, &x, &y, &to, &x_out, &y_out}) std::getline(cells, *cell, ',');
    const Vec2 p{std::stod(x), std::stod(y)};
    Vec2 result;
    double tolerance_deg = 1e-9;  // digits of the file
    if (from == "WGS84")
      result = gis::reading::gcj02_from_wgs84(p);
    else if (from == "GCJ-02" && to == "BD-09")
      result = gis::reading::bd09_from_gcj02(p);
    else if (from == "GCJ-02") {
      result = gis::reading::wgs84_from_gcj02(p);
      tolerance_deg = 2e-5;  // coordtransform's inverse is one step, not iterated
    } else {
      result = gis::reading::gcj02_from_bd09(p);
      tolerance_deg = 2e-5;  // as above
    }
    EXPECT_NEAR(result.x, std::stod(x_out), tolerance_deg) << row;
    EXPECT_NEAR(result.y, std::stod(y_out), tolerance_deg) << row;
    ++pairs;
  }
  EXPECT_EQ(pairs, 6);
}

TEST(Datum, InverseIsTheInverse) {
  for (double lon = 75; lon < 135; lon += 3.7)
    for (double lat = 5; lat < 52; lat += 3.1) {
      const Vec2 wgs84{lon, lat};
      const Vec2 back = gis::reading::wgs84_from_gcj02(gis::reading::gcj02_from_wgs84(wgs84));
      EXPECT_NEAR(back.x, lon, 2e-9);  // iteration stops at 1e-9
      EXPECT_NEAR(back.y, lat, 2e-9);
      const Vec2 bd09 = gis::reading::bd09_from_gcj02(gis::reading::gcj02_from_wgs84(wgs84));
      const Vec2 from_bd09 = gis::reading::wgs84_from_bd09(bd09);
      EXPECT_NEAR(from_bd09.x, lon, 4e-9);  // two iterations
      EXPECT_NEAR(from_bd09.y, lat, 4e-9);
    }
}

TEST(Crs, EastIsXAlsoWhereTheAuthoritySaysNorthing) {
  const auto from = gis::reading::make_srs("EPSG:4490");
  const auto to = gis::reading::make_srs("EPSG:4547");
  ASSERT_TRUE(from && to);
  const auto transformer = gis::reading::Transformer::make(*from, *to);
  ASSERT_TRUE(transformer);
  Vec2 p{114.1, 22.55};
  ASSERT_TRUE(transformer->transform(p));
  EXPECT_NEAR(p.x, 510285.9, 0.05);  // printed to 0.1 m
  EXPECT_NEAR(p.y, 2494707.6, 0.05);
}

TEST(Crs, AGeographicCityIsRefusedWithASuggestion) {
  const auto refused = gis::projected_crs_wkt2("EPSG:4326", 114.06, 22.54);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::coordinate);
  EXPECT_THAT(refused.error().message, HasSubstr("EPSG:32650 (WGS 84 / UTM zone 50N)"));
  const auto south = gis::projected_crs_wkt2("EPSG:4326", -51.2, -30.05);
  ASSERT_FALSE(south);
  EXPECT_THAT(south.error().message, HasSubstr("EPSG:32722"));
  const auto feet = gis::projected_crs_wkt2("EPSG:2263", 0, 0);
  ASSERT_FALSE(feet);
  EXPECT_THAT(feet.error().message, HasSubstr("expected metres"));
  const auto nonsense = gis::projected_crs_wkt2("EPSG:99999999", 0, 0);
  ASSERT_FALSE(nonsense);
  EXPECT_THAT(nonsense.error().message, HasSubstr("EPSG:99999999"));
  const auto good = gis::projected_crs_wkt2("EPSG:25833", 0, 0);
  ASSERT_TRUE(good);
  EXPECT_TRUE(good->starts_with("PROJCRS["));
}

TEST(Crs, ADeclaredGcj02LayerIsMovedBack) {
  const Workspace work;
  // Shenzhen civic centre: the GCJ-02 place of the known pairs.
  Kit kit = empty_kit();
  kit.settings.crs = "EPSG:4547";
  const auto wgs84 = gis::reading::make_srs("EPSG:4326");
  const auto city_srs = gis::reading::make_srs("EPSG:4547");
  ASSERT_TRUE(wgs84 && city_srs);
  const auto to_city = gis::reading::Transformer::make(*wgs84, *city_srs);
  ASSERT_TRUE(to_city);
  Vec2 expected{114.0579, 22.5431};
  ASSERT_TRUE(to_city->transform(expected));
  kit.settings.domain_m = Box2{expected, expected}.grown(2000);
  KitLayer layer =
      layer_of(LayerKind::stations, work.write("s.csv", "lon,lat\n114.06301399856547,22.54038281422246\n"));
  layer.fields = {{"x", "lon"}, {"y", "lat"}};
  layer.crs = "EPSG:4326";
  layer.datum = "GCJ-02";
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_NEAR(city->value.stations.at(0).position_m.x, expected.x,
              0.001);  // 1e-9 deg is 0.1 mm; text has 14 digits
  EXPECT_NEAR(city->value.stations.at(0).position_m.y, expected.y, 0.001);
  kit.layers[0].datum = "GCJ02";
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("\"GCJ-02\" or \"BD-09\""));
}

}  // namespace
}  // namespace leeward

// Relies on: the contract in gis/products.h; a cone and a plane, whose contour areas are known; ogrinfo and
// sqlite3.
#include <gmock/gmock.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <map>
#include <numbers>

#include "gis/products.h"
#include "product_support.h"

namespace leeward::gis {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::vector<double> breaks = {10, 20, 40};
const std::vector<std::string> colours = {"#ffffcc", "#feb24c", "#fc4e2a", "#800026"};

/// Value `top` in the middle, falling by `slope` per metre, never below 0; 10 m cells.
FieldMap cone(std::size_t side, double top, double slope) {
  FieldMap map = test::map_of(side, side, 0, "2024-06-20T00:00Z/2024-06-20T23:00Z");
  map.statistic = "period mean";
  const double middle = 0.5 * static_cast<double>(side - 1);
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      map.values[row * side + column] =
          static_cast<float>(std::max(0.0, top - slope * 10 *
                                                     std::hypot(static_cast<double>(column) - middle,
                                                                static_cast<double>(row) - middle)));
  return map;
}

class Contours : public ::testing::Test {
protected:
  std::filesystem::path write(const FieldMap& map) {
    const auto file = folder_ / "NO2.gpkg";
    const auto written = write_contours(file, map, breaks, colours, test::product_info());
    EXPECT_TRUE(written) << (written ? "" : to_text(written.error()));
    return file;
  }
  /// Area [m2] by class.
  std::map<int, double> areas(const FieldMap& map) {
    std::map<int, double> found;
    const auto dataset = test::open_dataset(write(map), GDAL_OF_VECTOR);
    OGRLayer* layer = dataset ? dataset->GetLayerByName("contours") : nullptr;
    if (layer == nullptr) return found;
    for (const auto& feature : *layer) {
      EXPECT_TRUE(feature->GetGeometryRef()->IsValid());
      found[feature->GetFieldAsInteger("class")] += feature->GetGeometryRef()->toMultiPolygon()->get_Area();
    }
    return found;
  }
  test::ProductFolder folder_;
};

TEST_F(Contours, AreasOfAConeAreThoseOfItsCircles) {
  // 50 ug/m3 in the middle, 0.1 per metre: 40, 20 and 10 at 100, 300 and 400 m; the square's side is 1210 m.
  const auto found = areas(cone(121, 50, 0.1));
  ASSERT_EQ(found.size(), 4u);
  const auto circle = [](double radius) { return std::numbers::pi * radius * radius; };
  // Cells of 10 m cut the circles: below 1 % of the smallest.
  EXPECT_NEAR(found.at(3), circle(100), 0.01 * circle(100));
  EXPECT_NEAR(found.at(2), circle(300) - circle(100), 0.01 * circle(300));
  EXPECT_NEAR(found.at(1), circle(400) - circle(300), 0.01 * circle(400));
  double whole = 0;
  for (const auto& [index, area] : found) whole += area;
  EXPECT_NEAR(whole, 1210.0 * 1210.0, 1.0);  // every place is in one class
}

TEST_F(Contours, MapsWithinOneClassAreOnePolygon) {
  const std::map<int, double> expected[] = {{{0, 40000.0}}, {{1, 40000.0}}, {{3, 40000.0}}};
  const float values[] = {0, 15, 99};
  for (std::size_t i = 0; i < 3; ++i) {
    FieldMap map = cone(20, 0, 0);
    std::fill(map.values.begin(), map.values.end(), values[i]);
    const auto found = areas(map);
    ASSERT_EQ(found.size(), 1u) << values[i];
    EXPECT_EQ(found.begin()->first, expected[i].begin()->first) << values[i];
    EXPECT_NEAR(found.begin()->second, 40000, 1e-3) << values[i];
  }
}

TEST_F(Contours, AttributesSayTheTrueLimits) {
  const auto dataset = test::open_dataset(write(cone(121, 50, 0.1)), GDAL_OF_VECTOR);
  ASSERT_TRUE(dataset);
  OGRLayer* layer = dataset->GetLayerByName("contours");
  ASSERT_NE(layer, nullptr);
  EXPECT_STREQ(layer->GetSpatialRef()->GetAuthorityCode(nullptr), "25833");
  std::map<int, std::pair<double, double>> limits;
  for (const auto& feature : *layer) {
    limits[feature->GetFieldAsInteger("class")] = {feature->GetFieldAsDouble("min_ug_per_m3"),
                                                   feature->GetFieldAsDouble("max_ug_per_m3")};
    EXPECT_STREQ(feature->GetFieldAsString("pollutant"), "NO2");
    EXPECT_STREQ(feature->GetFieldAsString("statistic"), "period mean");
    EXPECT_EQ(feature->GetFieldAsString("colour"),
              colours[static_cast<std::size_t>(feature->GetFieldAsInteger("class"))]);
  }
  EXPECT_EQ(limits.at(0), std::pair(0.0, 10.0));
  EXPECT_EQ(limits.at(1), std::pair(10.0, 20.0));
  EXPECT_EQ(limits.at(2), std::pair(20.0, 40.0));
  EXPECT_EQ(limits.at(3), std::pair(40.0, 50.0));  // the largest value, not GDAL's sentinel
}

TEST_F(Contours, StyleIsInTheFileAndBesideIt) {
  const auto file = write(cone(121, 50, 0.1));
  EXPECT_THAT(folder_.names(), UnorderedElementsAre("NO2.gpkg", "NO2.qml"));
  const std::string qml = test::bytes_of(folder_ / "NO2.qml");
  EXPECT_THAT(qml, HasSubstr("attr=\"class\""));
  EXPECT_THAT(qml, HasSubstr("label=\"below 10 ug/m3\""));
  EXPECT_THAT(qml, HasSubstr("label=\"20 to 40 ug/m3\""));
  EXPECT_THAT(qml, HasSubstr("label=\"40 ug/m3 and above\""));
  EXPECT_THAT(qml, HasSubstr("252,78,42,255"));  // #fc4e2a
  const auto parsed = test::run_tool(
      fmt::format("/usr/bin/python3 -c \"import xml.etree.ElementTree as e; r = e.parse('{}').getroot(); "
                  "print(r.tag, len(r.findall('.//category')), len(r.findall('.//symbol')))\"",
                  (folder_ / "NO2.qml").string()));
  EXPECT_THAT(parsed.text, HasSubstr("qgis 4 4"));
  if (!test::has_tool("sqlite3")) GTEST_SKIP() << "sqlite3 is not installed";
  const auto rows =
      test::run_tool(fmt::format("sqlite3 {} 'select f_table_name, f_geometry_column, useAsDefault, "
                                 "length(styleQML), update_time from layer_styles'",
                                 file.string()));
  EXPECT_EQ(rows.text, fmt::format("contours|geom|1|{}|1970-01-01T00:00:00.000Z\n", qml.size()));
}

TEST_F(Contours, OgrinfoReadsThePackage) {
  if (!test::has_tool("ogrinfo")) GTEST_SKIP() << "ogrinfo is not installed";
  const auto info = test::run_tool("ogrinfo -so " + write(cone(121, 50, 0.1)).string() + " contours");
  EXPECT_EQ(info.exit_code, 0);
  EXPECT_THAT(info.text, HasSubstr("Feature Count: 4"));
  EXPECT_THAT(info.text, HasSubstr("Geometry: Multi Polygon"));
  EXPECT_THAT(info.text, HasSubstr("© Somebody"));
}

TEST_F(Contours, SameMapGivesTheSameBytes) {
  const std::string first = test::bytes_of(write(cone(121, 50, 0.1)));
  std::filesystem::remove(folder_ / "NO2.gpkg");
  ::sleep(1);
  EXPECT_EQ(test::bytes_of(write(cone(121, 50, 0.1))), first);
}

TEST_F(Contours, WrongClassesAndEmptyHoursAreRefusedAndLeaveNothing) {
  const auto refusal = [this](const FieldMap& map, const std::vector<double>& limits,
                              const std::vector<std::string>& shades) {
    const auto written = write_contours(folder_ / "bad.gpkg", map, limits, shades, test::product_info());
    return written ? std::string("written") : to_text(written.error());
  };
  const FieldMap map = cone(10, 50, 1);
  EXPECT_THAT(refusal(map, {}, {"#000000"}), HasSubstr("no class limit"));
  EXPECT_THAT(refusal(map, {2, 1}, {"#000000", "#000000", "#000000"}), HasSubstr("must ascend"));
  EXPECT_THAT(refusal(map, {1}, {"#000000"}), HasSubstr("1 colours for 2 classes"));
  EXPECT_THAT(refusal(map, {1}, {"#000000", "red"}), HasSubstr("colour 'red'"));
  FieldMap calm = map;
  calm.has_values = false;
  EXPECT_THAT(refusal(calm, {1}, {"#000000", "#ffffff"}), HasSubstr("calm or missing"));
  EXPECT_TRUE(folder_.names().empty());
}

}  // namespace
}  // namespace leeward::gis

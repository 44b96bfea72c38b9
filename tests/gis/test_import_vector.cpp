// Buildings stand for every vector layer: what is read, repaired, left out and refused, and in which words.
#include <gdal_priv.h>

#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

KitLayer buildings(const std::filesystem::path& file) {
  KitLayer layer = layer_of(LayerKind::buildings, file);
  layer.fields = {{"height_m", "h"}};
  return layer;
}

TEST(ImportBuildings, TakesHeightsAndGroundPlan) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write("b.geojson", geojson(square(100, 200, 10, R"("h":12.5)"))))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_EQ(city->value.buildings.size(), 1U);
  const Building& b = city->value.buildings[0];
  EXPECT_DOUBLE_EQ(b.height_m, 12.5);
  EXPECT_EQ(b.height_origin, "field h");
  EXPECT_EQ(b.footprint_m.outer.size(), 4U);
  EXPECT_NEAR(area(b.footprint_m), 100, 1e-6);  // micrometres in the text
  EXPECT_NEAR(centroid(b.footprint_m.outer).x, west_m + 105, 1e-6);
}

TEST(ImportBuildings, StoreysTimesAStatedHeight) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer =
      layer_of(LayerKind::buildings, work.write("b.geojson", geojson(square(0, 0, 10, R"("n":4)"))));
  layer.fields = {{"storeys", "n"}};
  layer.values = {{"storey_height_m", 3.0}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_DOUBLE_EQ(city->value.buildings.at(0).height_m, 12.0);
  EXPECT_THAT(city->value.settings.assumptions.at(0), HasSubstr("storeys x 3 m"));
}

TEST(ImportBuildings, HeightsOutOfRangeAndMissingOnesAreLeftOutWithCounts) {
  const Workspace work;
  std::string features;
  for (int i = 0; i < 15; ++i) features += square(i * 20, 0, 10, R"("h":0.5)") + ",";
  features += square(0, 50, 10, R"("h":null)") + "," + square(0, 100, 10, R"("h":1500)") + "," +
              square(0, 150, 10, R"("h":9)");
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write("b.geojson", geojson(features)))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.buildings.size(), 1U);
  const std::string text = all_text(city->faults);
  EXPECT_THAT(text, HasSubstr("1 buildings without a height"));
  EXPECT_THAT(text, HasSubstr("and 6 more features"));  // 16 out of range, ten named
}

TEST(ImportBuildings, DefaultHeightIsUsedOnlyWhenTheKitGivesOne) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = buildings(work.write("b.geojson", geojson(square(0, 0, 10, R"("h":null)"))));
  layer.values = {{"height_m", 7.0}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_DOUBLE_EQ(city->value.buildings.at(0).height_m, 7.0);
  EXPECT_EQ(city->value.buildings.at(0).height_origin, "default");
}

TEST(ImportBuildings, ABowTieIsRepairedAndNamed) {
  const Workspace work;
  const auto p = [](double x, double y) {
    return "[" + std::to_string(west_m + x) + "," + std::to_string(south_m + y) + "]";
  };
  const std::string tie =
      R"({"type":"Feature","id":7,"properties":{"h":10},"geometry":{"type":"Polygon","coordinates":[[)" +
      p(0, 0) + "," + p(20, 20) + "," + p(20, 0) + "," + p(0, 20) + "," + p(0, 0) + "]]}}";
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write("b.geojson", geojson(tie)))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  double sum = 0;
  for (const Building& b : city->value.buildings) sum += area(b.footprint_m);
  EXPECT_NEAR(sum, 200, 1e-5);  // two triangles of 100 m2
  EXPECT_THAT(all_text(city->faults), HasSubstr("feature 7: found invalid polygon: Self-intersection"));
}

TEST(ImportBuildings, WhatLiesOutsideTheDomainIsCounted) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write(
      "b.geojson", geojson(square(-5, 0, 10, R"("h":5)") + "," + square(5000, 0, 10, R"("h":5)"))))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.buildings.size(), 1U);
  EXPECT_THAT(all_text(city->faults), HasSubstr("1 of 2 features outside the domain"));
}

TEST(ImportLayer, AWrongFieldNameListsTheFieldsThereAre) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = buildings(work.write("b.geojson", geojson(square(0, 0, 10, R"("hoehe":5,"art":"x")"))));
  layer.fields["storys"] = "art";
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_FALSE(city);
  EXPECT_EQ(city.error().code, ErrorCode::input);
  const std::string text = to_text(city.error());
  EXPECT_THAT(text, HasSubstr("hoehe, art"));
  EXPECT_THAT(text, HasSubstr("fields.storys"));  // both faults at once
}

TEST(ImportLayer, TextInANumericFieldIsNamedPerFeature) {
  const Workspace work;
  std::string features;
  for (int i = 0; i < 12; ++i) features += (i ? "," : "") + square(i * 20, 0, 10, R"("h":"hoch")");
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write("b.geojson", geojson(features)))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_TRUE(city->value.buildings.empty());
  const std::string text = all_text(city->faults);
  EXPECT_THAT(text, HasSubstr("h (height_m) = 'hoch'"));
  EXPECT_THAT(text, HasSubstr("and 2 more features"));
  EXPECT_THAT(text, HasSubstr("12 buildings without a height"));
}

TEST(ImportLayer, AnEmptyLayerAndAMissingFileAreNamed) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = layer_of(LayerKind::buildings, work.write("b.geojson", geojson("")));
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_THAT(all_text(city->faults), HasSubstr("an empty layer"));
  kit.layers = {buildings(work.path() / "not_there.shp")};
  const auto none = import(kit);
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("not_there.shp: found no such file"));
}

TEST(ImportLayer, ASecondIdIsRenamedAndSaid) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = buildings(work.write("b.geojson", geojson(square(0, 0, 10, R"("h":5,"k":"a")") + "," +
                                                             square(20, 0, 10, R"("h":5,"k":"a")"))));
  layer.fields["id"] = "k";
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_EQ(city->value.buildings.size(), 2U);
  EXPECT_EQ(city->value.buildings[0].id, "a");
  EXPECT_EQ(city->value.buildings[1].id, "a#2");
  EXPECT_THAT(all_text(city->faults), HasSubstr("id 'a' a second time"));
}

TEST(ImportLayer, WithoutACrsItIsRefusedUnlessDeclared) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = layer_of(LayerKind::stations, work.write("s.csv", "x,y,name\n389100,5819100,A\n"));
  layer.fields = {{"x", "x"}, {"y", "y"}, {"name", "name"}};
  kit.layers = {layer};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("no coordinate system"));
  kit.layers[0].crs = "EPSG:25833";
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stations.at(0).position_m, (Vec2{389100, 5819100}));
}

TEST(ImportLayer, AContradictingCrsIsAWarningAndTheKitHolds) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = buildings(
      work.write("b.geojson", geojson(square(0, 0, 10, R"("h":5)"), "urn:ogc:def:crs:EPSG::25832")));
  layer.crs = "EPSG:25833";
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.buildings.size(), 1U);
  EXPECT_THAT(all_text(city->faults), HasSubstr("the file says ETRS89 / UTM zone 32N (EPSG:25832)"));
}

TEST(ImportLayer, GbkTextIsReadWhenDeclaredAndRefusedWhenNot) {
  const Workspace work;
  // GBK bytes of "shen" (deep): C9 EE, which is no UTF-8
  Kit kit = empty_kit();
  KitLayer layer = layer_of(LayerKind::stations, work.write("s.csv", "x,y,name\n389100,5819100,\xC9\xEE\n"));
  layer.fields = {{"x", "x"}, {"y", "y"}, {"name", "name"}};
  layer.crs = "EPSG:25833";
  kit.layers = {layer};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("not UTF-8"));
  kit.layers[0].encoding = "GBK";
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stations.at(0).name, "\xE6\xB7\xB1");  // U+6DF1
}

class StepList final : public ProgressSink {
 public:
  void report(const std::string& step, double fraction) override {
    EXPECT_GE(fraction, 0.0);
    EXPECT_LE(fraction, 1.0);
    if (steps.empty() || steps.back() != step) steps.push_back(step);
  }
  std::vector<std::string> steps;
};

TEST(ImportLayer, ProgressNamesEachLayer) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write("b.geojson", geojson(square(0, 0, 10, R"("h":5)"))))};
  StepList progress;
  ASSERT_TRUE(gis::import_kit(kit, {}, progress));
  EXPECT_THAT(progress.steps, ::testing::ElementsAre("reading buildings from b.geojson", "layers read"));
}

TEST(ImportLayer, CancelStops) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {buildings(work.write("b.geojson", geojson(square(0, 0, 10, R"("h":5)"))))};
  std::stop_source stop;
  stop.request_stop();
  NoProgress progress;
  const auto city = gis::import_kit(kit, stop.get_token(), progress);
  ASSERT_FALSE(city);
  EXPECT_EQ(city.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace leeward

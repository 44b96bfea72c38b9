// Stations, receptors, zones, population, and solids of CityGML.
#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

TEST(ImportPlaces, StationsReceptorsZones) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer stations =
      layer_of(LayerKind::stations,
               work.write("s.geojson", geojson(point(1, 2, R"("id":"m1","p":["no2","PM10","XY"])"))));
  stations.fields = {{"id", "id"}, {"pollutants", "p"}};
  KitLayer receptors = layer_of(LayerKind::receptors,
                                work.write("r.geojson", geojson(square(10, 10, 20, R"("name":"School")"))));
  receptors.fields = {{"name", "name"}};
  receptors.texts = {{"kind", "school"}};
  KitLayer zones =
      layer_of(LayerKind::zones, work.write("z.geojson", geojson(square(0, 0, 100, R"("n":null)"))));
  zones.fields = {{"population", "n"}};
  kit.layers = {stations, receptors, zones};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stations.at(0).pollutants, (std::vector<std::string>{"NO2", "PM10"}));
  EXPECT_THAT(all_text(city->faults), HasSubstr("pollutant 'XY'"));
  EXPECT_NEAR(city->value.receptors.at(0).position_m.x, west_m + 20, 1e-6);
  EXPECT_EQ(city->value.receptors.at(0).kind, "school");
  EXPECT_TRUE(is_missing(city->value.zones.at(0).population));
}

TEST(ImportPlaces, MultiPointsAreTakenApart) {
  const Workspace work;
  Kit kit = empty_kit();
  const std::string several =
      R"({"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[389010,5819010,5],[389020,5819020,6]]}})";
  kit.layers = {layer_of(LayerKind::receptors, work.write("r.geojson", geojson(several)))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.receptors.size(), 2U);
  EXPECT_THAT(all_text(city->faults), HasSubstr("1 geometries with Z"));
}

TEST(ImportPopulation, PeopleAreSpreadOverBuildingsAndKept) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer buildings =
      layer_of(LayerKind::buildings, work.write("b.geojson", geojson(square(110, 110, 10, R"("h":10)") + "," +
                                                                     square(310, 110, 10, R"("h":30)"))));
  buildings.fields = {{"height_m", "h"}};
  // The second polygon has no building and lies half outside: half of its people, evenly.
  KitLayer people =
      layer_of(LayerKind::population, work.write("p.geojson", geojson(square(0, 0, 500, R"("n":400)") + "," +
                                                                      square(-100, 600, 200, R"("n":80)"))));
  people.fields = {{"population", "n"}};
  kit.layers = {people, buildings};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const Raster<float>& grid = city->value.population;
  ASSERT_EQ(grid.columns, 10U);
  const auto at = [&](double x, double y) {
    return grid.cells[grid.index(static_cast<std::size_t>(x / 100), 9 - static_cast<std::size_t>(y / 100))];
  };
  EXPECT_NEAR(at(115, 115), 100, 1e-3);  // a quarter of the volume; float
  EXPECT_NEAR(at(315, 115), 300, 1e-3);
  EXPECT_NEAR(at(50, 650), 20, 1e-3);
  double sum = 0;
  for (const float cell : grid.cells) sum += static_cast<double>(cell);
  EXPECT_NEAR(sum, 440, 1e-2);
}

TEST(ImportCityGml, ASolidGivesFootprintAndHeight) {
  const auto file = realcity() / "lyon/LYON_1ER_BATI_2015_small_house.gml";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there";
  Kit kit = empty_kit();
  kit.settings.crs = "EPSG:3946";
  kit.settings.domain_m = {{1842000, 5174000}, {1844000, 5177000}};
  KitLayer layer = layer_of(LayerKind::buildings, file);
  kit.layers = {layer};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("no coordinate system"));
  kit.layers[0].crs = "EPSG:3946";
  kit.layers[0].values = {{"reach_m", 100000}};
  kit.layers[0].fields = {{"height_m", "measuredHeight"}};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_FALSE(city->value.buildings.empty()) << outcome_text(city);
  EXPECT_GT(area(city->value.buildings[0].footprint_m), 20);
  EXPECT_LT(area(city->value.buildings[0].footprint_m), 5000);
  EXPECT_EQ(city->value.buildings[0].height_origin, "field measuredHeight");
}

}  // namespace
}  // namespace leeward

// Roads, their traffic by field, class and counts, OSM tags, and places.
#include "kit_support.h"
#include "osm_read.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

KitLayer roads(const std::filesystem::path& file) {
  KitLayer layer = layer_of(LayerKind::roads, file);
  layer.fields = {{"class", "k"}, {"vehicles_per_day", "n"}};
  return layer;
}

TEST(ImportRoads, FieldThenClassThenConstant) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer =
      roads(work.write("r.geojson", geojson(line(0, 0, 100, 0, R"("k":"primary","n":999)") + "," +
                                            line(0, 10, 100, 10, R"("k":"primary","n":null)") + "," +
                                            line(0, 20, 100, 20, R"("k":"track","n":null)"))));
  layer.by_class = {{"primary", {{"vehicles_per_day", 20000}, {"heavy_percent", 5}, {"lanes", 4}}}};
  layer.values = {{"vehicles_per_day", 100}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const auto& r = city->value.roads;
  ASSERT_EQ(r.size(), 3U);
  EXPECT_EQ(r[0].traffic.vehicles_per_day, 999);
  EXPECT_EQ(r[0].origin, "traffic of field n");
  EXPECT_EQ(r[1].traffic.vehicles_per_day, 20000);
  EXPECT_DOUBLE_EQ(r[1].traffic.heavy_share, 0.05);
  EXPECT_EQ(r[1].origin, "traffic of class primary");
  EXPECT_EQ(r[1].width_m, 14);
  EXPECT_EQ(r[2].traffic.vehicles_per_day, 100);
  EXPECT_EQ(r[2].width_m, 7);
  EXPECT_EQ(r[2].traffic.speed_km_per_h, 50);
}

TEST(ImportRoads, AFieldThatIsNoNumberIsNamedOnce) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer =
      roads(work.write("r.geojson", geojson(line(0, 0, 100, 0, R"("k":"primary","n":"viele")"))));
  layer.values = {{"vehicles_per_day", 100}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.roads.at(0).traffic.vehicles_per_day, 100);
  EXPECT_EQ(
      std::count_if(city->faults.begin(), city->faults.end(),
                    [](const Fault& fault) { return fault.found.find("'viele'") != std::string::npos; }),
      1);
}

TEST(ImportRoads, TotalsAreSpreadOverTheWholeLength) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer =
      layer_of(LayerKind::roads, work.write("r.geojson", geojson(line(-100, 50, 100, 50, R"("q":31.536)"))));
  layer.fields = {{"NOx_t_per_year", "q"}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_NEAR(city->value.roads.at(0).emission_g_per_m_s.at("NOx"), 1.0 / 200.0,
              1e-9);  // 200 m, text to 1e-6 m
  EXPECT_EQ(city->value.roads.at(0).origin, "given");
}

TEST(ImportTraffic, GoesToTheNearestRoadOfItsName) {
  const Workspace work;
  Kit kit = empty_kit();
  const auto road_file = work.write(
      "r.geojson", geojson(line(0, 0, 100, 0, R"("name":"A")") + "," + line(0, 10, 100, 10, R"("name":"B")") +
                           "," + line(0, 500, 100, 500, R"("name":null)")));
  KitLayer road_layer = layer_of(LayerKind::roads, road_file);
  road_layer.fields = {{"name", "name"}};
  KitLayer traffic =
      layer_of(LayerKind::traffic,
               work.write("t.geojson", geojson(point(50, 1, R"("id":"T1","s":"B","n":5000,"h":500)") + "," +
                                               point(50, 505, R"("id":"T2","s":"C","n":700,"h":0)") + "," +
                                               point(50, 300, R"("id":"T3","s":"A","n":1,"h":0)"))));
  traffic.fields = {{"id", "id"}, {"name", "s"}, {"vehicles_per_day", "n"}, {"heavy_vehicles_per_day", "h"}};
  kit.layers = {traffic, road_layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const auto& r = city->value.roads;
  EXPECT_EQ(r.at(0).traffic.vehicles_per_day, 0);
  EXPECT_EQ(r.at(1).traffic.vehicles_per_day, 5000);
  EXPECT_DOUBLE_EQ(r.at(1).traffic.heavy_share, 0.1);
  EXPECT_EQ(r.at(1).origin, "traffic count 'T1' at 9 m");
  EXPECT_EQ(r.at(2).traffic.vehicles_per_day, 700);  // the road has no name
  EXPECT_THAT(all_text(city->faults), HasSubstr("expected a road within 30 m"));
}

TEST(OsmNumber, AsPeopleWriteIt) {
  const auto value = [](const char* text) { return gis::reading::parse_osm_number(text).value_or(-1); };
  EXPECT_EQ(value("12"), 12);
  EXPECT_EQ(value(" 12.5 m"), 12.5);
  EXPECT_EQ(value("12,5"), 12.5);
  EXPECT_NEAR(value("40'"), 12.192, 1e-9);
  EXPECT_NEAR(value("30 mph"), 48.28032, 1e-9);
  EXPECT_EQ(value("none"), 130);
  EXPECT_EQ(value("DE:urban"), -1);
  EXPECT_EQ(value("3;4"), -1);
}

const char* const small_osm = R"(<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
<node id="1" lat="52.5145" lon="13.3500"/><node id="2" lat="52.5145" lon="13.3510"/>
<node id="3" lat="52.5150" lon="13.3510"/><node id="4" lat="52.5150" lon="13.3500"/>
<node id="5" lat="52.5147" lon="13.3503"/><node id="6" lat="52.5147" lon="13.3506"/>
<node id="7" lat="52.5148" lon="13.3506"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="maxspeed" v="50"/><tag k="lanes" v="3"/><tag k="name" v="Strasse"/></way>
<way id="11"><nd ref="3"/><nd ref="4"/><tag k="highway" v="footway"/></way>
<way id="12"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
<way id="13"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/></way>
<way id="14"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/><tag k="building" v="yes"/><tag k="height" v="9.5 m"/></way>
<relation id="20"><member type="way" ref="12" role="outer"/><member type="way" ref="13" role="inner"/>
<tag k="type" v="multipolygon"/><tag k="building" v="yes"/><tag k="building:levels" v="5"/></relation>
</osm>)";

Kit osm_kit(const std::filesystem::path& file) {
  Kit kit = empty_kit();
  kit.settings.domain_m = {{387000, 5818000}, {391000, 5821000}};
  kit.layers = {layer_of(LayerKind::roads, file), layer_of(LayerKind::buildings, file)};
  return kit;
}

TEST(ImportOsm, TagsAreFieldsAndMultipolygonsAreBuildings) {
  const Workspace work;
  const auto city = import(osm_kit(work.write("x.osm", small_osm)));
  ASSERT_TRUE(city) << outcome_text(city);
  ASSERT_EQ(city->value.roads.size(), 1U);
  const Road& road = city->value.roads[0];
  EXPECT_EQ(road.road_class, "primary");
  EXPECT_EQ(road.name, "Strasse");
  EXPECT_EQ(road.width_m, 10.5);
  EXPECT_EQ(road.traffic.speed_km_per_h, 50);
  EXPECT_EQ(road.id, "x/way/10");
  EXPECT_THAT(all_text(city->faults), HasSubstr("1 ways not for motor vehicles (1 footway)"));
  ASSERT_EQ(city->value.buildings.size(), 2U);
  const auto ring = std::find_if(city->value.buildings.begin(), city->value.buildings.end(),
                                 [](const Building& b) { return !b.footprint_m.holes.empty(); });
  ASSERT_NE(ring, city->value.buildings.end());
  EXPECT_DOUBLE_EQ(ring->height_m, 16);  // 5 storeys of 3.2 m
  EXPECT_EQ(ring->id, "x/relation/20");
}

TEST(ImportOsm, ACutFileIsRefused) {
  const Workspace work;
  const std::string whole = small_osm;
  const auto city = import(osm_kit(work.write("x.osm", whole.substr(0, whole.size() - 80))));
  ASSERT_FALSE(city);
  EXPECT_THAT(to_text(city.error()), HasSubstr("x.osm"));
}

}  // namespace
}  // namespace leeward

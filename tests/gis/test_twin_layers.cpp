// What is written is what is read; what a person breaks in the package is named with layer and feature, all
// at once.
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>

#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

City small_city() {
  City city;
  city.settings.crs = "EPSG:25833";
  city.settings.pollutants = {"NOx", "PM2.5"};
  Stack stack;
  stack.id = "s1";
  stack.name = "Kamin \xC3\xA4";
  stack.group = "industry";
  stack.position_m = {389500.25, 5819500.5};
  stack.base_elevation_m = 34.5;
  stack.stack_height_m = 80;
  stack.stack_diameter_m = 3;
  stack.exit_velocity_m_per_s = 15;
  stack.exit_temperature_k = 0;
  stack.outlet = StackOutlet::capped;
  stack.emission_g_per_s = {{"NOx", 10.25}};
  stack.no2_ratio = 0.12;
  stack.schedule = "day";
  stack.origin = "given";
  city.stacks = {stack};
  Road road;
  road.id = "r1";
  road.line_m = {{389000, 5819000}, {389100, 5819000.125}, {389200, 5819050}};
  road.width_m = 7;
  road.traffic = {12000, 0.07, 50};
  road.emission_g_per_m_s = {{"NOx", 1e-5}, {"PM2.5", 2e-7}};
  city.roads = {road};
  AreaFeature area;
  area.id = "a1";
  area.polygons_m = {{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}, {{{10, 10}, {10, 20}, {20, 20}, {20, 10}}}}};
  area.emission_g_per_m2_s = {{"NOx", 3e-6}};
  city.areas = {area};
  VolumeFeature volume;
  volume.id = "v1";
  volume.position_m = {1, 2};
  volume.release_height_m = 3;
  volume.initial_sigma_y_m = 4;
  volume.initial_sigma_z_m = 5;
  volume.emission_g_per_s = {{"SO2", 0.5}};  // not one of the twin's pollutants: kept all the same
  city.volumes = {volume};
  city.buildings = {{"b1", {{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {}}, 30, 12.5, "field h"}};
  city.stations = {{"m1", "MC 190", "traffic", {5, 6}, 3.5, {"NOx", "PM10"}}};
  city.receptors = {{"k1", "School", "school", {7, 8}, 1.5}};
  city.zones = {{"z1", "Mitte", "district", {{{{0, 0}, {50, 0}, {0, 50}}, {}}}, missing}};
  EmissionSchedule day = constant_schedule();
  day.id = "day";
  day.weekday[8] = 2;
  day.month[0] = 1.5;
  city.schedules = {day};
  city.terrain.columns = 3;
  city.terrain.rows = 2;
  city.terrain.north_west = {389000, 5819200};
  city.terrain.cell_width_m = 100;
  city.terrain.cell_height_m = 100;
  city.terrain.cells = {1, 2, 3, 4, 0, 6.5F};
  city.terrain.valid = {1, 1, 1, 1, 0, 1};
  city.terrain.unit = "m";
  return city;
}

using OpenPackage = std::unique_ptr<GDALDataset, decltype([](GDALDataset* d) { GDALClose(d); })>;

/// Runs SQL on a written package, as a person with QGIS or sqlite would change it.
void change(const std::filesystem::path& package, const std::vector<std::string>& statements) {
  const OpenPackage open(
      GDALDataset::Open(package.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr));
  ASSERT_TRUE(open);
  for (const std::string& sql : statements)
    open->ReleaseResultSet(open->ExecuteSQL(sql.c_str(), nullptr, nullptr));
}

TEST(TwinLayers, ReadIsWhatWasWritten) {
  const Workspace work;
  const City city = small_city();
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  const auto read = gis::read_layers(work.path(), city.settings);
  ASSERT_TRUE(read) << outcome_text(read);
  const City& back = read->value;
  ASSERT_EQ(back.stacks.size(), 1U);
  EXPECT_EQ(back.stacks[0].name, city.stacks[0].name);
  EXPECT_EQ(back.stacks[0].position_m, city.stacks[0].position_m);
  EXPECT_EQ(back.stacks[0].outlet, StackOutlet::capped);
  EXPECT_EQ(back.stacks[0].emission_g_per_s, city.stacks[0].emission_g_per_s);
  EXPECT_EQ(back.stacks[0].schedule, "day");
  ASSERT_EQ(back.roads.size(), 1U);
  EXPECT_EQ(back.roads[0].line_m, city.roads[0].line_m);
  EXPECT_EQ(back.roads[0].emission_g_per_m_s, city.roads[0].emission_g_per_m_s);
  EXPECT_EQ(back.roads[0].traffic.heavy_share, 0.07);
  EXPECT_EQ(back.stacks[0].no2_ratio, 0.12);
  EXPECT_TRUE(is_missing(back.roads[0].no2_ratio));
  ASSERT_EQ(back.areas.size(), 1U);
  EXPECT_EQ(area(back.areas[0].polygons_m), 9900);
  EXPECT_EQ(back.volumes.at(0).emission_g_per_s, city.volumes[0].emission_g_per_s);
  EXPECT_EQ(back.buildings.at(0).footprint_m, city.buildings[0].footprint_m);
  EXPECT_EQ(back.buildings.at(0).height_origin, "field h");
  EXPECT_EQ(back.stations.at(0).pollutants, city.stations[0].pollutants);
  EXPECT_EQ(back.receptors.at(0).kind, "school");
  EXPECT_TRUE(is_missing(back.zones.at(0).population));
  EXPECT_EQ(back.schedules.at(0), city.schedules[0]);
  EXPECT_EQ(back.terrain.cells, city.terrain.cells);
  EXPECT_EQ(back.terrain.valid, city.terrain.valid);
  EXPECT_EQ(back.terrain.north_west, city.terrain.north_west);
  EXPECT_TRUE(back.land_cover.empty());
}

TEST(TwinLayers, OneColumnPerPollutant) {
  const Workspace work;
  ASSERT_TRUE(gis::write_layers(work.path(), small_city()));
  const OpenPackage open(
      GDALDataset::Open((work.path() / "city.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  ASSERT_TRUE(open);
  EXPECT_GE(open->GetLayerByName("stacks")->GetLayerDefn()->GetFieldIndex("NOx_g_per_s"), 0);
  EXPECT_GE(open->GetLayerByName("roads")->GetLayerDefn()->GetFieldIndex("PM2.5_g_per_m_s"), 0);
  EXPECT_GE(open->GetLayerByName("areas")->GetLayerDefn()->GetFieldIndex("NOx_g_per_m2_s"), 0);
  EXPECT_EQ(open->GetLayerByName("zones")->GetGeomType(), wkbMultiPolygon);
}

TEST(TwinLayers, ATwinOfBeforeTheColumnHasDefaultsAndABadRatioIsNamed) {
  const Workspace work;
  const City city = small_city();
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  change(work.path() / "city.gpkg", {"ALTER TABLE stacks DROP COLUMN no2_ratio"});
  const auto old = gis::read_layers(work.path(), city.settings);
  ASSERT_TRUE(old) << to_text(old.error());
  EXPECT_TRUE(is_missing(old->value.stacks[0].no2_ratio));
  change(work.path() / "city.gpkg", {"UPDATE roads SET no2_ratio = 1.5"});
  const auto bad = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(bad);
  EXPECT_THAT(to_text(bad.error()), HasSubstr("found no2_ratio = 1.5, expected >= 0 and <= 1 or NULL"));
}

TEST(TwinLayers, EveryFaultAtOnce) {
  const Workspace work;
  const City city = small_city();
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  change(work.path() / "city.gpkg",
         {"UPDATE stacks SET stack_height_m = -3, exit_temperature_k = 120, outlet = 'sideways', schedule = "
          "'night'",
          "UPDATE roads SET NOx_g_per_m_s = -1, geom = NULL", "UPDATE volumes SET initial_sigma_y_m = NULL",
          "DROP TABLE zones",
          "INSERT INTO receptors (geom, id, height_m) SELECT geom, id, height_m FROM receptors"});
  const auto read = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::input);
  const std::string text = to_text(read.error());
  for (const char* words :
       {"stack_height_m = -3", "exit_temperature_k = 120", "outlet = 'sideways'", "NOx_g_per_m_s = -1",
        "found no geometry, expected a line", "initial_sigma_y_m is NULL", "zones: found no such layer",
        "id 'k1' a second time", "id 's1'"})
    EXPECT_THAT(text, HasSubstr(words));
}

TEST(TwinLayers, PolygonsThatAreNotValidOrNotOneAreNamed) {
  const Workspace work;
  City city = small_city();
  city.areas[0].polygons_m = {{{{0, 0}, {20, 20}, {20, 0}, {0, 30}}, {}}};  // crosses itself
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  const auto read = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(read);
  EXPECT_THAT(to_text(read.error()), HasSubstr("an invalid polygon: Self-intersection"));
}

TEST(TwinLayers, AnUnknownScheduleIsNamed) {
  const Workspace work;
  City city = small_city();
  city.stacks[0].schedule = "night";
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  const auto read = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(read);
  EXPECT_THAT(to_text(read.error()), HasSubstr("schedule 'night'"));
}

TEST(TwinLayers, AnotherCrsThanTheTwinsIsRefused) {
  const Workspace work;
  City city = small_city();
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  city.settings.crs = "EPSG:25832";
  const auto read = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(read);
  EXPECT_THAT(to_text(read.error()), HasSubstr("EPSG:25833"));
}

TEST(TwinLayers, ARasterOfMoreCellsThanMemoryHoldsIsRefused) {
  const Workspace work;
  const City city = small_city();
  ASSERT_TRUE(gis::write_layers(work.path(), city));
  std::filesystem::create_directories(work.path() / "rasters");
  const char* const options[] = {"SPARSE_OK=YES", "TILED=YES", nullptr};
  const std::unique_ptr<GDALDataset> vast(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      (work.path() / "rasters" / "terrain.tif").c_str(), 60000, 60000, 1, GDT_Float32, const_cast<char**>(options)));
  ASSERT_TRUE(vast);
  double transform[6] = {west_m, 1, 0, south_m, 0, -1};
  OGRSpatialReference srs;
  srs.SetFromUserInput("EPSG:25833");
  ASSERT_EQ(vast->SetGeoTransform(transform), CE_None);
  ASSERT_EQ(vast->SetSpatialRef(&srs), CE_None);
  vast->FlushCache();
  const auto read = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(read);
  EXPECT_THAT(to_text(read.error()), HasSubstr("60000 x 60000 cells"));
}

TEST(TwinLayers, NoPackageAndABrokenOne) {
  const Workspace work;
  const City city = small_city();
  const auto none = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("city.gpkg: found no such file"));
  work.write("city.gpkg", "this is no package");
  const auto broken = gis::read_layers(work.path(), city.settings);
  ASSERT_FALSE(broken);
  EXPECT_THAT(to_text(broken.error()), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace leeward

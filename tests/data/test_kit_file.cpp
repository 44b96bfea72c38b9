// Relies on: the kit's fields in core/model/kit.h and city.h.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

#include "data/met_csv.h"
#include "data/twin_file.h"
#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::string twin_table = R"([twin]
name = "Tiergarten"
attribution = ["Geoportal Berlin"]
crs = "EPSG:25833"
time_zone = "Europe/Berlin"
utc_offset_hours = 1
pollutants = ["NOx", "pm10"]
domain = [388041.5, 5818418.5, 390356.5, 5820683.5]
grid_spacing_m = 10
default_from = "2024-06-20T00:00Z"
)";

const std::string csv_met = R"([met]
kind = "csv"
file = "met/wind.zip"
member = "produkt_"
time_format = "%Y%m%d%H"
utc_offset_hours = 0
is_hour_beginning = false
[met.fields]
time = "MESS_DATUM"
wind_speed_m_per_s = "F"
wind_from_deg = "D"
[met.values]
cloud_tenths = 5
temperature_c = 18.5
[met.missing_codes]
wind_speed_m_per_s = -999
[met.site]
latitude_deg = 52.52
longitude_deg = 13.41
roughness_length_m = 0.8
albedo = 0.18
bowen_ratio = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]
)";

class KitFile : public ::testing::Test {
protected:
  KitFile() {
    for (const char* name :
         {"buildings.shp", "roads.osm.gz", "dem.tif", "cover.gpkg", "met/wind.zip", "met/a.sfc", "met/a.pfl"})
      folder_.file(name, "x");
  }
  Result<Loaded<Kit>> read(const std::string& content) { return read_kit(folder_.file("kit.toml", content)); }
  std::string refusal(const std::string& content) {
    auto kit = read(content);
    return kit ? "accepted" : to_text(kit.error());
  }
  test::TempFolder folder_;
};

TEST_F(KitFile, ReadsLayersRastersAndTable) {
  auto kit = read(twin_table + R"(
[[layer]]
kind = "buildings"
file = "buildings.shp"
crs = "EPSG:25833"
encoding = "GBK"
where = "typ <> 9"
[layer.fields]
height_m = "hoehe_mod"
[layer.values]
default_height_m = 9

[[layer]]
kind = "roads"
file = "roads.osm.gz"
layer = "lines"
datum = "GCJ-02"
group = "traffic"
[layer.texts]
origin = "OSM"
[layer.by_class.primary]
width_m = 14
vehicles_per_day = 20000
[layer.by_class.residential]
width_m = 6.5

[terrain]
file = "dem.tif"
band = 2
nodata = 0
resolution_m = 5
[land_cover]
file = "cover.gpkg"
class_field = "BEZEICH"
classes = { Wald = "forest", "Fließgewässer" = "water" }
)" + csv_met);
  ASSERT_TRUE(kit) << to_text(kit.error());
  EXPECT_TRUE(kit->faults.empty());
  const Kit& k = kit->value;
  EXPECT_EQ(k.file, folder_.path() / "kit.toml");
  EXPECT_EQ(k.settings.name, "Tiergarten");
  EXPECT_THAT(k.settings.pollutants, ElementsAre("NOx", "PM10")) << "the usual spelling of the id";
  EXPECT_EQ(k.settings.domain_m, (Box2{{388041.5, 5818418.5}, {390356.5, 5820683.5}}));
  EXPECT_EQ(k.settings.grid_spacing_m, 10);
  EXPECT_THAT(k.settings.grid_heights_m, ElementsAre(1.5));

  ASSERT_EQ(k.layers.size(), 2u);
  const KitLayer& buildings = k.layers[0];
  EXPECT_EQ(buildings.kind, LayerKind::buildings);
  EXPECT_EQ(buildings.file, folder_.path() / "buildings.shp");
  EXPECT_EQ(buildings.encoding, "GBK");
  EXPECT_EQ(buildings.where, "typ <> 9");
  EXPECT_THAT(buildings.fields, ElementsAre(Pair("height_m", "hoehe_mod")));
  EXPECT_THAT(buildings.values, ElementsAre(Pair("default_height_m", 9)));
  EXPECT_EQ(buildings.line, 12);
  const KitLayer& roads = k.layers[1];
  EXPECT_EQ(roads.kind, LayerKind::roads);
  EXPECT_EQ(roads.layer, "lines");
  EXPECT_EQ(roads.datum, "GCJ-02");
  EXPECT_EQ(roads.group, "traffic");
  EXPECT_THAT(roads.texts, ElementsAre(Pair("origin", "OSM")));
  ASSERT_EQ(roads.by_class.size(), 2u);
  EXPECT_EQ(roads.by_class.at("primary").at("vehicles_per_day"), 20000);
  EXPECT_EQ(roads.by_class.at("residential").at("width_m"), 6.5);

  EXPECT_EQ(k.terrain.file, folder_.path() / "dem.tif");
  EXPECT_EQ(k.terrain.band, 2);
  EXPECT_EQ(k.terrain.nodata, 0);
  EXPECT_EQ(k.terrain.resolution_m, 5);
  EXPECT_TRUE(k.surface.file.empty());
  EXPECT_TRUE(std::isnan(k.land_cover.nodata));
  EXPECT_EQ(k.land_cover.class_field, "BEZEICH");
  EXPECT_THAT(k.land_cover.classes,
              UnorderedElementsAre(Pair("Wald", static_cast<int>(LandCover::forest)),
                                   Pair("Fließgewässer", static_cast<int>(LandCover::water))));

  EXPECT_EQ(k.met_kind, MetKind::csv);
  EXPECT_EQ(k.met_table.file, folder_.path() / "met/wind.zip");
  EXPECT_EQ(k.met_table.member, "produkt_");
  EXPECT_EQ(k.met_table.time_format, "%Y%m%d%H");
  EXPECT_EQ(k.met_table.fields.at("time"), "MESS_DATUM");
  EXPECT_EQ(k.met_table.missing_codes.at("wind_speed_m_per_s"), -999);
  EXPECT_EQ(k.settings.met_site.utc_offset_hours, 1);
  EXPECT_EQ(k.settings.met_site.bowen_ratio.back(), 2);
  EXPECT_THAT(k.settings.assumptions, ElementsAre("cloud cover: 5 tenths in every hour, from the kit",
                                                  "temperature: 18.5 degC in every hour, from the kit"));
}

TEST_F(KitFile, AermetMeteorologyAndEnvironment) {
  ::setenv("LEEWARD_TEST_DATA", (folder_.path() / "met").c_str(), 1);
  const std::string met =
      "[met]\nkind = \"aermet\"\nsurface = \"${LEEWARD_TEST_DATA}/a.sfc\"\nprofile = \"met/../met/a.pfl\"\n"
      "base_elevation_m = 37\n";
  auto kit = read(twin_table + met);
  ASSERT_TRUE(kit) << to_text(kit.error());
  EXPECT_EQ(kit->value.met_kind, MetKind::aermet);
  EXPECT_EQ(kit->value.met_surface, folder_.path() / "met/a.sfc");
  EXPECT_EQ(kit->value.met_profile, folder_.path() / "met/a.pfl");
  EXPECT_EQ(kit->value.settings.met_base_elevation_m, 37);
  ::unsetenv("LEEWARD_TEST_DATA");
  EXPECT_THAT(
      refusal(twin_table + met),
      HasSubstr("line 13: found met.surface = ${LEEWARD_TEST_DATA}, expected the environment variable"));
}

TEST_F(KitFile, EveryFaultWithItsLineAtOnce) {
  const std::string text = refusal(R"([twin]
name = "x"
[[layer]]
kind = "houses"
file = "none.shp"
hight = 1
[[layer]]
kind = "stacks"
[layer.by_class.primary]
width_m = 3
[layer.values]
height_m = "ten"
[terrain]
file = "${oops"
[land_cover]
file = "dem.tif"
[land_cover.classes]
1 = "sea"
[met]
kind = "csv"
file = "met/wind.zip"
time_format = "%Y"
separator = ";;"
[met.fields]
wind_speed_m_per_s = "F"
wind_speed_knots = "FK"
humidity = "H"
[met.values]
cloud_tenths = 11
[met.missing_codes]
temperature_c = -999
[met.site]
latitude_deg = 91
)");
  EXPECT_THAT(text, HasSubstr("line 1: found [twin] without crs"));
  EXPECT_THAT(text, HasSubstr("[twin] without domain, expected [xmin, ymin, xmax, ymax]"));
  EXPECT_THAT(text, HasSubstr("line 4: found layer.kind = 'houses', expected one of buildings, roads"));
  EXPECT_THAT(text, HasSubstr("none.shp, which does not exist"));
  EXPECT_THAT(text, HasSubstr("line 6: found unknown key layer.hight"));
  EXPECT_THAT(text, HasSubstr("line 7: found [layer] without file"));
  EXPECT_THAT(text, HasSubstr("by_class in layers of roads only"));
  EXPECT_THAT(text, HasSubstr("line 12: found layer.values.height_m = 'ten'"));
  EXPECT_THAT(text, HasSubstr("expected a } after ${"));
  EXPECT_THAT(text, HasSubstr("found land_cover.classes = '1' -> 'sea'"));
  EXPECT_THAT(text, HasSubstr("found met.separator = ';;'"));
  EXPECT_THAT(text, HasSubstr("[met] without is_hour_beginning"));
  EXPECT_THAT(text, HasSubstr("a table without time"));
  EXPECT_THAT(text, HasSubstr("wind_speed_m_per_s and wind_speed_knots, expected one of them"));
  EXPECT_THAT(text, HasSubstr("line 24: found met.fields = unknown humidity"));
  EXPECT_THAT(
      text,
      HasSubstr("found met.missing_codes = temperature_c, expected a name that stands in [met.fields]"));
  EXPECT_THAT(text, HasSubstr("line 33: found met.site.latitude_deg = 91"));
}

TEST_F(KitFile, WindOfATowerIsAnAssumptionInWords) {
  std::string met = csv_met;
  met.insert(met.find("[met.fields]"), "wind_measured_at_m = 368\nwind_power_law_exponent = 0.25\n");
  auto kit = read(twin_table + met);
  ASSERT_TRUE(kit) << to_text(kit.error());
  EXPECT_EQ(kit->value.met_table.wind_measured_at_m, 368);
  EXPECT_THAT(kit->value.settings.assumptions, ::testing::Contains(HasSubstr("from 368 m to 10 m")));
  met.replace(met.find("wind_power_law_exponent"), 30, "");
  EXPECT_THAT(refusal(twin_table + met), HasSubstr("one without the other"));
}

TEST_F(KitFile, ConstantsMustOccurInNature) {
  std::string content = twin_table + csv_met;
  content.replace(content.find("cloud_tenths = 5"), 16, "cloud_tenths = 11");
  EXPECT_THAT(refusal(content), HasSubstr("found met.values = cloud_tenths 11 tenths"));
  content.replace(content.find("latitude_deg = 52.52"), 20, "latitude_deg = 95.52");
  EXPECT_THAT(refusal(content),
              HasSubstr("met.site.latitude_deg = 95.52, expected a number >= -90 and <= 90"));
}

TEST_F(KitFile, RealDataWithoutAttributionIsRemarkedOn) {
  std::string content = twin_table + csv_met;
  content.replace(content.find("attribution"), std::string("attribution = [\"Geoportal Berlin\"]").size(),
                  "");
  auto kit = read(content);
  ASSERT_TRUE(kit) << to_text(kit.error());
  ASSERT_EQ(kit->faults.size(), 1u);
  EXPECT_THAT(to_text(kit->faults[0]), HasSubstr("no attribution"));
}

TEST_F(KitFile, WhatIsNoKitIsRefused) {
  EXPECT_THAT(refusal(""), HasSubstr("found an empty file"));
  EXPECT_THAT(refusal("just text"), HasSubstr("kit.toml, line 1"));
  EXPECT_THAT(refusal(twin_table + "[met]\nkind = \"grib\"\n"), HasSubstr("expected \"aermet\" or \"csv\""));
  EXPECT_THAT(refusal(twin_table + "layer = 3\n"), HasSubstr("unknown key twin.layer"));
  EXPECT_THAT(refusal("layer = 3\n" + twin_table),
              HasSubstr("line 1: found layer = 3, expected tables [[layer]]"));
}

TEST(KitsOfTheProject, SampleCityAndItsWeatherAreRead) {
  const std::filesystem::path file = LEEWARD_SOURCE_DIR "/data/sample-city/kit.toml";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there";
  const auto kit = read_kit(file);
  ASSERT_TRUE(kit) << to_text(kit.error());
  EXPECT_TRUE(kit->value.settings.is_fictional);
  EXPECT_GT(kit->value.layers.size(), 5u);
  const auto met = read_met_csv(kit->value.met_table, kit->value.settings.met_site);
  ASSERT_TRUE(met) << to_text(met.error());
  EXPECT_EQ(to_iso(met->value.hours.front().hour) <= kit->value.settings.default_from, true);
  EXPECT_EQ(to_iso(met->value.hours.back().hour) >= kit->value.settings.default_to, true);
}

TEST(KitsOfTheProject, BerlinIsRead) {
  const std::filesystem::path file = LEEWARD_SOURCE_DIR "/tests/kits/berlin.toml";
  const std::filesystem::path shared = LEEWARD_SOURCE_DIR "/../shared";
  if (!std::filesystem::exists(file) || !std::filesystem::exists(shared / "realcity"))
    GTEST_SKIP() << file << " or " << shared << " is not there";
  ::setenv("LEEWARD_SHARED", shared.c_str(), 1);
  const auto kit = read_kit(file);
  ASSERT_TRUE(kit) << to_text(kit.error());
  EXPECT_FALSE(kit->value.settings.attribution.empty());
  const auto met = read_met_csv(kit->value.met_table, kit->value.settings.met_site);
  ASSERT_TRUE(met) << to_text(met.error());
  EXPECT_GT(met->value.hours.size(), 66000u);
}

}  // namespace
}  // namespace leeward::data

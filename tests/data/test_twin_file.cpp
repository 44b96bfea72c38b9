// Relies on: the contract in data/twin_file.h and the fields of core/model/city.h.
#include "data/twin_file.h"

#include <gmock/gmock.h>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

using ::testing::HasSubstr;

/// Every field away from its default.
TwinSettings unusual_settings() {
  TwinSettings s;
  s.name = "Muster \"Stadt\" \\ Süd\n\tzwei";
  s.description = "x";
  s.is_fictional = true;
  s.attribution = {"© A", "B, C"};
  s.crs = "EPSG:25833";
  s.crs_wkt2 = "PROJCRS[\"ETRS89\",\n  ID[\"EPSG\",25833]]";
  s.time_zone = "Europe/Berlin";
  s.utc_offset_hours = -3;
  s.domain_m = {{388041.5, 5818418.1}, {390356.7, 5820683.3}};
  s.grid_spacing_m = 3 * (0.1 + 0.2);  // needs all 17 digits
  s.grid_heights_m = {1.5, 10};
  s.volume_spacing_m = 100;
  s.volume_heights_m = {0, 5, 1e3};
  s.pollutants = {"NOx", "PM10"};
  s.urban_population = 3.6e6;
  s.urban_roughness_length_m = 1.2;
  s.is_flat = true;
  s.default_from = "2024-06-20T00:00Z";
  s.default_to = "2024-06-20T23:00Z";
  s.met_observed_file = "met/observed.csv";
  s.met_base_elevation_m = 37;
  s.met_site.station = "399";
  s.met_site.latitude_deg = 52.5;
  s.met_site.longitude_deg = 13.4;
  s.met_site.elevation_m = 36;
  s.met_site.utc_offset_hours = -3;  // always the twin's
  s.met_site.wind_height_m = 12;
  s.met_site.temperature_height_m = 3;
  s.met_site.roughness_length_m = {0.7};
  s.met_site.albedo = {.1, .2, .3, .4, .5, .6, .7, .8, .9, .15, .16, .17};
  s.met_site.bowen_ratio = {1.5};
  s.met_site.morning_gradient_k_per_m = 0.01;
  s.met_site.is_adjusted_u_star = false;
  s.chemistry = {.method = ChemistryMethod::olm,
                 .ozone_ug_per_m3 = 61.5,
                 .ozone_file = "met/ozone.csv",
                 .has_night_floor = false,
                 .equilibrium_ratio = 0.8,
                 .arm2_lowest_ratio = 0.2,
                 .arm2_highest_ratio = 0.7,
                 .in_stack_ratios = {.stacks = 0.01, .volumes = 0.02, .areas = 0.03, .roads = 0.04}};
  s.background = {.file = "met/background.csv", .ug_per_m3 = {{"NO2", 9.5}, {"PM10", 0}}};
  s.assumptions = {"cloud cover: 5 tenths in every hour, from the kit"};
  return s;
}

class TwinFile : public ::testing::Test {
protected:
  std::string refusal(const std::string& content) {
    auto read = read_twin_settings(folder_.file("twin.toml", content));
    return read ? "accepted" : to_text(read.error());
  }
  test::TempFolder folder_;
};

TEST_F(TwinFile, RoundTripKeepsEveryField) {
  const auto file = folder_.path() / "twin.toml";
  const TwinSettings s = unusual_settings();
  ASSERT_TRUE(write_twin_settings(file, s));
  auto read = read_twin_settings(file);
  ASSERT_TRUE(read) << to_text(read.error()) << test::content_of(file);
  EXPECT_TRUE(read->faults.empty());
  const TwinSettings& r = read->value;
  EXPECT_EQ(r.format, s.format);
  EXPECT_EQ(r.name, s.name);
  EXPECT_EQ(r.description, s.description);
  EXPECT_EQ(r.is_fictional, s.is_fictional);
  EXPECT_EQ(r.attribution, s.attribution);
  EXPECT_EQ(r.crs, s.crs);
  EXPECT_EQ(r.crs_wkt2, s.crs_wkt2);
  EXPECT_EQ(r.time_zone, s.time_zone);
  EXPECT_EQ(r.utc_offset_hours, s.utc_offset_hours);
  EXPECT_EQ(r.domain_m, s.domain_m);
  EXPECT_EQ(r.grid_spacing_m, s.grid_spacing_m);
  EXPECT_EQ(r.grid_heights_m, s.grid_heights_m);
  EXPECT_EQ(r.volume_spacing_m, s.volume_spacing_m);
  EXPECT_EQ(r.volume_heights_m, s.volume_heights_m);
  EXPECT_EQ(r.pollutants, s.pollutants);
  EXPECT_EQ(r.urban_population, s.urban_population);
  EXPECT_EQ(r.urban_roughness_length_m, s.urban_roughness_length_m);
  EXPECT_EQ(r.is_flat, s.is_flat);
  EXPECT_EQ(r.default_from, s.default_from);
  EXPECT_EQ(r.default_to, s.default_to);
  EXPECT_EQ(r.met_surface_file, s.met_surface_file);
  EXPECT_EQ(r.met_profile_file, s.met_profile_file);
  EXPECT_EQ(r.met_observed_file, s.met_observed_file);
  EXPECT_EQ(r.met_base_elevation_m, s.met_base_elevation_m);
  EXPECT_EQ(r.chemistry.method, s.chemistry.method);
  EXPECT_EQ(r.chemistry.ozone_ug_per_m3, s.chemistry.ozone_ug_per_m3);
  EXPECT_EQ(r.chemistry.ozone_file, s.chemistry.ozone_file);
  EXPECT_EQ(r.chemistry.has_night_floor, s.chemistry.has_night_floor);
  EXPECT_EQ(r.chemistry.equilibrium_ratio, s.chemistry.equilibrium_ratio);
  EXPECT_EQ(r.chemistry.arm2_lowest_ratio, s.chemistry.arm2_lowest_ratio);
  EXPECT_EQ(r.chemistry.arm2_highest_ratio, s.chemistry.arm2_highest_ratio);
  EXPECT_EQ(r.chemistry.in_stack_ratios.stacks, s.chemistry.in_stack_ratios.stacks);
  EXPECT_EQ(r.chemistry.in_stack_ratios.volumes, s.chemistry.in_stack_ratios.volumes);
  EXPECT_EQ(r.chemistry.in_stack_ratios.areas, s.chemistry.in_stack_ratios.areas);
  EXPECT_EQ(r.chemistry.in_stack_ratios.roads, s.chemistry.in_stack_ratios.roads);
  EXPECT_EQ(r.background.file, s.background.file);
  EXPECT_EQ(r.background.ug_per_m3, s.background.ug_per_m3);
  EXPECT_EQ(r.met_site.station, s.met_site.station);
  EXPECT_EQ(r.met_site.latitude_deg, s.met_site.latitude_deg);
  EXPECT_EQ(r.met_site.longitude_deg, s.met_site.longitude_deg);
  EXPECT_EQ(r.met_site.elevation_m, s.met_site.elevation_m);
  EXPECT_EQ(r.met_site.utc_offset_hours, s.met_site.utc_offset_hours);
  EXPECT_EQ(r.met_site.wind_height_m, s.met_site.wind_height_m);
  EXPECT_EQ(r.met_site.temperature_height_m, s.met_site.temperature_height_m);
  EXPECT_EQ(r.met_site.roughness_length_m, s.met_site.roughness_length_m);
  EXPECT_EQ(r.met_site.albedo, s.met_site.albedo);
  EXPECT_EQ(r.met_site.bowen_ratio, s.met_site.bowen_ratio);
  EXPECT_EQ(r.met_site.morning_gradient_k_per_m, s.met_site.morning_gradient_k_per_m);
  EXPECT_EQ(r.met_site.is_adjusted_u_star, s.met_site.is_adjusted_u_star);
  EXPECT_EQ(r.assumptions, s.assumptions);
  // Written again it is the same file.
  const std::string first = test::content_of(file);
  ASSERT_TRUE(write_twin_settings(file, r));
  EXPECT_EQ(test::content_of(file), first);
}

TEST_F(TwinFile, AermetFilesNeedNoSite) {
  TwinSettings s = unusual_settings();
  s.met_observed_file = "";
  s.met_site = {};
  s.met_surface_file = "met/a.sfc";
  s.met_profile_file = "met/a.pfl";
  const auto file = folder_.path() / "twin.toml";
  ASSERT_TRUE(write_twin_settings(file, s));
  auto read = read_twin_settings(file);
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->value.met_surface_file, "met/a.sfc");
  EXPECT_EQ(read->value.met_profile_file, "met/a.pfl");
}

TEST_F(TwinFile, EveryFaultWithItsLineAtOnce) {
  const std::string text = refusal(R"(format = 2
[twin]
name = 3
crs = " "
time_zone = "Asia/Kolkata"
utc_offset_hours = 5.5
domain = [0, 0, -1, 1]
grid_spacing_m = "50"
grid_heights_m = [10, 1.5]
pollutants = ["NOx", "dust", "nox"]
urban_roughness_length_m = 0
is_flat = "no"
default_from = "yesterday"
volume_spacing_m = 100
colour = "red"
attribution = ["a", 1]
[met]
observed = "met/observed.csv"
surface = "met/x.sfc"
[weather]
)");
  EXPECT_THAT(text, HasSubstr("line 1: found format = 2, expected 1"));
  EXPECT_THAT(text, HasSubstr("line 3: found twin.name = 3, expected a text in quotes"));
  EXPECT_THAT(text, HasSubstr("line 4: found twin.crs = ' ', expected a text that is not empty"));
  EXPECT_THAT(text, HasSubstr("line 6: found twin.utc_offset_hours = 5.5, expected whole hours"));
  EXPECT_THAT(text, HasSubstr("line 7: found twin.domain = [0, 0, -1, 1], expected [xmin"));
  EXPECT_THAT(text, HasSubstr("line 8: found twin.grid_spacing_m = '50', expected a number > 0"));
  EXPECT_THAT(text, HasSubstr("line 9: found twin.grid_heights_m = heights that do not ascend"));
  EXPECT_THAT(text, HasSubstr("line 10: found twin.pollutants = 'dust', expected one of "));
  EXPECT_THAT(text, HasSubstr("line 10: found twin.pollutants = 'nox' twice"));
  EXPECT_THAT(text, HasSubstr("line 11: found twin.urban_roughness_length_m = 0, expected a number > 0"));
  EXPECT_THAT(text, HasSubstr("line 12: found twin.is_flat = 'no', expected true or false"));
  EXPECT_THAT(text, HasSubstr("line 13: found twin.default_from = 'yesterday'"));
  EXPECT_THAT(text, HasSubstr("line 14: found twin.volume_spacing_m = one without the other"));
  EXPECT_THAT(text, HasSubstr("line 15: found unknown key twin.colour, expected one of "));
  EXPECT_THAT(text, HasSubstr("line 16: found twin.attribution with 1, expected texts in quotes"));
  EXPECT_THAT(text, HasSubstr("line 19: found met.surface = one without the other"));
  EXPECT_THAT(text, HasSubstr("line 18: found met.observed"));
  EXPECT_THAT(text, HasSubstr("line 17: found [met] without site"));
  EXPECT_THAT(text, HasSubstr("line 20: found unknown key weather, expected one of background, chemistry, format, "
                              "met, twin"));
}

TEST_F(TwinFile, FaultsOfChemistryAndBackgroundHaveTheirLines) {
  TwinSettings plain = unusual_settings();
  plain.chemistry = {};
  plain.background = {};
  ASSERT_TRUE(write_twin_settings(folder_.path() / "plain.toml", plain));
  const std::string before = test::content_of(folder_.path() / "plain.toml");
  const auto with = [&](const std::string& tables) { return refusal(before + tables); };
  EXPECT_EQ(with("[chemistry]\nmethod = \"arm2\"\n"), "accepted");
  EXPECT_EQ(with("[chemistry]\nmethod = \"olm\"\nozone_ug_per_m3 = 60\n"), "accepted");
  EXPECT_EQ(with("[background.ug_per_m3]\nPM10 = 12\n"), "accepted");
  EXPECT_THAT(with("[chemistry]\nmethod = \"pvmrm\"\n"), HasSubstr("found chemistry.method = 'pvmrm'"));
  EXPECT_THAT(with("[chemistry]\nmethod = \"olm\"\n"), HasSubstr("method \"olm\" without ozone"));
  EXPECT_THAT(with("[chemistry]\nmethod = \"arm2\"\nozone_ug_per_m3 = -1\n"), HasSubstr("ozone_ug_per_m3 = -1"));
  EXPECT_THAT(with("[chemistry]\nmethod = \"arm2\"\nno2_equilibrium_ratio = 0\n"), HasSubstr("no2_equilibrium_ratio"));
  EXPECT_THAT(with("[chemistry]\nmethod = \"arm2\"\narm2_ratios = [0.9, 0.5]\n"), HasSubstr("[0.9, 0.5]"));
  EXPECT_THAT(with("[chemistry]\nmethod = \"arm2\"\n[chemistry.in_stack_no2_ratio]\nroads = 2\n"),
              HasSubstr("chemistry.in_stack_no2_ratio.roads = 2"));
  EXPECT_THAT(with("[background]\n"), HasSubstr("no values"));
  EXPECT_THAT(with("[background.ug_per_m3]\nNO2 = 12\n"), HasSubstr("a background of NO2"));  // nothing makes it
  EXPECT_THAT(with("[background.ug_per_m3]\nPM10 = -1\n"), HasSubstr("PM10 = -1"));
  EXPECT_THAT(with("[background.ug_per_m3]\ndust = 1\n"), HasSubstr("'dust'"));
  plain.pollutants = {"PM10"};
  plain.chemistry.method = ChemistryMethod::arm2;
  ASSERT_TRUE(write_twin_settings(folder_.path() / "plain.toml", plain));
  EXPECT_THAT(refusal(test::content_of(folder_.path() / "plain.toml")), HasSubstr("no NOx among the pollutants"));
  plain.pollutants = {"NOx", "NO2"};
  ASSERT_TRUE(write_twin_settings(folder_.path() / "plain.toml", plain));
  EXPECT_THAT(refusal(test::content_of(folder_.path() / "plain.toml")), HasSubstr("NO2 among the pollutants"));
}

TEST_F(TwinFile, AGridWithoutEndIsRefused) {
  TwinSettings settings = unusual_settings();
  settings.grid_spacing_m = 1e-12;  // more places than an index can count
  ASSERT_TRUE(write_twin_settings(folder_.path() / "twin.toml", settings));
  const auto read = read_twin_settings(folder_.path() / "twin.toml");
  ASSERT_FALSE(read);
  EXPECT_THAT(to_text(read.error()), ::testing::HasSubstr("at most 25 million places"));
}

TEST_F(TwinFile, WhatIsNoTomlIsRefused) {
  EXPECT_THAT(refusal(""), HasSubstr("found an empty file"));
  EXPECT_THAT(refusal("\xEF\xBB\xBF\r\n"), HasSubstr("found an empty file"));
  EXPECT_THAT(refusal(std::string("PK\x03\x04\0\0", 6)), HasSubstr("binary content"));
  EXPECT_THAT(refusal("format = 1\n[twin\nname = 1\n"), HasSubstr("twin.toml, line 2"));
  EXPECT_THAT(refusal("format = 1\nformat = 1\n"), HasSubstr("line 2"));
  EXPECT_THAT(refusal("\x80\x81\x82"), HasSubstr("cannot be used"));
  EXPECT_THAT(refusal("# nothing\n"), HasSubstr("found no key twin"));
  EXPECT_THAT(to_text(read_twin_settings(folder_.path() / "none.toml").error()), HasSubstr("No such file"));
}

TEST_F(TwinFile, CarriageReturnsAndByteOrderMarkAreFine) {
  const auto file = folder_.path() / "twin.toml";
  ASSERT_TRUE(write_twin_settings(file, unusual_settings()));
  std::string content = "\xEF\xBB\xBF";
  for (const char c : test::content_of(file)) content += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(refusal(content), "accepted");
}

}  // namespace
}  // namespace leeward::data

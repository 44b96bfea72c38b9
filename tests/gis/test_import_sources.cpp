// Stacks, areas, volumes and schedules: units of emissions, required values, temperatures, outlets.
#include "kit_support.h"

namespace leeward {
namespace {

using namespace testing_kit;
using ::testing::HasSubstr;

const char* const stack_properties = R"("h":40,"d":1.5,"v":12,"t":140,"nox":31.536,"out":"vertical")";

KitLayer stacks(const std::filesystem::path& file) {
  KitLayer layer = layer_of(LayerKind::stacks, file);
  layer.fields = {{"stack_height_m", "h"},     {"stack_diameter_m", "d"}, {"exit_velocity_m_per_s", "v"},
                  {"exit_temperature_c", "t"}, {"NOx_t_per_year", "nox"}, {"outlet", "out"}};
  layer.group = "industry";
  return layer;
}

TEST(ImportStacks, UnitsAreTurnedIntoOurs) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {stacks(work.write("s.geojson", geojson(point(10, 20, stack_properties))))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  const Stack& stack = city->value.stacks.at(0);
  EXPECT_DOUBLE_EQ(stack.emission_g_per_s.at("NOx"), 1.0);  // 31.536 t over 31 536 000 s
  EXPECT_DOUBLE_EQ(stack.exit_temperature_k, 413.15);
  EXPECT_EQ(stack.group, "industry");
  EXPECT_EQ(stack.origin, "given");
  EXPECT_EQ(stack.id, "s/0");
}

TEST(ImportStacks, WhatIsWrongIsSaidForEveryFeatureAtOnce) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {stacks(work.write(
      "s.geojson", geojson(point(0, 0, R"("h":0,"d":1,"v":5,"t":20,"nox":1,"out":"vertical")") + "," +
                           point(0, 0, R"("h":10,"d":null,"v":5,"t":20,"nox":-1,"out":"up")"))))};
  const auto city = import(kit);
  ASSERT_FALSE(city);
  const std::string text = to_text(city.error());
  for (const char* words : {"h (stack_height_m) = 0", "no stack_diameter_m", "outlet 'up'"})
    EXPECT_THAT(text, HasSubstr(words));
}

TEST(ImportStacks, NegativeEmissionIsAnError) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {stacks(work.write(
      "s.geojson", geojson(point(0, 0, R"("h":10,"d":1,"v":5,"t":20,"nox":-1,"out":"vertical")"))))};
  const auto city = import(kit);
  ASSERT_FALSE(city);
  EXPECT_THAT(to_text(city.error()), HasSubstr("nox (NOx_t_per_year) = -1"));
}

TEST(ImportStacks, APollutantInTwoUnitsIsAnError) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = stacks(work.write("s.geojson", geojson(point(10, 20, stack_properties))));
  layer.values = {{"NOx_g_per_s", 2}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_FALSE(city);
  EXPECT_THAT(to_text(city.error()), HasSubstr("they would be added"));
}

TEST(ImportStacks, BeyondTheTerrainTheNearestElevationIsTakenAndSaid) {
  const Workspace work;
  Kit kit = empty_kit();
  std::string cells = "ncols 12\nnrows 12\nxllcorner 388900\nyllcorner 5818900\ncellsize 100\n";
  for (int i = 0; i < 144; ++i) cells += "420 ";
  kit.terrain.file = work.write("t.asc", cells);
  kit.terrain.crs = "EPSG:25833";
  kit.layers = {stacks(work.write("s.geojson", geojson(point(9000, 500, stack_properties))))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_NEAR(city->value.stacks.at(0).base_elevation_m, 420, 1e-3) << "0 m would put its top below the ground";
  EXPECT_THAT(outcome_text(city), HasSubstr("a place without terrain"));
}

TEST(ImportStacks, FarOnesAreKeptWithinReach) {
  const Workspace work;
  Kit kit = empty_kit();
  kit.layers = {stacks(work.write(
      "s.geojson", geojson(point(-15000, 0, stack_properties) + "," + point(-30000, 0, stack_properties))))};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.stacks.size(), 1U);
  kit.layers[0].values["reach_m"] = 40000;
  const auto all = import(kit);
  ASSERT_TRUE(all) << outcome_text(all);
  EXPECT_EQ(all->value.stacks.size(), 2U);
}

TEST(ImportAreas, TotalsAreSpreadOverTheArea) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer =
      layer_of(LayerKind::areas, work.write("a.geojson", geojson(square(0, 0, 100, R"("q":5)"))));
  layer.fields = {{"PM10_g_per_s", "q"}};
  layer.values = {{"release_height_m", 2}};
  kit.layers = {layer};
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_NEAR(city->value.areas.at(0).emission_g_per_m2_s.at("PM10"), 5e-4, 1e-12);
  EXPECT_EQ(city->value.areas.at(0).release_height_m, 2);
}

TEST(ImportVolumes, NeedTheirSizes) {
  const Workspace work;
  Kit kit = empty_kit();
  KitLayer layer = layer_of(LayerKind::volumes, work.write("v.geojson", geojson(point(0, 0, R"("q":2)"))));
  layer.fields = {{"NOx_kg_per_h", "q"}};
  layer.values = {{"release_height_m", 5}, {"initial_sigma_y_m", 10}};
  kit.layers = {layer};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("no initial_sigma_z_m"));
  kit.layers[0].values["initial_sigma_z_m"] = 3;
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_DOUBLE_EQ(city->value.volumes.at(0).emission_g_per_s.at("NOx"), 2000.0 / 3600.0);
}

TEST(ImportSchedules, ComeFromATableAndMustBeKnown) {
  const Workspace work;
  std::string header = "id";
  std::string row = "night";
  for (const char* day : {"weekday", "saturday", "sunday"})
    for (int hour = 1; hour <= 24; ++hour) {
      header += std::string(",") + day + (hour < 10 ? "_0" : "_") + std::to_string(hour);
      row += hour <= 6 ? ",4" : ",0";
    }
  for (int month = 1; month <= 12; ++month) {
    header += std::string(",month") + (month < 10 ? "_0" : "_") + std::to_string(month);
    row += ",1";
  }
  Kit kit = empty_kit();
  KitLayer with_schedule = stacks(work.write("s.geojson", geojson(point(10, 20, stack_properties))));
  with_schedule.texts = {{"schedule", "night"}};
  kit.layers = {with_schedule};
  const auto refused = import(kit);
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), HasSubstr("schedule 'night'"));
  kit.layers.push_back(layer_of(LayerKind::schedules, work.write("sched.csv", header + "\n" + row + "\n")));
  const auto city = import(kit);
  ASSERT_TRUE(city) << outcome_text(city);
  EXPECT_EQ(city->value.schedules.at(0).id, "night");
  EXPECT_EQ(city->value.schedules.at(0).sunday[5], 4);
  EXPECT_EQ(city->value.schedules.at(0).sunday[6], 0);
}

}  // namespace
}  // namespace leeward

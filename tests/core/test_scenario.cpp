#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/scenario.h"

namespace leeward {
namespace {

Scenario sound_scenario() {
  Scenario scenario;
  scenario.columns = {{.pollutant = "NOx", .group = ""}};
  scenario.schedules = {constant_factors()};
  scenario.receptors = {Receptor{}};
  scenario.met.hours.resize(2);
  scenario.met.hours[1].hour = {1};
  PointSource stack;
  stack.id = "S1";
  stack.rates = {1.0};
  scenario.sources = {stack};
  return scenario;
}

TEST(Validate, HasNothingToSayOfASoundScenario) {
  EXPECT_TRUE(validate(sound_scenario()).empty());
}

TEST(Validate, ListsEveryFaultAtOnce) {
  Scenario scenario = sound_scenario();
  auto& stack = std::get<PointSource>(scenario.sources[0]);
  stack.rates = {};
  stack.stack_diameter_m = -1;
  stack.is_urban = true;
  scenario.receptors[0].hill_height_m = -5;
  scenario.met.hours[1].hour = {0};
  const auto faults = validate(scenario);
  EXPECT_EQ(faults.size(), 5U);
  std::string all;
  for (const Fault& fault : faults) all += to_text(fault) + "\n";
  for (const char* words : {"layer sources, S1: found number of rates 0, expected 1", "stack diameter [m] -1",
                            "population", "receptor 0", "ascending"})
    EXPECT_THAT(all, testing::HasSubstr(words));
}

TEST(Validate, RefusesNumbersThatAreNone) {
  Scenario scenario = sound_scenario();
  std::get<PointSource>(scenario.sources[0]).position_m.x = missing;
  std::get<PointSource>(scenario.sources[0]).rates = {missing};
  EXPECT_EQ(validate(scenario).size(), 2U);
}

TEST(Validate, RefusesPlacesBeyondEveryMap) {
  Scenario scenario = sound_scenario();
  std::get<PointSource>(scenario.sources[0]).position_m.y = 1e300;
  scenario.receptors[0].position_m.x = -2e8;
  const auto faults = validate(scenario);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_THAT(to_text(faults[0]), testing::HasSubstr("S1: found position y [m] 1e+300"));
  EXPECT_THAT(to_text(faults[1]), testing::HasSubstr("receptor 0: found position x [m] -2"));
}

TEST(Validate, RefusesANegativeEmission) {
  Scenario scenario = sound_scenario();
  std::get<PointSource>(scenario.sources[0]).rates = {-1.0};
  const auto faults = validate(scenario);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_THAT(to_text(faults[0]), testing::HasSubstr("emission rate -1"));
}

std::string faults_of(const Scenario& scenario) {
  std::string all;
  for (const Fault& fault : validate(scenario)) all += to_text(fault) + "\n";
  return all;
}

TEST(Validate, AcceptsEverythingTheVocabularyHas) {
  Scenario scenario = sound_scenario();
  scenario.columns[0].has_background = true;
  scenario.background_ug_per_m3 = {4, 0};
  scenario.urban_areas = {{"A", 50000, 1.0}, {"B", 2e6, 0.8}};
  scenario.hourly_emissions = {{"H", {{.rate = -2}, {.rate = 3, .exit_temperature_k = -5}}}};
  LineSource road;
  road.id = "R";
  road.rates = {1.0};
  road.end_m = {100, 0};
  road.end_release_height_m = 2;
  road.offset_m = -7;
  road.barriers = {{.height_m = 5, .offset_m = 12}, {.height_m = 0, .offset_m = -12}};
  road.depression = RoadDepression{.depth_m = -6, .top_width_m = 40, .bottom_width_m = 26};
  road.is_urban = true;
  road.urban_area = 1;
  road.hourly = 0;
  scenario.sources.emplace_back(road);
  EXPECT_EQ(faults_of(scenario), "");
}

TEST(Validate, ChecksBarriersAndCutting) {
  Scenario scenario = sound_scenario();
  LineSource road;
  road.id = "R";
  road.rates = {1.0};
  road.end_m = {100, 0};
  road.end_release_height_m = -1;
  road.offset_m = missing;
  road.barriers = {{.height_m = -5, .offset_m = 1}, {.height_m = 2, .offset_m = missing}, {}};
  road.depression = RoadDepression{.depth_m = 6, .top_width_m = 0, .bottom_width_m = -1};
  scenario.sources = {road};
  const std::string faults = faults_of(scenario);
  for (const char* words :
       {"release height of the end [m] -1", "offset from the centre line [m] nan", "number of barriers 3",
        "barrier height [m] -5", "barrier offset [m] nan", "depth of the cutting [m] 6, expected < 0",
        "top width of the cutting [m] 0", "bottom width of the cutting [m] -1"})
    EXPECT_THAT(faults, testing::HasSubstr(words));
}

TEST(Validate, AcceptsALinkWithoutLength) {
  Scenario scenario = sound_scenario();
  LineSource road;
  road.id = "R";
  road.rates = {1.0};
  road.begin_m = road.end_m = {100, 0};
  scenario.sources = {road};
  EXPECT_EQ(faults_of(scenario), "");
}

TEST(Validate, ChecksTheFormOfFactors) {
  Scenario scenario = sound_scenario();
  EmissionFactors odd;
  odd.id = "odd";
  odd.hours = 12;
  odd.periods = 2;
  odd.days = 2;
  odd.wind_classes = 3;
  odd.values = {1, -1, missing};
  odd.wind_class_bounds_m_per_s = {1, 2, 2, 4, 5};
  scenario.schedules.push_back(odd);
  const std::string faults = faults_of(scenario);
  for (const char* words :
       {"layer schedules, odd: found number of hours 12, expected 1 or 24", "number of periods 2",
        "number of kinds of day 2", "number of wind classes 3", "number of factors 3, expected 144",
        "factor -1", "factor nan", "bound of wind class [m/s] 2, expected > 2"})
    EXPECT_THAT(faults, testing::HasSubstr(words));
}

TEST(Validate, ChecksHourlyEmissions) {
  Scenario scenario = sound_scenario();
  scenario.hourly_emissions = {{"short", {{}}},
                               {"odd",
                                {{.rate = missing, .exit_temperature_k = 4000, .exit_velocity_m_per_s = -1},
                                 {.rate = 0, .release_height_m = -2, .initial_sigma_z_m = -3}}}};
  std::get<PointSource>(scenario.sources[0]).hourly = 2;
  const std::string faults = faults_of(scenario);
  for (const char* words : {"short: found number of hours 1, expected 2", "odd: found emission rate nan",
                            "exit temperature [K] 4000", "exit velocity [m/s] -1", "release height [m] -2",
                            "initial sigma_z [m] -3", "S1: found index of hourly emissions 2, expected < 2"})
    EXPECT_THAT(faults, testing::HasSubstr(words));
}

TEST(Validate, ChecksUrbanAreasAndBackground) {
  Scenario scenario = sound_scenario();
  scenario.urban_areas = {{"A", 0, -1}};
  std::get<PointSource>(scenario.sources[0]).is_urban = true;
  std::get<PointSource>(scenario.sources[0]).urban_area = 1;
  scenario.background_ug_per_m3 = {-1};
  const std::string faults = faults_of(scenario);
  for (const char* words : {"layer urban areas, A: found population 0", "A: found roughness length [m] -1",
                            "S1: found index of urban area 1",
                            "layer background: found number of hours 1, expected 2", "background [ug/m3] -1"})
    EXPECT_THAT(faults, testing::HasSubstr(words));
  Scenario without = sound_scenario();
  without.columns[0].has_background = true;
  EXPECT_THAT(faults_of(without),
              testing::HasSubstr("layer background: found number of hours 0, expected 2"));
}

TEST(FaultText, NamesFileLayerFeatureFoundExpectedAndHandling) {
  EXPECT_EQ(
      to_text(Fault{Severity::error, "a.shp", "roads", "feature 12", "width -3 m", "> 0 m", "left out"}),
      "a.shp, layer roads, feature 12: found width -3 m, expected > 0 m; left out");
}

}  // namespace
}  // namespace leeward

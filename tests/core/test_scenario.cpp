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

TEST(Validate, HasNothingToSayOfASoundScenario) { EXPECT_TRUE(validate(sound_scenario()).empty()); }

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
  for (const char* words : {"layer sources, S1: found number of rates 0, expected 1", "stack diameter [m] -1", "population",
                            "receptor 0", "ascending"})
    EXPECT_THAT(all, testing::HasSubstr(words));
}

TEST(Validate, RefusesNumbersThatAreNone) {
  Scenario scenario = sound_scenario();
  std::get<PointSource>(scenario.sources[0]).position_m.x = missing;
  std::get<PointSource>(scenario.sources[0]).rates = {missing};
  EXPECT_EQ(validate(scenario).size(), 2U);
}

TEST(Validate, RefusesANegativeEmission) {
  Scenario scenario = sound_scenario();
  std::get<PointSource>(scenario.sources[0]).rates = {-1.0};
  const auto faults = validate(scenario);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_THAT(to_text(faults[0]), testing::HasSubstr("emission rate -1"));
}

TEST(FaultText, NamesFileLayerFeatureFoundExpectedAndHandling) {
  EXPECT_EQ(to_text(Fault{Severity::error, "a.shp", "roads", "feature 12", "width -3 m", "> 0 m", "left out"}),
            "a.shp, layer roads, feature 12: found width -3 m, expected > 0 m; left out");
}

}  // namespace
}  // namespace leeward

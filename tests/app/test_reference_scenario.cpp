// case.json as a scenario: what the reference cases of ../shared/reference/aermod say by the hour, and
// made-up cases for what none of them has (forms of factors, several urban areas). Formats: its README;
// rules: physics/07 section 6.
#include "reference_scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reference_factors.h"

namespace leeward::app {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

const std::filesystem::path reference_set =
    std::filesystem::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

Scenario scenario_of(const std::filesystem::path& folder) {
  auto read = read_reference_scenario(folder);
  EXPECT_TRUE(read) << to_text(read.error());
  return read ? std::move(read->scenario) : Scenario{};
}

class ReferenceScenarioSet : public ::testing::Test {
protected:
  void SetUp() override {
    if (!std::filesystem::exists(reference_set)) GTEST_SKIP() << "no reference set at " << reference_set;
  }
};

TEST_F(ReferenceScenarioSet, HasTheBackgroundTheReferenceAdds) {
  const Scenario scenario = scenario_of(reference_set / "groups_background_a");
  ASSERT_EQ(scenario.background_ug_per_m3.size(), 48U);
  EXPECT_TRUE(scenario.columns[0].has_background);
  EXPECT_FALSE(scenario.columns[1].has_background);
  EXPECT_TRUE(validate(scenario).empty());
  // Group BG is background alone; calm and missing hours have 0 in the reference and no background in ours.
  std::ifstream in(reference_set / "groups_background_a/expected.csv");
  std::string line;
  std::getline(in, line);
  std::size_t compared = 0;
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::vector<std::string> cell;
    for (std::string one; std::getline(cells, one, ',');) cell.push_back(one);
    if (cell.at(8) != "BG") continue;
    const std::size_t hour = std::stoul(cell[0]) - 1;
    const MetHour& met = scenario.met.hours[hour];
    const bool is_valid = met.wind_speed_m_per_s > 0 && !is_missing(met.temperature_k);
    EXPECT_NEAR(is_valid ? scenario.background_ug_per_m3[hour] : 0.0, std::stod(cell[9]), 1e-8)
        << line;  // nine digits
    ++compared;
  }
  EXPECT_GE(compared, 48U * 30U);
}

TEST_F(ReferenceScenarioSet, HasHourlyEmissions) {
  const Scenario scenario = scenario_of(reference_set / "hourly_emissions_a");
  ASSERT_EQ(scenario.hourly_emissions.size(), 2U);
  const SourceCommon& stack = common(scenario.sources[0]);
  EXPECT_EQ(stack.hourly, 0U);
  EXPECT_THAT(stack.rates, ::testing::ElementsAre(1, 0));
  const HourlyRelease& second =
      scenario.hourly_emissions[0].hours[1];  // SO HOUREMIS 21 7 2 2 PT 26.442 427.6 13.13
  EXPECT_EQ(second.rate, 26.442);
  EXPECT_EQ(second.exit_temperature_k, 427.6);
  EXPECT_EQ(second.exit_velocity_m_per_s, 13.13);
  EXPECT_EQ(scenario.hourly_emissions[1].hours[0].rate, 1.6);
  EXPECT_TRUE(validate(scenario).empty());
}

/// A case with one road and one stack that a test may change, on the meteorology of a reference case.
class MadeUpCase : public ReferenceScenarioSet {
protected:
  void SetUp() override {
    ReferenceScenarioSet::SetUp();
    if (IsSkipped()) return;
    folder_ = std::filesystem::temp_directory_path() /
              ("leeward_case_" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    std::filesystem::create_directory(folder_);
    const std::filesystem::path from = reference_set / "point_nostd_a";
    for (const char* name : {"met.sfc", "met.pfl"}) std::filesystem::copy_file(from / name, folder_ / name);
    case_ = Json::parse(std::ifstream(from / "case.json"));
    case_["sources"] = Json::array({{{"id", "PT"},
                                     {"type", "POINT"},
                                     {"x_m", 0},
                                     {"y_m", 0},
                                     {"base_elev_m", 0},
                                     {"emission_g_s", 20},
                                     {"release_height_m", 35},
                                     {"exit_temperature_k", 400},
                                     {"exit_velocity_m_s", 10},
                                     {"diameter_m", 2}},
                                    {{"id", "RD"},
                                     {"type", "RLINE"},
                                     {"x_m", 0},
                                     {"y_m", 0},
                                     {"x2_m", 100},
                                     {"y2_m", 0},
                                     {"base_elev_m", 0},
                                     {"emission_g_s_m2", 0.5},
                                     {"release_height_m", 1.3},
                                     {"width_m", 14},
                                     {"sigma_z0_m", 1.2}}});
    case_["groups"] = Json::array({{{"id", "ALL"}, {"sources", {"PT", "RD"}}}});
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  void write(const char* name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  Result<ReferenceScenario> read() const {
    write("case.json", case_.dump());
    return read_reference_scenario(folder_);
  }
  std::string refusal() const {
    const auto result = read();
    return result ? "not refused" : to_text(result.error());
  }
  Scenario sound() const {
    auto result = read();
    EXPECT_TRUE(result) << to_text(result.error());
    return result ? std::move(result->scenario) : Scenario{};
  }
  std::filesystem::path folder_;
  Json case_;
};

TEST_F(MadeUpCase, TakesFactorsThatAreNoProduct) {
  std::vector<double> values(864);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * i);
  case_["sources"][0]["emission_factor"] = {{"type", "MHRDOW"}, {"values", values}};
  case_["sources"][1]["emission_factor"] = {{"type", "WSPEED"}, {"values", {1, 2, 3, 4, 5, 6}}};
  const Scenario scenario = sound();
  ASSERT_EQ(scenario.schedules.size(), 3U);
  const EmissionFactors& monthly = scenario.schedules[common(scenario.sources[0]).schedule];
  EXPECT_EQ(monthly.values, values);
  EXPECT_EQ(monthly.periods, 12U);
  EXPECT_EQ(scenario.schedules[common(scenario.sources[1]).schedule].wind_classes, 6U);
}

TEST_F(MadeUpCase, WithAnotherNumberOfFactorsIsRefused) {
  case_["sources"][0]["emission_factor"] = {{"type", "HRDOW7"}, {"values", {1, 2}}};
  EXPECT_THAT(refusal(), HasSubstr("source PT: found 2 values of type HRDOW7, expected 168"));
  case_["sources"][0]["emission_factor"] = {{"type", "TIDE"}, {"values", {1, 2}}};
  EXPECT_THAT(refusal(), HasSubstr("found factors of type TIDE, expected CONSTANT, "));
}

TEST_F(MadeUpCase, MayHaveSeveralUrbanAreas) {
  case_["options"]["urban"] = {{{"id", "A"}, {"population", 50000}, {"roughness_m", 1}, {"sources", {"RD"}}},
                               {{"id", "B"}, {"population", 2e6}, {"roughness_m", 0.8}, {"sources", {"PT"}}}};
  Scenario scenario = sound();
  ASSERT_EQ(scenario.urban_areas.size(), 2U);
  EXPECT_EQ(scenario.urban_areas[1].population, 2e6);
  EXPECT_EQ(common(scenario.sources[0]).urban_area, 1U);
  EXPECT_EQ(common(scenario.sources[1]).urban_area, 0U);
  EXPECT_EQ(common(scenario.sources[0]).decay_per_s, 0);
  case_["options"]["pollutant"] = "SO2";
  scenario = sound();
  EXPECT_EQ(common(scenario.sources[0]).decay_per_s, 4.81e-5);
  EXPECT_EQ(common(scenario.sources[1]).decay_per_s, 0);  // AERMOD's roads know no loss
}

TEST_F(MadeUpCase, GivesARoadItsHourlyRatePerMetre) {
  std::string records;
  const Scenario plain = sound();
  for (const MetHour& hour : plain.met.hours) {
    const CivilHour start = local_standard_from_utc(hour.hour + (-1), 0);
    records += "SO HOUREMIS " + std::to_string(start.year) + " " + std::to_string(start.month) + " " +
               std::to_string(start.day) + " " + std::to_string(start.hour + 1) + " RD 0.25\n";
  }
  write("hourly.emi", records);
  case_["source_options"]["hourly_emissions_file"] = {{"file", "hourly.emi"}};
  const Scenario scenario = sound();
  EXPECT_FALSE(common(scenario.sources[0]).hourly);
  ASSERT_EQ(common(scenario.sources[1]).hourly, 0U);
  EXPECT_EQ(common(scenario.sources[1]).rates, std::vector<double>{1.0});
  EXPECT_EQ(scenario.hourly_emissions[0].hours[5].rate, 0.25 * 14);  // g/(m2 s) times the width
}

TEST_F(MadeUpCase, TakesAnHourlyExitVelocityBelowZeroForNone) {
  std::string records;
  for (const MetHour& hour : sound().met.hours) {
    const CivilHour start = local_standard_from_utc(hour.hour + (-1), 0);
    records += "SO HOUREMIS " + std::to_string(start.year) + " " + std::to_string(start.month) + " " +
               std::to_string(start.day) + " " + std::to_string(start.hour + 1) + " PT 3 350 -2\n";
  }
  write("hourly.emi", records);
  case_["source_options"]["hourly_emissions_file"] = {{"file", "hourly.emi"}};
  EXPECT_EQ(sound().hourly_emissions.at(0).hours[5].exit_velocity_m_per_s, 0);  // AERMOD: VS = 0, as its HRQREAD
}

TEST_F(MadeUpCase, WithABackgroundItDoesNotUnderstandIsRefused) {
  case_["groups"][0]["include_background"] = true;
  EXPECT_THAT(refusal(), HasSubstr("expected source_options.background"));
  case_["source_options"]["background"] = {{"units", "ppb"}, {"annual", 5}};
  EXPECT_THAT(refusal(), HasSubstr("background of OTHER in ppb"));
  case_["source_options"]["background"]["pollutant"] = "NO2";
  EXPECT_NEAR(sound().background_ug_per_m3.at(0), 5 / 0.5319, 1e-12);  // rounding of one division
  case_["source_options"]["background"]["tide"] = 5;
  EXPECT_THAT(refusal(), HasSubstr("type tide"));
}

}  // namespace
}  // namespace leeward::app

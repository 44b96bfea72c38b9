// A runstream made into a twin: the same sources and, on the runstream's own grid, the same numbers.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "../support/program.h"
#include "aermod_scenario.h"
#include "aermod_twin.h"
#include "app/build_scenario.h"
#include "app/chain.h"
#include "dispersion/run.h"
#include "reference_factors.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;
using testing::ScratchFolder;

constexpr const char* town =
    "CO STARTING\n   TITLEONE  A small town\n   MODELOPT  CONC FLAT\n   AVERTIME  1\n   POLLUTID  NOX\n   "
    "RUNORNOT  RUN\nCO FINISHED\n"
    "SO STARTING\n   LOCATION  ST POINT 500000. 5400000. 0.\n   LOCATION  VO VOLUME 500100. 5400050. 0.\n"
    "   LOCATION  AR AREA 499900. 5399900. 0.\n   LOCATION  RD RLINE 499800. 5400000. 500200. 5400100. 0.\n"
    "   SRCPARAM  ST 10. 35. 400. 10. 2.\n   SRCPARAM  VO 1. 3. 8. 3.\n   SRCPARAM  AR 1.E-4 2. 100. 50. 20. "
    "1.\n   SRCPARAM  RD 1.E-4 1.3 14. 1.2\n"
    "   EMISFACT  ST HROFDY 12*0.5 12*1.5\n   SRCGROUP  ALL\nSO FINISHED\n"
    "RE STARTING\n   GRIDCART C STA\n   GRIDCART C XYINC 499700. 7 100. 5399800. 5 100.\n   GRIDCART C END\n "
    "  DISCCART 500500. 5400500.\nRE FINISHED\n"
    "ME STARTING\n   SURFFILE  met.sfc\n   PROFFILE  met.pfl\n   SURFDATA  99999 2021\n   UAIRDATA  99999 "
    "2021\n   PROFBASE  0.0 METERS\nME FINISHED\n"
    "OU STARTING\n   POSTFILE 1 ALL UNFORM a.bin\nOU FINISHED\n";

class AermodTwinTest : public ::testing::Test {
protected:
  void SetUp() override {
    const fs::path met = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod/volume_a";
    if (!fs::exists(met)) GTEST_SKIP() << "no reference set";
    for (const char* file : {"met.sfc", "met.pfl"}) fs::copy_file(met / file, scratch_.path() / file);
  }
  fs::path write(const std::string& text) {
    std::ofstream(scratch_.path() / "town.inp") << text;
    return scratch_.path() / "town.inp";
  }
  ScratchFolder scratch_;
};

class Keeper final : public dispersion::HourSink {
public:
  void take(std::size_t, HourStatus, std::span<const double> values) override {
    all.insert(all.end(), values.begin(), values.end());
  }
  std::vector<double> all;
};

std::vector<double> solved(const Scenario& scenario) {
  Keeper keeper;
  NoProgress progress;
  dispersion::RunOptions options;
  options.mode = dispersion::Mode::exact;
  options.thread_count = 1;
  const auto report = dispersion::run(scenario, options, {}, progress, keeper);
  EXPECT_TRUE(report);
  return keeper.all;
}

TEST_F(AermodTwinTest, HasTheNumbersOfTheRunstreamOnItsGrid) {
  NoProgress progress;
  CreateRequest request;
  request.city = scratch_.path() / "twin";
  request.kit = write(town);
  request.crs = "EPSG:32632";
  const auto created = create_city(request, {}, progress);
  ASSERT_TRUE(created) << to_text(created.error());
  EXPECT_EQ(created->value.met_hours, 48U);
  const auto city = open_city(request.city);
  ASSERT_TRUE(city) << to_text(city.error());
  EXPECT_EQ(city->value.settings.name, "A small town");
  EXPECT_EQ(city->value.settings.pollutants, std::vector<std::string>{"NOx"});
  EXPECT_EQ(city->value.receptors.size(), 1U);
  EXPECT_FALSE(city->value.settings.assumptions.empty());

  const auto run = data::read_aermod_runstream(request.kit);
  ASSERT_TRUE(run);
  auto theirs = scenario_of(run->value);
  ASSERT_TRUE(theirs) << to_text(theirs.error());
  theirs->value.receptors.resize(35);
  auto ours = build_sources(city->value);
  ASSERT_TRUE(ours) << to_text(ours.error());
  const ReceptorGrid grid = grid_over(city->value.settings.domain_m, city->value.settings.grid_spacing_m);
  ASSERT_EQ(grid.size(), 35U);
  const auto receptors = build_receptors(city->value, {grid, city->value.settings.grid_heights_m}, 1, {});
  ASSERT_TRUE(receptors);
  ours->value.receptors = receptors->value;
  auto met = load_met(city->value);
  ASSERT_TRUE(met);
  ours->value.met = std::move(met->value);
  const std::vector<double> a = solved(ours->value);
  const std::vector<double> b = solved(theirs->value);
  ASSERT_EQ(a.size(), b.size());
  const double peak = *std::max_element(b.begin(), b.end());
  EXPECT_GT(peak, 1.0);
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-9 * peak) << i;
}

TEST_F(AermodTwinTest, NeedsACoordinateSystem) {
  const auto twin = twin_of_runstream(write(town), "");
  ASSERT_FALSE(twin);
  EXPECT_NE(to_text(twin.error()).find("--crs"), std::string::npos);
}

TEST_F(AermodTwinTest, ScatteredReceptorsAreCoveredByAGrid) {
  std::string text = town;
  const std::size_t begin = text.find("   GRIDCART");
  text.erase(begin, text.find("   DISCCART") - begin);
  const auto twin = twin_of_runstream(write(text), "EPSG:32632");
  ASSERT_TRUE(twin) << to_text(twin.error());
  const TwinSettings& settings = twin->value.city.settings;
  EXPECT_GE(settings.domain_m.max.x, 500500);
  EXPECT_LE(settings.domain_m.min.x, 499800);
  EXPECT_EQ(settings.grid_spacing_m, 10);
}

TEST_F(AermodTwinTest, WhatATwinHasNoPlaceForIsRefusedByName) {
  std::string text = town;
  text.replace(text.find("   RUNORNOT"), 0, "   HALFLIFE 10000.\n   URBANOPT 100000.\n");
  text.replace(text.find("   SRCGROUP"), 0,
               "   URBANSRC  ST\n   EMISFACT  VO WSPEED 6*1.\n   BACKGRND  ANNUAL 5.\n");
  const auto twin = twin_of_runstream(write(text), "EPSG:32632");
  ASSERT_FALSE(twin);
  const std::string told = to_text(twin.error());
  for (const char* name : {"decay", "urban and rural", "WSPEED", "BACKGRND"})
    EXPECT_NE(told.find(name), std::string::npos) << told;
}

TEST(AermodSchedule, IsTheProductOfMonthAndHour) {
  std::vector<double> values;
  for (int day = 0; day < 3; ++day)
    for (int month = 1; month <= 12; ++month)
      for (int hour = 1; hour <= 24; ++hour) values.push_back(0.1 * month * (hour + day));
  const auto factors = factors_of_type("S", "MHRDOW", values);
  ASSERT_TRUE(factors);
  const auto schedule = schedule_of_factors(*factors);
  ASSERT_TRUE(schedule) << to_text(schedule.error());
  for (const int month : {1, 7, 12})
    for (const int day : {3, 4, 5, 6}) {
      const UtcHour hour = utc_from_local_standard({2024, month, day, 15}, 0);
      EXPECT_NEAR(factor(*schedule, hour, 0), factor(*factors, hour, 0, 3.0), 1e-9);
    }
  values[5] *= 1.5;
  EXPECT_FALSE(schedule_of_factors(*factors_of_type("S", "MHRDOW", values)));
}

}  // namespace
}  // namespace leeward::app

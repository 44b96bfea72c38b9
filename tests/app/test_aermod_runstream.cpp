// AERMOD's own input files against case.json of the reference set: the same scenario, so the same numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "../support/program.h"
#include "aermod_scenario.h"
#include "core/model/emission_factors.h"
#include "data/aermod_runstream.h"
#include "reference_scenario.h"

namespace leeward::app {
namespace {

namespace fs = std::filesystem;

const fs::path reference_set = fs::path(LEEWARD_SOURCE_DIR) / "../shared/reference/aermod";

bool needs_other_physics(const std::string& name) {
  for (const char* prefix : {"dep_", "downwash_", "no2_pvmrm", "no2_grsm"})
    if (name.starts_with(prefix)) return true;
  return false;
}

void expect_near(double ours, double theirs, const std::string& what) {
  if (is_missing(ours) && is_missing(theirs)) return;
  EXPECT_NEAR(ours, theirs, 1e-12 * std::max(1.0, std::abs(theirs))) << what;
}

void expect_same(Vec2 ours, Vec2 theirs, const std::string& what) {
  expect_near(ours.x, theirs.x, what + " x");
  expect_near(ours.y, theirs.y, what + " y");
}

void expect_same_kind(const PointSource& a, const PointSource& b) {
  expect_same(a.position_m, b.position_m, a.id);
  expect_near(a.stack_height_m, b.stack_height_m, a.id + " height");
  expect_near(a.stack_diameter_m, b.stack_diameter_m, a.id + " diameter");
  expect_near(a.exit_velocity_m_per_s, b.exit_velocity_m_per_s, a.id + " velocity");
  expect_near(a.exit_temperature_k, b.exit_temperature_k, a.id + " temperature");
  EXPECT_EQ(a.outlet, b.outlet) << a.id;
}

void expect_same_kind(const VolumeSource& a, const VolumeSource& b) {
  expect_same(a.position_m, b.position_m, a.id);
  expect_near(a.release_height_m, b.release_height_m, a.id + " height");
  expect_near(a.initial_sigma_y_m, b.initial_sigma_y_m, a.id + " sigma y");
  expect_near(a.initial_sigma_z_m, b.initial_sigma_z_m, a.id + " sigma z");
}

void expect_same_kind(const AreaSource& a, const AreaSource& b) {
  ASSERT_EQ(a.polygon_m.outer.size(), b.polygon_m.outer.size()) << a.id;
  for (std::size_t i = 0; i < a.polygon_m.outer.size(); ++i)
    expect_same(a.polygon_m.outer[i], b.polygon_m.outer[i], a.id);
  expect_near(a.release_height_m, b.release_height_m, a.id + " height");
  expect_near(a.initial_sigma_z_m, b.initial_sigma_z_m, a.id + " sigma z");
}

void expect_same_kind(const LineSource& a, const LineSource& b) {
  expect_same(a.begin_m, b.begin_m, a.id);
  expect_same(a.end_m, b.end_m, a.id);
  expect_near(a.width_m, b.width_m, a.id + " width");
  expect_near(a.release_height_m, b.release_height_m, a.id + " height");
  expect_near(a.end_release_height_m.value_or(a.release_height_m),
              b.end_release_height_m.value_or(b.release_height_m), a.id + " height of the end");
  expect_near(a.initial_sigma_z_m, b.initial_sigma_z_m, a.id + " sigma z");
  expect_near(a.offset_m, b.offset_m, a.id + " offset");
  ASSERT_EQ(a.barriers.size(), b.barriers.size()) << a.id;
  for (std::size_t i = 0; i < a.barriers.size(); ++i) {
    expect_near(a.barriers[i].height_m, b.barriers[i].height_m, a.id + " barrier");
    expect_near(a.barriers[i].offset_m, b.barriers[i].offset_m, a.id + " barrier");
  }
  ASSERT_EQ(a.depression.has_value(), b.depression.has_value()) << a.id;
  if (!a.depression) return;
  expect_near(a.depression->depth_m, b.depression->depth_m, a.id + " depth");
  expect_near(a.depression->top_width_m, b.depression->top_width_m, a.id + " top");
  expect_near(a.depression->bottom_width_m, b.depression->bottom_width_m, a.id + " bottom");
}

void expect_same_source(const Scenario& ours, const Scenario& theirs, std::size_t i) {
  const SourceCommon& a = common(ours.sources[i]);
  const SourceCommon& b = common(theirs.sources[i]);
  ASSERT_EQ(ours.sources[i].index(), theirs.sources[i].index()) << a.id;
  std::visit(
      [&](const auto& kind) {
        expect_same_kind(kind, std::get<std::decay_t<decltype(kind)>>(theirs.sources[i]));
      },
      ours.sources[i]);
  EXPECT_EQ(a.id, b.id);
  expect_near(a.base_elevation_m, b.base_elevation_m, a.id + " base elevation");
  EXPECT_EQ(a.is_urban, b.is_urban) << a.id;
  EXPECT_EQ(a.urban_area, b.urban_area) << a.id;
  expect_near(a.decay_per_s, b.decay_per_s, a.id + " decay");
  ASSERT_EQ(a.rates.size(), b.rates.size());
  for (std::size_t c = 0; c < a.rates.size(); ++c) expect_near(a.rates[c], b.rates[c], a.id + " rate");
  ASSERT_EQ(a.hourly.has_value(), b.hourly.has_value()) << a.id;
  for (std::size_t h = 0; h < ours.met.hours.size(); ++h) {
    const MetHour& hour = ours.met.hours[h];
    expect_near(factor(ours.schedules[a.schedule], hour.hour, 0, hour.wind_speed_m_per_s),
                factor(theirs.schedules[b.schedule], hour.hour, 0, hour.wind_speed_m_per_s),
                a.id + " factor");
    if (!a.hourly) continue;
    const HourlyRelease& x = ours.hourly_emissions[*a.hourly].hours[h];
    const HourlyRelease& y = theirs.hourly_emissions[*b.hourly].hours[h];
    expect_near(x.rate, y.rate, a.id + " hourly rate");
    expect_near(x.exit_temperature_k, y.exit_temperature_k, a.id + " hourly temperature");
    expect_near(x.exit_velocity_m_per_s, y.exit_velocity_m_per_s, a.id + " hourly velocity");
    expect_near(x.release_height_m, y.release_height_m, a.id + " hourly height");
    expect_near(x.initial_sigma_y_m, y.initial_sigma_y_m, a.id + " hourly sigma y");
    expect_near(x.initial_sigma_z_m, y.initial_sigma_z_m, a.id + " hourly sigma z");
  }
}

void expect_same_scenario(const Scenario& ours, const Scenario& theirs) {
  EXPECT_EQ(ours.is_flat, theirs.is_flat);
  EXPECT_EQ(ours.has_stack_tip_downwash, theirs.has_stack_tip_downwash);
  ASSERT_EQ(ours.columns.size(), theirs.columns.size());
  for (std::size_t i = 0; i < ours.columns.size(); ++i) {
    EXPECT_EQ(ours.columns[i].group, theirs.columns[i].group);
    EXPECT_EQ(ours.columns[i].has_background, theirs.columns[i].has_background);
  }
  ASSERT_EQ(ours.met.hours.size(), theirs.met.hours.size());
  EXPECT_EQ(ours.met.profile_base_elevation_m, theirs.met.profile_base_elevation_m);
  ASSERT_EQ(ours.background_ug_per_m3.size(), theirs.background_ug_per_m3.size());
  for (std::size_t i = 0; i < ours.background_ug_per_m3.size(); ++i)
    expect_near(ours.background_ug_per_m3[i], theirs.background_ug_per_m3[i], "background");
  ASSERT_EQ(ours.urban_areas.size(), theirs.urban_areas.size());
  for (std::size_t i = 0; i < ours.urban_areas.size(); ++i) {
    EXPECT_EQ(ours.urban_areas[i].population, theirs.urban_areas[i].population);
    EXPECT_EQ(ours.urban_areas[i].roughness_length_m, theirs.urban_areas[i].roughness_length_m);
  }
  ASSERT_EQ(ours.receptors.size(), theirs.receptors.size());
  for (std::size_t i = 0; i < ours.receptors.size(); ++i) {
    expect_same(ours.receptors[i].position_m, theirs.receptors[i].position_m, "receptor");
    expect_near(ours.receptors[i].height_m, theirs.receptors[i].height_m, "receptor height");
    if (ours.is_flat) continue;
    expect_near(ours.receptors[i].elevation_m, theirs.receptors[i].elevation_m, "receptor elevation");
    expect_near(ours.receptors[i].hill_height_m, theirs.receptors[i].hill_height_m, "receptor hill height");
  }
  ASSERT_EQ(ours.sources.size(), theirs.sources.size());
  for (std::size_t i = 0; i < ours.sources.size(); ++i) expect_same_source(ours, theirs, i);
}

void expect_same_chemistry(const dispersion::Chemistry& ours, const dispersion::Chemistry& theirs) {
  EXPECT_EQ(ours.method, theirs.method);
  EXPECT_EQ(ours.arm2.lowest, theirs.arm2.lowest);
  EXPECT_EQ(ours.arm2.highest, theirs.arm2.highest);
  EXPECT_EQ(ours.equilibrium_ratio, theirs.equilibrium_ratio);
  EXPECT_EQ(ours.converted, theirs.converted);
  ASSERT_EQ(ours.ozone_ug_per_m3.size(), theirs.ozone_ug_per_m3.size());
  for (std::size_t i = 0; i < ours.ozone_ug_per_m3.size(); ++i)
    expect_near(ours.ozone_ug_per_m3[i], theirs.ozone_ug_per_m3[i], "ozone");
  ASSERT_EQ(ours.sources.size(), theirs.sources.size());
  for (std::size_t i = 0; i < ours.sources.size(); ++i) {
    if (ours.method == ChemistryMethod::olm) {
      EXPECT_EQ(ours.sources[i].in_stack_ratio, theirs.sources[i].in_stack_ratio);
    }
    EXPECT_EQ(ours.sources[i].olm_group, theirs.sources[i].olm_group);
    expect_near(ours.sources[i].nox_rate, theirs.sources[i].nox_rate, "NOx rate");
  }
}

TEST(AermodRunstream, IsTheScenarioOfCaseJsonInEveryReferenceCase) {
  if (!fs::exists(reference_set)) GTEST_SKIP() << "no reference set at " << reference_set;
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(reference_set)) {
    const fs::path runstream = entry.path() / "aermod.inp";
    const std::string name = entry.path().filename().string();
    if (!fs::exists(runstream) || needs_other_physics(name)) continue;
    SCOPED_TRACE(name);
    const auto run = data::read_aermod_runstream(runstream);
    ASSERT_TRUE(run) << to_text(run.error());
    const auto ours = scenario_of(run->value);
    ASSERT_TRUE(ours) << to_text(ours.error());
    const auto theirs = read_reference_scenario(entry.path());
    ASSERT_TRUE(theirs) << to_text(theirs.error());
    expect_same_scenario(ours->value, theirs->scenario);
    const auto chemistry = chemistry_of(run->value, ours->value);
    ASSERT_TRUE(chemistry) << to_text(chemistry.error());
    expect_same_chemistry(chemistry->value, theirs->chemistry);
    ++compared;
  }
  EXPECT_GE(compared, 37U);
}

TEST(AermodRunstream, DatesAreHeldAgainstTheMeteorology) {
  if (!fs::exists(reference_set)) GTEST_SKIP() << "no reference set at " << reference_set;
  auto run = data::read_aermod_runstream(reference_set / "stats_other" / "aermod.inp");
  ASSERT_TRUE(run) << to_text(run.error());
  data::AermodRun& asked = run->value;
  const auto refused = [&] {
    const auto scenario = scenario_of(asked);
    EXPECT_FALSE(scenario);
    return scenario ? std::string() : to_text(scenario.error());
  };
  asked.start = {1995, 12, 31, 1};
  asked.end = {1996, 1, 2, 24};
  EXPECT_NE(refused().find("from 1996-01-01 hour 1"), std::string::npos);
  asked.start = {1996, 12, 30, 1};
  asked.end = {1997, 1, 1, 24};
  EXPECT_NE(refused().find("to 1996-12-31 hour 24"), std::string::npos);
  asked.end = {1996, 12, 31, 24};
  const auto right = scenario_of(asked);
  ASSERT_TRUE(right) << to_text(right.error());
  EXPECT_EQ(right->value.met.hours.size(), 48U);
  asked.surface_year = 1990;
  const auto other_year = scenario_of(asked);
  ASSERT_TRUE(other_year);
  EXPECT_EQ(other_year->faults.size(), right->faults.size() + 1);
  asked.days.assign(366, true);
  asked.leap_days.assign(366, true);
  EXPECT_NE(refused().find("SURFDATA with the year 1990"), std::string::npos);
}

TEST(AermodRunstream, AFaultOfASourceHasItsLine) {
  if (!fs::exists(reference_set)) GTEST_SKIP() << "no reference set at " << reference_set;
  auto run = data::read_aermod_runstream(reference_set / "volume_a" / "aermod.inp");
  ASSERT_TRUE(run) << to_text(run.error());
  run->value.sources.front().emission = -1;
  const auto scenario = scenario_of(run->value);
  ASSERT_FALSE(scenario);
  const std::string line = "(line " + std::to_string(run->value.sources.front().place.line) + ")";
  EXPECT_NE(to_text(scenario.error()).find(line), std::string::npos) << to_text(scenario.error());
}

TEST(AermodRunstream, HourlyGasThatFlowsDownwardsIsAtRestAndTold) {
  if (!fs::exists(reference_set)) GTEST_SKIP() << "no reference set at " << reference_set;
  auto run = data::read_aermod_runstream(reference_set / "hourly_emissions_a" / "aermod.inp");
  ASSERT_TRUE(run) << to_text(run.error());
  std::string text = testing::text_of(run->value.hourly_files.front());
  text.replace(text.find("430.0 10.00"), 11, "430.0 -3.00");
  const testing::ScratchFolder scratch;
  run->value.hourly_files.front() = scratch.path() / "hourly.emi";
  std::ofstream(run->value.hourly_files.front()) << text;
  const auto scenario = scenario_of(run->value);
  ASSERT_TRUE(scenario) << to_text(scenario.error());
  EXPECT_EQ(scenario->value.hourly_emissions.at(0).hours.at(0).exit_velocity_m_per_s, 0);
  ASSERT_FALSE(scenario->faults.empty());
  EXPECT_EQ(scenario->faults.back().found, "1 exit velocities below 0 m/s");
}

TEST(AermodRunstream, LossIsAermods) {
  data::AermodRun run;
  data::AermodSource rural;
  data::AermodSource urban;
  urban.urban_area = 0;
  data::AermodSource road = urban;
  road.kind = data::AermodSourceKind::rline;
  run.pollutant = "SO2";
  EXPECT_EQ(decay_of(run, urban), 4.81e-5);
  EXPECT_EQ(decay_of(run, rural), 0);
  EXPECT_EQ(decay_of(run, road), 0);
  run.decay_per_s = 1e-4;
  EXPECT_EQ(decay_of(run, urban), 1e-4);
  EXPECT_EQ(decay_of(run, rural), 0);  // SO2 decays in urban air only
  run.is_default = true;
  EXPECT_EQ(decay_of(run, urban), 4.81e-5);
  run.pollutant = "NOX";
  EXPECT_EQ(decay_of(run, urban), 0);
  run.is_default = false;
  EXPECT_EQ(decay_of(run, rural), 1e-4);
  EXPECT_EQ(decay_of(run, road), 0);
}

TEST(AermodRunstream, OtherPhysicsIsRefusedByNameAndLine) {
  if (!fs::exists(reference_set)) GTEST_SKIP() << "no reference set at " << reference_set;
  for (const auto& [name, what] :
       std::initializer_list<std::pair<const char*, const char*>>{{"dep_gas_a", "deposition"},
                                                                  {"downwash_tall_a", "building downwash"},
                                                                  {"no2_pvmrm_a", "NO2 chemistry"}}) {
    const auto run = data::read_aermod_runstream(reference_set / name / "aermod.inp");
    ASSERT_FALSE(run) << name;
    EXPECT_EQ(run.error().code, ErrorCode::input);
    const std::string text = to_text(run.error());
    EXPECT_NE(text.find(what), std::string::npos) << text;
    EXPECT_NE(text.find("line "), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace leeward::app

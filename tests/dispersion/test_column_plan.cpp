// Hand-worked numbers: two sources, groups and pools.
#include <gtest/gtest.h>

#include <cmath>

#include "dispersion/column_plan.h"

namespace leeward::dispersion {
namespace {

/// Sources A and B; wanted columns ALL (both) and A.
Scenario two_sources() {
  Scenario scenario;
  scenario.columns = {{.pollutant = "NO2", .group = "ALL", .has_background = true},
                      {.pollutant = "NO2", .group = "A"}};
  scenario.background_ug_per_m3 = {7};
  scenario.schedules = {constant_factors()};
  scenario.met.hours.resize(1);
  VolumeSource a;
  a.id = "A";
  a.rates = {2, 2};
  VolumeSource b;
  b.id = "B";
  b.rates = {3, 0};
  scenario.sources = {a, b};
  return scenario;
}

Chemistry chemistry(ChemistryMethod method) {
  Chemistry chemistry;
  chemistry.method = method;
  chemistry.ozone_ug_per_m3 = {48};
  chemistry.sources = {{.in_stack_ratio = 0.1, .olm_group = {}, .nox_rate = 2},
                       {.in_stack_ratio = 0.5, .olm_group = {}, .nox_rate = 3}};
  chemistry.converted = {true, true};
  return chemistry;
}

/// NOx of A is 200 and of B 100 at the one receptor.
std::vector<double> wanted_of(const ColumnPlan& plan, const Scenario& scenario) {
  std::vector<double> linear(scenario.columns.size());
  const double at_receptor[] = {200.0 / 2, 100.0 / 3};
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t c = 0; c < linear.size(); ++c)
      linear[c] += common(scenario.sources[s]).rates[c] * at_receptor[s];
  std::vector<double> wanted(plan.wanted.size());
  apply_plan(plan, 0, HourStatus::valid, linear, 1, wanted);
  return wanted;
}

TEST(ColumnPlan, EverySourceHasAllOzoneWhenItIsAlone) {
  Scenario scenario = two_sources();
  ASSERT_TRUE(validate(chemistry(ChemistryMethod::olm), scenario).empty());
  const ColumnPlan plan = plan_columns(scenario, chemistry(ChemistryMethod::olm));
  EXPECT_EQ(scenario.columns.size(), 2U);  // one for each source, their in-stack NO2 is a share of it
  EXPECT_TRUE(scenario.background_ug_per_m3.empty());
  const std::vector<double> wanted = wanted_of(plan, scenario);
  // A: 20 + 46 = 66; B: min(0.9*100, 50 + 46) = 90; background 7
  EXPECT_NEAR(wanted[0], 66 + 90 + 7, 1e-12);
  EXPECT_NEAR(wanted[1], 66, 1e-12);
}

TEST(ColumnPlan, SourcesOfAGroupShareTheOzone) {
  Scenario scenario = two_sources();
  Chemistry together = chemistry(ChemistryMethod::olm);
  for (auto& source : together.sources) source.olm_group = 0;
  const ColumnPlan plan = plan_columns(scenario, together);
  EXPECT_EQ(scenario.columns.size(), 3U);  // A, B, and the in-stack NO2 of both
  const std::vector<double> wanted = wanted_of(plan, scenario);
  // C = 300, P = 20 + 50 = 70: NO2 = 70 + 46 = 116, shared 2:1
  EXPECT_NEAR(wanted[0], 116 + 7, 1e-12);
  EXPECT_NEAR(wanted[1], 116.0 * 2 / 3, 1e-12);
}

TEST(ColumnPlan, Arm2CountsEverySourceInWhateverGroup) {
  Scenario scenario = two_sources();
  scenario.columns.erase(scenario.columns.begin());  // A alone is wanted
  std::visit([](auto& source) { source.rates = {2}; }, scenario.sources[0]);
  std::visit([](auto& source) { source.rates = {0}; }, scenario.sources[1]);
  Chemistry arm2 = chemistry(ChemistryMethod::arm2);
  arm2.converted = {true};
  const ColumnPlan plan = plan_columns(scenario, arm2);
  const std::vector<double> wanted = wanted_of(plan, scenario);
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_NEAR(wanted[0], 0.5 * 200, 1e-12);  // the ratio of 300, not of 200
}

TEST(ColumnPlan, MissingOzoneGivesTheEquilibrium) {
  Scenario scenario = two_sources();
  Chemistry olm = chemistry(ChemistryMethod::olm);
  olm.ozone_ug_per_m3 = {missing};
  const ColumnPlan plan = plan_columns(scenario, olm);
  EXPECT_NEAR(wanted_of(plan, scenario)[0], 0.9 * 300 + 7, 1e-12);
}

TEST(ColumnPlan, HoursWithoutValuesStayZero) {
  Scenario scenario = two_sources();
  const ColumnPlan plan = plan_columns(scenario, chemistry(ChemistryMethod::olm));
  std::vector<double> wanted(2, 1.0);
  apply_plan(plan, 0, HourStatus::calm, std::vector<double>(2, 0.0), 1, wanted);
  EXPECT_EQ(wanted, (std::vector<double>{0, 0}));  // no background either
}

TEST(ColumnPlan, OtherColumnsPassUnchanged) {
  Scenario scenario = two_sources();
  Chemistry olm = chemistry(ChemistryMethod::olm);
  olm.converted = {true, false};
  const ColumnPlan plan = plan_columns(scenario, olm);
  EXPECT_DOUBLE_EQ(wanted_of(plan, scenario)[1], 200);
  Scenario untouched = two_sources();
  untouched.columns[0].has_background = false;
  const ColumnPlan none = plan_columns(untouched, {});
  EXPECT_TRUE(none.is_trivial());
  EXPECT_EQ(common(untouched.sources[0]).rates, (std::vector<double>{2, 2}));
}

TEST(ColumnPlan, FaultsAreNamed) {
  Scenario scenario = two_sources();
  scenario.hourly_emissions = {{"B", {HourlyRelease{}}}};
  scenario.hourly_emissions[0].hours[0].rate = -1;
  std::visit([](auto& source) { source.hourly = 0; }, scenario.sources[1]);
  Chemistry bad = chemistry(ChemistryMethod::olm);
  bad.equilibrium_ratio = 1.2;
  bad.ozone_ug_per_m3 = {-3};
  bad.arm2 = {.lowest = 0.9, .highest = 0.5};
  bad.sources[0].in_stack_ratio = std::nan("");
  std::vector<std::string> found;
  for (const Fault& fault : validate(bad, scenario)) found.push_back(fault.feature + ": " + fault.found);
  EXPECT_EQ(found, (std::vector<std::string>{": highest NO2/NOx of ARM2 0.5",
                                             ": equilibrium ratio NO2/NOx 1.2", ": ozone [ug/m3] -3",
                                             "A: in-stack NO2/NOx nan", "B: hourly emission -1"}));
}

}  // namespace
}  // namespace leeward::dispersion

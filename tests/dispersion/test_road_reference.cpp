// Roads through the solver against AERMOD v24142's RLINE cases (../shared/reference/aermod).
#include <gtest/gtest.h>

#include "dispersion/run.h"
#include "support/road_cases.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

void expect_reference(const std::string& case_name, Mode mode) {
  if (!std::filesystem::exists(reference_folder()))
    GTEST_SKIP() << "no reference set at " << reference_folder();
  const Scenario scenario = read_road_case(case_name);
  ASSERT_FALSE(scenario.sources.empty());
  NoProgress progress;
  KeepingSink sink;
  const auto report = run(scenario, {.thread_count = 2, .mode = mode}, {}, progress, sink);
  ASSERT_TRUE(report) << to_text(report.error());
  // The reference set's own bars for independent codes (its README, "Tolerances that mean something").
  for (const auto& [table, bar] : {std::pair{"expected_tight.csv", 2e-3}, std::pair{"expected.csv", 2e-2}}) {
    if (!std::filesystem::exists(reference_folder() / case_name / table)) continue;
    const Differences d = compare_with_reference(scenario, sink, case_name, table);
    ASSERT_FALSE(d.sorted.empty());
    EXPECT_LT(d.quantile(0.99), bar) << table << ", " << d.sorted.size() << " values, median "
                                     << d.quantile(0.5) << ", largest " << d.sorted.back();
    if (mode == Mode::exact && std::string(table) == "expected_tight.csv") {
      EXPECT_LT(d.sorted.back(), 1e-2);
    }
    testing::Test::RecordProperty(std::string("p99_") + table, std::to_string(d.quantile(0.99)));
  }
}

TEST(RunRoads, ExactAgreesWithAermodInSummer) {
  expect_reference("rline_a", Mode::exact);
}
TEST(RunRoads, ExactAgreesWithAermodInWinterWithATower) {
  expect_reference("rline_b", Mode::exact);
}
TEST(RunRoads, StandardAgreesWithAermodInSummer) {
  expect_reference("rline_a", Mode::standard);
}
TEST(RunRoads, StandardAgreesWithAermodInWinterWithATower) {
  expect_reference("rline_b", Mode::standard);
}
TEST(RunRoads, ExactAgreesWithAermodForUrbanRoads) {
  expect_reference("urban_a", Mode::exact);
}
TEST(RunRoads, StandardAgreesWithAermodForUrbanRoads) {
  expect_reference("urban_a", Mode::standard);
}

TEST(RunRoads, ExactAgreesWithAermodBehindBarriersAndInACutting) {
  expect_reference("rlinext_barrier_a", Mode::exact);
}
TEST(RunRoads, StandardAgreesWithAermodBehindBarriersAndInACutting) {
  expect_reference("rlinext_barrier_a", Mode::standard);
}

}  // namespace
}  // namespace leeward::dispersion

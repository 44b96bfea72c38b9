// Made-up values with errors that can be counted by hand: two hours, one group, four receptors.
#include "reference_compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace leeward::app {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

class Compare : public ::testing::Test {
protected:
  Compare() {
    scenario_.columns = {{.pollutant = "OTHER", .group = "G"}};
    scenario_.receptors.resize(4);
    scenario_.met.hours.resize(2);
    expected_.against = "expected.csv";
    expected_.values = {1000, 10, 0.1, none, 0, 0, 0, 0};
    expected_.is_tight = {false, true, true, false, false, false, false, false};
  }
  Verdict verdict(const std::vector<double>& ours) const {
    Verdict result;
    compare_with_reference(ours, expected_, scenario_, result);
    return result;
  }
  Scenario scenario_;
  ExpectedValues expected_;
};

TEST_F(Compare, ScalesByTheValueOrAThousandthOfThePeak) {
  const Verdict v = verdict({1001, 10.2, 0.3, 5, 0, 0, 0, 0});
  EXPECT_EQ(v.all.n, 7U);
  EXPECT_EQ(v.tight.n, 2U);
  EXPECT_DOUBLE_EQ(v.printed.max, 1.0 / 1000);
  EXPECT_NEAR(v.tight.max, 0.2 / 1,
              1e-12);  // 0.3 for 0.1: a thousandth of 1000 is the scale; rounding of 0.3 - 0.1
  EXPECT_EQ(v.all.worst, "hour 1, receptor 3, group G: 0.3 for 0.1");
}

TEST_F(Compare, TakesWhatIsNoNumberForTheLargestError) {
  const Verdict v = verdict({1000, none, 0.1, 0, 0, 0, 0, 0});
  EXPECT_TRUE(std::isinf(v.all.max));
  EXPECT_FALSE(bars_not_met(v).empty());
  EXPECT_TRUE(std::isinf(
      verdict({1000, 10, 0.1, 0, 1e-9, 0, 0, 0}).all.max));  // a value where the whole hour has none
}

TEST_F(Compare, JudgesEachFileByItsOwnBar) {
  EXPECT_TRUE(bars_not_met(verdict({1000.9, 10.01, 0.1, 0, 0, 0, 0, 0})).empty());
  EXPECT_EQ(bars_not_met(verdict({1001.1, 10, 0.1, 0, 0, 0, 0, 0})).size(), 1U);
  EXPECT_EQ(bars_not_met(verdict({1000, 10.2, 0.11, 0, 0, 0, 0, 0})).size(),
            2U);  // p99 of two values, and largest
  Verdict area = verdict({1000, 10.2, 0.1, 0, 0, 0, 0, 0});
  area.case_id = "area_rect_a";
  EXPECT_TRUE(
      bars_not_met(area).empty());  // its p99 (of two: the smaller) is 0 and its largest is not judged
}

TEST_F(Compare, JudgesAFastModeByItsOwnBound) {
  const std::vector<double> exact = {1000, 10, 0.5, 0, 2, 0, 0, 0};
  const auto of = [&](std::vector<double> fast) { return compare_with_exact(fast, exact, scenario_); };
  const DeviationFromExact sound = of({1000.5, 10.05, 0.9, 0.4, 2, 0, 0, 0});
  EXPECT_NEAR(sound.of_peak, 0.5e-3, 1e-12);  // rounding of 1000.5 - 1000
  EXPECT_NEAR(sound.local, 5e-3, 1e-12);      // 0.9 for 0.5 is below 1e-3 of the peak and judged by it alone
  Verdict v = verdict(exact);
  v.from_exact = sound;
  EXPECT_TRUE(bars_not_met(v).empty());
  v.from_exact = of({1000, 10.11, 0.5, 0, 2, 0.003, 0, 0});
  ASSERT_EQ(bars_not_met(v).size(), 2U);
  EXPECT_EQ(v.from_exact->worst, "hour 2, receptor 2, group G: 0.003 for 0");
  v.from_exact = of({1000, 10, 0.5, none, 2, 0, 0, 0});
  EXPECT_FALSE(bars_not_met(v).empty());
}

}  // namespace
}  // namespace leeward::app

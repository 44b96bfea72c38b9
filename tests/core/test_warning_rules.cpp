// Rules of 2024 and 2018 on daily series (physics/12 sections 6 and 7e).
#include <gtest/gtest.h>

#include "core/assess/warning_rules.h"

namespace leeward {
namespace {

WarningRule rule(const char* level, int severity, double above, int run,
                 std::optional<double> nested_above = {}, int nested_count = 0) {
  WarningRule one;
  one.set = "CN-2024";
  one.valid_from = {2024, 1, 1};
  one.level = level;
  one.severity = severity;
  one.pollutant = "AQI";
  one.averaging = "day";
  one.above = above;
  one.run = run;
  one.nested_above = nested_above;
  one.nested_count = nested_count;
  return one;
}

class Cn2024 : public ::testing::Test {
protected:
  Cn2024()
      : rules_{rule("yellow", 2, 200, 1), rule("yellow", 2, 150, 2),        rule("orange", 3, 200, 2),
               rule("orange", 3, 150, 3), rule("red", 4, 200, 3, 300.0, 1), rule("lift", 0, 0, 36)} {
    in_force_ = rules_in_force(rules_, "CN-2024", "AQI", "day", {2026, 1, 1});
  }
  static std::vector<WarningValue> days(std::initializer_list<double> values) {
    std::vector<WarningValue> days;
    for (const double value : values) days.push_back({value});
    return days;
  }
  std::string level(const std::vector<WarningValue>& values, const WarningOptions& options = {}) const {
    const auto warning = warning_of(in_force_, values, 24, 24, options);
    return warning ? warning->rule->level : "none";
  }
  std::vector<WarningRule> rules_;
  std::vector<const WarningRule*> in_force_;
};

TEST_F(Cn2024, HasTheWorkedNumbers) {
  EXPECT_EQ(in_force_.size(), 6U);
  const auto red = warning_of(in_force_, days({140, 160, 210, 230, 320, 205, 90}), 24, 24);
  ASSERT_TRUE(red);
  EXPECT_EQ(red->rule->level, "red");
  EXPECT_EQ(red->run.begin, 2U);
  EXPECT_EQ(red->run.end, 6U);
  EXPECT_EQ(level(days({160, 170, 155, 120})), "orange");
  EXPECT_EQ(level(days({120, 205, 110})), "yellow");
  EXPECT_EQ(level(days({150, 150, 150, 150})), "none");  // above, not at
  EXPECT_EQ(level(days({151, 151})), "yellow");
  EXPECT_EQ(level(days({200, 201, 201, 200})), "orange");
  EXPECT_EQ(level(days({201, 201, 201, 300})), "orange");            // the day above 300 must be there
  EXPECT_EQ(level(days({301, 150, 150, 201, 201, 201})), "orange");  // ... and within the run
}

TEST_F(Cn2024, AShortGapDoesNotEndAnEpisode) {
  EXPECT_EQ(level(days({160, 140, 160})), "orange");  // 24 h are too short to lift the first: three days
  WarningOptions apart;
  apart.merged_gap_hours = 0;
  EXPECT_EQ(level(days({160, 140, 160}), apart), "none");
  EXPECT_EQ(level(days({160, 140, 140, 160})), "none");  // 48 h
  std::vector<WarningValue> gap = days({160, 140, 160});
  gap[1].value.reset();
  EXPECT_EQ(level(gap), "none");  // a day without a value joins nothing
}

TEST_F(Cn2024, DaysOfExcludedPollutantsDoNotCount) {
  std::vector<WarningValue> values = days({210, 220, 230});
  values[0].primary = {"O3"};
  values[1].primary = {"O3", "PM10"};
  values[2].primary = {"O3"};
  EXPECT_EQ(level(values), "orange");
  WarningOptions options;
  options.excluded_primary = {"O3"};
  EXPECT_EQ(level(values, options), "yellow");  // the day that PM10 drives too remains
  options.excluded_primary = {"O3", "PM10"};
  EXPECT_EQ(level(values, options), "none");
}

TEST_F(Cn2024, RunningValuesByTheHourAskForAsManyHours) {
  std::vector<WarningValue> hours(100, WarningValue{120.0});
  for (std::size_t i = 10; i < 57; ++i) hours[i].value = 160;  // 47 h
  EXPECT_FALSE(warning_of(in_force_, hours, 1, 24));
  hours[57].value = 160;
  EXPECT_EQ(warning_of(in_force_, hours, 1, 24)->rule->level, "yellow");
  for (std::size_t i = 58; i < 82; ++i) hours[i].value = 160;
  EXPECT_EQ(warning_of(in_force_, hours, 1, 24)->rule->level, "orange");
}

TEST_F(Cn2024, LiftNeedsThirtySixHoursBelowYellow) {
  const std::vector<WarningValue> values = days({210, 220, 140, 155, 120, 110});
  EXPECT_EQ(may_lift(in_force_, values, 1, 24, 24), false);
  EXPECT_EQ(may_lift(in_force_, values, 2, 24, 24), true);  // one day above 150 is below yellow
  EXPECT_EQ(may_lift(in_force_, values, 3, 24, 24), true);
  EXPECT_EQ(may_lift(in_force_, values, 4, 24, 24), std::nullopt);  // the forecast is too short
  std::vector<WarningRule> none = {rules_[0]};
  EXPECT_EQ(may_lift(rules_in_force(none, "CN-2024", "AQI", "day", {2026, 1, 1}), values, 0, 24, 24),
            std::nullopt);
}

TEST(WarningRules, Of2018NeedTwoDaysAboveThreeHundredOrFiveHundred) {
  std::vector<WarningRule> rules = {rule("blue", 1, 200, 1), rule("yellow", 2, 200, 2),
                                    rule("orange", 3, 200, 3, 300.0, 1), rule("red", 4, 200, 4, 300.0, 2),
                                    rule("red", 4, 499, 1)};
  std::vector<const WarningRule*> all;
  for (const WarningRule& one : rules) all.push_back(&one);
  const auto level = [&](std::initializer_list<double> values) {
    std::vector<WarningValue> days;
    for (const double value : values) days.push_back({value});
    const auto warning = warning_of(all, days, 24, 24);
    return warning ? warning->rule->level : std::string("none");
  };
  EXPECT_EQ(level({199, 201, 200}), "blue");
  EXPECT_EQ(level({210, 310, 310}), "orange");
  EXPECT_EQ(level({210, 310, 310, 210}), "red");
  EXPECT_EQ(level({210, 310, 210, 210}), "orange");
  EXPECT_EQ(level({100, 500, 100}), "red");
  EXPECT_EQ(level({210, 210, 210, 210}), "yellow");
}

TEST(WarningRules, OfHourlyThresholdsNeedTheirHours) {
  WarningRule alert = rule("alert", 2, 400, 3);
  alert.averaging = "1h";
  const WarningRule* const rules[] = {&alert};
  std::vector<WarningValue> hours(10, WarningValue{401.0});
  hours[2].value = 400;
  hours[5].value = 400;
  hours[8].value = 400;
  WarningOptions options;
  options.merged_gap_hours = 0;
  EXPECT_FALSE(warning_of(rules, hours, 1, 1, options));
  hours[5].value = 400.1;
  EXPECT_TRUE(warning_of(rules, hours, 1, 1, options));
}

}  // namespace
}  // namespace leeward

// Limits held against series made by hand.
#include <gtest/gtest.h>

#include "../support/law_series.h"
#include "core/assess/judge.h"

namespace leeward {
namespace {

using law_test::constant_series;
using law_test::hour_index;
using law_test::remove_hours;
using law_test::set_day;

Standard standard(Averaging averaging, const char* assessment, double limit, const char* capture,
                  const char* rounding, int allowed = 0) {
  Standard row;
  row.set = "TEST";
  row.version = "1";
  row.valid_from = {2020, 1, 1};
  row.area_class = "all";
  row.pollutant = "NO2";
  row.averaging = averaging;
  row.assessment = parse_assessment(assessment).value();
  row.allowed_exceedances = allowed;
  row.limit = limit;
  row.unit = "ug/m3";
  row.kind = "limit";
  row.rounding = parse_rounding(rounding).value();
  row.capture = parse_capture(capture).value();
  row.verified = "yes";
  row.assessment_verified = "yes";
  row.file = "test.csv";
  row.line = 2;
  return row;
}

Judgement judged(const Standard& row, const HourlySeries& series, int year, const char* unit = "ug/m3") {
  const auto judgement = judge(row, series, unit, year);
  EXPECT_TRUE(judgement) << to_text(judgement.error());
  return judgement.value_or(Judgement{});
}

TEST(Judge, CountsDaysAboveTheLimitAndAllowsSome) {
  const Standard row = standard(Averaging::day, "count", 50, "day>=18h year>=90%", "half-up 0", 35);
  HourlySeries series = constant_series(2024, 2024, 30);
  for (int day = 0; day < 35; ++day) set_day(series, series.first_day + 2 * day, 50.5);
  Judgement judgement = judged(row, series, 2024);
  EXPECT_EQ(judgement.exceedances, 35);
  EXPECT_EQ(judgement.allowed, 35);
  EXPECT_EQ(judgement.compliance, Compliance::complies);
  EXPECT_EQ(judgement.value, 30);  // the 36th highest
  set_day(series, {2024, 12, 31}, 50.5);
  judgement = judged(row, series, 2024);
  EXPECT_EQ(judgement.exceedances, 36);
  EXPECT_EQ(judgement.compliance, Compliance::exceeds);
  EXPECT_EQ(judgement.value, 50.5);
  EXPECT_EQ(judgement.rounded, 51);
  EXPECT_FALSE(judgement.needs_check);
}

TEST(Judge, SaysWhenThereIsNotEnoughDataUnlessTheLimitIsExceededAnyway) {
  const Standard row = standard(Averaging::day, "count", 50, "day>=18h year>=90%", "half-up 0", 3);
  HourlySeries series = constant_series(2023, 2023, 30);
  for (int month = 1; month <= 3; ++month)
    for (int day = 1; day <= 20; ++day) remove_hours(series, {2023, month, day}, 1, 24);
  Judgement judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.compliance, Compliance::not_enough_data);
  EXPECT_EQ(judgement.lacks, "83.6 % of the hours of 2023, expected 90 %");
  for (int day = 1; day <= 4; ++day) set_day(series, {2023, 6, day}, 70);
  EXPECT_EQ(judged(row, series, 2023).compliance, Compliance::exceeds);
  EXPECT_EQ(judged(row, series, 2022).compliance, Compliance::not_enough_data);
  EXPECT_FALSE(judged(row, series, 2022).value);
}

TEST(Judge, MeansOverSeveralYearsAreMeansOfTheYears) {
  const Standard row = standard(Averaging::hour, "percentile 98 rank of-daily-maxima years 3", 100,
                                "day>=18h quarter>=75%", "half-up 0");
  HourlySeries series = constant_series(2021, 2023, 20);
  const double eighth[] = {90, 100, 111.4};
  for (int year = 2021; year <= 2023; ++year)
    for (int i = 0; i < 8; ++i)
      series.values[hour_index(series, {year, 5, 1 + i}, 9)] = eighth[year - 2021] + (i < 7 ? 300 : 0);
  Judgement judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.first_year, 2021);
  EXPECT_DOUBLE_EQ(*judgement.value, (90 + 100 + 111.4) / 3);  // 100.47
  EXPECT_EQ(judgement.compliance, Compliance::complies);
  series.values[hour_index(series, {2023, 5, 8}, 9)] = 111.6;  // 100.53
  EXPECT_EQ(judged(row, series, 2023).compliance, Compliance::exceeds);
  judgement = judged(row, series, 2022);  // 2020 is missing
  EXPECT_EQ(judgement.compliance, Compliance::not_enough_data);
  EXPECT_DOUBLE_EQ(*judgement.value, 95);
}

TEST(Judge, CountsOverThreeYearsAreMeant) {
  const Standard row = standard(Averaging::daily_max_8h, "count years 3", 120,
                                "8h>=6h windows=1..24 dm8h>=18 year>=90%", "half-up 0", 25);
  HourlySeries series = constant_series(2021, 2023, 40);
  const int days[] = {30, 20, 25};
  for (int year = 2021; year <= 2023; ++year)
    for (int i = 0; i < days[year - 2021]; ++i)  // eight hours each, in the middle of the day
      for (int hour = 10; hour <= 17; ++hour)
        series.values[hour_index(series, Date{year, 4, 1} + 2 * i, hour)] = 125;
  Judgement judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.exceedances, 75);
  EXPECT_EQ(judgement.compliance, Compliance::complies);
  for (int hour = 10; hour <= 17; ++hour) series.values[hour_index(series, {2023, 9, 1}, hour)] = 125;
  EXPECT_EQ(judged(row, series, 2023).compliance, Compliance::exceeds);
}

TEST(Judge, EightHourMeansThatShareHoursCountOnce) {
  const Standard row = standard(Averaging::eight_hours, "count", 9, "8h>=6h", "half-up 0", 1);
  HourlySeries series = constant_series(2023, 2023, 1);
  for (int hour = 6; hour <= 15; ++hour) series.values[hour_index(series, {2023, 1, 10}, hour)] = 11;
  Judgement judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.exceedances, 1);  // three windows of 11 overlap
  EXPECT_EQ(judgement.compliance, Compliance::complies);
  for (int hour = 6; hour <= 13; ++hour) series.values[hour_index(series, {2023, 8, 10}, hour)] = 9.6;
  judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.exceedances, 2);
  EXPECT_DOUBLE_EQ(*judgement.value, 9.6);
  EXPECT_EQ(judgement.compliance, Compliance::exceeds);
}

TEST(Judge, AlertsNeedConsecutiveHours) {
  const Standard row = standard(Averaging::hour, "run 3", 400, "", "half-up 0");
  HourlySeries series = constant_series(2023, 2023, 10);
  const auto set_hours = [&](int from, int to) {
    for (int hour = from; hour <= to; ++hour) series.values[hour_index(series, {2023, 1, 1}, hour)] = 401;
  };
  set_hours(1, 2);
  set_hours(4, 5);
  EXPECT_EQ(judged(row, series, 2023).compliance, Compliance::complies);
  set_hours(3, 3);
  const Judgement judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.exceedances, 1);  // one run of five hours
  EXPECT_EQ(judgement.value, 401);
  EXPECT_EQ(judgement.compliance, Compliance::exceeds);
  series.status[2] = HourStatus::missing;
  EXPECT_EQ(judged(row, series, 2023).compliance, Compliance::complies);  // a gap ends a run
}

TEST(Judge, QuartersAreJudgedOneByOne) {
  const Standard row =
      standard(Averaging::quarter, "mean-of-days", 1, "day>=20h quarter>=15d month>=5d", "half-even 2");
  HourlySeries series = constant_series(2023, 2023, 0.5);
  for (Date day{2023, 4, 1}; day <= Date{2023, 6, 30}; day = day + 1) set_day(series, day, 1.01);
  Judgement judgement = judged(row, series, 2023);
  EXPECT_EQ(judgement.exceedances, 1);
  EXPECT_NEAR(*judgement.value, 1.01, 1e-12);
  EXPECT_EQ(judgement.compliance, Compliance::exceeds);
  for (Date day{2023, 4, 1}; day <= Date{2023, 6, 30}; day = day + 1) set_day(series, day, 1);
  EXPECT_EQ(judged(row, series, 2023).compliance, Compliance::complies);
  for (Date day{2023, 10, 1}; day <= Date{2023, 10, 27}; day = day + 1) remove_hours(series, day, 1, 24);
  EXPECT_EQ(judged(row, series, 2023).lacks, "4 valid days in 2023-10, expected 5");
}

TEST(Judge, TurnsUnitsIntoThoseOfTheLaw) {
  Standard row = standard(Averaging::year, "mean-of-hours", 53, "year>=75%", "half-up 0");
  row.unit = "ppb";
  row.reference = ReferenceState{298.15, 1013.25};
  const HourlySeries series = constant_series(2023, 2023, 94.0);  // 94/1.88043 = 49.99 ppb
  EXPECT_NEAR(*judged(row, series, 2023).value, 94.0 / 1.88043, 1e-3);
  EXPECT_EQ(judged(row, series, 2023, "ppb").compliance, Compliance::exceeds);
  row.pollutant = "PM10";
  EXPECT_FALSE(judge(row, series, "ug/m3", 2023));
}

TEST(Standards, OverlappingRowsAreRefusedWithBothPlaces) {
  Standard first = standard(Averaging::day, "count", 50, "", "half-up 0");
  first.valid_to = Date{2025, 12, 31};
  Standard second = first;
  second.file = "own.csv";
  second.line = 5;
  second.valid_from = {2025, 12, 31};
  second.valid_to.reset();
  const auto refused = Standards::make({first, second});
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 1U);
  EXPECT_EQ(refused.error().faults[0].file, "own.csv");
  EXPECT_EQ(refused.error().faults[0].feature, "line 5");
  EXPECT_NE(refused.error().faults[0].found.find("test.csv line 2"), std::string::npos);
  second.valid_from = {2026, 1, 1};
  const auto standards = Standards::make({first, second});
  ASSERT_TRUE(standards);
  EXPECT_EQ(standards->find("TEST", {2025, 12, 31}, "grade1", "NO2", Averaging::day, "limit")->file,
            "test.csv");
  EXPECT_EQ(standards->find("TEST", {2026, 1, 1}, "grade1", "NO2", Averaging::day, "limit")->file, "own.csv");
  EXPECT_EQ(standards->find("TEST", {2019, 12, 31}, "grade1", "NO2", Averaging::day, "limit"), nullptr);
  Standard of_area = second;
  of_area.area_class = "grade1";  // "all" holds there already
  EXPECT_FALSE(Standards::make({second, of_area}));
  of_area.kind = "target";
  EXPECT_TRUE(Standards::make({second, of_area}));
}

TEST(Assessment, ReadsItsTextsAndNothingElse) {
  const auto percentile = parse_assessment("percentile 98 rank of-daily-maxima years 3");
  ASSERT_TRUE(percentile);
  EXPECT_EQ(percentile->percent, 98);
  EXPECT_TRUE(percentile->is_of_daily_maxima);
  EXPECT_EQ(percentile->years, 3);
  for (const char* text : {"", "percentile", "percentile 98", "percentile 0 rank", "percentile 101 rank",
                           "highest 0", "run", "count years", "count years 0", "mean", "count extra"})
    EXPECT_FALSE(parse_assessment(text)) << text;
}

}  // namespace
}  // namespace leeward

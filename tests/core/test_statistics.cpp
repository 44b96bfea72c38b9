// Means, maxima, ranks and captures of the regulations, by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "../support/law_series.h"
#include "core/assess/averages.h"
#include "core/assess/capture.h"
#include "core/assess/ranks.h"

namespace leeward {
namespace {

using law_test::constant_series;
using law_test::hour_index;
using law_test::remove_hours;
using law_test::set_day;

CaptureRule rule_of(const char* text) {
  const auto rule = parse_capture(text);
  EXPECT_TRUE(rule) << text;
  return rule.value_or(CaptureRule{});
}

const char* const cn = "day>=20h 8h>=6h windows=8..24 dm8h>=14 year>=324d month>=27d february>=25d";
const char* const eu = "day>=18h 8h>=6h windows=1..24 dm8h>=18 year>=90%";
const char* const us = "day>=18h 8h>=6h windows=15..31 dm8h>=13 quarter>=75%";

TEST(Dates, KnowLeapYearsAndMidnight) {
  EXPECT_EQ(days_in_year(2024), 366);
  EXPECT_EQ(days_in_year(2100), 365);
  EXPECT_EQ(days_in_month(2000, 2), 29);
  EXPECT_EQ((Date{2024, 3, 1} - Date{2024, 2, 28}), 2);
  EXPECT_EQ(to_iso(Date{2023, 12, 31} + 60), "2024-02-29");
  // 24:00 of local standard time belongs to the day that ends, in any zone and season.
  const HourOfDay at = hour_of_day(utc_from_local_standard({2024, 7, 1, 0}, 1), 1);
  EXPECT_EQ(to_iso(at.date), "2024-06-30");
  EXPECT_EQ(at.hour, 24);
  EXPECT_TRUE(parse_iso_date("2026-02-28"));
  for (const char* text : {"2026-02-29", "2026-2-28", "20260228", "2026-02-28 ", "-026-02-28", "2026-02--8"})
    EXPECT_FALSE(parse_iso_date(text)) << text;
}

TEST(HourlySeries, FillsItsDaysWithMissingHours) {
  const std::vector<UtcHour> hours = {utc_from_local_standard({2024, 3, 31, 5}, 8),
                                      utc_from_local_standard({2024, 3, 31, 3}, 8),
                                      utc_from_local_standard({2024, 4, 2, 1}, 8)};
  const std::vector<HourStatus> status = {HourStatus::valid, HourStatus::calm, HourStatus::valid};
  const auto series = hourly_series(hours, status, std::vector<double>{4, 9, 7}, 8);
  ASSERT_TRUE(series);
  EXPECT_EQ(to_iso(series->first_day), "2024-03-31");
  EXPECT_EQ(series->days(), 3U);  // the night of a change to summer time has 24 hours too
  EXPECT_EQ(series->values[4], 4);
  EXPECT_EQ(series->status[2], HourStatus::calm);
  EXPECT_EQ(series->values[2], 0);
  EXPECT_EQ(valid_hours(*series, {2024, 1, 1}, {2024, 12, 31}), 2U);
  const std::vector<UtcHour> twice = {hours[0], hours[0]};
  EXPECT_FALSE(hourly_series(twice, std::vector(2, HourStatus::valid), std::vector<double>{1, 1}, 8));
  EXPECT_FALSE(hourly_series(std::span(hours).first(1), std::vector(1, HourStatus::valid),
                             std::vector<double>{NAN}, 8));
}

TEST(Capture, ReadsItsRulesAndNothingElse) {
  const CaptureRule rule = rule_of(cn);
  EXPECT_EQ(rule.day_hours, 20);
  EXPECT_EQ(rule.first_window_end, 8);
  EXPECT_EQ(rule.last_window_end, 24);
  EXPECT_EQ(rule.day_windows, 14);
  EXPECT_EQ(rule.february_days, 25);
  EXPECT_EQ(rule_of("hour>=45min").day_hours, 0);
  EXPECT_EQ(rule_of("year>=85%").year_hours_share, 0.85);
  for (const char* text : {"day>=20", "day>20h", "year>=120%", "windows=0..24", "windows=8..40",
                           "windows=9..8", "fortnight>=3d", "day>=h"})
    EXPECT_FALSE(parse_capture(text)) << text;
}

// physics/12 section 7f: 19 valid hours.
TEST(DailyMean, OfNineteenHoursIsValidInEuropeAndNotInChina) {
  HourlySeries series = constant_series(2023, 2023, 8);
  remove_hours(series, {2023, 5, 3}, 1, 5, HourStatus::calm);
  const std::size_t day = static_cast<std::size_t>(Date{2023, 5, 3} - series.first_day);
  EXPECT_FALSE(daily_means(series, rule_of(cn)).values[day]);
  EXPECT_EQ(daily_means(series, rule_of(eu)).values[day], 8);  // calm hours are not counted as zero
  remove_hours(series, {2023, 5, 3}, 6, 7);
  EXPECT_FALSE(daily_means(series, rule_of(eu)).values[day]);  // 17 hours
}

TEST(DailyMean, HoursAreThoseThatEndInTheDay) {
  HourlySeries series = constant_series(2024, 2024, 0);
  series.values[hour_index(series, {2024, 2, 28}, 24)] = 24;
  series.values[hour_index(series, {2024, 2, 29}, 1)] = 48;
  const DailySeries daily = daily_means(series, rule_of(cn));
  EXPECT_EQ(daily.values[58], 1);
  EXPECT_EQ(daily.values[59], 2);
  EXPECT_EQ(daily.values.size(), 366U);
}

TEST(RollingMean, NeedsItsHours) {
  HourlySeries series;
  series.first_day = {2024, 1, 1};
  series.values.resize(24);
  std::iota(series.values.begin(), series.values.end(), 1.0);
  series.status.assign(24, HourStatus::valid);
  const auto means = rolling_means(series, 8, 6);
  EXPECT_FALSE(means[4]);      // five hours so far
  EXPECT_EQ(means[5], 3.5);    // 1..6
  EXPECT_EQ(means[7], 4.5);    // 1..8
  EXPECT_EQ(means[23], 20.5);  // 17..24
  series.status[20] = HourStatus::missing;
  series.status[21] = HourStatus::missing;
  EXPECT_EQ(rolling_means(series, 8, 6)[23], (17 + 18 + 19 + 20 + 23 + 24) / 6.0);
  series.status[22] = HourStatus::missing;
  EXPECT_FALSE(rolling_means(series, 8, 6)[23]);
}

// Eight hours of 80 from 17:00 on the 9th to 01:00 on the 10th, zeros around.
TEST(DailyMaximum8h, WindowsAreThoseOfTheRule) {
  HourlySeries series = constant_series(2023, 2023, 0);
  for (int hour = 18; hour <= 24; ++hour) series.values[hour_index(series, {2023, 6, 9}, hour)] = 80;
  series.values[hour_index(series, {2023, 6, 10}, 1)] = 80;
  const auto ninth = static_cast<std::size_t>(Date{2023, 6, 9} - series.first_day);
  const DailySeries of_cn = daily_maxima_8h(series, rule_of(cn));
  EXPECT_EQ(of_cn.values[ninth], 70);      // the window that ends at 24:00 has seven of them
  EXPECT_EQ(of_cn.values[ninth + 1], 10);  // the first window ends at 08:00: 01..08
  const DailySeries of_eu = daily_maxima_8h(series, rule_of(eu));
  EXPECT_EQ(of_eu.values[ninth], 70);
  EXPECT_EQ(of_eu.values[ninth + 1], 80);  // from 17:00 of the day before to 01:00
  const DailySeries of_us = daily_maxima_8h(series, rule_of(us));
  EXPECT_EQ(of_us.values[ninth], 80);  // the windows of the 9th begin at 07:00..23:00
  EXPECT_EQ(of_us.values[ninth + 1], 0);
}

TEST(DailyMaximum8h, OfTooFewWindowsCountsOnlyWhenItIsAboveTheLimit) {
  HourlySeries series = constant_series(2023, 2023, 120);
  const Date day{2023, 7, 1};
  remove_hours(series, day, 3, 6);  // windows that end at 8..11 have 4 or 5 hours: 13 are left
  const auto at = static_cast<std::size_t>(day - series.first_day);
  EXPECT_FALSE(daily_maxima_8h(series, rule_of(cn)).values[at]);
  EXPECT_FALSE(daily_maxima_8h(series, rule_of(cn), 120).values[at]);
  EXPECT_EQ(daily_maxima_8h(series, rule_of(cn), 119.9).values[at], 120);
  HourlySeries one_more = constant_series(2023, 2023, 120);
  remove_hours(one_more, day, 3, 5);  // windows that end at 8..10 have 5 hours: 14 are left
  EXPECT_EQ(daily_maxima_8h(one_more, rule_of(cn)).values[at], 120);
}

TEST(DailyMaximum, OfHoursNeedsItsHoursToo) {
  HourlySeries series = constant_series(2023, 2023, 30);
  const Date day{2023, 7, 1};
  series.values[hour_index(series, day, 13)] = 90;
  remove_hours(series, day, 14, 20);
  const auto at = static_cast<std::size_t>(day - series.first_day);
  EXPECT_FALSE(daily_maxima(series, rule_of(us)).values[at]);
  EXPECT_EQ(daily_maxima(series, rule_of(us), 75).values[at], 90);
  EXPECT_EQ(daily_maxima(series, rule_of(us)).values[at + 1], 30);
}

TEST(YearLacks, CountsDaysMonthsAndFebruary) {
  const HourlySeries full = constant_series(2024, 2024, 5);
  const CaptureRule rule = rule_of(cn);
  EXPECT_EQ(year_lacks(rule, full, daily_means(full, rule), 2024), "");
  // 42 days of 366 away, four in each of the ten months that may lose four... February may lose four of 29.
  HourlySeries few = full;
  for (int month = 1; month <= 12; ++month)
    for (int day = 1; day <= (days_in_month(2024, month) == 31 ? 4 : month == 2 ? 4 : 3); ++day)
      remove_hours(few, {2024, month, day}, 1, 24);
  // 7 x 4 + 4 + 4 x 3 = 44 days: 322 are left
  EXPECT_EQ(year_lacks(rule, few, daily_means(few, rule), 2024), "322 valid days in 2024, expected 324");
  HourlySeries enough = full;
  for (int month = 3; month <= 12; ++month)
    for (int day = 1; day <= (days_in_month(2024, month) == 31 ? 4 : 3); ++day)
      remove_hours(enough, {2024, month, day}, 1, 24);
  EXPECT_EQ(year_lacks(rule, enough, daily_means(enough, rule), 2024), "");  // 36 days
  remove_hours(enough, {2024, 4, 4}, 1, 24);
  EXPECT_EQ(year_lacks(rule, enough, daily_means(enough, rule), 2024),
            "26 valid days in 2024-04, expected 27");
  HourlySeries february = full;
  for (int day = 1; day <= 4; ++day) remove_hours(february, {2024, 2, day}, 1, 24);
  EXPECT_EQ(year_lacks(rule, february, daily_means(february, rule), 2024), "");
  remove_hours(february, {2024, 2, 5}, 1, 24);
  EXPECT_EQ(year_lacks(rule, february, daily_means(february, rule), 2024),
            "24 valid days in 2024-02, expected 25");
}

TEST(YearLacks, CountsHoursAndQuarters) {
  HourlySeries series = constant_series(2023, 2023, 5);
  for (int day = 1; day <= 31; ++day) remove_hours(series, {2023, 1, day}, 1, 24);
  const CaptureRule rule = rule_of(eu);
  EXPECT_EQ(year_lacks(rule, series, daily_means(series, rule), 2023), "");  // 91.5 %
  for (int day = 1; day <= 6; ++day) remove_hours(series, {2023, 2, day}, 1, 24);
  EXPECT_EQ(year_lacks(rule, series, daily_means(series, rule), 2023),
            "89.9 % of the hours of 2023, expected 90 %");
  // 75 % of the 92 days of the third quarter are 69, with nothing lost to rounding.
  HourlySeries quarter = constant_series(2023, 2023, 5);
  for (int day = 1; day <= 23; ++day) remove_hours(quarter, {2023, 7, day}, 1, 24);
  const CaptureRule of_us = rule_of(us);
  EXPECT_EQ(quarter_lacks(of_us, daily_means(quarter, of_us), 2023, 3), "");
  remove_hours(quarter, {2023, 7, 24}, 1, 24);
  EXPECT_EQ(quarter_lacks(of_us, daily_means(quarter, of_us), 2023, 3),
            "73.9 % of the days in quarter 3 of 2023, expected 75 %");
}

TEST(Percentile, OfHj663IsTheWorkedExample) {
  // physics/12 section 7d
  std::vector<double> values = {12, 15, 22, 18, 30, 45, 27, 33, 21, 19};
  std::sort(values.begin(), values.end());
  EXPECT_NEAR(*percentile(values, 95, PercentileMethod::hj663), 39.6, 1e-12);
  EXPECT_EQ(percentile(values, 100, PercentileMethod::hj663), 45);
  EXPECT_EQ(percentile(std::vector<double>{7}, 90, PercentileMethod::hj663), 7);
  EXPECT_FALSE(percentile(std::vector<double>{}, 90, PercentileMethod::hj663));
}

TEST(Percentile, RanksAreThoseOfTheRules) {
  const auto of_days = [](std::size_t n) {
    std::vector<double> days(n);
    std::iota(days.begin(), days.end(), 1.0);
    return days;
  };
  // physics/12 sections 3.3 and 3.5: 98th percentile of a year = 8th highest, also of 366 days; 99th = 4th
  // highest.
  EXPECT_EQ(percentile(of_days(365), 98, PercentileMethod::rank), 358);
  EXPECT_EQ(percentile(of_days(366), 98, PercentileMethod::rank), 359);
  EXPECT_EQ(percentile(of_days(365), 99, PercentileMethod::rank), 362);
  EXPECT_EQ(percentile(of_days(50), 98, PercentileMethod::rank), 49);  // 0.98 x 50 in binary is above 49
  EXPECT_EQ(percentile(of_days(351), 98, PercentileMethod::rank), 344);
  EXPECT_EQ(nth_highest(of_days(365), 36), 330);
  EXPECT_FALSE(nth_highest(of_days(35), 36));
  // What a map must keep gives the same number.
  for (const std::size_t n : {1U, 10U, 31U, 324U, 365U, 366U})
    for (const double p : {90.0, 95.0, 98.0})
      for (const PercentileMethod method : {PercentileMethod::hj663, PercentileMethod::rank}) {
        const std::vector<double> all = of_days(n);
        std::vector<double> kept(all.end() - ranks_needed(n, p, method), all.end());
        EXPECT_GE(*percentile(all, p, method), kept.front());
        if (kept.size() > 1) {
          EXPECT_LT(*percentile(all, p, method), kept[1] + 1e-9);
        }
      }
}

TEST(Means, OfMonthsAndSeasons) {
  HourlySeries series = constant_series(2022, 2023, 40);
  for (Date day{2022, 11, 1}; day <= Date{2023, 1, 31}; day = day + 1) set_day(series, day, 100);
  for (Date day{2023, 4, 1}; day <= Date{2023, 9, 30}; day = day + 1) set_day(series, day, 70);
  const DailySeries daily = daily_means(series, rule_of(us));
  const auto highest = highest_three_months(daily, 2023, 0.75);
  ASSERT_TRUE(highest);
  EXPECT_EQ(highest->value, 100);  // November to January, which ends in 2023
  EXPECT_EQ(highest->year, 2022);
  EXPECT_EQ(highest->month, 11);
  const auto season = peak_season(daily, 2023, 0.75);
  ASSERT_TRUE(season);
  // November to April: 92 days of 100, 59 of 40, 30 of 70 beat April to September at 70.
  EXPECT_DOUBLE_EQ(season->value, (92 * 100.0 + 59 * 40.0 + 30 * 70.0) / 181);
  EXPECT_FALSE(highest_three_months(daily, 2022, 0.75)->value > 100);
  EXPECT_FALSE(peak_season(daily, 2021, 0.75));
}

TEST(CompensatedSum, DoesNotDependOnTheOrder) {
  std::vector<double> values;
  for (int i = 1; i <= 8784; ++i) values.push_back(1e6 / i + 1e-9 * i);
  CompensatedSum up;
  CompensatedSum down;
  for (std::size_t i = 0; i < values.size(); ++i) {
    up.add(values[i]);
    down.add(values[values.size() - 1 - i]);
  }
  EXPECT_EQ(up.value(), down.value());
  CompensatedSum cancelling;
  for (const double value : {1.0, 1e100, 1.0, -1e100}) cancelling.add(value);
  EXPECT_EQ(cancelling.value(), 2);
}

}  // namespace
}  // namespace leeward

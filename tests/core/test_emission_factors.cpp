// Forms, order and calendar of physics/07 section 6.1. The expected places in the tables are counted from the
// rules printed there, 1-based as they stand: HROFDY h, SEASHR h+24(s-1), MHRDOW h+24(m-1)+288(d-1), HRDOW
// h+24(d-1), SHRDOW h+24(s-1)+96(d-1), WSPEED by upper bounds.
#include "core/model/emission_factors.h"

#include <gtest/gtest.h>

#include <numeric>
#include <utility>

namespace leeward {
namespace {

/// A table whose values are their own places, 1-based.
EmissionFactors numbered(std::size_t hours, std::size_t periods, std::size_t days,
                         std::size_t wind_classes = 1) {
  EmissionFactors factors;
  factors.hours = hours;
  factors.periods = periods;
  factors.days = days;
  factors.wind_classes = wind_classes;
  factors.values.resize(hours * periods * days * wind_classes);
  std::iota(factors.values.begin(), factors.values.end(), 1.0);
  return factors;
}

/// Place in the table for an hour of local standard time, at a station eight hours east of Greenwich.
int place(const EmissionFactors& factors, CivilHour local, double wind_speed_m_per_s = 3.0) {
  constexpr double utc_offset_hours = 8;
  return static_cast<int>(factor(factors, utc_from_local_standard(local, utc_offset_hours), utc_offset_hours,
                                 wind_speed_m_per_s));
}

// 2024-07-01 was a Monday; 06 a Saturday, 07 a Sunday.
constexpr CivilHour monday_1{2024, 7, 1, 1};
constexpr CivilHour monday_24{2024, 7, 1, 24};
constexpr CivilHour wednesday_9{2024, 7, 3, 9};
constexpr CivilHour saturday_9{2024, 7, 6, 9};
constexpr CivilHour sunday_24{2024, 7, 7, 24};

TEST(EmissionFactors, AreOneWhenConstant) {
  EXPECT_EQ(factor(constant_factors(), {1234567}, -5, 99), 1.0);
}

TEST(EmissionFactors, ByMonth) {
  const EmissionFactors month = numbered(1, 12, 1);
  EXPECT_EQ(place(month, {2024, 1, 1, 1}), 1);
  EXPECT_EQ(place(month, {2024, 12, 31, 24}), 12);
  EXPECT_EQ(place(month, {2024, 7, 31, 24}), 7);
  EXPECT_EQ(place(month, {2024, 8, 1, 1}), 8);
}

TEST(EmissionFactors, BySeasonOfThreeMonths) {
  const EmissionFactors season = numbered(1, 4, 1);
  constexpr int expected[] = {1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 1};
  for (int month = 1; month <= 12; ++month)
    EXPECT_EQ(place(season, {2023, month, 15, 12}), expected[month - 1]) << month;
}

TEST(EmissionFactors, ByHourOfDay) {
  const EmissionFactors hour = numbered(24, 1, 1);
  for (int h = 1; h <= 24; ++h) EXPECT_EQ(place(hour, {2024, 7, 1, h}), h);
  EXPECT_EQ(place(hour, {2024, 7, 2, 0}), 24);  // the same hour by another name
}

TEST(EmissionFactors, BySeasonAndHour) {
  const EmissionFactors factors = numbered(24, 4, 1);
  EXPECT_EQ(place(factors, wednesday_9), 9 + 24 * 2);
  EXPECT_EQ(place(factors, {2024, 2, 29, 24}), 24);
  EXPECT_EQ(place(factors, {2024, 3, 1, 1}), 1 + 24);
}

TEST(EmissionFactors, ByHourAndThreeKindsOfDay) {
  const EmissionFactors factors = numbered(24, 1, 3);
  EXPECT_EQ(place(factors, monday_1), 1);
  EXPECT_EQ(place(factors, {2024, 7, 5, 24}), 24);  // Friday's last hour
  EXPECT_EQ(place(factors, {2024, 7, 6, 1}), 1 + 24);
  EXPECT_EQ(place(factors, sunday_24), 24 + 48);
}

TEST(EmissionFactors, ByHourAndSevenDaysMondayFirst) {
  const EmissionFactors factors = numbered(24, 1, 7);
  for (int day = 1; day <= 7; ++day) {
    EXPECT_EQ(place(factors, {2024, 7, day, 1}), 1 + 24 * (day - 1));
    EXPECT_EQ(place(factors, {2024, 7, day, 24}), 24 + 24 * (day - 1));
  }
}

TEST(EmissionFactors, BySeasonHourAndDay) {
  EXPECT_EQ(place(numbered(24, 4, 3), saturday_9), 9 + 24 * 2 + 96);
  EXPECT_EQ(place(numbered(24, 4, 3), sunday_24), 24 + 24 * 2 + 96 * 2);
  EXPECT_EQ(place(numbered(24, 4, 7), wednesday_9), 9 + 24 * 2 + 96 * 2);
  EXPECT_EQ(place(numbered(24, 4, 7), sunday_24), 24 + 24 * 2 + 96 * 6);
}

TEST(EmissionFactors, ByMonthHourAndDay) {
  EXPECT_EQ(place(numbered(24, 12, 3), monday_24), 24 + 24 * 6);
  EXPECT_EQ(place(numbered(24, 12, 3), saturday_9), 9 + 24 * 6 + 288);
  EXPECT_EQ(place(numbered(24, 12, 7), saturday_9), 9 + 24 * 6 + 288 * 5);
  EXPECT_EQ(place(numbered(24, 12, 7), {2024, 12, 29, 24}), 24 + 24 * 11 + 288 * 6);
}

TEST(EmissionFactors, ByClassOfWindSpeedWithItsUpperBound) {
  const EmissionFactors wind = numbered(1, 1, 1, 6);
  const std::pair<double, int> expected[] = {{0.3, 1},  {1.54, 1}, {1.5401, 2}, {3.09, 2}, {5.0, 3},
                                             {5.14, 3}, {8.23, 4}, {10.8, 5},   {10.9, 6}, {40, 6}};
  for (const auto& [speed, of_class] : expected) EXPECT_EQ(place(wind, monday_1, speed), of_class) << speed;
}

TEST(EmissionFactors, TakeOtherBoundsOfWindClasses) {
  EmissionFactors wind = numbered(1, 1, 1, 6);
  wind.wind_class_bounds_m_per_s = {1, 2, 3, 4, 5};
  EXPECT_EQ(place(wind, monday_1, 4.5), 5);
}

TEST(EmissionFactors, FollowTheLocalDateAndNotUtc) {
  // 2024-07-06T17:00Z ends the hour 01:00 of Sunday at +8 and the hour 12:00 of Saturday at -5.
  const UtcHour hour = utc_from_local_standard({2024, 7, 6, 17}, 0);
  const EmissionFactors factors = numbered(24, 1, 7);
  EXPECT_EQ(factor(factors, hour, 8, 3), 1 + 24 * 6);
  EXPECT_EQ(factor(factors, hour, -5, 3), 12 + 24 * 5);
}

TEST(EmissionFactors, OfAScheduleAreTheSchedule) {
  EmissionSchedule schedule = illustrative_traffic_schedule();
  for (std::size_t m = 0; m < 12; ++m) schedule.month[m] = 0.8 + 0.03 * static_cast<double>(m);
  const EmissionFactors factors = to_factors(schedule);
  for (std::int64_t h = 0; h < 24 * 366; h += 5) {
    const UtcHour hour = utc_from_local_standard({2024, 1, 1, 1}, 1) + h;
    EXPECT_DOUBLE_EQ(factor(factors, hour, 1, 3), factor(schedule, hour, 1));
  }
}

}  // namespace
}  // namespace leeward

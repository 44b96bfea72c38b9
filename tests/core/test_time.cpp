// Calendar facts: proleptic Gregorian calendar; 2024-06-20 was a Thursday.
#include <gtest/gtest.h>

#include "core/model/time.h"

namespace leeward {
namespace {

TEST(UtcHour, EpochIsZero) { EXPECT_EQ(utc_from_local_standard({1970, 1, 1, 0}, 0).hours_since_epoch, 0); }

TEST(UtcHour, LocalStandardTimeEastOfGreenwichIsAheadOfUtc) {
  EXPECT_EQ(to_iso(utc_from_local_standard({2024, 6, 20, 9}, 8)), "2024-06-20T01:00Z");
  EXPECT_EQ(to_iso(utc_from_local_standard({2024, 1, 1, 1}, 8)), "2023-12-31T17:00Z");
}

TEST(UtcHour, Hour24IsMidnightOfTheNextDay) {
  EXPECT_EQ(utc_from_local_standard({2024, 2, 28, 24}, 0), utc_from_local_standard({2024, 2, 29, 0}, 0));
}

TEST(UtcHour, CivilRoundTripsBeforeAndAfterTheEpoch) {
  for (const std::int64_t hours : {-1'000'001L, -25L, -24L, -1L, 0L, 1L, 23L, 24L, 477'777L}) {
    EXPECT_EQ(utc_from_local_standard(local_standard_from_utc({hours}, 0), 0).hours_since_epoch, hours);
    EXPECT_EQ(utc_from_local_standard(local_standard_from_utc({hours}, -5), -5).hours_since_epoch, hours);
  }
}

TEST(UtcHour, WeekdayIsThatOfTheDayTheHourBelongsTo) {
  EXPECT_EQ(weekday_of(utc_from_local_standard({2024, 6, 20, 12}, 0), 0), 4);
  // The hour ending at midnight is the last of Thursday, the next one the first of Friday.
  EXPECT_EQ(weekday_of(utc_from_local_standard({2024, 6, 20, 24}, 0), 0), 4);
  EXPECT_EQ(weekday_of(utc_from_local_standard({2024, 6, 21, 1}, 0), 0), 5);
}

TEST(UtcHour, DayOfYearKnowsLeapYears) {
  EXPECT_EQ(day_of_year(2024, 12, 31), 366);
  EXPECT_EQ(day_of_year(2023, 3, 1), 60);
  EXPECT_FALSE(is_valid_date(2023, 2, 29));
  EXPECT_TRUE(is_valid_date(2024, 2, 29));
  EXPECT_FALSE(is_valid_date(2024, 13, 1));
}

TEST(ParseIsoHour, AcceptsTheUsualForms) {
  for (const char* text : {"2024-06-20T09", "2024-06-20 09:00", "2024-06-20T09:00Z", "2024-06-20T09:00:00Z",
                           "2024-06-20T11:00+02:00", "2024-06-20T04:00-05:00"}) {
    const auto hour = parse_iso_hour(text);
    ASSERT_TRUE(hour.has_value()) << text;
    EXPECT_EQ(to_iso(*hour), "2024-06-20T09:00Z") << text;
  }
}

TEST(ParseIsoHour, RefusesWhatIsNoFullHour) {
  for (const char* text : {"", "2024", "2024-06-20", "2024-02-30T01", "2024-06-20T25", "2024-06-20T09:30", "20240620T09",
                           "2024-06-20T09:00X", "2024-06-20T09:00+05:30", "2024-06-20T09:00Zx", "2024-06-2OT09"}) {
    const auto hour = parse_iso_hour(text);
    ASSERT_FALSE(hour.has_value()) << text;
    EXPECT_EQ(hour.error().code, ErrorCode::input);
  }
}

}  // namespace
}  // namespace leeward

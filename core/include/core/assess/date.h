#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/result.h"
#include "core/model/time.h"

namespace leeward {

/// A civil date of the local calendar.
struct Date {
  int year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const Date&) const = default;
};

/// Days since 1970-01-01.
std::int64_t day_number(Date date);
Date date_of_day(std::int64_t day_number);
inline Date operator+(Date date, std::int64_t days) {
  return date_of_day(day_number(date) + days);
}
inline std::int64_t operator-(Date a, Date b) {
  return day_number(a) - day_number(b);
}
int days_in_month(int year, int month);
int days_in_year(int year);

/// "2026-03-01"
std::string to_iso(Date date);
Result<Date> parse_iso_date(std::string_view text);

/// An hour by its place in its local standard day: 1..24, named by its end. The hour ending at midnight
/// belongs to the day that ends; local standard time has no daylight saving, so every day has 24 hours.
struct HourOfDay {
  Date date;
  int hour = 1;
};
HourOfDay hour_of_day(UtcHour hour, double utc_offset_hours);

}  // namespace leeward

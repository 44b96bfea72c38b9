#include "core/assess/date.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace leeward {

std::int64_t day_number(Date date) {
  return std::chrono::sys_days(std::chrono::year(date.year) / date.month / date.day)
      .time_since_epoch()
      .count();
}

Date date_of_day(std::int64_t day_number) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day_number))};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

int days_in_month(int year, int month) {
  const Date next = month == 12 ? Date{year + 1, 1, 1} : Date{year, month + 1, 1};
  return static_cast<int>(next - Date{year, month, 1});
}

int days_in_year(int year) {
  return static_cast<int>(Date{year + 1, 1, 1} - Date{year, 1, 1});
}

std::string to_iso(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

Result<Date> parse_iso_date(std::string_view text) {
  Date date;
  const auto read = [text](std::size_t at, std::size_t digits, int& value) {
    const char* const end = text.data() + at + digits;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc() && stop == end && text[at] != '-';
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-' && read(0, 4, date.year) &&
      read(5, 2, date.month) && read(8, 2, date.day) && is_valid_date(date.year, date.month, date.day))
    return date;
  return fail(ErrorCode::input, fmt::format("'{}' is not a date; expected e.g. 2026-03-01", text));
}

HourOfDay hour_of_day(UtcHour hour, double utc_offset_hours) {
  const CivilHour begin = local_standard_from_utc(hour + -1, utc_offset_hours);
  return {{begin.year, begin.month, begin.day}, begin.hour + 1};
}

}  // namespace leeward

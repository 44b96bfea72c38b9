#include "core/model/time.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace leeward {
namespace {

std::int64_t days_from_civil(int year, int month, int day) {
  using namespace std::chrono;
  return sys_days(std::chrono::year(year) / month / day).time_since_epoch().count();
}

/// Reads exactly `digits` digits at `position` and moves on.
bool read_digits(std::string_view text, std::size_t& position, std::size_t digits, int& value) {
  if (position + digits > text.size()) return false;
  const char* begin = text.data() + position;
  for (std::size_t i = 0; i < digits; ++i)
    if (begin[i] < '0' || begin[i] > '9') return false;
  std::from_chars(begin, begin + digits, value);
  position += digits;
  return true;
}

}  // namespace

UtcHour utc_from_local_standard(CivilHour local, double utc_offset_hours) {
  return {days_from_civil(local.year, local.month, local.day) * 24 + local.hour -
          static_cast<std::int64_t>(std::lround(utc_offset_hours))};
}

CivilHour local_standard_from_utc(UtcHour hour, double utc_offset_hours) {
  using namespace std::chrono;
  const std::int64_t local = hour.hours_since_epoch + std::lround(utc_offset_hours);
  const std::int64_t day_number = local >= 0 ? local / 24 : -((-local + 23) / 24);
  const year_month_day date{sys_days(days(day_number))};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(local - day_number * 24)};
}

int weekday_of(UtcHour hour, double utc_offset_hours) {
  using namespace std::chrono;
  // The hour that ends at midnight belongs to the day before.
  const CivilHour start = local_standard_from_utc(hour + (-1), utc_offset_hours);
  const weekday day{sys_days(std::chrono::year(start.year) / start.month / start.day)};
  return static_cast<int>(day.iso_encoding());
}

int day_of_year(int year, int month, int day) {
  return static_cast<int>(days_from_civil(year, month, day) - days_from_civil(year, 1, 1)) + 1;
}

bool is_valid_date(int year, int month, int day) {
  if (month < 1 || day < 1) return false;
  return (std::chrono::year(year) / month / day).ok();
}

std::string to_iso(UtcHour hour) {
  const CivilHour civil = local_standard_from_utc(hour, 0);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:00Z", civil.year, civil.month, civil.day, civil.hour);
}

Result<UtcHour> parse_iso_hour(std::string_view text) {
  const auto refuse = [text](std::string_view why) {
    return fail(ErrorCode::input,
                fmt::format("'{}' is not an hour: {}; expected e.g. 2024-06-20T09:00Z", text, why));
  };
  CivilHour civil;
  std::size_t at = 0;
  const auto skip = [&](char c) { return at < text.size() && text[at] == c && ++at; };
  if (!read_digits(text, at, 4, civil.year) || !skip('-') || !read_digits(text, at, 2, civil.month) ||
      !skip('-') || !read_digits(text, at, 2, civil.day))
    return refuse("no date YYYY-MM-DD");
  if (!is_valid_date(civil.year, civil.month, civil.day)) return refuse("no such date");
  if (!(skip('T') || skip(' ')) || !read_digits(text, at, 2, civil.hour) || civil.hour > 24)
    return refuse("no hour 00-24 after the date");
  for (int part = 0; part < 2 && skip(':'); ++part) {
    int value = 0;
    if (!read_digits(text, at, 2, value)) return refuse("bad minutes");
    if (value != 0) return refuse("not a full hour");
  }
  int offset_hours = 0;
  if (!skip('Z') && at < text.size()) {
    const bool is_west = text[at] == '-';
    if (!is_west && text[at] != '+') return refuse("text after the hour");
    ++at;
    int minutes = 0;
    if (!read_digits(text, at, 2, offset_hours)) return refuse("bad offset from UTC");
    if (skip(':') && !read_digits(text, at, 2, minutes)) return refuse("bad offset from UTC");
    if (minutes != 0) return refuse("offsets of full hours only");
    if (is_west) offset_hours = -offset_hours;
  }
  if (at != text.size()) return refuse("text after the hour");
  return utc_from_local_standard(civil, offset_hours);
}

}  // namespace leeward

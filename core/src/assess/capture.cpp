#include "core/assess/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace leeward {
namespace {

bool read_number(std::string_view text, int& number) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && stop == text.data() + text.size() && number >= 0;
}

struct CountWord {
  std::string_view begin;
  std::string_view end;
  int CaptureRule::*count;
};
constexpr CountWord count_words[] = {
    {"day>=", "h", &CaptureRule::day_hours},          {"8h>=", "h", &CaptureRule::window_hours},
    {"24h>=", "h", &CaptureRule::running_day_hours},  {"dm8h>=", "", &CaptureRule::day_windows},
    {"year>=", "d", &CaptureRule::year_days},         {"month>=", "d", &CaptureRule::month_days},
    {"february>=", "d", &CaptureRule::february_days}, {"quarter>=", "d", &CaptureRule::quarter_days}};
struct ShareWord {
  std::string_view begin;
  double CaptureRule::*share;
};
constexpr ShareWord share_words[] = {{"year>=", &CaptureRule::year_hours_share},
                                     {"quarter>=", &CaptureRule::quarter_days_share}};

bool take_word(std::string_view word, CaptureRule& rule) {
  int number = 0;
  if (word.starts_with("hour>=") && word.ends_with("min"))
    return read_number(word.substr(6, word.size() - 9), number);
  if (word.starts_with("windows=")) {
    const std::size_t dots = word.find("..");
    return dots != std::string_view::npos && read_number(word.substr(8, dots - 8), rule.first_window_end) &&
           read_number(word.substr(dots + 2), rule.last_window_end) && rule.first_window_end >= 1 &&
           rule.last_window_end >= rule.first_window_end && rule.last_window_end <= 31;
  }
  for (const auto& [begin, share] : share_words) {
    if (!word.starts_with(begin) || !word.ends_with("%")) continue;
    if (!read_number(word.substr(begin.size(), word.size() - begin.size() - 1), number) || number > 100)
      return false;
    rule.*share = number / 100.0;
    return true;
  }
  for (const auto& [begin, end, count] : count_words)
    if (word.starts_with(begin) && word.ends_with(end) && word.size() > begin.size() + end.size())
      return read_number(word.substr(begin.size(), word.size() - begin.size() - end.size()), rule.*count);
  return false;
}

}  // namespace

Result<CaptureRule> parse_capture(std::string_view text) {
  CaptureRule rule;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!word.empty() && !take_word(word, rule))
      return fail(
          ErrorCode::input,
          fmt::format("'{}' is no rule of data capture; expected words as day>=20h, 8h>=6h, windows=8..24, "
                      "dm8h>=14, year>=324d, month>=27d, year>=90%, quarter>=75%",
                      word));
  }
  return rule;
}

std::size_t valid_days(const DailySeries& daily, Date first, Date last) {
  const auto days = daily.between(first, last);
  return static_cast<std::size_t>(std::count_if(
      days.begin(), days.end(), [](const std::optional<double>& day) { return day.has_value(); }));
}

std::size_t valid_hours(const HourlySeries& hourly, Date first, Date last) {
  const auto days = static_cast<std::int64_t>(hourly.days());
  const std::int64_t begin = std::clamp<std::int64_t>(first - hourly.first_day, 0, days) * 24;
  const std::int64_t end = std::clamp<std::int64_t>(last - hourly.first_day + 1, begin / 24, days) * 24;
  return static_cast<std::size_t>(
      std::count(hourly.status.begin() + begin, hourly.status.begin() + end, HourStatus::valid));
}

std::string quarter_lacks(const CaptureRule& rule, const DailySeries& daily, int year, int quarter) {
  const int month = 3 * quarter - 2;
  const Date first{year, month, 1};
  const Date last{year, month + 2, days_in_month(year, month + 2)};
  const std::size_t days = valid_days(daily, first, last);
  const double share = static_cast<double>(days) / static_cast<double>(last - first + 1);
  if (days < static_cast<std::size_t>(rule.quarter_days))
    return fmt::format("{} valid days in quarter {} of {}, expected {}", days, quarter, year,
                       rule.quarter_days);
  // 75 % of 92 days is 69 days exactly: no rounding of the share may refuse them.
  if (share < rule.quarter_days_share - 1e-12)
    return fmt::format("{:.1f} % of the days in quarter {} of {}, expected {:.0f} %", 100 * share, quarter,
                       year, 100 * rule.quarter_days_share);
  for (int m = month; m < month + 3; ++m) {
    const int least = m == 2 && rule.february_days > 0 ? rule.february_days : rule.month_days;
    const std::size_t of_month = valid_days(daily, {year, m, 1}, {year, m, days_in_month(year, m)});
    if (of_month < static_cast<std::size_t>(least))
      return fmt::format("{} valid days in {}-{:02}, expected {}", of_month, year, m, least);
  }
  return {};
}

std::string year_lacks(const CaptureRule& rule, const HourlySeries& hourly, const DailySeries& daily,
                       int year) {
  const Date first{year, 1, 1};
  const Date last{year, 12, 31};
  const std::size_t days = valid_days(daily, first, last);
  if (days < static_cast<std::size_t>(rule.year_days))
    return fmt::format("{} valid days in {}, expected {}", days, year, rule.year_days);
  const double share = static_cast<double>(valid_hours(hourly, first, last)) / (24.0 * days_in_year(year));
  if (share < rule.year_hours_share - 1e-12)
    return fmt::format("{:.1f} % of the hours of {}, expected {:.0f} %", 100 * share, year,
                       100 * rule.year_hours_share);
  for (int quarter = 1; quarter <= 4; ++quarter)
    if (std::string lacks = quarter_lacks(rule, daily, year, quarter); !lacks.empty()) return lacks;
  return {};
}

}  // namespace leeward

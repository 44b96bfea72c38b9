#include "time_format.h"

#include <fmt/format.h>

#include <chrono>

#include "text_input.h"

namespace leeward::data {
namespace {

constexpr std::string_view known_directives = "YymdjHMSz";

struct StampParts {
  int year = 0;
  int month = 0;
  int day = 0;
  int day_in_year = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::optional<int> offset_minutes;
};

/// Reads `fewest` to `most` digits and moves on.
std::optional<int> take_digits(std::string_view& text, std::size_t fewest, std::size_t most) {
  std::size_t count = 0;
  int value = 0;
  while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9')
    value = value * 10 + (text[count++] - '0');
  if (count < fewest) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

std::optional<int> take_offset_minutes(std::string_view& text) {
  if (text.starts_with('Z')) {
    text.remove_prefix(1);
    return 0;
  }
  if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take_digits(text, 2, 2);
  if (!hours) return std::nullopt;
  if (text.starts_with(':')) text.remove_prefix(1);
  const auto minutes = text.empty() ? std::optional<int>(0) : take_digits(text, 2, 2);
  if (!minutes) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

bool take_directive(char directive, std::string_view& text, StampParts& parts) {
  const auto into = [&](int& part, std::size_t fewest, std::size_t most) {
    const auto value = take_digits(text, fewest, most);
    part = value.value_or(0);
    return value.has_value();
  };
  switch (directive) {
    case 'Y':
      return into(parts.year, 4, 4);
    case 'y': {
      const bool is_read = into(parts.year, 2, 2);
      parts.year += parts.year >= 50 ? 1900 : 2000;
      return is_read;
    }
    case 'm':
      return into(parts.month, 1, 2);
    case 'd':
      return into(parts.day, 1, 2);
    case 'j':
      return into(parts.day_in_year, 1, 3);
    case 'H':
      return into(parts.hour, 1, 2);
    case 'M':
      return into(parts.minute, 1, 2);
    case 'S':
      return into(parts.second, 1, 2);
    case 'z':
      parts.offset_minutes = take_offset_minutes(text);
      return parts.offset_minutes.has_value();
    default:
      return false;
  }
}

bool match(std::string_view text, std::string_view format, StampParts& parts) {
  while (!format.empty()) {
    const char c = format.front();
    format.remove_prefix(1);
    if (c == '%' && !format.empty()) {
      const char directive = format.front();
      format.remove_prefix(1);
      if (!take_directive(directive, text, parts)) return false;
    } else if (c == ' ') {
      if (!text.starts_with(' ')) return false;
      while (text.starts_with(' ')) text.remove_prefix(1);
    } else if (text.starts_with(c)) {
      text.remove_prefix(1);
    } else {
      return false;
    }
  }
  return text.empty();
}

}  // namespace

std::optional<std::string> fault_of_time_format(std::string_view format) {
  const auto has = [&](std::string_view directive) {
    return format.find(directive) != std::string_view::npos;
  };
  for (std::size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2))
    if (at + 1 >= format.size() || known_directives.find(format[at + 1]) == std::string_view::npos)
      return fmt::format("unknown directive {}", format.substr(at, 2));
  if (!has("%Y") && !has("%y")) return "no year (%Y or %y)";
  if (!has("%j") && !(has("%m") && has("%d"))) return "no day (%m and %d, or %j)";
  if (!has("%H")) return "no hour (%H)";
  return std::nullopt;
}

tl::expected<UtcHour, std::string> read_stamp(std::string_view text, std::string_view format,
                                              double utc_offset_hours) {
  StampParts parts;
  const auto refuse = [text](std::string_view why) {
    return tl::unexpected(fmt::format("{}: {}", shown(text), why));
  };
  if (!match(trimmed(text), format, parts)) return refuse("not in the given format");
  if (parts.day_in_year > 0) {
    using namespace std::chrono;
    if (parts.day_in_year > day_of_year(parts.year, 12, 31)) return refuse("no such day of the year");
    const year_month_day date{sys_days(year(parts.year) / 1 / 1) + days(parts.day_in_year - 1)};
    parts.month = static_cast<int>(static_cast<unsigned>(date.month()));
    parts.day = static_cast<int>(static_cast<unsigned>(date.day()));
  }
  if (!is_valid_date(parts.year, parts.month, parts.day)) return refuse("no such date");
  if (parts.hour > 24) return refuse("no hour 0-24");
  if (parts.minute != 0 || parts.second != 0) return refuse("not a full hour");
  if (parts.offset_minutes) {
    if (*parts.offset_minutes % 60 != 0) return refuse("not a full hour in UTC");
    utc_offset_hours = *parts.offset_minutes / 60;
  }
  return utc_from_local_standard({parts.year, parts.month, parts.day, parts.hour}, utc_offset_hours);
}

}  // namespace leeward::data

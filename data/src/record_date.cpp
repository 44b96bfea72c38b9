#include "record_date.h"

#include <fmt/format.h>

#include <array>

namespace leeward::data {

std::optional<CivilHour> record_date(std::span<const std::string_view> words, std::size_t line,
                                     FaultList& faults) {
  std::array<int, 4> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_integer(words[i]);
    if (!number) {
      faults.error(line, fmt::format("{} in the date", shown(words[i])),
                   "year, month, day and hour as whole numbers");
      return std::nullopt;
    }
    parts[i] = *number;
  }
  auto [year, month, day, hour] = parts;
  if (year >= 0 && year < 100) year += year >= 50 ? 1900 : 2000;
  const bool is_sound =
      year >= 1900 && year <= 9999 && is_valid_date(year, month, day) && hour >= 1 && hour <= 24;
  if (!is_sound) {
    faults.error(line, fmt::format("date {} {} {} hour {}", parts[0], month, day, hour),
                 "a date of the calendar and an hour 1-24 (hour ending)");
    return std::nullopt;
  }
  return CivilHour{year, month, day, hour};
}

}  // namespace leeward::data

#include "reference_factors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace leeward::app {
namespace {

/// How a type of emission factors is indexed, in AERMOD's order: hour fastest, then season or month, then kind of day.
struct FactorLayout {
  std::size_t hours = 1;    // 1 or 24
  std::size_t periods = 1;  // 1, 4 seasons or 12 months
  std::size_t days = 1;     // 1 or 3: weekday, Saturday, Sunday
  std::size_t size() const { return hours * periods * days; }
  double value(const std::vector<double>& values, std::size_t day, std::size_t month, std::size_t hour) const {
    const std::size_t season = (month + 1) % 12 / 3;  // 0: December, January, February
    const std::size_t period = periods == 12 ? month : periods == 4 ? season : 0;
    return values[((days == 3 ? day : 0) * periods + period) * hours + (hours == 24 ? hour : 0)];
  }
};

bool find_layout(const std::string& type, FactorLayout& layout) {
  static const std::pair<const char*, FactorLayout> layouts[] = {
      {"CONSTANT", {1, 1, 1}}, {"MONTH", {1, 12, 1}},   {"SEASON", {1, 4, 1}},   {"HROFDY", {24, 1, 1}},
      {"SEASHR", {24, 4, 1}},  {"HRDOW", {24, 1, 3}},   {"MHRDOW", {24, 12, 3}}, {"SHRDOW", {24, 4, 3}}};
  for (const auto& [name, found] : layouts)
    if (type == name) {
      layout = found;
      return true;
    }
  return false;
}

}  // namespace

Result<EmissionSchedule> schedule_of(const std::string& source_id, const std::string& type,
                                     const std::vector<double>& values, const MetSeries& met) {
  FactorLayout layout;
  if (!find_layout(type, layout))
    return fail(ErrorCode::input,
                fmt::format("source {}: the case needs what the solver does not have: emission factors of type {}",
                            source_id, type));
  if (values.size() != layout.size())
    return fail(ErrorCode::input, fmt::format("source {}: found {} emission factors of type {}, expected {}", source_id,
                                              values.size(), type, layout.size()));
  std::set<std::size_t> months;
  for (const MetHour& hour : met.hours) {
    // The hour ending 24:00 belongs to the day before.
    const CivilHour civil = local_standard_from_utc(hour.hour + -1, met.utc_offset_hours);
    months.insert(static_cast<std::size_t>(civil.month - 1));
  }
  const std::size_t first = months.empty() ? 0 : *months.begin();
  EmissionSchedule schedule = constant_schedule();
  schedule.id = source_id;
  const std::array<std::array<double, 24>*, 3> days = {&schedule.weekday, &schedule.saturday, &schedule.sunday};
  double largest = 0;
  double reference = 0;  // value and place of the largest factor of the first month
  std::size_t largest_day = 0;
  std::size_t largest_hour = 0;
  for (std::size_t day = 0; day < 3; ++day)
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const double value = layout.value(values, day, first, hour);
      (*days[day])[hour] = value;
      if (value > reference) {
        reference = value;
        largest_day = day;
        largest_hour = hour;
      }
    }
  for (const std::size_t month : months) {
    const double scale = reference > 0 ? layout.value(values, largest_day, month, largest_hour) / reference : 1.0;
    schedule.month[month] = scale;
    for (std::size_t day = 0; day < 3; ++day)
      for (std::size_t hour = 0; hour < 24; ++hour) {
        const double value = layout.value(values, day, month, hour);
        largest = std::max(largest, std::abs(value - scale * (*days[day])[hour]));
      }
  }
  if (largest > 1e-9)
    return fail(ErrorCode::input,
                fmt::format("source {}: the case needs what the solver does not have: emission factors of type {} that "
                            "are no product of month and hour",
                            source_id, type));
  return schedule;
}

}  // namespace leeward::app

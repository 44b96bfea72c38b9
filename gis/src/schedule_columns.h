#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/model/emission_schedule.h"

namespace leeward::gis {

/// Names of the 84 factor columns of a schedule, in this order: weekday_01..weekday_24, saturday_01..,
/// sunday_.., month_01..month_12. weekday_01 is the hour that ends at 01:00.
inline std::vector<std::string> schedule_columns() {
  std::vector<std::string> names;
  for (const char* day : {"weekday", "saturday", "sunday"})
    for (int hour = 1; hour <= 24; ++hour) names.push_back(fmt::format("{}_{:02}", day, hour));
  for (int month = 1; month <= 12; ++month) names.push_back(fmt::format("month_{:02}", month));
  return names;
}

/// Factor number `index` of that order.
template <class Schedule>
auto& schedule_factor(Schedule& schedule, std::size_t index) {
  if (index < 24) return schedule.weekday[index];
  if (index < 48) return schedule.saturday[index - 24];
  if (index < 72) return schedule.sunday[index - 48];
  return schedule.month[index - 72];
}

}  // namespace leeward::gis

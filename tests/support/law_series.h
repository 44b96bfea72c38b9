#pragma once
#include <vector>

#include "core/assess/hourly_series.h"

/// Series for tests of statistics and limits.
namespace leeward::law_test {

/// Hours of constant value over whole years.
inline HourlySeries constant_series(int first_year, int last_year, double value) {
  HourlySeries series;
  series.first_day = {first_year, 1, 1};
  const auto days = static_cast<std::size_t>(Date{last_year + 1, 1, 1} - series.first_day);
  series.values.assign(days * 24, value);
  series.status.assign(days * 24, HourStatus::valid);
  return series;
}

inline std::size_t hour_index(const HourlySeries& series, Date day, int hour) {
  return static_cast<std::size_t>(day - series.first_day) * 24 + static_cast<std::size_t>(hour) - 1;
}

inline void set_day(HourlySeries& series, Date day, double value) {
  for (int hour = 1; hour <= 24; ++hour) series.values[hour_index(series, day, hour)] = value;
}

/// Hours [from, to] of the day without a value.
inline void remove_hours(HourlySeries& series, Date day, int from, int to,
                         HourStatus status = HourStatus::missing) {
  for (int hour = from; hour <= to; ++hour) {
    series.values[hour_index(series, day, hour)] = 0;
    series.status[hour_index(series, day, hour)] = status;
  }
}

}  // namespace leeward::law_test

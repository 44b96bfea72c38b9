#include "core/assess/hourly_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/model/expects.h"

namespace leeward {

Result<HourlySeries> hourly_series(std::span<const UtcHour> hours, std::span<const HourStatus> status,
                                   std::span<const double> values, double utc_offset_hours) {
  LEEWARD_EXPECTS(hours.size() == status.size() && hours.size() == values.size());
  HourlySeries series;
  if (hours.empty()) return series;
  const auto [first, last] = std::minmax_element(hours.begin(), hours.end());
  series.first_day = hour_of_day(*first, utc_offset_hours).date;
  const std::int64_t days = hour_of_day(*last, utc_offset_hours).date - series.first_day + 1;
  const auto size = static_cast<std::size_t>(days) * 24;
  series.values.assign(size, 0.0);
  series.status.assign(size, HourStatus::missing);
  std::vector<bool> is_given(size, false);
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const HourOfDay at = hour_of_day(hours[i], utc_offset_hours);
    const auto place = static_cast<std::size_t>((at.date - series.first_day) * 24 + at.hour - 1);
    if (is_given[place])
      return fail(ErrorCode::input,
                  fmt::format("found the hour {} twice, expected every hour once", to_iso(hours[i])));
    is_given[place] = true;
    if (status[i] == HourStatus::valid && !std::isfinite(values[i]))
      return fail(ErrorCode::input,
                  fmt::format("hour {}: found a value that is no number, expected one, or a status other "
                              "than valid",
                              to_iso(hours[i])));
    series.status[place] = status[i];
    series.values[place] = status[i] == HourStatus::valid ? values[i] : 0.0;
  }
  return series;
}

std::span<const std::optional<double>> DailySeries::between(Date first, Date last) const {
  const auto size = static_cast<std::int64_t>(values.size());
  const std::int64_t begin = std::clamp<std::int64_t>(first - first_day, 0, size);
  const std::int64_t end = std::clamp<std::int64_t>(last - first_day + 1, begin, size);
  return std::span(values).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

}  // namespace leeward

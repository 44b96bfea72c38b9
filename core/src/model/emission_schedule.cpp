#include "core/model/emission_schedule.h"

#include <algorithm>
#include <numeric>

namespace leeward {

EmissionSchedule constant_schedule() {
  EmissionSchedule schedule;
  schedule.id = "constant";
  schedule.weekday.fill(1);
  schedule.saturday.fill(1);
  schedule.sunday.fill(1);
  schedule.month.fill(1);
  return schedule;
}

EmissionSchedule illustrative_traffic_schedule() {
  // Shares of 24 h in percent, physics/11 section 2.10; they sum to 100.
  constexpr std::array<double, 24> weekday_percent{1.0, .6,  .5,  .5,  .8,  1.8, 4.0, 6.8,
                                                   7.2, 5.8, 5.2, 5.2, 5.4, 5.5, 5.6, 6.0,
                                                   6.8, 7.4, 6.8, 5.4, 4.2, 3.4, 2.5, 1.6};
  // "Flat noon peak": 10-19 h share the weekday's daytime mean; the rest keeps the weekday's form.
  std::array<double, 24> weekend_percent = weekday_percent;
  std::fill(weekend_percent.begin() + 10, weekend_percent.begin() + 19,
            std::accumulate(weekday_percent.begin() + 10, weekday_percent.begin() + 19, 0.0) / 9.0);
  std::fill(weekend_percent.begin() + 6, weekend_percent.begin() + 10, 3.5);
  const double weekend_sum = std::accumulate(weekend_percent.begin(), weekend_percent.end(), 0.0);
  constexpr double weekend_volume = 0.8;
  const double week_mean = (5.0 + 2.0 * weekend_volume) / 7.0;

  EmissionSchedule schedule;
  schedule.id = "traffic";
  schedule.month.fill(1);
  for (std::size_t h = 0; h < 24; ++h) {
    schedule.weekday[h] = weekday_percent[h] / 100.0 * 24.0 / week_mean;
    schedule.saturday[h] = weekend_percent[h] / weekend_sum * 24.0 * weekend_volume / week_mean;
    schedule.sunday[h] = schedule.saturday[h];
  }
  return schedule;
}

double factor(const EmissionSchedule& schedule, UtcHour hour, double utc_offset_hours) {
  // The hour's start names its day, month and place in the table: the hour ending 01:00 is index 0.
  const CivilHour start = local_standard_from_utc(hour + (-1), utc_offset_hours);
  const auto h = static_cast<std::size_t>(start.hour);
  const int weekday = weekday_of(hour, utc_offset_hours);
  const double day = weekday == 6   ? schedule.saturday[h]
                     : weekday == 7 ? schedule.sunday[h]
                                    : schedule.weekday[h];
  return day * schedule.month[static_cast<std::size_t>(start.month - 1)];
}

}  // namespace leeward

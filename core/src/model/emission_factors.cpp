#include "core/model/emission_factors.h"

#include <algorithm>

namespace leeward {

EmissionFactors constant_factors() {
  EmissionFactors factors;
  factors.id = "constant";
  return factors;
}

EmissionFactors to_factors(const EmissionSchedule& schedule) {
  EmissionFactors factors;
  factors.id = schedule.id;
  factors.hours = 24;
  factors.periods = 12;
  factors.days = 3;
  factors.values.clear();
  for (const auto* day : {&schedule.weekday, &schedule.saturday, &schedule.sunday})
    for (const double month : schedule.month)
      for (const double hour : *day) factors.values.push_back(month * hour);
  return factors;
}

double factor(const EmissionFactors& factors, UtcHour hour, double utc_offset_hours,
              double wind_speed_m_per_s) {
  // The hour's start names its day, month and place in the table: the hour ending 01:00 is index 0.
  const CivilHour start = local_standard_from_utc(hour + (-1), utc_offset_hours);
  const auto month = static_cast<std::size_t>(start.month - 1);
  const std::size_t season = (month + 1) % 12 / 3;
  const std::size_t period = factors.periods == 12 ? month : factors.periods == 4 ? season : 0;
  const auto weekday = static_cast<std::size_t>(weekday_of(hour, utc_offset_hours) - 1);  // 0: Monday
  const std::size_t day = factors.days == 7   ? weekday
                          : factors.days == 3 ? std::max<std::size_t>(weekday, 4) - 4
                                              : 0;
  const std::size_t clock = factors.hours == 24 ? static_cast<std::size_t>(start.hour) : 0;
  std::size_t wind_class = 0;
  if (factors.wind_classes > 1)
    wind_class = static_cast<std::size_t>(std::lower_bound(factors.wind_class_bounds_m_per_s.begin(),
                                                           factors.wind_class_bounds_m_per_s.end(),
                                                           wind_speed_m_per_s) -
                                          factors.wind_class_bounds_m_per_s.begin());
  return factors
      .values[((day * factors.periods + period) * factors.hours + clock) * factors.wind_classes + wind_class];
}

}  // namespace leeward

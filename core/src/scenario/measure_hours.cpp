#include "core/scenario/measure_hours.h"

#include <algorithm>
#include <map>

namespace leeward {
namespace {

bool holds(const std::vector<int>& wanted, int number) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), number) != wanted.end();
}

/// Does the hour, or the mean day, hold every condition? NaN never does.
bool is_triggered(const Trigger& trigger, const HourConditions& now) {
  const auto at_most = [](double value, double limit) { return is_missing(limit) || value <= limit; };
  const auto at_least = [](double value, double limit) { return is_missing(limit) || value >= limit; };
  return at_most(now.wind_speed_m_per_s, trigger.max_wind_speed_m_per_s) &&
         at_most(now.mixing_height_m, trigger.max_mixing_height_m) &&
         at_most(now.temperature_c, trigger.max_temperature_c) &&
         at_least(now.temperature_c, trigger.min_temperature_c) &&
         at_most(now.precipitation_mm_per_h, trigger.max_precipitation_mm_per_h) &&
         now.warning_grade >= trigger.min_warning_grade;
}

/// Days since 1970 of the local day that holds the hour.
std::int64_t local_day(UtcHour hour, double utc_offset_hours) {
  const CivilHour start = local_standard_from_utc(hour + (-1), utc_offset_hours);
  return utc_from_local_standard({start.year, start.month, start.day, 0}, 0).hours_since_epoch / 24;
}

class Mean {
public:
  void add(double value) {
    if (is_missing(value)) return;
    sum_ += value;
    ++count_;
  }
  double value() const { return count_ > 0 ? sum_ / count_ : missing; }

private:
  double sum_ = 0;
  int count_ = 0;
};

std::vector<std::uint8_t> triggered_hours(const Trigger& trigger, std::span<const HourConditions> hours,
                                          double utc_offset_hours) {
  std::vector<std::uint8_t> on(hours.size(), 0);
  if (!trigger.is_daily) {
    for (std::size_t i = 0; i < hours.size(); ++i) on[i] = is_triggered(trigger, hours[i]) ? 1 : 0;
    return on;
  }
  for (std::size_t begin = 0; begin < hours.size();) {
    const std::int64_t day = local_day(hours[begin].hour, utc_offset_hours);
    Mean wind, mixing, temperature, rain;
    HourConditions whole;
    std::size_t end = begin;
    for (; end < hours.size() && local_day(hours[end].hour, utc_offset_hours) == day; ++end) {
      wind.add(hours[end].wind_speed_m_per_s);
      mixing.add(hours[end].mixing_height_m);
      temperature.add(hours[end].temperature_c);
      rain.add(hours[end].precipitation_mm_per_h);
      whole.warning_grade = std::max(whole.warning_grade, hours[end].warning_grade);
    }
    whole.wind_speed_m_per_s = wind.value();
    whole.mixing_height_m = mixing.value();
    whole.temperature_c = temperature.value();
    whole.precipitation_mm_per_h = rain.value();
    std::fill(on.begin() + static_cast<std::ptrdiff_t>(begin), on.begin() + static_cast<std::ptrdiff_t>(end),
              is_triggered(trigger, whole) ? 1 : 0);
    begin = end;
  }
  return on;
}

}  // namespace

std::vector<std::uint8_t> hours_in_force(const Measure& measure, std::span<const HourConditions> hours,
                                         double utc_offset_hours) {
  const MeasureTime& when = measure.when;
  std::vector<std::uint8_t> in_force(hours.size(), 1);
  if (when.is_always() && !measure.start && !measure.end) return in_force;
  if (when.trigger) {
    const auto on = triggered_hours(*when.trigger, hours, utc_offset_hours);
    std::map<UtcHour, std::uint8_t> by_hour;
    for (std::size_t i = 0; i < hours.size(); ++i) by_hour[hours[i].hour] = on[i];
    for (std::size_t i = 0; i < hours.size(); ++i) {
      const auto then = by_hour.find(hours[i].hour + (-measure.lead_time_h));
      in_force[i] = then != by_hour.end() && then->second != 0 ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const CivilHour start = local_standard_from_utc(hours[i].hour + (-1), utc_offset_hours);
    const CivilDate date{start.year, start.month, start.day};
    const bool is_dated =
        when.dates.empty() || std::any_of(when.dates.begin(), when.dates.end(), [&](const DateRange& range) {
          return range.first <= date && date <= range.last;
        });
    if ((measure.start && date < *measure.start) || (measure.end && *measure.end < date) || !is_dated ||
        !holds(when.months, start.month) ||
        !holds(when.weekdays, weekday_of(hours[i].hour, utc_offset_hours)) ||
        !holds(when.hours, start.hour + 1))
      in_force[i] = 0;
  }
  return in_force;
}

}  // namespace leeward

#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/model/measure.h"

namespace leeward {

/// What triggers look at in an hour; a missing value holds no condition.
struct HourConditions {
  UtcHour hour;
  double wind_speed_m_per_s = missing;
  double mixing_height_m = missing;  ///< the larger of the convective and the mechanical one
  double temperature_c = missing;
  double precipitation_mm_per_h = missing;
  int warning_grade = 0;  ///< 0 none, 1 yellow, 2 orange, 3 red
};

/// 1 in each hour the measure is in force. Dates, months, weekdays and hours are local standard time; the
/// hour that ends at midnight belongs to the day that ends. A trigger is looked at lead_time_h before.
std::vector<std::uint8_t> hours_in_force(const Measure& measure, std::span<const HourConditions> hours,
                                         double utc_offset_hours);

}  // namespace leeward

#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/emission_schedule.h"
#include "core/model/time.h"

namespace leeward {

/// Factors [-] on a source's rate in all forms of AERMOD's EMISFACT (physics/07 section 6.1): by hour of day, by season
/// or month, by kind of day, or by class of wind speed. `values` are in AERMOD's order:
/// index = ((day * periods + period) * hours + hour) * wind_classes + wind_class.
struct EmissionFactors {
  std::string id;
  std::size_t hours = 1;         ///< 1 or 24; index 0 is the hour ending 01:00 local standard time
  std::size_t periods = 1;       ///< 1; 4 seasons: December-February, March-May, ...; or 12 months
  std::size_t days = 1;          ///< 1; 3: weekday, Saturday, Sunday; or 7: Monday first
  std::size_t wind_classes = 1;  ///< 1 or 6
  std::vector<double> values = {1.0};
  /// Upper bounds of all wind classes but the last [m/s]; a speed equal to a bound is in the class below it.
  std::array<double, 5> wind_class_bounds_m_per_s = {1.54, 3.09, 5.14, 8.23, 10.8};
  bool operator==(const EmissionFactors&) const = default;
};

EmissionFactors constant_factors();
/// The same factors in the general form: month x kind of day x hour.
EmissionFactors to_factors(const EmissionSchedule& schedule);

/// Factor for the hour that ends at `hour`; date and kind of day are those of local standard time, in which hour 24
/// belongs to the day that ends.
/// @param wind_speed_m_per_s  reference wind of the hour
double factor(const EmissionFactors& factors, UtcHour hour, double utc_offset_hours, double wind_speed_m_per_s);

}  // namespace leeward

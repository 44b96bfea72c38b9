#pragma once
#include <array>
#include <string>

#include "core/model/time.h"

namespace leeward {

/// Factors [-] on a base emission by local hour of day (index 0 = the hour ending 01:00), kind of day and month.
/// The mean over a year is 1 when the base rate is an annual mean.
struct EmissionSchedule {
  std::string id;
  std::array<double, 24> weekday{};
  std::array<double, 24> saturday{};
  std::array<double, 24> sunday{};
  std::array<double, 12> month{};
  bool operator==(const EmissionSchedule&) const = default;
};

/// All factors 1.
EmissionSchedule constant_schedule();
/// Traffic, physics/11 section 2.10 (illustrative): weekday shares of 24 h, weekend 0.8 of the volume; scaled so that
/// the mean over a week is 1.
EmissionSchedule illustrative_traffic_schedule();

/// Factor for the hour that ends at `hour`; kind of day and month from the local standard date the hour belongs to.
double factor(const EmissionSchedule& schedule, UtcHour hour, double utc_offset_hours);

}  // namespace leeward

#pragma once
#include <string>
#include <vector>

#include "core/model/emission_schedule.h"
#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::app {

/// AERMOD's emission factors as a schedule: CONSTANT, MONTH, SEASON, HROFDY, SEASHR, HRDOW, MHRDOW, SHRDOW (index rules
/// of physics/07 section 6.1). A schedule is a product of a month's and an hour's factor; what the months of `met` need
/// beyond that is refused, as is any other type.
Result<EmissionSchedule> schedule_of(const std::string& source_id, const std::string& type,
                                     const std::vector<double>& values, const MetSeries& met);

}  // namespace leeward::app

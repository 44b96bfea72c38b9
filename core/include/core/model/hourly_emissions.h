#pragma once
#include <string>
#include <vector>

#include "core/model/meteorology.h"

namespace leeward {

/// What a source releases in one hour, from a file of hourly emissions (AERMOD's HOUREMIS, physics/07 section 6.1).
struct HourlyRelease {
  double rate = 0;                          ///< in the unit of the source's kind; 0: nothing released
  double exit_temperature_k = missing;      ///< stacks; missing: as the source has it
  double exit_velocity_m_per_s = missing;   ///< stacks
  double release_height_m = missing;        ///< volumes, areas and roads
  double initial_sigma_y_m = missing;       ///< volumes
  double initial_sigma_z_m = missing;       ///< volumes, areas and roads
};

struct HourlyEmissions {
  std::string id;
  std::vector<HourlyRelease> hours;  ///< one per hour of Scenario::met
};

}  // namespace leeward

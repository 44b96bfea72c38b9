#pragma once
#include <vector>

#include "core/model/city.h"
#include "houses.h"

namespace leeward::sample {

/// Sheds, tanks, cranes, container rows, boiler houses and hangars that no block has.
std::vector<House> works_buildings();

/// Stacks, in plan coordinates; emissions are annual means (README of the sample city).
std::vector<Stack> works_stacks();
std::vector<AreaFeature> works_areas();
std::vector<VolumeFeature> works_volumes();
/// Time patterns: traffic, heating, port, working days.
std::vector<EmissionSchedule> city_schedules();

}  // namespace leeward::sample

#pragma once
#include <string>
#include <vector>

#include "core/model/emission_factors.h"
#include "core/model/result.h"

namespace leeward::app {

/// AERMOD's temporal factors by the name of their type (EMISFACT and BACKGRND, physics/07 section 6.1):
/// CONSTANT or ANNUAL, MONTH, SEASON, HROFDY, SEASHR, HRDOW, HRDOW7, SHRDOW, SHRDOW7, MHRDOW, MHRDOW7,
/// WSPEED; case does not matter. The order of the values is AERMOD's. Another type, or another number of
/// values than the type has, is refused.
/// @param id  what the factors belong to, for messages and as their id
Result<EmissionFactors> factors_of_type(const std::string& id, const std::string& type,
                                        std::vector<double> values);

}  // namespace leeward::app

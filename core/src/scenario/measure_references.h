#pragma once
#include <vector>

#include "core/emission/fleet.h"
#include "core/model/city.h"

namespace leeward {

/// Values out of range, zones, classes, ids, groups and measures that do not exist, and ids given twice: all
/// faults of the measures against the twin they belong to.
std::vector<Fault> check_references(const City& city, const FleetTables& tables,
                                    const std::vector<Measure>& measures);

}  // namespace leeward

#pragma once
#include "core/model/measure.h"

namespace leeward {

/// Cost a year at full uptake: I r / (1 - (1 + r)^-n) + operation - savings, I / n for r = 0 (physics/16
/// section 6).
double annual_cost(const MeasureCost& cost);

}  // namespace leeward

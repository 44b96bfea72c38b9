#pragma once
#include <vector>

#include "core/scenario/apply_measures.h"

namespace leeward {

/// What is wrong with a choice of measures: errors (it cannot be applied) and warnings (double counting, a
/// closed source treated further, dates outside of the hours, costs in several currencies).
std::vector<Fault> check_choice(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                                const std::vector<std::vector<std::uint8_t>>& in_force);

}  // namespace leeward

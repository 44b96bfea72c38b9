#pragma once
#include <span>

#include "app/reference_case.h"
#include "core/model/scenario.h"
#include "reference_expected.h"

/// Statistics of a reference case. Values are [hour][column][receptor] as a HourSink gets them.
namespace leeward::app {

/// Fills `all`, `tight`, `printed` and `against` of the verdict.
/// @pre ours.size() == expected.values.size()
void compare_with_reference(std::span<const double> ours, const ExpectedValues& expected,
                            const Scenario& scenario, Verdict& verdict);

/// @pre of equal size
DeviationFromExact compare_with_exact(std::span<const double> fast, std::span<const double> exact,
                                      const Scenario& scenario);

/// The bars of verify_case that the verdict's figures do not meet, each with what was found.
std::vector<std::string> bars_not_met(const Verdict& verdict);

}  // namespace leeward::app

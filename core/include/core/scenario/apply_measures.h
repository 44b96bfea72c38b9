#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/scenario/measure_hours.h"
#include "core/scenario/response_groups.h"

/// What a set of measures does: factors on the base emission of response groups, which need no new solve, and
/// changed stacks, whose groups are solved again.
namespace leeward {

struct ChosenMeasure {
  std::size_t measure = 0;  ///< index into ResponseGroups::measures
  double uptake = 1;        ///< [0..1]
};

/// A group while a set of measures is in force.
struct GroupState {
  std::vector<double> factor;  ///< per pollutant, on the base emission [-]
  std::vector<double> cap;     ///< per pollutant: most that schedule x factor may be; infinite without a cap
  std::size_t schedule = 0;    ///< index into AppliedMeasures::schedules
  double vehicle_km_per_day = 0;
  std::vector<double>
      class_vehicle_km_per_day;  ///< per class of the tables; empty where measures do not tell them apart
};

/// The measures in force in some hours, and all groups then.
struct MeasureState {
  std::vector<std::size_t> active;   ///< indices into AppliedMeasures::chosen
  std::vector<GroupState> groups;    ///< as ResponseGroups::groups
  std::vector<std::size_t> changed;  ///< indices into AppliedMeasures::changed
};

/// A stack as it is while measures change it; its group is that stack alone.
struct ChangedStack {
  std::size_t stack = 0;  ///< index into ResponseGroups::stacks
  std::size_t group = 0;  ///< the group whose response is solved again
  Stack changed;          ///< geometry and gas; the emission is the base's: factors act on it
  std::vector<std::string> measures;
};

struct AppliedMeasures {
  std::vector<ChosenMeasure> chosen;  ///< in the order they act; uptake > 0
  std::vector<HourConditions> hours;
  std::vector<std::size_t> state_of_hour;  ///< index into states
  std::vector<MeasureState> states;  ///< distinct sets of measures in force, in the order of their first hour
  std::vector<EmissionSchedule> schedules;  ///< the groups', then those that shifts in time make
  std::vector<ChangedStack> changed;
  /// Per group: the answer is linear in the uptake of every measure that touches it, the others held.
  /// Products of several are linear in each.
  std::vector<std::uint8_t> is_linear;
  std::vector<Fault> faults;  ///< warnings and notes: double counting, dates outside of the hours, ...
};

/// Applies measures in their order over some hours. An error when they cannot stand together: a measure
/// twice, an uptake out of range or a share of what can only be taken or left, measures that exclude each
/// other, a prerequisite that is missing, two measures that set the same property of a stack, a cap before a
/// shift in time, diverted vehicles without traffic to join. A measure acts on what those before it left;
/// none removes more than remains.
Result<AppliedMeasures> apply_measures(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                                       std::span<const HourConditions> hours);

/// Emission in each hour over the base emission (mean over the year) [-]: the schedule times all factors,
/// capped.
std::vector<double> hourly_scales(const ResponseGroups& groups, const AppliedMeasures& applied,
                                  std::size_t group, std::size_t pollutant);
/// The same without measures.
std::vector<double> base_scales(const ResponseGroups& groups, std::span<const HourConditions> hours,
                                std::size_t group);

/// Measures of a scenario with those it inherits, as chosen measures. An unknown scenario or measure, or a
/// circle, is an error.
Result<std::vector<ChosenMeasure>> measures_of(const std::vector<ScenarioDefinition>& scenarios,
                                               const std::vector<Measure>& measures,
                                               const std::string& scenario);

/// Every fault of a twin's measures and scenarios that does not depend on hours: `check` prints them.
std::vector<Fault> check_measures(const City& city, const FleetTables& tables);

}  // namespace leeward

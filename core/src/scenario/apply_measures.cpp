#include "core/scenario/apply_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "choice_check.h"
#include "group_effects.h"
#include "operation_traits.h"

namespace leeward {
namespace {

/// Exit velocity, temperature, height, ... of a stack after a measure.
void change(Stack& stack, const Measure& measure) {
  const auto replace = [](double& value, double by) {
    if (!is_missing(by)) value = by;
  };
  if (const auto* op = std::get_if<StackChange>(&measure.operation)) {
    replace(stack.stack_height_m, op->stack_height_m);
    replace(stack.stack_diameter_m, op->stack_diameter_m);
    replace(stack.exit_velocity_m_per_s, op->exit_velocity_m_per_s);
    replace(stack.exit_temperature_k, op->exit_temperature_k);
    replace(stack.position_m.x, op->x_m);
    replace(stack.position_m.y, op->y_m);
  } else if (const auto* wet = std::get_if<Abatement>(&measure.operation)) {
    replace(stack.exit_temperature_k, wet->exit_temperature_k);
    if (!is_missing(wet->flow_factor)) stack.exit_velocity_m_per_s *= wet->flow_factor;
  }
}

/// The stacks that the active measures change, each once for each set of measures that does.
void change_stacks(const ResponseGroups& groups, AppliedMeasures& applied, MeasureState& state) {
  for (std::size_t g = 0; g < groups.groups.size(); ++g) {
    ChangedStack changed;
    for (const std::size_t i : state.active) {
      const std::size_t m = applied.chosen[i].measure;
      if (!changes_plume(groups.measures[m]) || (groups.groups[g].touched[m] & touched_where) == 0) continue;
      if (changed.measures.empty()) {
        changed.stack = groups.groups[g].members.front().feature;
        changed.group = g;
        changed.changed = groups.stacks[changed.stack];
      }
      change(changed.changed, groups.measures[m]);
      changed.measures.push_back(groups.measures[m].id);
    }
    if (changed.measures.empty()) continue;
    const auto known = std::find_if(
        applied.changed.begin(), applied.changed.end(),
        [&](const ChangedStack& one) { return one.group == g && one.measures == changed.measures; });
    state.changed.push_back(static_cast<std::size_t>(known - applied.changed.begin()));
    if (known == applied.changed.end()) applied.changed.push_back(std::move(changed));
  }
}

/// Roads whose classes have no speed curve: their exhaust stays the same under a limit.
void tell_speed_limits(const ResponseGroups& groups, AppliedMeasures& applied) {
  const auto without = std::any_of(
      groups.tables.classes.begin(), groups.tables.classes.end(),
      [&](const VehicleClass& c) { return c.nox_g_per_km > 0 && !has_curve(groups.tables, c, "NOx"); });
  for (const ChosenMeasure& one : applied.chosen) {
    const Measure& measure = groups.measures[one.measure];
    if (!std::holds_alternative<SpeedLimit>(measure.operation) || !without) continue;
    Fault note;
    note.severity = Severity::note;
    note.layer = "measures";
    note.feature = fmt::format("id '{}'", measure.id);
    note.found =
        "vehicle classes without a hot exhaust curve (heavy ones in the built-in tables), exhaust particles "
        "without any";
    note.expected = "curves in tables/hot_exhaust.csv";
    note.handled = "their exhaust is not changed with speed, their wear is";
    applied.faults.push_back(std::move(note));
  }
}

std::vector<std::uint8_t> linear_groups(const ResponseGroups& groups, const AppliedMeasures& applied) {
  std::vector<std::uint8_t> linear(groups.groups.size(), 1);
  for (std::size_t g = 0; g < groups.groups.size(); ++g)
    for (const ChosenMeasure& one : applied.chosen) {
      const Measure& measure = groups.measures[one.measure];
      const bool is_bent = is_on_or_off(measure) || std::holds_alternative<SpeedLimit>(measure.operation);
      if (is_bent && groups.groups[g].touched[one.measure] != 0) linear[g] = 0;
    }
  return linear;
}

}  // namespace

Result<AppliedMeasures> apply_measures(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                                       std::span<const HourConditions> hours) {
  AppliedMeasures applied;
  applied.hours.assign(hours.begin(), hours.end());
  applied.schedules = groups.schedules;
  for (const ChosenMeasure& one : chosen)
    if (one.uptake != 0) applied.chosen.push_back(one);  // NaN and others are refused below
  std::vector<std::vector<std::uint8_t>> in_force;
  for (const ChosenMeasure& one : applied.chosen)
    in_force.push_back(hours_in_force(groups.measures.at(one.measure), hours, groups.utc_offset_hours));

  applied.faults = check_choice(groups, applied.chosen, in_force);
  if (std::any_of(applied.faults.begin(), applied.faults.end(),
                  [](const Fault& f) { return f.severity == Severity::error; }))
    return fail(ErrorCode::input, "the measures cannot be taken together", std::move(applied.faults));

  std::map<std::vector<std::uint8_t>, std::size_t> known;
  for (std::size_t h = 0; h < hours.size(); ++h) {
    std::vector<std::uint8_t> mask;
    for (const auto& one : in_force) mask.push_back(one[h]);
    const auto [found, is_new] = known.try_emplace(std::move(mask), applied.states.size());
    applied.state_of_hour.push_back(found->second);
    if (!is_new) continue;
    MeasureState state;
    GroupEffects effects(groups, applied.schedules);
    for (std::size_t i = 0; i < applied.chosen.size(); ++i) {
      if (found->first[i] == 0) continue;
      state.active.push_back(i);
      if (auto acted = effects.apply(applied.chosen[i]); !acted) return tl::unexpected(acted.error());
    }
    auto finished = effects.finish();
    if (!finished) return tl::unexpected(finished.error());
    state.groups = std::move(*finished);
    change_stacks(groups, applied, state);
    applied.states.push_back(std::move(state));
  }
  applied.is_linear = linear_groups(groups, applied);
  tell_speed_limits(groups, applied);
  return applied;
}

std::vector<double> hourly_scales(const ResponseGroups& groups, const AppliedMeasures& applied,
                                  std::size_t group, std::size_t pollutant) {
  std::vector<double> scales;
  scales.reserve(applied.hours.size());
  for (std::size_t h = 0; h < applied.hours.size(); ++h) {
    const GroupState& state = applied.states[applied.state_of_hour[h]].groups[group];
    const double scheduled =
        factor(applied.schedules[state.schedule], applied.hours[h].hour, groups.utc_offset_hours);
    scales.push_back(std::min(scheduled * state.factor[pollutant], state.cap[pollutant]));
  }
  return scales;
}

std::vector<double> base_scales(const ResponseGroups& groups, std::span<const HourConditions> hours,
                                std::size_t group) {
  const EmissionSchedule& schedule = groups.schedules[groups.schedule_of(groups.groups[group])];
  std::vector<double> scales;
  scales.reserve(hours.size());
  for (const HourConditions& one : hours)
    scales.push_back(factor(schedule, one.hour, groups.utc_offset_hours));
  return scales;
}

}  // namespace leeward

#include "core/scenario/emission_summary.h"

#include <algorithm>
#include <set>

#include "core/model/units.h"
#include "core/scenario/measure_cost.h"
#include "operation_traits.h"

namespace leeward {
namespace {

/// Means over the hours of one set of measures: per group and pollutant [g/s], vehicle-km a day per group and
/// class.
struct Means {
  std::vector<std::vector<double>> g_per_s;
  std::vector<double> vehicle_km_per_day;
  std::vector<std::vector<double>> class_vehicle_km_per_day;
};

/// Sum over the hours of min(schedule x factor, cap). Schedule factors of an hour are looked up once for all
/// groups.
Means means_of(const ResponseGroups& groups, const AppliedMeasures& applied) {
  const std::size_t pollutants = groups.pollutants.size();
  const std::size_t group_count = groups.groups.size();
  Means means;
  means.g_per_s.assign(group_count, std::vector<double>(pollutants, 0.0));
  means.vehicle_km_per_day.assign(group_count, 0.0);
  means.class_vehicle_km_per_day.assign(group_count, {});
  const auto hours = static_cast<double>(applied.hours.size());
  std::vector<std::size_t> hours_of_state(applied.states.size(), 0);
  std::vector<std::vector<double>> scheduled(applied.schedules.size(),
                                             std::vector<double>(applied.hours.size()));
  for (std::size_t h = 0; h < applied.hours.size(); ++h) {
    ++hours_of_state[applied.state_of_hour[h]];
    for (std::size_t s = 0; s < scheduled.size(); ++s)
      scheduled[s][h] = factor(applied.schedules[s], applied.hours[h].hour, groups.utc_offset_hours);
  }
  for (std::size_t h = 0; h < applied.hours.size(); ++h) {
    const MeasureState& state = applied.states[applied.state_of_hour[h]];
    for (std::size_t g = 0; g < group_count; ++g) {
      const GroupState& one = state.groups[g];
      const double now = scheduled[one.schedule][h];
      for (std::size_t p = 0; p < pollutants; ++p)
        means.g_per_s[g][p] += std::min(now * one.factor[p], one.cap[p]);
    }
  }
  for (std::size_t g = 0; g < group_count; ++g) {
    for (std::size_t p = 0; p < pollutants; ++p)
      means.g_per_s[g][p] *= groups.groups[g].base_g_per_s[p] / hours;
    for (std::size_t s = 0; s < applied.states.size(); ++s) {
      const GroupState& one = applied.states[s].groups[g];
      const double share = static_cast<double>(hours_of_state[s]) / hours;
      means.vehicle_km_per_day[g] += share * one.vehicle_km_per_day;
      means.class_vehicle_km_per_day[g].resize(one.class_vehicle_km_per_day.size(), 0.0);
      for (std::size_t c = 0; c < one.class_vehicle_km_per_day.size(); ++c)
        means.class_vehicle_km_per_day[g][c] += share * one.class_vehicle_km_per_day[c];
    }
  }
  return means;
}

double t_per_year(double g_per_s) {
  return g_per_s / g_per_s_from_t_per_year(1.0);
}

EmissionRow empty_row(std::string name, std::size_t pollutants) {
  return {std::move(name), std::vector<double>(pollutants, 0.0), std::vector<double>(pollutants, 0.0), 0, 0};
}

void add(EmissionRow& row, const Means& before, const Means& after, std::size_t g) {
  for (std::size_t p = 0; p < row.before_t_per_year.size(); ++p) {
    row.before_t_per_year[p] += t_per_year(before.g_per_s[g][p]);
    row.after_t_per_year[p] += t_per_year(after.g_per_s[g][p]);
  }
  row.before_vehicle_km_per_day += before.vehicle_km_per_day[g];
  row.after_vehicle_km_per_day += after.vehicle_km_per_day[g];
}

MeasureRow difference(const ResponseGroups& groups, const AppliedMeasures& applied, const Means& before,
                      const Means& after) {
  const std::size_t index = applied.chosen.size() - 1;
  const ChosenMeasure& last = applied.chosen[index];
  const Measure& measure = groups.measures[last.measure];
  MeasureRow row;
  row.measure = measure.id;
  row.uptake = last.uptake;
  for (const std::size_t state : applied.state_of_hour) {
    const auto& active = applied.states[state].active;
    if (std::find(active.begin(), active.end(), index) != active.end()) ++row.hours_in_force;
  }
  row.inside_t_per_year.assign(groups.pollutants.size(), 0.0);
  row.outside_t_per_year.assign(groups.pollutants.size(), 0.0);
  for (std::size_t g = 0; g < groups.groups.size(); ++g) {
    const bool is_inside = (groups.groups[g].touched[last.measure] & touched_where) != 0;
    auto& change = is_inside ? row.inside_t_per_year : row.outside_t_per_year;
    for (std::size_t p = 0; p < change.size(); ++p)
      change[p] += t_per_year(after.g_per_s[g][p] - before.g_per_s[g][p]);
    (is_inside ? row.inside_vehicle_km_per_day : row.outside_vehicle_km_per_day) +=
        after.vehicle_km_per_day[g] - before.vehicle_km_per_day[g];
  }
  row.cost_per_year = last.uptake * annual_cost(measure.cost);
  row.currency = measure.cost.currency;
  row.is_linear = !is_on_or_off(measure) && !std::holds_alternative<SpeedLimit>(measure.operation);
  return row;
}

}  // namespace

Result<EmissionSummary> summarise(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                                  std::span<const HourConditions> hours) {
  if (hours.empty()) return fail(ErrorCode::input, "no hours to sum emissions over");
  EmissionSummary summary;
  summary.pollutants = groups.pollutants;
  summary.hours = hours.size();
  auto applied = apply_measures(groups, chosen, hours);
  if (!applied) return tl::unexpected(applied.error());
  const Means after = means_of(groups, *applied);

  // Prefixes of the list: a prerequisite may come later than what needs it, so only their emissions are
  // looked at.
  ResponseGroups unchecked = groups;
  for (Measure& measure : unchecked.measures) measure.prerequisites.clear();
  Means last;
  Means before;
  for (std::size_t n = 0; n <= applied->chosen.size(); ++n) {
    const std::vector<ChosenMeasure> first(applied->chosen.begin(),
                                           applied->chosen.begin() + static_cast<std::ptrdiff_t>(n));
    const auto partly = apply_measures(unchecked, first, hours);
    if (!partly) return tl::unexpected(partly.error());
    Means now = means_of(unchecked, *partly);
    if (n == 0)
      before = now;
    else
      summary.measures.push_back(difference(unchecked, *partly, last, now));
    last = std::move(now);
  }
  for (const MeasureRow& row : summary.measures)
    if (row.cost_per_year != 0) summary.cost_per_year[row.currency] += row.cost_per_year;

  summary.total = empty_row("total", groups.pollutants.size());
  std::map<std::string, std::size_t> row_of;
  for (const VehicleClass& vehicle : groups.tables.classes)
    summary.classes.push_back(empty_row(vehicle.id, 0));
  for (std::size_t g = 0; g < groups.groups.size(); ++g) {
    const auto [found, is_new] = row_of.try_emplace(groups.groups[g].source_group, summary.groups.size());
    if (is_new) summary.groups.push_back(empty_row(groups.groups[g].source_group, groups.pollutants.size()));
    add(summary.groups[found->second], before, after, g);
    add(summary.total, before, after, g);
    for (std::size_t c = 0; c < before.class_vehicle_km_per_day[g].size(); ++c) {
      summary.classes[c].before_vehicle_km_per_day += before.class_vehicle_km_per_day[g][c];
      summary.classes[c].after_vehicle_km_per_day += after.class_vehicle_km_per_day[g][c];
    }
  }
  std::erase_if(summary.classes, [](const EmissionRow& row) {
    return row.before_vehicle_km_per_day == 0 && row.after_vehicle_km_per_day == 0;
  });
  std::set<std::size_t> solved;
  for (const ChangedStack& one : applied->changed) solved.insert(one.group);
  summary.solved_again = solved.size();
  return summary;
}

}  // namespace leeward

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/scenario/apply_measures.h"
#include "group_effects.h"

namespace leeward {
namespace {

Fault scenario_fault(const std::string& id, std::string found, std::string expected) {
  Fault fault;
  fault.layer = "scenarios";
  fault.feature = fmt::format("id '{}'", id);
  fault.found = std::move(found);
  fault.expected = std::move(expected);
  return fault;
}

const ScenarioDefinition* find(const std::vector<ScenarioDefinition>& scenarios, const std::string& id) {
  const auto found = std::find_if(scenarios.begin(), scenarios.end(),
                                  [&](const ScenarioDefinition& one) { return one.id == id; });
  return found == scenarios.end() ? nullptr : &*found;
}

/// The scenario and those it inherits from, the oldest first.
Result<std::vector<const ScenarioDefinition*>> line_of(const std::vector<ScenarioDefinition>& scenarios,
                                                       const std::string& id) {
  std::vector<const ScenarioDefinition*> line;
  std::set<std::string> seen;
  for (std::string next = id; !next.empty();) {
    const ScenarioDefinition* one = find(scenarios, next);
    if (one == nullptr) {
      std::string known;
      for (const ScenarioDefinition& scenario : scenarios) known += (known.empty() ? "" : ", ") + scenario.id;
      return fail(
          ErrorCode::input, fmt::format("no scenario '{}'", next),
          {scenario_fault(line.empty() ? id : line.back()->id, fmt::format("no scenario '{}'", next),
                          known.empty() ? "scenarios in city.gpkg, which has none" : "one of " + known)});
    }
    if (!seen.insert(next).second)
      return fail(ErrorCode::input, fmt::format("scenario '{}' inherits from itself", next),
                  {scenario_fault(next, "a circle of inherits", "a line that ends")});
    line.push_back(one);
    next = one->inherits;
  }
  std::reverse(line.begin(), line.end());
  return line;
}

}  // namespace

Result<std::vector<ChosenMeasure>> measures_of(const std::vector<ScenarioDefinition>& scenarios,
                                               const std::vector<Measure>& measures,
                                               const std::string& scenario) {
  const auto line = line_of(scenarios, scenario);
  if (!line) return tl::unexpected(line.error());
  std::vector<ChosenMeasure> chosen;
  std::vector<Fault> faults;
  for (const ScenarioDefinition* one : *line) {
    std::set<std::string> seen;
    for (const ScenarioMeasure& taken : one->measures) {
      if (!seen.insert(taken.measure).second)
        faults.push_back(scenario_fault(one->id, fmt::format("measure '{}' a second time", taken.measure),
                                        "each measure once"));
      const auto found = std::find_if(measures.begin(), measures.end(),
                                      [&](const Measure& m) { return m.id == taken.measure; });
      if (found == measures.end()) {
        faults.push_back(scenario_fault(one->id, fmt::format("measure '{}'", taken.measure),
                                        "the id of a row of layer measures"));
        continue;
      }
      const auto index = static_cast<std::size_t>(found - measures.begin());
      const double uptake = is_missing(taken.uptake) ? found->uptake : taken.uptake;
      if (!(uptake >= 0 && uptake <= found->max_uptake))
        faults.push_back(scenario_fault(one->id,
                                        fmt::format("measure '{}' with uptake {}", taken.measure, uptake),
                                        fmt::format("0 to its max_uptake, {}", found->max_uptake)));
      const auto known = std::find_if(chosen.begin(), chosen.end(),
                                      [&](const ChosenMeasure& c) { return c.measure == index; });
      if (known != chosen.end())
        known->uptake = uptake;
      else
        chosen.push_back({index, uptake});
    }
  }
  if (!faults.empty())
    return fail(ErrorCode::input, fmt::format("scenario '{}' is not sound", scenario), std::move(faults));
  return chosen;
}

std::vector<Fault> check_measures(const City& city, const FleetTables& tables) {
  auto made = make_response_groups(city, tables, city.measures);
  std::vector<Fault> faults = made ? made->faults : made.error().faults;
  if (!made && faults.empty())
    faults.push_back(scenario_fault("", made.error().message, "measures that fit the twin"));
  std::set<std::string> seen;
  for (const ScenarioDefinition& scenario : city.scenarios) {
    if (!seen.insert(scenario.id).second)
      faults.push_back(scenario_fault(scenario.id, "the id a second time", "ids that differ"));
    const auto chosen = measures_of(city.scenarios, city.measures, scenario.id);
    if (!chosen) {
      faults.insert(faults.end(), chosen.error().faults.begin(), chosen.error().faults.end());
      continue;
    }
    if (!made) continue;
    std::vector<Fault> found;
    if (const auto applied = apply_measures(made->value, *chosen, {}); !applied)
      found = applied.error().faults;
    // All at once, whatever hours they are in force: diverted vehicles must find traffic to join.
    std::vector<EmissionSchedule> schedules = made->value.schedules;
    GroupEffects effects(made->value, schedules);
    for (const ChosenMeasure& one : *chosen)
      if (const auto acted = effects.apply(one); !acted)
        found.insert(found.end(), acted.error().faults.begin(), acted.error().faults.end());
    for (Fault& fault : found) {
      if (fault.severity != Severity::error) continue;
      fault.found = fmt::format("in scenario '{}': {}", scenario.id, fault.found);
      faults.push_back(std::move(fault));
    }
  }
  return faults;
}

}  // namespace leeward

#include "choice_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "operation_traits.h"

namespace leeward {
namespace {

class ChoiceChecker {
public:
  ChoiceChecker(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                const std::vector<std::vector<std::uint8_t>>& in_force)
      : groups_(groups), chosen_(chosen), in_force_(in_force) {
    for (const ChosenMeasure& one : chosen) ids_.insert(measure(one).id);
  }

  std::vector<Fault> check() {
    std::set<std::string> seen;
    for (const ChosenMeasure& one : chosen_) {
      const Measure& m = measure(one);
      if (!seen.insert(m.id).second) error(m, "the measure a second time", "each measure once");
      if (!(one.uptake >= 0 && one.uptake <= 1)) error(m, fmt::format("uptake {}", one.uptake), "0..1");
      if (one.uptake > m.max_uptake)
        error(m, fmt::format("uptake {}", one.uptake),
              fmt::format("at most its max_uptake, {}", m.max_uptake));
      if (is_on_or_off(m) && one.uptake < 1)
        error(m,
              fmt::format("uptake {} of an operation '{}'{}", one.uptake, operation_name(m.operation),
                          changes_plume(m) ? " that changes a plume" : ""),
              "0 or 1: it is taken or left");
      for (const std::string& other : m.prerequisites)
        if (!ids_.contains(other))
          error(m, fmt::format("no measure '{}' beside it", other), "the measures it needs");
    }
    check_exclusive();
    check_stacks();
    check_groups();
    for (std::size_t i = 0; i < chosen_.size(); ++i) check_hours(i);
    check_currencies();
    return std::move(faults_);
  }

private:
  const Measure& measure(const ChosenMeasure& one) const { return groups_.measures[one.measure]; }

  void add(Severity severity, const Measure& m, std::string found, std::string expected,
           std::string handled = "") {
    Fault fault;
    fault.severity = severity;
    fault.layer = "measures";
    fault.feature = fmt::format("id '{}'", m.id);
    fault.found = std::move(found);
    fault.expected = std::move(expected);
    fault.handled = std::move(handled);
    faults_.push_back(std::move(fault));
  }
  void error(const Measure& m, std::string found, std::string expected) {
    add(Severity::error, m, std::move(found), std::move(expected));
  }
  void warn(const Measure& m, std::string found, std::string expected, std::string handled) {
    add(Severity::warning, m, std::move(found), std::move(expected), std::move(handled));
  }

  void check_exclusive() {
    std::set<std::pair<std::string, std::string>> told;  // one says it for both
    for (const ChosenMeasure& one : chosen_)
      for (const std::string& other : measure(one).excludes)
        if (ids_.contains(other) && told.insert(std::minmax(measure(one).id, other)).second)
          error(measure(one), fmt::format("measure '{}' beside it", other),
                "one of the two: they exclude each other");
  }

  /// Two measures that set the same property of a stack: which holds?
  void check_stacks() {
    std::map<std::pair<std::size_t, std::string>, const Measure*> set_by;
    for (const ChosenMeasure& one : chosen_) {
      const Measure& m = measure(one);
      std::vector<std::string> properties;
      if (const auto* change = std::get_if<StackChange>(&m.operation)) {
        for (const auto& [name, value] :
             {std::pair("stack_height_m", change->stack_height_m),
              std::pair("stack_diameter_m", change->stack_diameter_m),
              std::pair("exit_velocity_m_per_s", change->exit_velocity_m_per_s),
              std::pair("exit_temperature_k", change->exit_temperature_k), std::pair("x_m", change->x_m)})
          if (!is_missing(value)) properties.emplace_back(name);
      } else if (const auto* abatement = std::get_if<Abatement>(&m.operation)) {
        if (!is_missing(abatement->exit_temperature_k)) properties.emplace_back("exit_temperature_k");
      }
      for (std::size_t g = 0; g < groups_.groups.size(); ++g) {
        if ((groups_.groups[g].touched[one.measure] & touched_where) == 0) continue;
        for (const std::string& property : properties) {
          const auto [found, is_new] = set_by.try_emplace({g, property}, &m);
          if (!is_new)
            error(m,
                  fmt::format("sets {} of group '{}' that measure '{}' sets too", property,
                              groups_.groups[g].id, found->second->id),
                  "one of them");
        }
      }
    }
  }

  bool acts_on_rates(const Measure& m) const { return !std::holds_alternative<StackChange>(m.operation); }

  void check_groups() {
    std::map<std::vector<std::size_t>, std::vector<std::string>> shared;  // measures -> groups
    std::set<std::pair<std::size_t, std::size_t>> told;
    for (std::size_t g = 0; g < groups_.groups.size(); ++g) {
      std::vector<std::size_t> acting;
      std::optional<std::size_t> closed;
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const Measure& m = measure(chosen_[i]);
        if ((groups_.groups[g].touched[chosen_[i].measure] & touched_where) == 0) continue;
        if (closed && told.insert({*closed, i}).second)
          warn(m,
               fmt::format("acts on group '{}' that measure '{}' has closed", groups_.groups[g].id,
                           measure(chosen_[*closed]).id),
               "measures on sources that still emit", "it removes nothing there");
        if (std::holds_alternative<CloseSource>(m.operation) && chosen_[i].uptake >= 1 && m.when.is_always())
          closed = i;
        if (acts_on_rates(m)) acting.push_back(i);
      }
      if (acting.size() > 1) shared[acting].push_back(groups_.groups[g].id);
    }
    for (const auto& [acting, names] : shared) {
      std::vector<std::string> ids;
      for (const std::size_t i : acting) ids.push_back(measure(chosen_[i]).id);
      add(Severity::note, measure(chosen_[acting.back()]),
          fmt::format("measures {} act on the same {} (group '{}'{})", fmt::join(ids, ", "),
                      names.size() == 1 ? "group" : "groups", names.front(),
                      names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : ""),
          "savings that do not add up", "each acts on what those before it leave");
    }
  }

  void check_hours(std::size_t i) {
    const Measure& m = measure(chosen_[i]);
    if (in_force_[i].empty() ||
        std::any_of(in_force_[i].begin(), in_force_[i].end(), [](std::uint8_t on) { return on != 0; }))
      return;
    warn(m,
         m.when.trigger ? "no hour in which its trigger and dates hold"
                        : "no hour of the period in its dates and times",
         "hours in which it is in force", "it changes nothing");
  }

  void check_currencies() {
    const Measure* first = nullptr;
    for (const ChosenMeasure& one : chosen_) {
      const Measure& m = measure(one);
      if (m.cost.currency.empty()) continue;
      if (first == nullptr) first = &m;
      if (m.cost.currency != first->cost.currency)
        warn(m,
             fmt::format("costs in {}, measure '{}' in {}", m.cost.currency, first->id, first->cost.currency),
             "one currency", "costs are summed by currency");
      else if (m.cost.price_year != first->cost.price_year)
        warn(m,
             fmt::format("prices of {}, measure '{}' of {}", m.cost.price_year, first->id,
                         first->cost.price_year),
             "prices of one year", "summed as they are");
    }
  }

  const ResponseGroups& groups_;
  const std::vector<ChosenMeasure>& chosen_;
  const std::vector<std::vector<std::uint8_t>>& in_force_;
  std::set<std::string> ids_;
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> check_choice(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                                const std::vector<std::vector<std::uint8_t>>& in_force) {
  return ChoiceChecker(groups, chosen, in_force).check();
}

}  // namespace leeward

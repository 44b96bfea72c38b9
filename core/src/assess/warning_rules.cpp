#include "core/assess/warning_rules.h"

#include <algorithm>

#include "core/model/expects.h"

namespace leeward {
namespace {

bool is_above(const WarningValue& value, double above, const WarningOptions& options) {
  if (!value.value || !(*value.value > above)) return false;
  const auto is_excluded = [&](const std::string& pollutant) {
    return std::find(options.excluded_primary.begin(), options.excluded_primary.end(), pollutant) !=
           options.excluded_primary.end();
  };
  return value.primary.empty() || !std::all_of(value.primary.begin(), value.primary.end(), is_excluded);
}

/// Values that a number of the rule's values are.
std::size_t count_of(int rule_values, int hours_per_value, int hours_per_rule) {
  return static_cast<std::size_t>((rule_values * hours_per_rule + hours_per_value - 1) / hours_per_value);
}

}  // namespace

std::vector<const WarningRule*> rules_in_force(std::span<const WarningRule> rules, std::string_view set,
                                               std::string_view pollutant, std::string_view averaging,
                                               Date date) {
  std::vector<const WarningRule*> found;
  for (const WarningRule& rule : rules)
    if (rule.set == set && rule.pollutant == pollutant && rule.averaging == averaging &&
        rule.is_in_force(date))
      found.push_back(&rule);
  return found;
}

std::optional<WarningRun> satisfying_run(const WarningRule& rule, std::span<const WarningValue> values,
                                         int hours_per_value, int hours_per_rule,
                                         const WarningOptions& options) {
  LEEWARD_EXPECTS(hours_per_value > 0 && hours_per_rule > 0);
  std::vector<WarningRun> runs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_above(values[i], rule.above, options)) continue;
    if (runs.empty()) {
      runs.push_back({i, i + 1});
      continue;
    }
    const std::size_t gap = i - runs.back().end;
    const bool has_all = std::all_of(values.begin() + static_cast<std::ptrdiff_t>(runs.back().end),
                                     values.begin() + static_cast<std::ptrdiff_t>(i),
                                     [](const WarningValue& value) { return value.value.has_value(); });
    if (gap == 0 || (has_all && static_cast<std::int64_t>(gap) * hours_per_value < options.merged_gap_hours))
      runs.back().end = i + 1;
    else
      runs.push_back({i, i + 1});
  }
  std::optional<WarningRun> longest;
  for (const WarningRun& run : runs) {
    if (run.end - run.begin < count_of(rule.run, hours_per_value, hours_per_rule)) continue;
    if (rule.nested_above) {
      std::size_t nested = 0;
      for (std::size_t i = run.begin; i < run.end; ++i)
        if (is_above(values[i], *rule.nested_above, options)) ++nested;
      if (nested < count_of(rule.nested_count, hours_per_value, hours_per_rule)) continue;
    }
    if (!longest || run.end - run.begin > longest->end - longest->begin) longest = run;
  }
  return longest;
}

std::optional<Warning> warning_of(std::span<const WarningRule* const> rules,
                                  std::span<const WarningValue> values, int hours_per_value,
                                  int hours_per_rule, const WarningOptions& options) {
  std::optional<Warning> highest;
  for (const WarningRule* rule : rules) {
    if (rule->severity == 0 || (highest && highest->rule->severity >= rule->severity)) continue;
    if (const auto run = satisfying_run(*rule, values, hours_per_value, hours_per_rule, options))
      highest = Warning{rule, *run};
  }
  return highest;
}

std::optional<bool> may_lift(std::span<const WarningRule* const> rules, std::span<const WarningValue> values,
                             std::size_t now, int hours_per_value, int hours_per_rule,
                             const WarningOptions& options) {
  const auto lift =
      std::find_if(rules.begin(), rules.end(), [](const WarningRule* rule) { return rule->severity == 0; });
  if (lift == rules.end()) return std::nullopt;
  const auto ahead = static_cast<std::size_t>(((*lift)->run + hours_per_value - 1) / hours_per_value);
  if (now + ahead >= values.size()) return std::nullopt;
  const auto window = values.subspan(now, ahead + 1);
  if (!std::all_of(window.begin(), window.end(),
                   [](const WarningValue& value) { return value.value.has_value(); }))
    return std::nullopt;
  return !warning_of(rules, window, hours_per_value, hours_per_rule, options);
}

}  // namespace leeward

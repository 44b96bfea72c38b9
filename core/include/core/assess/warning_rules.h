#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/assess/date.h"

/// Warning levels as predicates over runs of days, hours or running 24-h values (physics/12 section 6).
namespace leeward {

/// A row: satisfied by `run` or more consecutive values above `above`, of which `nested_count` or more are
/// above `nested_above` where that is given. Several rows of a level are alternatives.
struct WarningRule {
  std::string set;  ///< "CN-2024"
  Date valid_from;
  std::optional<Date> valid_to;
  std::string level;  ///< "red", "alert", "lift"
  std::string grade;
  int severity = 0;       ///< higher is worse; 0: lift
  std::string pollutant;  ///< "AQI" or a pollutant
  std::string averaging;  ///< "day", "1h"
  double above = 0;
  int run = 1;  ///< values; of lift: hours that must stay below every level
  std::optional<double> nested_above;
  int nested_count = 0;
  std::string text;  ///< for people
  std::string verified;
  std::string source;
  std::string file;
  std::size_t line = 0;

  bool is_in_force(Date date) const { return valid_from <= date && (!valid_to || date <= *valid_to); }
};

/// Rules of one set, pollutant and averaging that hold on the day.
std::vector<const WarningRule*> rules_in_force(std::span<const WarningRule> rules, std::string_view set,
                                               std::string_view pollutant, std::string_view averaging,
                                               Date date);

struct WarningOptions {
  /// Two runs that are parted by a gap too short to lift the first count as one, its days the whole span. 0:
  /// never.
  int merged_gap_hours = 36;
  /// Days whose primary pollutants are all among these do not count (a plan's exemption of O3, dust or
  /// fireworks).
  std::vector<std::string> excluded_primary;
};

/// A value of the series; absent where there is none, which ends a run.
struct WarningValue {
  std::optional<double> value;
  std::vector<std::string> primary = {};
};

/// Values [begin, end) that satisfy a rule.
struct WarningRun {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The longest run that satisfies the rule; of equal ones the first.
/// @param hours_per_value  24 for daily values, 1 for running 24-h values by the hour: then a rule of n days
/// asks for 24 n
///                         consecutive hours (as for a nested condition)
/// @param hours_per_rule   hours that one of the rule's values stands for: 24 of daily rules, 1 of hourly
/// thresholds
std::optional<WarningRun> satisfying_run(const WarningRule& rule, std::span<const WarningValue> values,
                                         int hours_per_value, int hours_per_rule,
                                         const WarningOptions& options);

struct Warning {
  const WarningRule* rule = nullptr;  ///< of the highest level that is satisfied; lives as long as the rules
  WarningRun run;
};

/// nullopt: no level. Rules are of one set (rules_in_force); lift rows are passed over.
std::optional<Warning> warning_of(std::span<const WarningRule* const> rules,
                                  std::span<const WarningValue> values, int hours_per_value,
                                  int hours_per_rule, const WarningOptions& options = {});

/// May a warning be lifted at value `now`: from it on, for the lift rule's hours, no level is satisfied;
/// nullopt when the rules have no lift row, or the series does not reach so far or has gaps there.
std::optional<bool> may_lift(std::span<const WarningRule* const> rules, std::span<const WarningValue> values,
                             std::size_t now, int hours_per_value, int hours_per_rule,
                             const WarningOptions& options = {});

}  // namespace leeward

#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/scenario/apply_measures.h"

/// Before and after: what the report and the command print.
namespace leeward {

struct EmissionRow {
  std::string name;                       ///< source group, or vehicle class
  std::vector<double> before_t_per_year;  ///< per pollutant
  std::vector<double> after_t_per_year;
  double before_vehicle_km_per_day = 0;
  double after_vehicle_km_per_day = 0;
};

/// What one measure adds to those before it.
struct MeasureRow {
  std::string measure;
  double uptake = 0;
  std::size_t hours_in_force = 0;
  std::vector<double> inside_t_per_year;   ///< change where it acts, per pollutant
  std::vector<double> outside_t_per_year;  ///< change elsewhere: diverted vehicles, rebound
  double inside_vehicle_km_per_day = 0;
  double outside_vehicle_km_per_day = 0;
  double cost_per_year = 0;  ///< at its uptake
  std::string currency;
  bool is_linear = true;  ///< emissions are linear in its uptake
};

struct EmissionSummary {
  std::vector<std::string> pollutants;
  std::size_t hours = 0;
  std::vector<EmissionRow> groups;   ///< per source group, in the order of the twin
  std::vector<EmissionRow> classes;  ///< vehicle-km per class, where measures tell classes apart; no emission
  EmissionRow total;
  std::vector<MeasureRow> measures;             ///< in the order they act; the sum is after - before
  std::map<std::string, double> cost_per_year;  ///< by currency
  std::size_t solved_again = 0;                 ///< groups whose response is solved again
};

/// Mean emission over the hours as tonnes in a year of 8760 h, without and with the measures of `chosen`.
Result<EmissionSummary> summarise(const ResponseGroups& groups, const std::vector<ChosenMeasure>& chosen,
                                  std::span<const HourConditions> hours);

}  // namespace leeward

#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/emission_factors.h"
#include "core/model/hourly_emissions.h"
#include "core/model/meteorology.h"
#include "core/model/receptor.h"
#include "core/model/result.h"
#include "core/model/source.h"

namespace leeward {

/// What a column of the result is: a pollutant of the whole run, or of one group of sources. The solver evaluates each
/// source once per receptor at unit rate and adds it to every column with SourceCommon::rates, so columns are cheap.
struct Column {
  std::string pollutant;
  std::string group;  ///< empty: all groups
  bool has_background = false;  ///< Scenario::background_ug_per_m3 is added in valid hours
};

/// Population that makes the urban night-time boundary layer of sources with is_urban (physics/01 section 7).
struct UrbanArea {
  std::string id = {};
  double population = 0;
  double roughness_length_m = 1.0;
};

/// All inputs of one solver run; immutable once built. Everything in metres of one projected CRS.
struct Scenario {
  std::vector<Column> columns;
  std::vector<Source> sources;
  std::vector<EmissionFactors> schedules;   ///< at least one
  std::vector<HourlyEmissions> hourly_emissions;
  std::vector<Receptor> receptors;
  MetSeries met;
  std::vector<UrbanArea> urban_areas;         ///< none: no source may be urban
  std::vector<double> background_ug_per_m3;  ///< empty, or one per hour of `met`, for the columns that have it
  bool is_flat = false;           ///< ignore terrain: z_r = z_f, H_c = 0 (AERMOD's FLAT)
  bool has_stack_tip_downwash = true;  ///< false is AERMOD's NOSTD
};

/// Every fault of a scenario at once (rates per column, positive diameters, polygons with area, finite coordinates,
/// indices, forms of factors, hourly emissions and background of every hour, ascending hours, hill height >=
/// elevation). A rate below 0 is accepted in hourly emissions only. Empty when it can be solved.
std::vector<Fault> validate(const Scenario& scenario);

}  // namespace leeward

#pragma once
#include "core/model/city.h"
#include "core/model/result.h"
#include "core/model/scenario.h"
#include "dispersion/column_plan.h"

namespace leeward::app {

/// What makes the pollutants of products (product_pollutants) of the columns of build_sources: NO2 of the NOx
/// of all sources together (they share the ozone: one OLM group), and background in every valid hour. Reads
/// the twin's tables of ozone and background for the hours of `met`; ozone of the 24 hours before them too,
/// for the night floor. Faults: bad tables with line, a column that is not there, hours without a background.
/// Notes: hours without ozone, and how many features take the default of the in-stack ratio.
Result<Loaded<dispersion::ColumnPlan>> plan_of_city(const City& city, const MetSeries& met);

/// "ARM2 ...", "OLM ..., ozone of met/ozone.csv" for the metadata of NO2; empty without chemistry.
std::string chemistry_text(const TwinSettings& settings);
/// "included, from met/background.csv", "included, 12 ug/m3 where met/background.csv has none" or "not
/// included" for the metadata of a pollutant.
std::string background_text(const TwinSettings& settings, const std::string& pollutant,
                            const dispersion::ColumnPlan& plan);

}  // namespace leeward::app

#pragma once
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/model/result.h"
#include "core/model/scenario.h"

/// What a reference case has by the hour; both need the hours of the scenario's meteorology.
namespace leeward::app {

/// Reads the file of hourly emissions and gives each source that has records in it their rates: `rates`
/// becomes 1 in the columns the source counts in.
/// @param rate_factors  per source id, where the file's unit is not the source's
Result<void> add_hourly_emissions(const std::filesystem::path& file,
                                  const std::map<std::string, double>& rate_factors, Scenario& scenario);

/// Background of a case: {"units", "pollutant", and either "sector_starts_flow_vector_deg" and "sectors" or
/// what a sector has}. A sector has values by time ("annual", "month", "season", "hour_of_day" or the name of
/// AERMOD's type), a "file" of hourly values, or both. Other keys are refused.
Result<void> add_background(const nlohmann::json& background, const std::filesystem::path& folder,
                            Scenario& scenario);

}  // namespace leeward::app

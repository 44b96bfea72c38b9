#pragma once
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "core/model/result.h"
#include "core/model/scenario.h"
#include "dispersion/column_plan.h"

namespace leeward::app {

/// NO2 chemistry of a case: options.modelopt (ARM2 or OLM), options.no2, source_options.olm_group and the
/// sources' in_stack_no2_ratio; method none when modelopt has neither. Needs the sources, hours and columns
/// of the scenario.
Result<dispersion::Chemistry> read_reference_chemistry(const nlohmann::json& document,
                                                       const std::filesystem::path& folder,
                                                       const Scenario& scenario);

}  // namespace leeward::app

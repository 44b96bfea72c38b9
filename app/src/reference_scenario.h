#pragma once
#include <filesystem>
#include <string>

#include "core/model/result.h"
#include "core/model/scenario.h"
#include "dispersion/column_plan.h"

/// case.json of a reference case as a scenario of ours (format: shared/reference/aermod/README.md).
namespace leeward::app {

struct ReferenceScenario {
  std::string case_id;
  Scenario scenario;  ///< one column per source group, in the order of case.json
  dispersion::Chemistry chemistry;  ///< method none, or all columns are NO2
};

/// Reads case.json and its meteorology. What the case needs and the solver cannot do (downwash, deposition,
/// NO2 by PVMRM or GRSM ...) is refused, all of it at once and by name: every key that is not understood is a
/// fault, none is passed over.
Result<ReferenceScenario> read_reference_scenario(const std::filesystem::path& folder);

}  // namespace leeward::app

#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/emission_factors.h"
#include "core/model/kit.h"
#include "core/model/result.h"
#include "data/aermod_runstream.h"

/// An AERMOD runstream as a twin: `leeward-batch create CITY --from RUNSTREAM.inp --crs EPSG:nnnn`.
namespace leeward::app {

struct AermodTwin {
  City city;  ///< sources, grid and settings; its folder and meteorology are the caller's
  Kit kit;    ///< the same settings, with AERMET's files as the meteorology
  std::vector<std::filesystem::path> inputs;  ///< the runstream and what it includes
};

/// What a twin has no place for is refused by name, everything at once; what had to be filled in stands in
/// the settings' assumptions and in the remarks.
Result<Loaded<AermodTwin>> twin_of_runstream(const std::filesystem::path& runstream, const std::string& crs);

/// Factors as a twin's schedule: hour of day and kind of day times month. Faults: weekdays that differ, a
/// wind class, or months and hours that are no product of each other.
Result<EmissionSchedule> schedule_of_factors(const EmissionFactors& factors);

}  // namespace leeward::app

#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/geometry.h"
#include "core/model/result.h"

namespace leeward::data {

/// A place whose values go into summary.csv.
struct SummaryPlace {
  std::string id;
  std::string name;
  std::string kind;
  Vec2 position_m;
};
using SummaryPlaces = std::vector<SummaryPlace>;

/// One row per pollutant and place (lowest height of the field), and one per pollutant for the whole grid:
/// valid hours, period mean, maximum, the hour of the maximum; values bilinear between grid points; places
/// outside the grid are listed with empty values. Whole or not at all.
Result<void> write_summary_csv(const std::filesystem::path& file, const ConcentrationField& field,
                               const SummaryPlaces& places);

}  // namespace leeward::data

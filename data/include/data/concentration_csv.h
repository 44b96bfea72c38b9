#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/model/result.h"
#include "core/model/time.h"

namespace leeward::data {

/// Hourly concentrations at one place: background, ozone.
struct ConcentrationTable {
  std::vector<UtcHour> hours;  ///< ascending
  std::map<std::string, std::vector<double>>
      ug_per_m3;  ///< by pollutant id or "O3": one per hour, or `missing`
  /// The value of an hour; `missing` where the table has none.
  double at(const std::string& pollutant, UtcHour hour) const;
};

/// Reads a table with the header `time_utc,<pollutant>_ug_per_m3,...` (ids of pollutants, and O3): hours
/// named by their ends, ascending ("2025-03-16 03:00", ISO forms too), values >= 0 or empty. Every fault with
/// its line.
Result<Loaded<ConcentrationTable>> read_concentrations(const std::filesystem::path& file);

}  // namespace leeward::data

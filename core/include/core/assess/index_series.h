#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/assess/air_quality_index.h"
#include "core/assess/hourly_series.h"

/// Indices of hourly series, day by day and hour by hour.
namespace leeward {

struct PollutantSeries {
  std::string unit;  ///< "ug/m3"; turned into the tables' units at 298.15 K and 1013.25 hPa
  HourlySeries hours;
};
using PollutantSeriesMap = std::map<std::string, PollutantSeries>;

/// A day or, of real-time reports, an hour.
struct IndexOfTime {
  HourOfDay end;  ///< daily: hour 24
  std::optional<AirQualityIndex> index;
};

/// One a day from `first` to `last`. Each carries its version: the version of each day holds, so a series
/// that crosses a change of the law changes with it, and whoever draws it marks the break.
Result<std::vector<IndexOfTime>> daily_indices(const IndexTables& tables, std::string_view index,
                                               const PollutantSeriesMap& series, Date first, Date last,
                                               const IndexSite& site = {});

/// One an hour of the days from `first` to `last`, by the real-time rules.
Result<std::vector<IndexOfTime>> real_time_indices(const IndexTables& tables, std::string_view index,
                                                   const PollutantSeriesMap& series, Date first, Date last,
                                                   const IndexSite& site = {});

}  // namespace leeward

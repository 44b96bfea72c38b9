#pragma once
#include <filesystem>

#include "core/model/met_table.h"
#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::data {

/// Rows with faults are left out and reported with file and line; order does not matter; doubles are an
/// error.
Result<Loaded<ObservedSeries>> read_met_csv(const MetTable& table, const MetSite& site);

/// The twin's own table met/observed.csv: UTC hour ends, fixed columns, empty = missing.
Result<Loaded<ObservedSeries>> read_observed(const std::filesystem::path& file, const MetSite& site);
Result<void> write_observed(const std::filesystem::path& file, const ObservedSeries& series);

}  // namespace leeward::data

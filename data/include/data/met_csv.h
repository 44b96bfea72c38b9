#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "core/model/meteorology.h"
#include "core/model/result.h"

namespace leeward::data {

/// How to read a table of hourly observations (docs/inputs.md, "Meteorology").
struct MetCsvMapping {
  std::filesystem::path file;                 ///< .csv, .txt, or a .zip holding one (member: see `member`)
  std::string member;                         ///< name or prefix of the member of a .zip
  std::string time_format;                    ///< strftime-like: "%Y%m%d%H", "%Y-%m-%dT%H:%M"
  double utc_offset_hours = 0;                ///< of the time column
  bool is_hour_beginning = false;             ///< the stamp names the hour's start
  std::map<std::string, std::string> fields;  ///< time, wind_speed_m_per_s, wind_from_deg, temperature_c, ... -> column
  std::map<std::string, double> values;       ///< constants for what the file lacks: temperature_c, cloud_tenths, ...
  std::map<std::string, double> missing_codes;  ///< column name of ours -> value that means missing (e.g. -999)
};

/// Rows with faults are left out and reported with file and line; order does not matter; doubles are an error.
Result<Loaded<ObservedSeries>> read_met_csv(const MetCsvMapping& mapping, const MetSite& site);

/// The twin's own table met/observed.csv: UTC hour ends, fixed columns, empty = missing.
Result<Loaded<ObservedSeries>> read_observed(const std::filesystem::path& file, const MetSite& site);
Result<void> write_observed(const std::filesystem::path& file, const ObservedSeries& series);

}  // namespace leeward::data

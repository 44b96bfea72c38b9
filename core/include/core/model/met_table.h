#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace leeward {

/// How to read a table of hourly observations (docs/inputs.md, "Meteorology").
struct MetTable {
  std::filesystem::path file;                 ///< .csv, .txt, .gz, or a .zip holding one (member: see `member`)
  std::string member;                         ///< name or prefix of the member of a .zip
  char separator = 0;                         ///< 0: found out from the header line (";", ",", tab, else blanks)
  std::string time_format;                    ///< strftime-like: "%Y%m%d%H", "%Y-%m-%dT%H:%M"
  double utc_offset_hours = 0;                ///< of the time column
  bool is_hour_beginning = false;             ///< the stamp names the hour's start
  std::map<std::string, std::string> fields;  ///< time, wind_speed_m_per_s, wind_from_deg, temperature_c, ... -> column
  std::map<std::string, double> values;       ///< constants for what the file lacks: temperature_c, cloud_tenths, ...
  /// > 0: the wind was measured at this height above ground, where the preprocessor cannot use it (a tower, a mast on a
  /// roof); speeds are brought to MetSite::wind_height_m by the power law U(z) = U(z_m) (z / z_m)^p.
  double wind_measured_at_m = 0;
  double wind_power_law_exponent = 0;         ///< p [-]
  std::map<std::string, double> missing_codes;  ///< column name of ours -> value that means missing (e.g. -999)
};

}  // namespace leeward

#pragma once
// Reads the meteorology of the AERMOD reference set (../shared/reference/aermod, its README) for tests:
// met.sfc and met.pfl with AERMET's missing codes, PROFBASE and URBANOPT of aermod.inp, and the CSV tables of
// AERMOD's intermediate values. For these known files only; the product's reader, with its checks, is in
// module data.
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/model/meteorology.h"
#include "core/model/scenario.h"
#include "core/model/time.h"

namespace leeward::test {

inline std::filesystem::path reference_folder() {
  return std::filesystem::path(LEEWARD_SOURCE_DIR) / ".." / "shared" / "reference" / "aermod";
}

/// A CSV table: values by column name. Cells that are no number are NaN.
struct ReferenceTable {
  std::map<std::string, std::vector<double>> columns;
  std::size_t rows = 0;

  const std::vector<double>& operator[](const std::string& name) const { return columns.at(name); }
  bool has(const std::string& name) const { return columns.contains(name); }
};

inline ReferenceTable read_reference_table(const std::filesystem::path& file) {
  ReferenceTable table;
  std::ifstream in(file);
  std::string line, cell;
  std::vector<std::string> names;
  std::getline(in, line);
  std::istringstream header(line);
  while (std::getline(header, cell, ',')) names.push_back(cell);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    for (const std::string& name : names) {
      cell.clear();
      std::getline(cells, cell, ',');
      char* end = nullptr;
      const double value = std::strtod(cell.c_str(), &end);
      table.columns[name].push_back(end == cell.c_str() ? missing : value);
    }
    ++table.rows;
  }
  return table;
}

/// One column of a CSV table as text.
inline std::vector<std::string> read_reference_texts(const std::filesystem::path& file,
                                                     const std::string& column) {
  std::vector<std::string> texts;
  std::ifstream in(file);
  std::string line, cell;
  std::size_t wanted = 0;
  for (bool is_header = true; std::getline(in, line); is_header = false) {
    std::istringstream cells(line);
    for (std::size_t i = 0; std::getline(cells, cell, ','); ++i) {
      if (is_header && cell == column) wanted = i;
      if (!is_header && i == wanted) texts.push_back(cell);
    }
  }
  return texts;
}

/// NaN unless lowest <= value <= highest.
inline double reference_value(double value, double lowest, double highest) {
  return value >= lowest && value <= highest ? value : missing;
}

inline double reference_inverse_length(double length_m, double heat_flux) {
  if (length_m < -99990) return missing;
  if (length_m == 0) return heat_flux > 0 ? -1.0 : 1.0;
  return 1.0 / length_m;
}

inline CivilHour reference_date(double year, double month, double day, double hour) {
  const int y = static_cast<int>(year);
  const int century = y >= 100 ? 0 : (y < 50 ? 2000 : 1900);
  return {y + century, static_cast<int>(month), static_cast<int>(day), static_cast<int>(hour)};
}

/// "41.000N" or "90.000W" -> degrees, north and east positive.
inline double reference_degrees(const std::string& text) {
  const double value = std::strtod(text.c_str(), nullptr);
  return text.back() == 'S' || text.back() == 'W' ? -value : value;
}

/// @param utc_offset_hours  of the files' local standard time; only the preprocessor and schedules care
inline MetSeries read_reference_met(const std::filesystem::path& sfc, const std::filesystem::path& pfl,
                                    double utc_offset_hours = 0) {
  MetSeries series;
  series.utc_offset_hours = utc_offset_hours;
  series.origin = sfc.string();
  std::ifstream in(sfc);
  std::string line;
  std::getline(in, line);
  std::istringstream header(line);
  std::string latitude, longitude;
  header >> latitude >> longitude;
  series.latitude_deg = reference_degrees(latitude);
  series.longitude_deg = reference_degrees(longitude);
  series.is_adjusted_u_star = line.find("ADJ_U*") != std::string::npos;
  series.is_bulk_richardson = line.find("BULKRN") != std::string::npos;
  std::map<UtcHour, std::size_t> index;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::vector<double> f(26, missing);  // f[n] is field n of physics/01 section 2.1
    std::size_t n = 1;
    while (n <= 25 && fields >> f[n]) ++n;
    if (n <= 25) continue;
    MetHour hour;
    hour.hour = utc_from_local_standard(reference_date(f[1], f[2], f[3], f[5]), utc_offset_hours);
    hour.sensible_heat_flux_w_per_m2 = reference_value(f[6], -998, 9000);
    hour.friction_velocity_m_per_s = reference_value(f[7], 0, 8.999);
    hour.convective_velocity_m_per_s = reference_value(f[8], 0, 90);
    hour.temperature_gradient_above_zi_k_per_m = reference_value(f[9], 0, 90);
    hour.convective_mixing_height_m = reference_value(f[10], 0, 90000);
    hour.mechanical_mixing_height_m = reference_value(f[11], 0, 90000);
    hour.inverse_obukhov_length_per_m = reference_inverse_length(f[12], f[6]);
    hour.roughness_length_m = f[13];
    hour.bowen_ratio = f[14];
    hour.albedo = f[15];
    hour.wind_speed_m_per_s = reference_value(f[16], 0, 89.99);
    hour.wind_from_deg = reference_value(f[17], 0, 900);
    hour.wind_height_m = reference_value(f[18], 0, 900);
    hour.temperature_k = reference_value(f[19], 0.1, 900);
    hour.temperature_height_m = reference_value(f[20], 0, 900);
    hour.precipitation_code = f[21] < 99 ? static_cast<int>(f[21]) : 0;
    hour.precipitation_mm_per_h = reference_value(f[22], 0, 900);
    hour.relative_humidity_percent = reference_value(f[23], 0, 100);
    hour.pressure_hpa = reference_value(f[24], 0, 2000);
    hour.cloud_tenths = reference_value(f[25], 0, 10);
    index[hour.hour] = series.hours.size();
    series.hours.push_back(hour);
  }
  std::ifstream levels(pfl);
  while (std::getline(levels, line)) {
    std::istringstream fields(line);
    double year, month, day, hour, top;
    ProfileLevel level;
    double sigma_w;
    if (!(fields >> year >> month >> day >> hour >> level.height_m >> top >> level.wind_from_deg >>
          level.wind_speed_m_per_s >> level.temperature_c >> level.sigma_theta_deg >> sigma_w)) {
      continue;
    }
    level.wind_from_deg = reference_value(level.wind_from_deg, 0, 900);
    level.wind_speed_m_per_s = reference_value(level.wind_speed_m_per_s, 0, 90);
    level.temperature_c = reference_value(level.temperature_c, -89.99, 89.99);
    level.sigma_theta_deg = reference_value(level.sigma_theta_deg, 0, 98.99);
    level.sigma_w_m_per_s = reference_value(sigma_w, 0, 90);
    const auto found =
        index.find(utc_from_local_standard(reference_date(year, month, day, hour), utc_offset_hours));
    if (found != index.end()) series.hours[found->second].profile.push_back(level);
  }
  return series;
}

/// PROFBASE [m] and URBANOPT (population, roughness) of an aermod.inp.
struct ReferenceOptions {
  double profile_base_elevation_m = 0;
  std::vector<UrbanArea> urban_areas = {};
};

inline ReferenceOptions read_reference_options(const std::filesystem::path& inp) {
  ReferenceOptions options;
  std::ifstream in(inp);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string key, name;
    words >> key;
    if (key == "PROFBASE") words >> options.profile_base_elevation_m;
    if (key != "URBANOPT") continue;
    UrbanArea& urban = options.urban_areas.emplace_back();
    words >> urban.population >> name;
    double roughness = 0;
    if (words >> roughness) urban.roughness_length_m = roughness;
  }
  return options;
}

/// met.sfc, met.pfl and PROFBASE of a case folder.
inline MetSeries read_case_met(const std::string& case_name) {
  const std::filesystem::path folder = reference_folder() / case_name;
  MetSeries series = read_reference_met(folder / "met.sfc", folder / "met.pfl");
  series.profile_base_elevation_m = read_reference_options(folder / "aermod.inp").profile_base_elevation_m;
  return series;
}

/// Half a unit of the last of `digits` significant digits, with 2 % for the rounding of the printed decimal
/// itself.
inline double printed_tolerance(double value, int digits = 6) {
  if (value == 0) return 1e-12;
  return 0.51 * std::pow(10.0, std::floor(std::log10(std::abs(value))) - digits + 1);
}

}  // namespace leeward::test

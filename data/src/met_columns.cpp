#include "met_columns.h"

#include <algorithm>

#include "core/model/units.h"

namespace leeward::data {

std::span<const MetColumn> met_columns() {
  using Hour = ObservedHour;
  static constexpr double km_per_h = m_per_s_from_km_per_h(1);
  static constexpr double knot = m_per_s_from_knots(1);
  static constexpr double zero_c = kelvin_from_celsius(0);
  static const MetColumn columns[] = {
      {"wind_speed_m_per_s", "wind speed", "m/s", &Hour::wind_speed_m_per_s, 1, 0, 0, 75},
      {"wind_speed_km_per_h", "wind speed", "km/h", &Hour::wind_speed_m_per_s, km_per_h, 0, 0, 75},
      {"wind_speed_knots", "wind speed", "knots", &Hour::wind_speed_m_per_s, knot, 0, 0, 75},
      {"wind_from_deg", "wind direction", "deg", &Hour::wind_from_deg, 1, 0, 0, 360},
      {"temperature_c", "temperature", "degC", &Hour::temperature_k, 1, zero_c, 200, 335},
      {"temperature_k", "temperature", "K", &Hour::temperature_k, 1, 0, 200, 335},
      {"cloud_tenths", "cloud cover", "tenths", &Hour::cloud_tenths, 1, 0, 0, 10},
      {"cloud_octas", "cloud cover", "octas", &Hour::cloud_tenths, 1.25, 0, 0, 10},
      {"cloud_percent", "cloud cover", "%", &Hour::cloud_tenths, 0.1, 0, 0, 10},
      {"solar_radiation_w_per_m2", "solar radiation", "W/m2", &Hour::solar_radiation_w_per_m2, 1, 0, 0, 1500},
      {"pressure_hpa", "pressure", "hPa", &Hour::pressure_hpa, 1, 0, 500, 1100},
      {"pressure_pa", "pressure", "Pa", &Hour::pressure_hpa, 0.01, 0, 500, 1100},
      {"relative_humidity_percent", "relative humidity", "%", &Hour::relative_humidity_percent, 1, 0, 0, 105},
      {"precipitation_mm_per_h", "precipitation", "mm/h", &Hour::precipitation_mm_per_h, 1, 0, 0, 500},
  };
  return columns;
}

const MetColumn* find_met_column(std::string_view name) {
  const auto columns = met_columns();
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const MetColumn& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

std::string met_column_names() {
  std::string names;
  for (const MetColumn& column : met_columns())
    names += (names.empty() ? "" : ", ") + std::string(column.name);
  return names;
}

}  // namespace leeward::data

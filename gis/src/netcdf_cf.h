#pragma once
#include <string>

/// Names and codes that the NetCDF writer and reader agree on. Private to gis/src.
namespace leeward::gis::netcdf {

inline constexpr float fill_value = -9999.0F;
inline constexpr const char* time_units = "hours since 1970-01-01 00:00:00";  // UTC, as CF takes it
/// A name that CF recommends (letters, digits, underscore): "PM2.5" -> "PM2_5". The id itself is kept as an attribute.
std::string variable_name(const std::string& pollutant);

}  // namespace leeward::gis::netcdf

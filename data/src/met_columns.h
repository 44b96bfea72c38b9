#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/model/meteorology.h"

namespace leeward::data {

/// One quantity of an hourly table, in one of the units it may come in: value of ours = scale x value +
/// shift.
struct MetColumn {
  std::string_view name;   ///< as in a kit: "temperature_c"
  std::string_view label;  ///< "temperature"
  std::string_view unit;   ///< as in the table: "degC"
  double ObservedHour::*member = nullptr;
  double scale = 1;
  double shift = 0;
  double lowest = 0;  ///< accepted, in our unit
  double highest = 0;

  double converted(double value) const { return scale * value + shift; }
};

std::span<const MetColumn> met_columns();
/// nullptr when unknown.
const MetColumn* find_met_column(std::string_view name);
/// "wind_speed_m_per_s, wind_speed_km_per_h, ..."
std::string met_column_names();

}  // namespace leeward::data

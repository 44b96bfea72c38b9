#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/receptor.h"

namespace leeward {

/// A map over the grid at one height, row 0 south.
struct FieldMap {
  ReceptorGrid grid;
  double height_m = 0;
  std::string pollutant;
  std::string statistic;   ///< "1-h mean", "period mean", "period maximum of 1-h means"
  std::string hour;        ///< ISO hour end of an hourly map, or "first/last" of a period
  std::string unit = "ug/m3";
  std::vector<float> values;
  bool has_values = true;  ///< false: a calm or missing hour
  std::size_t valid_hours = 0;
};

}  // namespace leeward

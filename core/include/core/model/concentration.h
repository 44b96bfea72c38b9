#pragma once
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <vector>

#include "core/model/receptor.h"
#include "core/model/time.h"

namespace leeward {

/// What became of an hour. Calm and missing hours have no modelled value: products mark them as no data.
// g++ 12 says that a scoped enumerator shadows leeward::missing (meteorology.h); it cannot.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class HourStatus { valid, calm, missing };
#pragma GCC diagnostic pop
const char* to_text(HourStatus status);

/// Hourly mean concentrations on a grid layout, with how they were made.
struct ConcentrationField {
  GridLayout layout;
  std::vector<std::string> pollutants;
  std::vector<UtcHour> hours;
  std::vector<HourStatus> status;  ///< one per hour
  std::string unit = "ug/m3";
  std::string averaging = "1-h mean";
  std::string scenario = "base";
  std::string input_hash;  ///< hex SHA-256 of everything that made the field
  /// [pollutant][hour][height][row][column], row 0 south; 0 in hours that are not valid. A long run of many places keeps
  /// them on disk by a memory resource of its own.
  std::pmr::vector<float> values;

  std::size_t offset(std::size_t pollutant, std::size_t hour) const {
    return (pollutant * hours.size() + hour) * layout.size();
  }
  /// All receptors of one hour.
  std::span<const float> hour_values(std::size_t pollutant, std::size_t hour) const {
    return std::span(values).subspan(offset(pollutant, hour), layout.size());
  }
  std::span<float> hour_values(std::size_t pollutant, std::size_t hour) {
    return std::span(values).subspan(offset(pollutant, hour), layout.size());
  }
  /// One height of one hour, row 0 south.
  std::span<const float> level_values(std::size_t pollutant, std::size_t hour, std::size_t height) const {
    return hour_values(pollutant, hour).subspan(height * layout.grid.size(), layout.grid.size());
  }
};
using FieldPtr = std::shared_ptr<const ConcentrationField>;

}  // namespace leeward

#pragma once
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>

namespace leeward::gis {

/// What a number may be. NaN never holds.
struct ValueRange {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool is_above_min = false;  ///< min itself is not allowed
  bool holds(double value) const {
    return std::isfinite(value) && value <= max && (is_above_min ? value > min : value >= min);
  }
  /// "> 0 and <= 1000"
  std::string text() const {
    std::string result;
    if (std::isfinite(min)) result = fmt::format("{} {}", is_above_min ? ">" : ">=", min);
    if (std::isfinite(max)) result += fmt::format("{}<= {}", result.empty() ? "" : " and ", max);
    return result.empty() ? "a finite number" : result;
  }
};

/// The ranges kits and twins share, in the unit of the value's name.
inline constexpr ValueRange any_number{};
inline constexpr ValueRange not_negative{.min = 0};
inline constexpr ValueRange share_range{.min = 0, .max = 1};
inline constexpr ValueRange elevation_range{.min = -500,
                                            .max = 9000};  // the Dead Sea's shore to Mount Everest
inline constexpr ValueRange building_height_range{.min = 1, .max = 1000};
inline constexpr ValueRange stack_height_range{.min = 0, .max = 1000, .is_above_min = true};
inline constexpr ValueRange stack_diameter_range{.min = 0, .max = 100, .is_above_min = true};
inline constexpr ValueRange exit_velocity_range{.min = 0, .max = 200};
inline constexpr ValueRange release_height_range{.min = 0, .max = 1000};
inline constexpr ValueRange sigma_range{.min = 0, .max = 1000};
inline constexpr ValueRange road_width_range{.min = 0, .max = 200, .is_above_min = true};
inline constexpr ValueRange speed_range{.min = 0, .max = 300};

/// 0: ambient; negative: ambient plus its absolute value [K]; else 200..3000 K (less is most likely degrees
/// Celsius).
inline bool is_exit_temperature(double kelvin) {
  return std::isfinite(kelvin) && kelvin > -2000 && kelvin <= 3000 && (kelvin <= 0 || kelvin >= 200);
}
inline constexpr const char* exit_temperature_text =
    "0 (ambient), below 0 (ambient plus that), or 200..3000 K";

}  // namespace leeward::gis

#pragma once
#include <algorithm>
#include <optional>

#include "../value_range.h"

namespace leeward::gis::reading {

/// Speed of a road or count that says none: the urban limit of most countries [km/h].
inline constexpr double default_speed_km_per_h = 50;

/// Share of heavy vehicles [0..1] from heavy_share, heavy_percent or heavy_vehicles_per_day, the first that
/// is given.
/// @param pick  (name, range) -> optional value
template <class Pick>
std::optional<double> heavy_share_of(const Pick& pick, double vehicles_per_day) {
  if (const std::optional<double> share = pick("heavy_share", share_range)) return share;
  if (const std::optional<double> percent = pick("heavy_percent", ValueRange{.min = 0, .max = 100}))
    return *percent / 100.0;
  if (const std::optional<double> heavy = pick("heavy_vehicles_per_day", not_negative);
      heavy && vehicles_per_day > 0)
    return std::min(1.0, *heavy / vehicles_per_day);
  return std::nullopt;
}

}  // namespace leeward::gis::reading

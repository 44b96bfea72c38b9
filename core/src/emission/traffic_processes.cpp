#include "core/emission/traffic_processes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/model/expects.h"

namespace leeward {

double congested_speed_km_per_h(double free_speed_km_per_h, double volume_per_capacity) {
  LEEWARD_EXPECTS(free_speed_km_per_h > 0 && volume_per_capacity >= 0);
  return free_speed_km_per_h / (1 + 0.15 * std::pow(volume_per_capacity, 4));
}

double cold_distance_share(double mean_trip_km, double air_temperature_c) {
  const double l = std::clamp(mean_trip_km, 1.0, 15.0);
  const double t = std::clamp(air_temperature_c, -20.0, 45.0);
  return std::clamp(0.6474 - 0.02545 * l - (0.00974 - 0.000385 * l) * t, 0.0, 1.0);
}

double cold_excess_g_per_km(double cold_share, double hot_g_per_km, double cold_over_hot) {
  LEEWARD_EXPECTS(cold_share >= 0 && cold_share <= 1 && hot_g_per_km >= 0);
  return cold_share * hot_g_per_km * std::max(0.0, cold_over_hot - 1);
}

double tyre_speed_correction(double speed_km_per_h) {
  if (speed_km_per_h < 40) return 1.39;
  return speed_km_per_h > 90 ? 0.902 : 1.78 - 0.00974 * speed_km_per_h;
}

double brake_speed_correction(double speed_km_per_h) {
  if (speed_km_per_h < 40) return 1.67;
  return speed_km_per_h > 95 ? 0.185 : 2.75 - 0.0270 * speed_km_per_h;
}

Result<double> resuspension_ap42_g_per_km(double k_g_per_km, const PavedRoad& road) {
  constexpr double short_tons_per_t = 1.1023;  // as physics/11 7d has it
  const auto refuse = [](const char* what, double found, const char* expected) {
    return fail(ErrorCode::input,
                fmt::format("resuspension of a paved road: {} {}, expected {}", what, found, expected));
  };
  if (!(road.silt_g_per_m2 >= 0) || road.silt_g_per_m2 > 400)
    return refuse("silt load [g/m2]", road.silt_g_per_m2, "0..400");
  if (!(road.mean_weight_t > 0) || road.mean_weight_t > 60)
    return refuse("mean weight [t]", road.mean_weight_t, "> 0 and <= 60");
  if (!(road.days > 0) || !(road.wet_days >= 0) || road.wet_days > road.days)
    return refuse("wet days", road.wet_days, "0 to the number of days");
  return k_g_per_km * std::pow(road.silt_g_per_m2, 0.91) *
         std::pow(road.mean_weight_t * short_tons_per_t, 1.02) * (1 - road.wet_days / (4 * road.days));
}

double resuspension_road_state_factor(RoadState state) {
  return state == RoadState::snow ? 0.1 : state == RoadState::wet ? 0.2 : 1.0;
}

}  // namespace leeward

#pragma once
#include "core/model/result.h"

/// What a vehicle releases besides hot exhaust, and the speed it goes at (physics/11
/// sections 2.3, 2.4, 2.8, 2.9).
namespace leeward {

/// Mean speed on a loaded road, Bureau of Public Roads 1964: V = V_f / (1 + 0.15 (v/c)^4) [km/h].
/// @param volume_per_capacity  vehicles an hour over the road's capacity, >= 0
double congested_speed_km_per_h(double free_speed_km_per_h, double volume_per_capacity);

/// Share [0..1] of the way driven with a cold engine, EMEP/EEA guidebook tier 3 (from memory, to be
/// verified): beta = 0.6474 - 0.02545 l - (0.00974 - 0.000385 l) T. Valid for trips of 1..15 km and -20..45
/// degC, outside which the nearer end is taken; where the relation leaves [0, 1] (long trips in heat) it is
/// cut there.
double cold_distance_share(double mean_trip_km, double air_temperature_c);

/// Cold-start excess [g/km] over hot exhaust: beta EF_hot (e_cold/e_hot - 1). A ratio below 1 gives no excess
/// (guidebook).
double cold_excess_g_per_km(double cold_share, double hot_g_per_km, double cold_over_hot);

/// Speed correction [-] of tyre and of brake wear, EMEP/EEA guidebook 1.A.3.b.vi (from memory, to be
/// verified). The tyre line ends where it meets 0.902, at 90 km/h; our note has 95, where it would jump up by
/// 5 %. Tyre: 1.39 below 40 km/h, 1.78 - 0.00974 V to 90, 0.902 above; brake: 1.67, 2.75 - 0.0270 V, 0.185.
double tyre_speed_correction(double speed_km_per_h);
double brake_speed_correction(double speed_km_per_h);

/// Dust raised from a paved road, US EPA AP-42 13.2.1 (2011; from memory, to be verified):
///   E = k sL^0.91 W^1.02 (1 - P / (4 N))   [g per vehicle-km], W in short tons
/// Not to be used beside road-surface wear: it holds the same dust.
struct PavedRoad {
  double silt_g_per_m2 = 0;  ///< 0.03..400 in the data behind it; 0.03-0.6 on roads of a city
  double mean_weight_t = 0;  ///< metric tons, of all vehicles on the road; 1.8..38 in the data behind it
  double wet_days = 0;       ///< days with 0.254 mm or more
  double days = 365;
};
inline constexpr double resuspension_k_pm10_g_per_km = 0.62;
inline constexpr double resuspension_k_pm25_g_per_km = 0.15;
Result<double> resuspension_ap42_g_per_km(double k_g_per_km, const PavedRoad& road);

/// Simple resuspension [g/km]: 0.040 PM10 and 0.012 PM2.5 for a light vehicle (review value), five times that
/// for a heavy one (illustrative).
inline constexpr double simple_resuspension_pm10_g_per_km = 0.040;
inline constexpr double simple_resuspension_pm25_g_per_km = 0.012;
inline constexpr double simple_resuspension_heavy_factor = 5;

/// Factor [-] on resuspension in an hour: 0.2 on a wet road, 0.1 under snow, 1 dry (illustrative).
enum class RoadState { dry, wet, snow };
double resuspension_road_state_factor(RoadState state);

}  // namespace leeward

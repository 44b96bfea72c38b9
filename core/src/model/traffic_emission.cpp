#include "core/model/traffic_emission.h"

#include "core/model/expects.h"
#include "core/model/units.h"

namespace leeward {
namespace {

/// Fleet-average factors per vehicle class [g/km]: light = 0.55 petrol Euro 4-6, 0.30 diesel Euro 5, 0.05
/// diesel Euro 6d, 0.10 LCV diesel Euro 5; heavy = 0.4 rigid Euro V, 0.4 rigid Euro VI, 0.2 bus Euro V
/// (physics/11 2.7, 2.8).
struct FactorPair {
  const char* pollutant;
  double light_g_per_km;
  double heavy_g_per_km;
};

constexpr double light_nox = 0.55 * .05 + 0.30 * .65 + 0.05 * .08 + 0.10 * .95;
constexpr double heavy_nox = 0.4 * 3.5 + 0.4 * .5 + 0.2 * 6.0;
constexpr double light_exhaust_pm = 0.55 * .0015 + 0.45 * .002;
constexpr double heavy_exhaust_pm = 0.4 * .04 + 0.4 * .01 + 0.2 * .05;
// Tyre + brake + road wear, mg/km.
constexpr double light_wear_pm10 = (6.40 + 7.35 + 7.50) * 1e-3;
constexpr double light_wear_pm25 = (4.49 + 2.93 + 4.05) * 1e-3;
constexpr double heavy_wear_pm10 = (27.0 + 32.0 + 38.0) * 1e-3;
constexpr double heavy_wear_pm25 = (18.9 + 12.7 + 20.5) * 1e-3;

constexpr FactorPair default_factors[] = {
    {"NOx", light_nox, heavy_nox},
    {"PM10", light_exhaust_pm + light_wear_pm10, heavy_exhaust_pm + heavy_wear_pm10},
    {"PM2.5", light_exhaust_pm + light_wear_pm25, heavy_exhaust_pm + heavy_wear_pm25},
};

}  // namespace

Emission illustrative_traffic_emission(const Traffic& traffic, const std::vector<std::string>& pollutants) {
  LEEWARD_EXPECTS(traffic.vehicles_per_day >= 0 && traffic.heavy_share >= 0 && traffic.heavy_share <= 1);
  Emission emission;
  for (const std::string& pollutant : pollutants) {
    for (const FactorPair& one : default_factors) {
      if (pollutant != one.pollutant) continue;
      const double factor_g_per_km =
          (1 - traffic.heavy_share) * one.light_g_per_km + traffic.heavy_share * one.heavy_g_per_km;
      emission[pollutant] =
          g_per_m_s_from_vehicles(traffic.vehicles_per_day / hours_per_day, factor_g_per_km);
    }
  }
  return emission;
}

std::string illustrative_traffic_label() {
  return "road emission from traffic counts by an illustrative default fleet (docs/models/road.md); not for "
         "policy use: "
         "replace by the bureau's own factors";
}

}  // namespace leeward

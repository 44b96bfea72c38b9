#include "core/emission/fleet.h"

#include <algorithm>

#include "core/emission/traffic_processes.h"
#include "core/model/expects.h"
#include "core/model/units.h"

namespace leeward {
namespace {

const HotCurve* curve_of(const FleetTables& tables, const VehicleClass& vehicle,
                         const std::string& pollutant) {
  if (vehicle.curve_vehicle.empty()) return nullptr;
  for (const HotCurve& curve : tables.curves) {
    // PM10 and PM2.5 of exhaust are the same particles.
    const bool is_pollutant =
        curve.pollutant == pollutant || (curve.pollutant == "PM" && pollutant.starts_with("PM"));
    if (is_pollutant && curve.vehicle == vehicle.curve_vehicle && curve.euro == vehicle.curve_euro)
      return &curve;
  }
  return nullptr;
}

}  // namespace

const char* to_text(VehicleWeight weight) {
  return weight == VehicleWeight::light ? "light" : "heavy";
}

std::optional<std::size_t> find_fleet(const FleetTables& tables, const std::string& id) {
  const std::string wanted = id.empty() ? default_fleet : id;
  for (std::size_t i = 0; i < tables.fleets.size(); ++i)
    if (tables.fleets[i].id == wanted) return i;
  return std::nullopt;
}

std::optional<std::size_t> find_class(const FleetTables& tables, const std::string& id) {
  for (std::size_t i = 0; i < tables.classes.size(); ++i)
    if (tables.classes[i].id == id) return i;
  return std::nullopt;
}

bool is_selected(const VehicleClass& vehicle, const std::string& selector) {
  if (selector.ends_with('*')) return vehicle.id.starts_with(selector.substr(0, selector.size() - 1));
  return selector == vehicle.id || selector == to_text(vehicle.weight) || selector == vehicle.category ||
         selector == vehicle.fuel;
}

std::optional<double> class_factor_g_per_km(const FleetTables& tables, const VehicleClass& vehicle,
                                            TrafficProcess process, const std::string& pollutant) {
  const bool is_pm = pollutant == "PM10" || pollutant == "PM2.5";
  if (!is_pm && pollutant != "NOx") return std::nullopt;
  if (process == TrafficProcess::exhaust) return is_pm ? vehicle.pm_g_per_km : vehicle.nox_g_per_km;
  if (!is_pm) return 0.0;
  const double own = process == TrafficProcess::tyre    ? vehicle.tyre_factor
                     : process == TrafficProcess::brake ? vehicle.brake_factor
                                                        : 1.0;
  for (const WearFactor& wear : tables.wear)
    if (wear.category == vehicle.wear_category && wear.process == process)
      return own * (pollutant == "PM10" ? wear.pm10_g_per_km : wear.pm25_g_per_km);
  return 0.0;
}

bool has_curve(const FleetTables& tables, const VehicleClass& vehicle, const std::string& pollutant) {
  return curve_of(tables, vehicle, pollutant) != nullptr;
}

Result<double> speed_ratio(const FleetTables& tables, const VehicleClass& vehicle, TrafficProcess process,
                           const std::string& pollutant, double own_speed_km_per_h, double speed_km_per_h) {
  switch (process) {
    case TrafficProcess::tyre:
      return tyre_speed_correction(speed_km_per_h) / tyre_speed_correction(own_speed_km_per_h);
    case TrafficProcess::brake:
      return brake_speed_correction(speed_km_per_h) / brake_speed_correction(own_speed_km_per_h);
    case TrafficProcess::road_surface:
      return 1.0;
    case TrafficProcess::exhaust:
      break;
  }
  const HotCurve* curve = curve_of(tables, vehicle, pollutant);
  if (curve == nullptr) return 1.0;
  const auto before = hot_factor_g_per_km(*curve, own_speed_km_per_h);
  if (!before) return before;
  const auto after = hot_factor_g_per_km(*curve, speed_km_per_h);
  if (!after) return after;
  return *before > 0 ? *after / *before : 1.0;
}

std::optional<double> mean_factor_g_per_km(const FleetTables& tables, const Fleet& fleet,
                                           VehicleWeight weight, const std::string& pollutant) {
  double sum = 0;
  for (std::size_t i = 0; i < tables.classes.size(); ++i) {
    if (tables.classes[i].weight != weight || fleet.shares[i] <= 0) continue;
    for (const TrafficProcess process : traffic_processes) {
      const auto factor = class_factor_g_per_km(tables, tables.classes[i], process, pollutant);
      if (!factor) return std::nullopt;
      sum += fleet.shares[i] * *factor;
    }
  }
  return sum;
}

Emission traffic_emission(const FleetTables& tables, const Fleet& fleet, const Traffic& traffic,
                          const std::vector<std::string>& pollutants) {
  LEEWARD_EXPECTS(traffic.vehicles_per_day >= 0 && traffic.heavy_share >= 0 && traffic.heavy_share <= 1);
  Emission emission;
  for (const std::string& pollutant : pollutants) {
    const auto light = mean_factor_g_per_km(tables, fleet, VehicleWeight::light, pollutant);
    const auto heavy = mean_factor_g_per_km(tables, fleet, VehicleWeight::heavy, pollutant);
    if (!light || !heavy) continue;
    const double factor_g_per_km = (1 - traffic.heavy_share) * *light + traffic.heavy_share * *heavy;
    emission[pollutant] = g_per_m_s_from_vehicles(traffic.vehicles_per_day / hours_per_day, factor_g_per_km);
  }
  return emission;
}

double primary_no2_share(const FleetTables& tables, const Fleet& fleet, const Traffic& traffic) {
  double nox = 0;
  double no2 = 0;
  for (std::size_t i = 0; i < tables.classes.size(); ++i) {
    const VehicleClass& vehicle = tables.classes[i];
    const double share = fleet.shares[i] * (vehicle.weight == VehicleWeight::heavy ? traffic.heavy_share
                                                                                   : 1 - traffic.heavy_share);
    nox += share * vehicle.nox_g_per_km;
    no2 += share * vehicle.nox_g_per_km * vehicle.no2_share;
  }
  return nox > 0 ? no2 / nox : 0;
}

}  // namespace leeward

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "core/emission/fleet.h"

namespace leeward {
namespace {

class TableChecker {
public:
  explicit TableChecker(const FleetTables& tables) : tables_(tables) {}

  std::vector<Fault> check() {
    for (const HotCurve& curve : tables_.curves) check_curve(curve);
    std::set<std::string> ids;
    for (const VehicleClass& vehicle : tables_.classes) {
      if (!ids.insert(vehicle.id).second)
        fault("vehicle classes", vehicle.id, "the id a second time", "ids that differ");
      check_class(vehicle);
    }
    for (const WearFactor& wear : tables_.wear)
      if (!is_not_negative(wear.pm10_g_per_km) || !is_not_negative(wear.pm25_g_per_km) ||
          wear.pm25_g_per_km > wear.pm10_g_per_km)
        fault("wear", wear.category,
              fmt::format("PM10 {}, PM2.5 {} g/km", wear.pm10_g_per_km, wear.pm25_g_per_km),
              "PM10 >= PM2.5 >= 0");
    for (const Fleet& fleet : tables_.fleets) check_fleet(fleet);
    if (!find_fleet(tables_, "")) fault("fleets", "", "no fleet 'default'", "its shares");
    return std::move(faults_);
  }

private:
  static bool is_not_negative(double value) { return std::isfinite(value) && value >= 0; }

  void fault(std::string layer, std::string feature, std::string found, std::string expected) {
    Fault one;
    one.layer = std::move(layer);
    one.feature = std::move(feature);
    one.found = std::move(found);
    one.expected = std::move(expected);
    faults_.push_back(std::move(one));
  }

  /// Every km/h of its range: a pole between two of them would make the values beside it negative or absurd.
  void check_curve(const HotCurve& curve) {
    if (!(curve.min_speed_km_per_h > 0) || !(curve.max_speed_km_per_h >= curve.min_speed_km_per_h) ||
        curve.max_speed_km_per_h > 200 || !(curve.reduction >= 0 && curve.reduction < 1)) {
      fault("hot exhaust factors", fmt::format("{}, {}, {}", curve.vehicle, curve.euro, curve.pollutant),
            fmt::format("speeds {}..{} km/h, reduction {}", curve.min_speed_km_per_h,
                        curve.max_speed_km_per_h, curve.reduction),
            "0 < min <= max <= 200 km/h and 0 <= reduction < 1");
      return;
    }
    for (double v = curve.min_speed_km_per_h; v <= curve.max_speed_km_per_h; v += 1) {
      auto factor = hot_factor_g_per_km(curve, v);
      if (factor) continue;
      faults_.insert(faults_.end(), factor.error().faults.begin(), factor.error().faults.end());
      return;
    }
  }

  void check_class(const VehicleClass& vehicle) {
    for (const auto& [name, value] :
         {std::pair("NOx [g/km]", vehicle.nox_g_per_km), std::pair("PM [g/km]", vehicle.pm_g_per_km),
          std::pair("tyre factor", vehicle.tyre_factor), std::pair("brake factor", vehicle.brake_factor)})
      if (!is_not_negative(value))
        fault("vehicle classes", vehicle.id, fmt::format("{} {}", name, value), ">= 0");
    if (!(vehicle.no2_share >= 0 && vehicle.no2_share <= 1))
      fault("vehicle classes", vehicle.id, fmt::format("NO2 share {}", vehicle.no2_share), "0..1");
    bool has_wear = false;
    for (const WearFactor& wear : tables_.wear) has_wear = has_wear || wear.category == vehicle.wear_category;
    if (!has_wear)
      fault("vehicle classes", vehicle.id, fmt::format("wear category '{}'", vehicle.wear_category),
            "a row of the wear table");
    if (vehicle.curve_vehicle.empty()) return;
    bool is_curve = false;
    for (const HotCurve& curve : tables_.curves)
      is_curve = is_curve || (curve.vehicle == vehicle.curve_vehicle && curve.euro == vehicle.curve_euro);
    if (!is_curve)
      fault("vehicle classes", vehicle.id,
            fmt::format("hot curve '{}', '{}'", vehicle.curve_vehicle, vehicle.curve_euro),
            "a row of the hot exhaust factors");
  }

  void check_fleet(const Fleet& fleet) {
    double light = 0;
    double heavy = 0;
    for (std::size_t i = 0; i < tables_.classes.size(); ++i) {
      if (!is_not_negative(fleet.shares[i]))
        fault("fleets", fleet.id, fmt::format("share {} of {}", fleet.shares[i], tables_.classes[i].id),
              ">= 0");
      (tables_.classes[i].weight == VehicleWeight::light ? light : heavy) += fleet.shares[i];
    }
    constexpr double rounding = 1e-9;  // physics/11 section 6
    if (!(std::abs(light - 1) <= rounding))
      fault("fleets", fleet.id, fmt::format("light shares sum to {}", light), "1");
    if (!(std::abs(heavy - 1) <= rounding))
      fault("fleets", fleet.id, fmt::format("heavy shares sum to {}", heavy), "1");
  }

  const FleetTables& tables_;
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> validate(const FleetTables& tables) {
  return TableChecker(tables).check();
}

}  // namespace leeward

#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/emission/hot_exhaust.h"
#include "core/model/city.h"
#include "core/model/result.h"

/// Vehicle classes, their factors and how a fleet is made of them: the tables of data/tables or of a bureau's
/// own.
namespace leeward {

enum class VehicleWeight { light, heavy };
const char* to_text(VehicleWeight weight);

/// Where a vehicle's particles and gases come from. `road_surface` is wear of the road, or resuspension in
/// its place: both hold the same dust and are never taken together (physics/11 section 2.9).
enum class TrafficProcess { exhaust, tyre, brake, road_surface };
inline constexpr TrafficProcess traffic_processes[] = {TrafficProcess::exhaust, TrafficProcess::tyre,
                                                       TrafficProcess::brake, TrafficProcess::road_surface};

struct VehicleClass {
  std::string id;        ///< "diesel_pc_euro5"
  std::string category;  ///< "PC", "LCV", "HDV", "BUS", "MC"
  std::string fuel;      ///< "diesel"
  std::string euro;      ///< "Euro 5"
  VehicleWeight weight = VehicleWeight::light;
  double nox_g_per_km = 0;    ///< hot exhaust as NO2, at the speed a road is driven at
  double pm_g_per_km = 0;     ///< hot exhaust, PM10 = PM2.5
  double no2_share = 0;       ///< of NOx mass as NO2 [0..1]
  std::string wear_category;  ///< row of the wear table
  double tyre_factor = 1;     ///< [-] on its category's wear
  double brake_factor = 1;
  std::string
      curve_vehicle;  ///< hot curve whose change with speed the class takes; empty: not changed with speed
  std::string curve_euro;
};

/// Tyre, brake and road wear of a category [g/km] at the mean speeds of the inventory.
struct WearFactor {
  std::string category;
  TrafficProcess process = TrafficProcess::tyre;
  double pm10_g_per_km = 0;
  double pm25_g_per_km = 0;
};

/// Shares of classes: those of the light ones sum to 1, those of the heavy ones too. In the order of
/// FleetTables::classes.
struct Fleet {
  std::string id;
  std::vector<double> shares;
};

struct FleetTables {
  std::vector<VehicleClass> classes;
  std::vector<WearFactor> wear;
  std::vector<HotCurve> curves;
  std::vector<Fleet> fleets;     ///< "default" is always one of them
  std::string origin;            ///< where the tables come from, for manifests
  bool is_illustrative = false;  ///< classes or fleets are the built-in ones: not for policy use
};

inline constexpr const char* default_fleet = "default";

/// Everything wrong with the tables: shares that do not sum to 1 within 1e-9, unknown categories and curves,
/// negative factors, curves without a sound denominator over their speeds.
std::vector<Fault> validate(const FleetTables& tables);

/// Index of a fleet by its id, "" being the default one.
std::optional<std::size_t> find_fleet(const FleetTables& tables, const std::string& id);
std::optional<std::size_t> find_class(const FleetTables& tables, const std::string& id);

/// Is the class one that `selector` names? An id, or one ending in '*'; "light" or "heavy"; a category; a
/// fuel.
bool is_selected(const VehicleClass& vehicle, const std::string& selector);

/// Factor of a class [g/km] at the speed its road is driven at. No value: the tables do not know the
/// pollutant.
std::optional<double> class_factor_g_per_km(const FleetTables& tables, const VehicleClass& vehicle,
                                            TrafficProcess process, const std::string& pollutant);

/// Factor at another speed over the factor at the road's own [-]: exhaust by the class's hot curve of the
/// pollutant (1 when there is none), wear by the speed corrections of traffic_processes.h, road surface 1.
Result<double> speed_ratio(const FleetTables& tables, const VehicleClass& vehicle, TrafficProcess process,
                           const std::string& pollutant, double own_speed_km_per_h, double speed_km_per_h);

/// Has the class a curve for the pollutant, so that a change of speed changes its exhaust?
bool has_curve(const FleetTables& tables, const VehicleClass& vehicle, const std::string& pollutant);

/// Mean factor [g/km] over the classes of a weight, all processes. No value: the pollutant is not known.
std::optional<double> mean_factor_g_per_km(const FleetTables& tables, const Fleet& fleet,
                                           VehicleWeight weight, const std::string& pollutant);

/// Mean line emission of a road from its traffic, q = N EF / 3.6e6 [g/(m s)], N in vehicles an hour.
/// @returns one entry per pollutant asked for that has a factor
Emission traffic_emission(const FleetTables& tables, const Fleet& fleet, const Traffic& traffic,
                          const std::vector<std::string>& pollutants);

/// Share of a road's exhaust NOx that leaves as NO2 [-]; 0 without NOx.
double primary_no2_share(const FleetTables& tables, const Fleet& fleet, const Traffic& traffic);

}  // namespace leeward

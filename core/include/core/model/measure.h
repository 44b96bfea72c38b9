#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/geometry.h"
#include "core/model/meteorology.h"
#include "core/model/result.h"
#include "core/model/time.h"

/// Control measures and scenarios as data: rows of city.gpkg (docs/measures.md). What they do to emissions is
/// core/scenario.
namespace leeward {

/// Which sources: everything that is given must hold; nothing given is every source.
struct SourceFilter {
  std::vector<std::string> layers;  ///< "stacks", "volumes", "areas", "roads"
  std::vector<std::string> ids;
  std::vector<std::string> groups;        ///< source groups; "traffic *" is every group that begins so
  std::vector<std::string> sectors;       ///< stacks, areas and volumes; that of roads is "traffic"
  std::vector<std::string> road_classes;  ///< only roads
  std::vector<std::string> zones;         ///< in one of these zones; roads are cut at their borders
  double within_km_of_zones = 0;          ///< > 0: not in the zones but within this distance of them
  bool operator==(const SourceFilter&) const = default;
};

/// "..." of a map of pollutants that stands for all that are not named.
inline constexpr const char* other_pollutants = "*";

/// E becomes factor x E. A share of an activity moved to another fuel is (1 - share) + share x EF_new /
/// EF_old.
struct ScaleEmission {
  std::map<std::string, double> factors;  ///< pollutant or "*" -> factor [-] >= 0
  bool operator==(const ScaleEmission&) const = default;
};

/// E becomes 0.
struct CloseSource {
  bool operator==(const CloseSource&) const = default;
};

/// Filter or scrubber: E becomes E (1 - efficiency x availability). A wet one changes the gas of a stack too.
struct Abatement {
  std::map<std::string, double> efficiency;  ///< pollutant or "*" -> [0..1]
  double availability = 1;                   ///< [0..1] of the time
  double exit_temperature_k = missing;       ///< after it; missing: unchanged
  double flow_factor = missing;              ///< on the exit velocity; missing: unchanged
  bool changes_plume() const { return !is_missing(exit_temperature_k) || !is_missing(flow_factor); }
  bool operator==(const Abatement& other) const;
};

/// What is not missing replaces the stack's own; its group is solved again.
struct StackChange {
  double stack_height_m = missing;
  double stack_diameter_m = missing;
  double exit_velocity_m_per_s = missing;
  double exit_temperature_k = missing;
  double x_m = missing;  ///< in the twin's coordinate system
  double y_m = missing;
  bool operator==(const StackChange& other) const;
};

/// Traffic of a filter that vehicles of elsewhere are added to, in proportion to the vehicle-km it has.
struct Diversion {
  SourceFilter onto;
  double detour_factor = 1;  ///< vehicle-km driven for each one that is diverted, >= 1
  bool operator==(const Diversion&) const = default;
};

/// Of the banned vehicles in the zone a share `compliance` obeys: upgraded, diverted and cancelled, which sum
/// to 1.
struct LowEmissionZone {
  std::vector<std::string> banned;  ///< selectors of vehicle classes
  double compliance = 1;
  double upgraded = 1;
  double diverted = 0;
  double cancelled = 0;
  std::map<std::string, std::string> upgrade_to;  ///< selector of banned classes -> class
  Diversion diversion;                            ///< needed when diverted > 0
  bool operator==(const LowEmissionZone&) const = default;
};

/// Odd-even days, truck bans: N becomes N (1 - share (1 - exempt) compliance).
struct TrafficBan {
  std::vector<std::string> vehicles;  ///< selectors of vehicle classes
  double share = 1;                   ///< 0.5: odd-even
  double exempt = 0;
  double compliance = 1;
  Diversion diversion;  ///< needed when the measure has leakage
  bool operator==(const TrafficBan&) const = default;
};

/// V becomes compliance min(V, limit) + (1 - compliance) V, and factors are evaluated there.
struct SpeedLimit {
  double speed_km_per_h = 0;
  double compliance = 1;
  bool operator==(const SpeedLimit&) const = default;
};

/// Moves a share of the traffic onto other links.
struct DisplaceTraffic {
  std::vector<std::string> vehicles;
  double share = 0;
  Diversion diversion;
  bool operator==(const DisplaceTraffic&) const = default;
};

/// Replaces a share of the vehicles of some classes by vehicles of another.
struct RenewFleet {
  std::vector<std::string> from;
  std::string to;
  double share = 0;
  bool operator==(const RenewFleet&) const = default;
};

/// Moves a share of the activity of some local hours evenly into others of the same day; a day's total stays.
struct ShiftTime {
  std::vector<int> from_hours;  ///< local hours by their end, 1..24
  std::vector<int> to_hours;
  double share = 0;
  bool operator==(const ShiftTime&) const = default;
};

/// Sweeping and watering: particles of the road's surface, or of a dusty area, become (1 - efficiency) of
/// what they were.
struct SweepRoads {
  double efficiency = 0;
  bool operator==(const SweepRoads&) const = default;
};

/// No more than this in any hour, for each source of its own.
struct CapEmission {
  std::map<std::string, double> limit_g_per_s;
  bool operator==(const CapEmission&) const = default;
};

using Operation =
    std::variant<ScaleEmission, CloseSource, Abatement, StackChange, LowEmissionZone, TrafficBan, SpeedLimit,
                 DisplaceTraffic, RenewFleet, ShiftTime, SweepRoads, CapEmission>;

/// "scale", "close", "abate", "stack", "low_emission_zone", "ban", "speed_limit", "displace", "renew",
/// "shift", "sweep", "cap".
const char* operation_name(const Operation& operation);

/// Weather or a warning in which a measure is in force. What is missing is not asked for; a value the hour
/// lacks does not hold.
struct Trigger {
  double max_wind_speed_m_per_s = missing;
  double max_mixing_height_m = missing;
  double min_temperature_c = missing;
  double max_temperature_c = missing;
  double max_precipitation_mm_per_h = missing;
  int min_warning_grade = 0;  ///< 1 yellow, 2 orange, 3 red; 0: not asked for
  bool is_daily =
      false;  ///< judged by the means of a local day (its highest warning), in force the whole day
  bool operator==(const Trigger& other) const;
};

struct DateRange {
  CivilDate first;
  CivilDate last;  ///< inclusive
  bool operator==(const DateRange&) const = default;
};

/// When a measure is in force, in local standard time; empty lists do not limit.
struct MeasureTime {
  std::vector<DateRange> dates;
  std::vector<int> months;    ///< 1..12
  std::vector<int> weekdays;  ///< 1 Monday .. 7 Sunday
  std::vector<int> hours;     ///< by their end, 1..24
  std::optional<Trigger> trigger;
  bool is_always() const {
    return dates.empty() && months.empty() && weekdays.empty() && hours.empty() && !trigger;
  }
  bool operator==(const MeasureTime&) const = default;
};

struct MeasureCost {
  double capital = 0;
  double lifetime_years = 0;  ///< > 0 when there is capital
  double discount_rate = 0;   ///< [0..1) a year
  double operation_per_year = 0;
  double savings_per_year = 0;
  std::string currency;
  int price_year = 0;  ///< 0: not said
  bool operator==(const MeasureCost&) const = default;
};

struct Measure {
  std::string id;
  std::string name;
  std::string description;
  Operation operation;
  SourceFilter where;
  MeasureTime when;
  double uptake = 1;      ///< share [0..1] taken when a scenario says none
  double max_uptake = 1;  ///< most that can be reached
  MeasureCost cost;
  std::optional<CivilDate> start;          ///< first day in force
  std::optional<CivilDate> end;            ///< last day in force
  int lead_time_h = 0;                     ///< between a trigger and the measure in force
  std::vector<std::string> excludes;       ///< measures that cannot be taken beside it
  std::vector<std::string> prerequisites;  ///< measures it needs
  double rebound = 0;                      ///< share of what is saved that comes back
  SourceFilter rebound_onto;               ///< where it comes back; empty: at the sources themselves
  double leakage =
      0;  ///< share of vehicle-km removed by a ban or cancelled by a zone that is driven elsewhere
  std::string origin;  ///< where the numbers come from
  bool operator==(const Measure&) const = default;
};

/// Every value of a measure that is out of its range, as "parameters.share = 1.5"; that what it names exists
/// is core/scenario's to check. Layer and feature of the faults are those of city.gpkg.
std::vector<Fault> validate(const Measure& measure);

/// A measure of a scenario; the order of the list is the order in which measures act.
struct ScenarioMeasure {
  std::string measure;
  double uptake = missing;  ///< missing: the measure's own
};

/// A named set of measures over a base. Measures of the scenario it inherits from act first; one named again
/// takes the new uptake, 0 leaves it out.
struct ScenarioDefinition {
  std::string id;
  std::string name;
  std::string description;
  std::string inherits;  ///< id of another scenario; empty: the base
  std::vector<ScenarioMeasure> measures;
};

}  // namespace leeward

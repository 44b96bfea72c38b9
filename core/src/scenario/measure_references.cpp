#include "measure_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "operation_traits.h"

namespace leeward {
namespace {

class ReferenceChecker {
public:
  ReferenceChecker(const City& city, const FleetTables& tables, const std::vector<Measure>& measures)
      : tables_(tables), measures_(measures) {
    for (const Zone& zone : city.zones) zones_.insert(zone.id);
    for (const Measure& measure : measures) measure_ids_.insert(measure.id);
    pollutants_.insert(city.settings.pollutants.begin(), city.settings.pollutants.end());
    const auto take = [&](const auto& features, bool has_sector) {
      for (const auto& feature : features) {
        source_ids_.insert(feature.id);
        groups_.insert(feature.group);
        if constexpr (requires { feature.sector; }) {
          if (has_sector) sectors_.insert(feature.sector);
        }
      }
    };
    take(city.stacks, true);
    take(city.volumes, true);
    take(city.areas, true);
    take(city.roads, false);
    sectors_.insert("traffic");
    for (const Road& road : city.roads) road_classes_.insert(road.road_class);
  }

  std::vector<Fault> check() {
    std::set<std::string> seen;
    for (const Measure& measure : measures_) {
      id_ = measure.id;
      if (!seen.insert(measure.id).second) fault("the id a second time", "ids that differ");
      auto own = validate(measure);
      faults_.insert(faults_.end(), own.begin(), own.end());
      check_filter("place", measure.where);
      check_filter("rebound_onto", measure.rebound_onto);
      if (const Diversion* diversion = diversion_of(measure))
        check_filter("parameters.onto", diversion->onto);
      for (const std::string& other : measure.excludes) check_measure("excludes", measure, other);
      for (const std::string& other : measure.prerequisites) check_measure("needs", measure, other);
      std::visit([this](const auto& operation) { check_operation(operation); }, measure.operation);
    }
    return std::move(faults_);
  }

private:
  void fault(std::string found, std::string expected, Severity severity = Severity::error,
             std::string handled = "") {
    Fault one;
    one.severity = severity;
    one.layer = "measures";
    one.feature = fmt::format("id '{}'", id_);
    one.found = std::move(found);
    one.expected = std::move(expected);
    one.handled = std::move(handled);
    faults_.push_back(std::move(one));
  }

  void check_names(const std::string& name, const std::vector<std::string>& wanted,
                   const std::set<std::string>& known, const char* expected) {
    for (const std::string& one : wanted) {
      const std::string begin = one.ends_with('*') ? one.substr(0, one.size() - 1) : one;
      const auto found = known.lower_bound(begin);
      if (found == known.end() || (one.ends_with('*') ? !found->starts_with(begin) : *found != one))
        fault(fmt::format("{} names '{}'", name, one), expected);
    }
  }

  void check_filter(const std::string& name, const SourceFilter& filter) {
    check_names(name + ".zones", filter.zones, zones_, "the id of a zone");
    check_names(name + ".ids", filter.ids, source_ids_, "the id of a source");
    check_names(name + ".groups", filter.groups, groups_, "a source group of the twin");
    check_names(name + ".sectors", filter.sectors, sectors_, "a sector of the twin, or traffic");
    check_names(name + ".road_classes", filter.road_classes, road_classes_, "a road class of the twin");
  }

  void check_measure(const char* name, const Measure& measure, const std::string& other) {
    if (other == measure.id) fault(fmt::format("{} names the measure itself", name), "another measure");
    if (!measure_ids_.contains(other))
      fault(fmt::format("{} names '{}'", name, other), "the id of a measure");
  }

  void check_selectors(const char* name, const std::vector<std::string>& selectors) {
    for (const std::string& selector : selectors)
      if (std::none_of(tables_.classes.begin(), tables_.classes.end(),
                       [&](const VehicleClass& c) { return is_selected(c, selector); }))
        fault(fmt::format("{} names '{}'", name, selector),
              "a vehicle class, category or fuel of the tables, light or heavy");
  }

  void check_class(const char* name, const std::string& id) {
    if (!find_class(tables_, id))
      fault(fmt::format("{} names '{}'", name, id), "the id of a vehicle class of the tables");
  }

  /// A replacement stays light or heavy: it takes the place of the other on the same road.
  void check_same_weight(const std::vector<std::string>& from, const std::string& to) {
    const auto target = find_class(tables_, to);
    if (!target) return;
    for (const VehicleClass& vehicle : tables_.classes)
      if (is_any_selected(vehicle, from) && vehicle.weight != tables_.classes[*target].weight)
        fault(fmt::format("{} ({}) replaced by {} ({})", vehicle.id, to_text(vehicle.weight), to,
                          to_text(tables_.classes[*target].weight)),
              "a class of the same weight");
  }

  void check_pollutants(const char* name, const std::map<std::string, double>& values) {
    for (const auto& [pollutant, value] : values)
      if (pollutant != other_pollutants && !pollutants_.contains(pollutant))
        fault(fmt::format("{} names {}", name, pollutant), "a pollutant of the twin", Severity::warning,
              "not used");
  }

  void check_operation(const ScaleEmission& op) { check_pollutants("parameters.factors", op.factors); }
  void check_operation(const CloseSource&) {}
  void check_operation(const Abatement& op) { check_pollutants("parameters.efficiency", op.efficiency); }
  void check_operation(const StackChange&) {}
  void check_operation(const LowEmissionZone& op) {
    check_selectors("parameters.banned", op.banned);
    for (const auto& [selector, target] : op.upgrade_to) {
      check_selectors("parameters.upgrade_to", {selector});
      check_class("parameters.upgrade_to", target);
      check_same_weight({selector}, target);
    }
    for (const VehicleClass& vehicle : tables_.classes)
      if (op.upgraded > 0 && is_any_selected(vehicle, op.banned) && upgrade_of(op, vehicle) == nullptr)
        fault(fmt::format("parameters.upgrade_to has nothing for '{}'", vehicle.id),
              "a class for every banned one");
  }
  void check_operation(const TrafficBan& op) { check_selectors("parameters.vehicles", op.vehicles); }
  void check_operation(const SpeedLimit&) {}
  void check_operation(const DisplaceTraffic& op) { check_selectors("parameters.vehicles", op.vehicles); }
  void check_operation(const RenewFleet& op) {
    check_selectors("parameters.from", op.from);
    check_class("parameters.to", op.to);
    check_same_weight(op.from, op.to);
  }
  void check_operation(const ShiftTime&) {}
  void check_operation(const SweepRoads&) {}
  void check_operation(const CapEmission& op) {
    check_pollutants("parameters.limit_g_per_s", op.limit_g_per_s);
  }

  const FleetTables& tables_;
  const std::vector<Measure>& measures_;
  std::string id_;
  std::set<std::string> zones_, measure_ids_, pollutants_, source_ids_, groups_, sectors_, road_classes_;
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> check_references(const City& city, const FleetTables& tables,
                                    const std::vector<Measure>& measures) {
  return ReferenceChecker(city, tables, measures).check();
}

}  // namespace leeward

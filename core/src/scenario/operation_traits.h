#pragma once
#include <string>
#include <vector>

#include "core/emission/fleet.h"
#include "core/model/measure.h"

namespace leeward {

/// Where diverted vehicles go; null for operations without.
inline const Diversion* diversion_of(const Measure& measure) {
  if (const auto* zone = std::get_if<LowEmissionZone>(&measure.operation))
    return zone->diverted > 0 || measure.leakage > 0 ? &zone->diversion : nullptr;
  if (const auto* ban = std::get_if<TrafficBan>(&measure.operation))
    return measure.leakage > 0 ? &ban->diversion : nullptr;
  if (const auto* displace = std::get_if<DisplaceTraffic>(&measure.operation)) return &displace->diversion;
  return nullptr;
}

/// Acts on vehicles by their class, so only on roads whose traffic is known.
inline bool is_by_class(const Measure& measure) {
  return std::holds_alternative<LowEmissionZone>(measure.operation) ||
         std::holds_alternative<TrafficBan>(measure.operation) ||
         std::holds_alternative<SpeedLimit>(measure.operation) ||
         std::holds_alternative<DisplaceTraffic>(measure.operation) ||
         std::holds_alternative<RenewFleet>(measure.operation);
}

/// Acts on the process road surface of vehicles, on roads alone.
inline bool is_sweep(const Measure& measure) {
  return std::holds_alternative<SweepRoads>(measure.operation);
}

/// Changes what a stack's plume is: each stack is a group of its own, and is solved again.
inline bool changes_plume(const Measure& measure) {
  if (std::holds_alternative<StackChange>(measure.operation)) return true;
  const auto* abatement = std::get_if<Abatement>(&measure.operation);
  return abatement != nullptr && abatement->changes_plume();
}

/// Can only be taken or left: no share of it.
inline bool is_on_or_off(const Measure& measure) {
  return changes_plume(measure) || std::holds_alternative<CapEmission>(measure.operation);
}

inline bool is_any_selected(const VehicleClass& vehicle, const std::vector<std::string>& selectors) {
  for (const std::string& selector : selectors)
    if (is_selected(vehicle, selector)) return true;
  return false;
}

/// The longest selector that names the class decides what it is replaced by; null: none does.
inline const std::string* upgrade_of(const LowEmissionZone& zone, const VehicleClass& vehicle) {
  const std::string* best = nullptr;
  std::size_t longest = 0;
  for (const auto& [selector, target] : zone.upgrade_to)
    if (is_selected(vehicle, selector) && (best == nullptr || selector.size() > longest)) {
      best = &target;
      longest = selector.size();
    }
  return best;
}

}  // namespace leeward

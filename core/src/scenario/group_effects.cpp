#include "group_effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "operation_traits.h"

namespace leeward {
namespace {

constexpr double no_cap = std::numeric_limits<double>::infinity();

/// The value for a pollutant, else that for all others, else `otherwise`.
double value_for(const std::map<std::string, double>& values, const std::string& pollutant,
                 double otherwise) {
  if (const auto found = values.find(pollutant); found != values.end()) return found->second;
  const auto others = values.find(other_pollutants);
  return others != values.end() ? others->second : otherwise;
}

bool is_particulate(const std::string& pollutant) {
  return pollutant == "PM10" || pollutant == "PM2.5";
}

/// A day with a share of some hours moved evenly into others; its sum stays.
std::array<double, 24> shifted(std::array<double, 24> day, const ShiftTime& op, double share) {
  double moved = 0;
  for (const int hour : std::set<int>(op.from_hours.begin(), op.from_hours.end())) {
    double& factor = day[static_cast<std::size_t>(hour - 1)];
    moved += share * factor;
    factor *= 1 - share;
  }
  const std::set<int> into(op.to_hours.begin(), op.to_hours.end());
  for (const int hour : into)
    day[static_cast<std::size_t>(hour - 1)] += moved / static_cast<double>(into.size());
  return day;
}

}  // namespace

GroupEffects::GroupEffects(const ResponseGroups& groups, std::vector<EmissionSchedule>& schedules)
    : groups_(groups), schedules_(schedules) {
  for (const ResponseGroup& group : groups.groups) {
    WorkingGroup one;
    one.factor.assign(groups.pollutants.size(), 1.0);
    one.cap.assign(groups.pollutants.size(), no_cap);
    one.schedule = groups.schedule_of(group);
    if (group.traffic && group.traffic->weight) {
      one.activity = groups.tables.fleets[group.traffic->fleet].shares;
      for (std::size_t c = 0; c < one.activity.size(); ++c)
        if (groups.tables.classes[c].weight != *group.traffic->weight) one.activity[c] = 0;
      one.speed_km_per_h = group.traffic->speed_km_per_h;
    }
    now_.push_back(std::move(one));
  }
}

Unexpected GroupEffects::refuse(std::string found, std::string expected) const {
  Fault fault;
  fault.layer = "measures";
  fault.feature = fmt::format("id '{}'", measure_->id);
  fault.found = std::move(found);
  fault.expected = std::move(expected);
  return fail(ErrorCode::input, "the measures cannot be applied", {std::move(fault)});
}

template <class Act>
void GroupEffects::for_where(const Act& act) {
  for (std::size_t g = 0; g < now_.size(); ++g)
    if ((groups_.groups[g].touched[measure_index_] & touched_where) != 0) act(g, now_[g]);
}

Result<void> GroupEffects::apply(const ChosenMeasure& chosen) {
  measure_index_ = chosen.measure;
  measure_ = &groups_.measures[chosen.measure];
  const double rebound = measure_->rebound;
  std::vector<WorkingGroup> before;
  if (rebound > 0) before = now_;
  if (auto acted = std::visit([&](const auto& op) { return act(op, chosen.uptake); }, measure_->operation);
      !acted)
    return acted;
  return rebound > 0 ? give_back(before, rebound, !(measure_->rebound_onto == SourceFilter{}))
                     : Result<void>{};
}

void GroupEffects::scale(const std::map<std::string, double>& values, const auto& factor_of) {
  for_where([&](std::size_t, WorkingGroup& group) {
    for (std::size_t p = 0; p < group.factor.size(); ++p) {
      const double factor = factor_of(values, groups_.pollutants[p]);
      group.factor[p] *= factor;
      if (group.cap[p] < no_cap) group.cap[p] *= factor;  // min(x, cap) k = min(x k, cap k)
    }
  });
}

Result<void> GroupEffects::act(const ScaleEmission& op, double uptake) {
  scale(op.factors, [uptake](const auto& values, const std::string& pollutant) {
    return 1 - uptake * (1 - value_for(values, pollutant, 1));
  });
  return {};
}

Result<void> GroupEffects::act(const CloseSource&, double uptake) {
  scale({}, [uptake](const auto&, const std::string&) { return 1 - uptake; });
  return {};
}

Result<void> GroupEffects::act(const Abatement& op, double uptake) {
  scale(op.efficiency, [&](const auto& values, const std::string& pollutant) {
    return 1 - uptake * value_for(values, pollutant, 0) * op.availability;
  });
  return {};
}

Result<void> GroupEffects::act(const StackChange&, double) {
  return {};
}  // the rate stays; the stack is changed by the caller

Result<void> GroupEffects::act(const SweepRoads& op, double uptake) {
  const double left = 1 - uptake * op.efficiency;
  for_where([&](std::size_t, WorkingGroup& group) {
    if (!group.activity.empty()) {
      group.road_surface *= left;
      return;
    }
    for (std::size_t p = 0; p < group.factor.size(); ++p) {
      if (!is_particulate(groups_.pollutants[p])) continue;
      group.factor[p] *= left;
      if (group.cap[p] < no_cap) group.cap[p] *= left;
    }
  });
  return {};
}

Result<void> GroupEffects::act(const LowEmissionZone& op, double uptake) {
  const auto& classes = groups_.tables.classes;
  std::vector<double> diverted(classes.size(), 0.0);
  const double obeying = op.compliance * uptake;
  for_where([&](std::size_t g, WorkingGroup& group) {
    const double vehicle_km = groups_.groups[g].traffic->vehicle_km_per_day;
    // All bans look at the fleet as it was: a vehicle that comes as an upgrade is not banned again.
    const std::vector<double> before = group.activity;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (before[c] <= 0 || !is_any_selected(classes[c], op.banned)) continue;
      const double gone = before[c] * obeying;
      group.activity[c] -= gone;
      if (op.upgraded > 0)
        group.activity[*find_class(groups_.tables, *upgrade_of(op, classes[c]))] += gone * op.upgraded;
      diverted[c] += vehicle_km * gone * (op.diverted + measure_->leakage * op.cancelled);
    }
  });
  return divert(diverted, op.diversion.detour_factor);
}

Result<void> GroupEffects::act(const TrafficBan& op, double uptake) {
  const auto& classes = groups_.tables.classes;
  std::vector<double> diverted(classes.size(), 0.0);
  const double removed = uptake * op.share * (1 - op.exempt) * op.compliance;
  for_where([&](std::size_t g, WorkingGroup& group) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (!is_any_selected(classes[c], op.vehicles)) continue;
      const double gone = group.activity[c] * removed;
      group.activity[c] -= gone;
      diverted[c] += groups_.groups[g].traffic->vehicle_km_per_day * gone * measure_->leakage;
    }
  });
  return divert(diverted, op.diversion.detour_factor);
}

Result<void> GroupEffects::act(const DisplaceTraffic& op, double uptake) {
  const auto& classes = groups_.tables.classes;
  std::vector<double> diverted(classes.size(), 0.0);
  for_where([&](std::size_t g, WorkingGroup& group) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (!is_any_selected(classes[c], op.vehicles)) continue;
      const double gone = group.activity[c] * uptake * op.share;
      group.activity[c] -= gone;
      diverted[c] += groups_.groups[g].traffic->vehicle_km_per_day * gone;
    }
  });
  return divert(diverted, op.diversion.detour_factor);
}

Result<void> GroupEffects::act(const RenewFleet& op, double uptake) {
  const auto& classes = groups_.tables.classes;
  const std::size_t target = *find_class(groups_.tables, op.to);
  for_where([&](std::size_t, WorkingGroup& group) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
      if (c == target || !is_any_selected(classes[c], op.from)) continue;
      const double moved = group.activity[c] * uptake * op.share;
      group.activity[c] -= moved;
      group.activity[target] += moved;
    }
  });
  return {};
}

Result<void> GroupEffects::act(const SpeedLimit& op, double uptake) {
  const double obeying = op.compliance * uptake;
  for_where([&](std::size_t, WorkingGroup& group) {
    group.speed_km_per_h =
        obeying * std::min(group.speed_km_per_h, op.speed_km_per_h) + (1 - obeying) * group.speed_km_per_h;
  });
  return {};
}

Result<void> GroupEffects::act(const ShiftTime& op, double uptake) {
  Result<void> done;
  std::map<std::size_t, std::size_t> made;  // schedule -> shifted one
  for_where([&](std::size_t, WorkingGroup& group) {
    if (std::any_of(group.cap.begin(), group.cap.end(), [](double cap) { return cap < no_cap; }))
      done = refuse("a shift in time after a cap on the same source", "the shift before the cap");
    const auto [found, is_new] = made.try_emplace(group.schedule, schedules_.size());
    if (is_new) {
      EmissionSchedule moved = schedules_[group.schedule];
      moved.id += " shifted by " + measure_->id;
      for (auto* day : {&moved.weekday, &moved.saturday, &moved.sunday})
        *day = shifted(*day, op, uptake * op.share);
      schedules_.push_back(std::move(moved));
    }
    group.schedule = found->second;
  });
  return done;
}

Result<void> GroupEffects::act(const CapEmission& op, double) {
  for_where([&](std::size_t g, WorkingGroup& group) {
    for (std::size_t p = 0; p < group.cap.size(); ++p) {
      const double base = groups_.groups[g].base_g_per_s[p];
      const double limit = value_for(op.limit_g_per_s, groups_.pollutants[p], no_cap);
      if (base > 0 && limit < no_cap) group.cap[p] = std::min(group.cap[p], limit / base);
    }
  });
  return {};
}

Result<void> GroupEffects::divert(const std::vector<double>& vehicle_km, double detour_factor) {
  const auto& classes = groups_.tables.classes;
  for (const VehicleWeight weight : {VehicleWeight::light, VehicleWeight::heavy}) {
    double arriving = 0;
    for (std::size_t c = 0; c < classes.size(); ++c)
      if (classes[c].weight == weight) arriving += vehicle_km[c];
    if (arriving <= 0) continue;
    const auto is_target = [&](std::size_t g) {
      return (groups_.groups[g].touched[measure_index_] & touched_onto) != 0 &&
             groups_.groups[g].traffic->weight == weight;
    };
    double there = 0;
    for (std::size_t g = 0; g < now_.size(); ++g)
      if (is_target(g)) there += groups_.groups[g].traffic->vehicle_km_per_day;
    if (there <= 0)
      return refuse(
          fmt::format(
              "{:.0f} vehicle-km a day of {} vehicles to divert, and no such traffic on the links of onto",
              arriving, to_text(weight)),
          "links with counts and vehicles of that weight");
    for (std::size_t g = 0; g < now_.size(); ++g)
      if (is_target(g))
        for (std::size_t c = 0; c < classes.size(); ++c)
          if (classes[c].weight == weight) now_[g].activity[c] += detour_factor * vehicle_km[c] / there;
  }
  return {};
}

Result<double> GroupEffects::class_ratio(const ResponseGroup& group, const WorkingGroup& state,
                                         const std::string& pollutant) const {
  const auto& tables = groups_.tables;
  const Fleet& fleet = tables.fleets[group.traffic->fleet];
  double base = 0;
  double after = 0;
  double vehicles = 0;
  bool is_known = true;
  for (std::size_t c = 0; c < tables.classes.size(); ++c) {
    const VehicleClass& vehicle = tables.classes[c];
    if (vehicle.weight != *group.traffic->weight) continue;
    vehicles += state.activity[c];
    for (const TrafficProcess process : traffic_processes) {
      const auto factor = class_factor_g_per_km(tables, vehicle, process, pollutant);
      is_known = is_known && factor.has_value();
      if (!factor) break;
      base += fleet.shares[c] * *factor;
      double ratio = process == TrafficProcess::road_surface ? state.road_surface : 1.0;
      if (state.activity[c] > 0 && state.speed_km_per_h != group.traffic->speed_km_per_h) {
        const auto by_speed = speed_ratio(tables, vehicle, process, pollutant, group.traffic->speed_km_per_h,
                                          state.speed_km_per_h);
        if (!by_speed) return by_speed;
        ratio *= *by_speed;
      }
      after += state.activity[c] * *factor * ratio;
    }
  }
  if (!is_known) return vehicles;  // no factors: the emission goes with the vehicles
  if (base > 0) return after / base;
  if (after <= 0) return vehicles;
  return refuse(fmt::format("{} from vehicles of group '{}' whose fleet has none", pollutant, group.id),
                "a fleet that emits it, so that it can be scaled");
}

Result<double> GroupEffects::factor_of(std::size_t g, const WorkingGroup& state, std::size_t p) const {
  if (state.activity.empty()) return state.factor[p];
  const auto ratio = class_ratio(groups_.groups[g], state, groups_.pollutants[p]);
  if (!ratio) return ratio;
  return state.factor[p] * *ratio;
}

/// Rebound: `rebound` of what was saved comes back, at the sources themselves or spread over others by their
/// emission.
Result<void> GroupEffects::give_back(const std::vector<WorkingGroup>& before, double rebound,
                                     bool is_elsewhere) {
  if (!is_elsewhere) {
    for_where([&](std::size_t g, WorkingGroup& group) {
      const auto blend = [rebound](double& after, double was) { after += rebound * (was - after); };
      for (std::size_t p = 0; p < group.factor.size(); ++p) {
        blend(group.factor[p], before[g].factor[p]);
        if (group.cap[p] < no_cap) blend(group.cap[p], before[g].cap[p]);
      }
      for (std::size_t c = 0; c < group.activity.size(); ++c) blend(group.activity[c], before[g].activity[c]);
      blend(group.road_surface, before[g].road_surface);
    });
    return {};
  }
  for (std::size_t p = 0; p < groups_.pollutants.size(); ++p) {
    double saved = 0;
    double there = 0;
    for (std::size_t g = 0; g < now_.size(); ++g) {
      const ResponseGroup& group = groups_.groups[g];
      if ((group.touched[measure_index_] & touched_rebound) != 0) there += group.base_g_per_s[p];
      if ((group.touched[measure_index_] & touched_where) == 0) continue;
      const auto was = factor_of(g, before[g], p);
      const auto is = factor_of(g, now_[g], p);
      if (!was) return tl::unexpected(was.error());
      if (!is) return tl::unexpected(is.error());
      saved += group.base_g_per_s[p] * (*was - *is);
    }
    if (saved <= 0) continue;
    if (there <= 0)
      return refuse(fmt::format("a rebound of {} onto sources that emit none", groups_.pollutants[p]),
                    "rebound_onto with sources that emit it");
    for (std::size_t g = 0; g < now_.size(); ++g) {
      if ((groups_.groups[g].touched[measure_index_] & touched_rebound) == 0) continue;
      double ratio = 1;
      if (!now_[g].activity.empty()) {
        const auto found = class_ratio(groups_.groups[g], now_[g], groups_.pollutants[p]);
        if (!found) return tl::unexpected(found.error());
        ratio = *found;
      }
      if (ratio > 0) now_[g].factor[p] += rebound * saved / there / ratio;
    }
  }
  return {};
}

Result<std::vector<GroupState>> GroupEffects::finish() const {
  std::vector<GroupState> states;
  states.reserve(now_.size());
  for (std::size_t g = 0; g < now_.size(); ++g) {
    const WorkingGroup& from = now_[g];
    const ResponseGroup& group = groups_.groups[g];
    GroupState state;
    state.cap = from.cap;
    state.schedule = from.schedule;
    for (std::size_t p = 0; p < from.factor.size(); ++p) {
      const auto factor = factor_of(g, from, p);
      if (!factor) return tl::unexpected(factor.error());
      state.factor.push_back(*factor);
    }
    if (group.traffic) {
      state.vehicle_km_per_day = group.traffic->vehicle_km_per_day;
      if (!from.activity.empty()) {
        double sum = 0;
        for (const double share : from.activity) {
          state.class_vehicle_km_per_day.push_back(share * group.traffic->vehicle_km_per_day);
          sum += share;
        }
        state.vehicle_km_per_day *= sum;
      }
    }
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace leeward

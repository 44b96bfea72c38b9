#include "core/scenario/response_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "measure_references.h"
#include "operation_traits.h"
#include "source_filter.h"

namespace leeward {
namespace {

/// What one measure does to one piece: bits, and what tells pieces of a group apart.
struct Touch {
  std::uint8_t bits = 0;
  std::string detail;
};

class GroupMaker {
public:
  GroupMaker(const City& city, const FleetTables& tables, const std::vector<Measure>& measures)
      : city_(city), filters_(city) {
    made_.pollutants = city.settings.pollutants;
    made_.measures = measures;
    made_.stacks = city.stacks;
    made_.utc_offset_hours = city.settings.utc_offset_hours;
    made_.tables = tables;
    made_.schedules = {constant_schedule()};
    for (const EmissionSchedule& schedule : city.schedules) made_.schedules.push_back(schedule);
    if (std::none_of(city.schedules.begin(), city.schedules.end(),
                     [](const EmissionSchedule& s) { return s.id == "traffic"; }))
      made_.schedules.push_back(illustrative_traffic_schedule());
    std::set<std::string> zones;
    for (const Measure& measure : measures) {
      zones.insert(measure.where.zones.begin(), measure.where.zones.end());
      zones.insert(measure.rebound_onto.zones.begin(), measure.rebound_onto.zones.end());
      if (const Diversion* diversion = diversion_of(measure))
        zones.insert(diversion->onto.zones.begin(), diversion->onto.zones.end());
    }
    cutting_zones_.assign(zones.begin(), zones.end());
    acted_.assign(measures.size(), 0);
    without_counts_.assign(measures.size(), 0);
  }

  Result<Loaded<ResponseGroups>> make() {
    auto faults = check_references(city_, made_.tables, made_.measures);
    if (std::any_of(faults.begin(), faults.end(),
                    [](const Fault& f) { return f.severity == Severity::error; }))
      return fail(ErrorCode::input, "the measures do not fit the twin", std::move(faults));
    for (std::size_t i = 0; i < city_.stacks.size(); ++i) {
      const Stack& s = city_.stacks[i];
      add_whole({"stacks", s.id, s.group, s.sector, "", s.position_m}, {SourceLayer::stacks, i}, s.schedule,
                rates(s.emission_g_per_s, 1));
    }
    for (std::size_t i = 0; i < city_.volumes.size(); ++i) {
      const VolumeFeature& v = city_.volumes[i];
      add_whole({"volumes", v.id, v.group, v.sector, "", v.position_m}, {SourceLayer::volumes, i}, v.schedule,
                rates(v.emission_g_per_s, 1));
    }
    for (std::size_t i = 0; i < city_.areas.size(); ++i) {
      const AreaFeature& a = city_.areas[i];
      const Vec2 place = a.polygons_m.empty() ? Vec2{} : centroid(a.polygons_m.front().outer);
      add_whole({"areas", a.id, a.group, a.sector, "", place}, {SourceLayer::areas, i}, a.schedule,
                rates(a.emission_g_per_m2_s, area(a.polygons_m)));
    }
    for (std::size_t i = 0; i < city_.roads.size(); ++i)
      if (auto added = add_road(i); !added) return tl::unexpected(added.error());
    for (std::size_t m = 0; m < made_.measures.size(); ++m) tell(m, faults);
    name_groups();
    return Loaded<ResponseGroups>{std::move(made_), std::move(faults)};
  }

private:
  std::vector<double> rates(const Emission& emission, double extent) const {
    std::vector<double> all;
    for (const std::string& pollutant : made_.pollutants) {
      const auto found = emission.find(pollutant);
      all.push_back(found == emission.end() ? 0.0 : found->second * extent);
    }
    return all;
  }

  void add_whole(const FilteredSource& source, GroupMember member, const std::string& schedule,
                 const std::vector<double>& base) {
    member.share.assign(made_.pollutants.size(), 1.0);
    put(source, std::move(member), schedule, base, std::nullopt, false);
  }

  Result<void> add_road(std::size_t index) {
    const Road& road = city_.roads[index];
    if (road.emission_g_per_m_s.empty()) return {};
    const auto fleet = find_fleet(made_.tables, road.traffic.fleet);
    if (!fleet)
      return fail(ErrorCode::input,
                  fmt::format("roads, id '{}': found fleet '{}', expected one of the tables", road.id,
                              road.traffic.fleet));
    const double whole_m = length(road.line_m);
    const auto at = filters_.cuts(road.line_m, cutting_zones_);
    for (std::size_t k = 0; k + 1 < at.size(); ++k) {
      const FilteredSource source{"roads",         road.id,
                                  road.group,      "traffic",
                                  road.road_class, point_at(road.line_m, 0.5 * (at[k] + at[k + 1]))};
      const double piece_m = (at[k + 1] - at[k]) * whole_m;
      if (piece_m <= 0) continue;
      const auto base = rates(road.emission_g_per_m_s, piece_m);
      GroupMember member{SourceLayer::roads, index, at[k], at[k + 1],
                         std::vector<double>(made_.pollutants.size(), 1.0)};
      if (road.traffic.vehicles_per_day <= 0) {
        put(source, std::move(member), road.schedule, base, std::nullopt, false);
        continue;
      }
      constexpr double m_per_km = 1000;
      TrafficPart all{std::nullopt, *fleet, road.traffic.vehicles_per_day * piece_m / m_per_km,
                      road.traffic.speed_km_per_h};
      if (!is_split(source, road)) {
        put(source, std::move(member), road.schedule, base, all, false);
        continue;
      }
      for (const VehicleWeight weight : {VehicleWeight::light, VehicleWeight::heavy})
        put_weight(source, member, road, base, all, weight);
    }
    return {};
  }

  /// Does some measure tell light and heavy vehicles apart here?
  bool is_split(const FilteredSource& source, const Road& road) const {
    for (const Measure& measure : made_.measures) {
      const Diversion* diversion = diversion_of(measure);
      if ((is_by_class(measure) || is_sweep(measure)) &&
          acts_on(measure, source, road.traffic.speed_km_per_h))
        return true;
      if (diversion != nullptr && filters_.matches(diversion->onto, source)) return true;
    }
    return false;
  }

  /// A speed limit acts only on what is faster.
  bool acts_on(const Measure& measure, const FilteredSource& source, double speed_km_per_h) const {
    if (const auto* limit = std::get_if<SpeedLimit>(&measure.operation);
        limit != nullptr && speed_km_per_h <= limit->speed_km_per_h)
      return false;
    return filters_.matches(measure.where, source);
  }

  void put_weight(const FilteredSource& source, GroupMember member, const Road& road,
                  const std::vector<double>& base, TrafficPart part, VehicleWeight weight) {
    const double of_vehicles =
        weight == VehicleWeight::heavy ? road.traffic.heavy_share : 1 - road.traffic.heavy_share;
    if (of_vehicles <= 0) return;
    const Fleet& fleet = made_.tables.fleets[part.fleet];
    std::vector<double> own = base;
    for (std::size_t p = 0; p < own.size(); ++p) {
      const auto light = mean_factor_g_per_km(made_.tables, fleet, VehicleWeight::light, made_.pollutants[p]);
      const auto heavy = mean_factor_g_per_km(made_.tables, fleet, VehicleWeight::heavy, made_.pollutants[p]);
      double share = of_vehicles;
      if (light && heavy) {
        const double sum = (1 - road.traffic.heavy_share) * *light + road.traffic.heavy_share * *heavy;
        if (sum > 0) share = of_vehicles * (weight == VehicleWeight::heavy ? *heavy : *light) / sum;
      }
      member.share[p] = share;
      own[p] *= share;
    }
    part.weight = weight;
    part.vehicle_km_per_day *= of_vehicles;
    put(source, std::move(member), road.schedule, own, part, true);
  }

  Touch touch_of(std::size_t m, const FilteredSource& source, const GroupMember& member,
                 const std::optional<TrafficPart>& part, bool is_weighted) {
    const Measure& measure = made_.measures[m];
    Touch touch;
    const bool is_where = acts_on(measure, source, part ? part->speed_km_per_h : 1e9);
    if (is_where && is_by_class(measure) && !is_weighted) {
      if (source.layer == "roads") ++without_counts_[m];
    } else if (is_where && changes_plume(measure) && source.layer != "stacks") {
      // Only stacks have a plume to change.
    } else if (is_where && is_sweep(measure) && source.layer == "roads" && !is_weighted) {
      ++without_counts_[m];
    } else if (is_where) {
      touch.bits |= touched_where;
      ++acted_[m];
      if (is_on_or_off(measure))
        touch.detail += fmt::format("{}:{}", static_cast<int>(member.layer), member.feature);
      if (std::holds_alternative<SpeedLimit>(measure.operation))
        touch.detail += fmt::format("v{}", part->speed_km_per_h);
    }
    const Diversion* diversion = diversion_of(measure);
    if (diversion != nullptr && is_weighted && filters_.matches(diversion->onto, source))
      touch.bits |= touched_onto;
    if (measure.rebound > 0 && !(measure.rebound_onto == SourceFilter{}) &&
        filters_.matches(measure.rebound_onto, source))
      touch.bits |= touched_rebound;
    return touch;
  }

  void put(const FilteredSource& source, GroupMember member, const std::string& schedule,
           const std::vector<double>& base, const std::optional<TrafficPart>& part, bool is_weighted) {
    std::string key = source.group + '\n' + (schedule == "constant" ? "" : schedule) + '\n' +
                      (part ? "t" : "") +
                      (is_weighted ? fmt::format("{}{}", to_text(*part->weight), part->fleet) : "");
    std::vector<std::uint8_t> touched;
    for (std::size_t m = 0; m < made_.measures.size(); ++m) {
      const Touch touch = touch_of(m, source, member, part, is_weighted);
      touched.push_back(touch.bits);
      key += '\n';
      if (touch.bits != 0) key += fmt::format("{}{}", touch.bits, touch.detail);
    }
    const auto [found, is_new] = index_.try_emplace(key, made_.groups.size());
    if (is_new) {
      ResponseGroup group;
      group.source_group = source.group;
      group.schedule = schedule;
      group.base_g_per_s.assign(made_.pollutants.size(), 0.0);
      group.touched = std::move(touched);
      if (part) group.traffic = TrafficPart{part->weight, part->fleet, 0, 0};
      made_.groups.push_back(std::move(group));
    }
    ResponseGroup& group = made_.groups[found->second];
    for (std::size_t p = 0; p < base.size(); ++p) group.base_g_per_s[p] += base[p];
    if (part) {
      const double before = group.traffic->vehicle_km_per_day;
      const double sum = before + part->vehicle_km_per_day;
      if (sum > 0)
        group.traffic->speed_km_per_h =
            (before * group.traffic->speed_km_per_h + part->vehicle_km_per_day * part->speed_km_per_h) / sum;
      group.traffic->vehicle_km_per_day = sum;
    }
    group.members.push_back(std::move(member));
  }

  void tell(std::size_t m, std::vector<Fault>& faults) const {
    const auto warn = [&](std::string found, std::string expected, std::string handled) {
      Fault fault;
      fault.severity = Severity::warning;
      fault.layer = "measures";
      fault.feature = fmt::format("id '{}'", made_.measures[m].id);
      fault.found = std::move(found);
      fault.expected = std::move(expected);
      fault.handled = std::move(handled);
      faults.push_back(std::move(fault));
    };
    if (acted_[m] == 0)
      warn("no source that it acts on", "a place with sources of its kind", "it changes nothing");
    if (without_counts_[m] > 0)
      warn(fmt::format("{} roads in its place without counts", without_counts_[m]), "vehicles_per_day",
           "left as they are");
  }

  /// A group's own name; what is told apart gets "light" or "heavy", and a number where that is not enough.
  void name_groups() {
    std::map<std::string, std::size_t> count;
    for (const ResponseGroup& group : made_.groups) ++count[group.source_group];
    std::set<std::string> taken;
    for (ResponseGroup& group : made_.groups) {
      std::string name = group.source_group.empty() ? "(no group)" : group.source_group;
      if (count[group.source_group] > 1 && group.traffic && group.traffic->weight)
        name += fmt::format("/{}", to_text(*group.traffic->weight));
      group.id = name;
      for (std::size_t number = 2; !taken.insert(group.id).second; ++number)
        group.id = fmt::format("{}#{}", name, number);
    }
  }

  const City& city_;
  SourceFilters filters_;
  ResponseGroups made_;
  std::vector<std::string> cutting_zones_;
  std::map<std::string, std::size_t> index_;
  std::vector<std::size_t> acted_;
  std::vector<std::size_t> without_counts_;
};

}  // namespace

const char* to_text(SourceLayer layer) {
  constexpr const char* names[] = {"stacks", "volumes", "areas", "roads"};
  return names[static_cast<std::size_t>(layer)];
}

std::size_t ResponseGroups::schedule_of(const ResponseGroup& group) const {
  for (std::size_t i = 0; i < schedules.size(); ++i)
    if (schedules[i].id == group.schedule) return i;
  return 0;  // empty: constant; the twin's reader refuses unknown ones
}

Result<Loaded<ResponseGroups>> make_response_groups(const City& city, const FleetTables& tables,
                                                    const std::vector<Measure>& measures) {
  return GroupMaker(city, tables, measures).make();
}

}  // namespace leeward

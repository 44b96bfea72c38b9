#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/emission/fleet.h"
#include "core/model/city.h"
#include "core/model/result.h"

/// The sources of a twin in groups that every measure treats alike, so that one linear response a group and
/// hour answers all of them (physics/16 section 1: "inside a group the split between sources is frozen").
namespace leeward {

enum class SourceLayer { stacks, volumes, areas, roads };
const char* to_text(SourceLayer layer);

/// A source of a group, or a part of one: roads are cut at the borders of zones, and light and heavy vehicles
/// come apart where a measure tells them apart.
struct GroupMember {
  SourceLayer layer = SourceLayer::stacks;
  std::size_t feature = 0;  ///< index into the city's layer
  double from = 0;          ///< begin and end as shares of a road's length
  double to = 1;
  std::vector<double> share = {};  ///< per pollutant: of what the feature emits over that length
};

/// What of a road group's traffic the measures tell apart.
struct TrafficPart {
  std::optional<VehicleWeight> weight;  ///< none: all vehicles together
  std::size_t fleet = 0;                ///< index into the tables' fleets
  double vehicle_km_per_day = 0;
  double speed_km_per_h = 0;  ///< mean by vehicle-km
};

/// Bits of ResponseGroup::touched.
inline constexpr std::uint8_t touched_where = 1;    ///< the measure acts here
inline constexpr std::uint8_t touched_onto = 2;     ///< diverted vehicles come here
inline constexpr std::uint8_t touched_rebound = 4;  ///< what was saved comes back here

struct ResponseGroup {
  std::string id;  ///< the source group, with what tells it apart from others of that group
  std::string source_group;
  std::string schedule;
  std::vector<GroupMember> members;
  std::vector<double> base_g_per_s;  ///< per pollutant, mean over the year
  std::optional<TrafficPart> traffic;
  std::vector<std::uint8_t> touched;  ///< per measure
};

struct ResponseGroups {
  std::vector<std::string> pollutants;      ///< the twin's
  std::vector<Measure> measures;            ///< those the groups are made for, in their order
  std::vector<Stack> stacks;                ///< the twin's, that measures may change
  std::vector<EmissionSchedule> schedules;  ///< "constant" first
  double utc_offset_hours = 0;
  FleetTables tables;
  std::vector<ResponseGroup> groups;
  std::size_t schedule_of(const ResponseGroup& group) const;
};

/// Groups for a twin and all measures that may be taken. Deterministic: the order is that of the layers
/// stacks, volumes, areas, roads and their features. An unknown zone, class or fleet is an error; a measure
/// on nothing is a warning, and so are roads that a measure on vehicles cannot act on because they have no
/// counts. Emission of a road with counts is split between light and heavy vehicles by the factors of its
/// fleet, also when the emission was given; a pollutant without factors by the number of vehicles.
Result<Loaded<ResponseGroups>> make_response_groups(const City& city, const FleetTables& tables,
                                                    const std::vector<Measure>& measures);

}  // namespace leeward

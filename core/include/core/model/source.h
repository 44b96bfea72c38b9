#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/geometry.h"

/// Sources as the solver takes them. Heights are above local ground, elevations above the vertical datum.
namespace leeward {

enum class StackOutlet { vertical, capped, horizontal };

/// What every source has. `rates` holds one base rate per Scenario::columns entry, in the unit of the source's kind.
struct SourceCommon {
  std::string id;
  std::string group;
  double base_elevation_m = 0;
  bool is_flat = false;           ///< ignores terrain even where the scenario has it (LOCATION ... FLAT)
  bool is_urban = false;          ///< takes the urban night-time boundary layer (physics/01 section 7)
  std::size_t urban_area = 0;     ///< index into Scenario::urban_areas; only with is_urban
  std::size_t schedule = 0;       ///< index into Scenario::schedules
  std::optional<std::size_t> hourly;  ///< index into Scenario::hourly_emissions; the schedule then does not count
  double decay_per_s = 0;         ///< first-order loss, ln 2 over the half-life
  /// See the unit at each kind. With `hourly` it multiplies the rate of the hour: 1 in the columns the source counts in.
  std::vector<double> rates;
};

struct PointSource : SourceCommon {  ///< rates in g/s
  Vec2 position_m;
  double stack_height_m = 0;
  double stack_diameter_m = 0;
  double exit_velocity_m_per_s = 0;
  double exit_temperature_k = 0;  ///< 0: ambient; negative: ambient plus its absolute value (AERMOD's convention)
  StackOutlet outlet = StackOutlet::vertical;
};

struct VolumeSource : SourceCommon {  ///< rates in g/s
  Vec2 position_m;
  double release_height_m = 0;
  double initial_sigma_y_m = 0;
  double initial_sigma_z_m = 0;
};

struct AreaSource : SourceCommon {  ///< rates in g/(m2 s)
  Polygon polygon_m;
  double release_height_m = 0;
  double initial_sigma_z_m = 0;
};

/// A noise wall or solid barrier along a road (physics/04 section 6.5).
struct RoadBarrier {
  double height_m = 0;
  /// Distance from the road's centre line [m], positive on its eastern side, whichever way it is drawn; on the northern
  /// side of a road that runs exactly west-east. As AERMOD's RBARRIER.
  double offset_m = 0;
};

/// A road in a cutting (physics/04 section 6.5).
struct RoadDepression {
  double depth_m = 0;          ///< < 0: below the ground around
  double top_width_m = 0;
  double bottom_width_m = 0;
};

/// A straight road link (RLINE and RLINEXT, physics/04 section 6).
struct LineSource : SourceCommon {  ///< rates in g/(m s)
  Vec2 begin_m;
  Vec2 end_m;
  double width_m = 0;
  double release_height_m = 0;                   ///< at the begin
  std::optional<double> end_release_height_m;    ///< absent: as at the begin
  double initial_sigma_z_m = 0;
  double offset_m = 0;                           ///< of the lane from the centre line begin-end; sign as RoadBarrier's
  std::vector<RoadBarrier> barriers;             ///< at most 2
  std::optional<RoadDepression> depression;
};

using Source = std::variant<PointSource, VolumeSource, AreaSource, LineSource>;

inline const SourceCommon& common(const Source& source) {
  return std::visit([](const auto& s) -> const SourceCommon& { return s; }, source);
}

}  // namespace leeward

#pragma once
#include <cstddef>
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
  bool is_urban = false;          ///< takes the urban night-time boundary layer (physics/01 section 7)
  std::size_t schedule = 0;       ///< index into Scenario::schedules
  std::vector<double> rates;      ///< see the unit at each kind
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

/// A straight road link (RLINE, physics/04 section 6).
struct LineSource : SourceCommon {  ///< rates in g/(m s)
  Vec2 begin_m;
  Vec2 end_m;
  double width_m = 0;
  double release_height_m = 0;
  double initial_sigma_z_m = 0;
};

using Source = std::variant<PointSource, VolumeSource, AreaSource, LineSource>;

inline const SourceCommon& common(const Source& source) {
  return std::visit([](const auto& s) -> const SourceCommon& { return s; }, source);
}

}  // namespace leeward

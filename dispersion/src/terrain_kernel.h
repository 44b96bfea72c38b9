#pragma once
#include <array>
#include <cstddef>

#include "receptor_tree.h"
#include "terrain_table.h"

/// Internal to the solver: the receptors of a leaf in single precision from tables over terrain. The same bits on
/// every instruction set with fused multiply-add.
namespace leeward::dispersion {

using LeafLane = std::array<float, leaf_capacity>;

/// A leaf as a source sees it; `count` is padded.
struct TerrainLeaf {
  std::size_t count = 0;
  alignas(64) LeafLane downwind_m, crosswind_m, radial_m;
  alignas(64) LeafLane height_m;  ///< z_r
  alignas(64) LeafLane ground_m, hill_m;
  float lowest_m = 0, highest_m = 0;  ///< of the heights
};

/// Where a leaf lies: values at its centre and their change per metre to the east and north.
struct TerrainFrame {
  float downwind_m = 0, downwind_per_dx = 0, downwind_per_dy = 0;
  float crosswind_m = 0, crosswind_per_dx = 0, crosswind_per_dy = 0;
  float east_m = 0, north_m = 0;
  float base_m = 0;  ///< elevation
  float flagpole_m = 0;
};
void set_leaf(const TerrainFrame& frame, const Places& places, TerrainLeaf& leaf);

/// Critical heights of CriticalHeights; no lines: both states weigh 1/2.
struct CriticalLines {
  const float* lines = nullptr;
  std::size_t count = 0;
};

inline constexpr float unknown_value = -1.0F;

/// One part of the plume at the receptors whose distance lies in a panel; others keep what they have.
/// @param distance  downwind or radial
/// @param column    1e6 times the vertical term with both states, wind, share and loss [ug s/(g m2)]; or
///                  unknown_value
/// @param other     the channel wanted beside it: widths or fractions
void evaluate_part(const TerrainPart& part, const TerrainPanel& panel, const TerrainLeaf& leaf,
                   const LeafLane& distance, float flagpole_m, const CriticalLines& critical,
                   StripChannel other_channel, LeafLane& column, LeafLane& other);

/// values = f column/(2 pi r), share = 1 - f, f the sum of the fractions; where a column is unknown 0 and -1.
/// @returns whether some are unknown
struct PartLanes {
  alignas(64) LeafLane column;
  alignas(64) LeafLane other;
};
bool add_ring(const TerrainLeaf& leaf, const PartLanes* parts, std::size_t part_count, LeafLane& share,
              float* values);
/// values += share column F_y where downwind_m >= 1; where a column is unknown and |crosswind| < edge: share = -1.
/// @returns whether some are unknown
bool add_plume(const TerrainLeaf& leaf, const PartLanes* parts, std::size_t part_count, float edge_m,
               LeafLane& share, float* values);

}  // namespace leeward::dispersion

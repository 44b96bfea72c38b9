#pragma once
#include <cstddef>

#include "terrain_table.h"

/// Internal to the solver: the inner loops of plumes over terrain, in single precision. The same bits on
/// every instruction set with fused multiply-add. Counts are multiples of lane_multiple.
namespace leeward::dispersion {

/// Places of a leaf seen from a source: where they lie along and across the wind and how far away.
struct FramePlaces {
  std::size_t count = 0;
  const float* dx_m = nullptr;
  const float* dy_m = nullptr;
  float x_m = 0, x_per_dx = 0, x_per_dy = 0;
  float y_m = 0, y_per_dx = 0, y_per_dy = 0;
  float east_m = 0, north_m = 0;
};
void evaluate_frame(const FramePlaces& places, float* downwind_m, float* crosswind_m, float* radial_m);

/// Channels of a cell at the places that lie in it, to values[channel stride + place]; the other places are
/// kept.
/// @param channels  bits 1 << channel; plume height and lid are taken in the middle of the cell's heights, on
/// which they
///                  do not depend
void evaluate_cell(const TerrainCell& cell, std::size_t count, const float* distance_m, const float* height_m,
                   unsigned channels, std::size_t stride, float* values);

/// Both terrain states of a stable hour with the receptor's own weight (physics/03 section 3); arrays of
/// `count`.
///   values = share 2^(ring - (y width)^2) [f 2^column + (1 - f) 2^followed],  f = (1 + phi)/2,
///   phi by fraction_below with two images, at H_c(min(hill, ground + h_e))
struct StatesPlaces {
  std::size_t count = 0;
  const float* column = nullptr;
  const float* followed = nullptr;
  const float* width = nullptr;  ///< 1/m
  const float* ring = nullptr;
  const float* share = nullptr;
  const float* crosswind_m = nullptr;
  const float* per_sigma_z = nullptr;
  const float* plume_height_m = nullptr;
  const float* lid_m = nullptr;
  const float* elevation_m = nullptr;  ///< of the ground, like the next above the datum
  const float* hill_height_m = nullptr;
  float base_m = 0;                         ///< of the source
  const float* critical_lines_m = nullptr;  ///< CriticalHeights::lines()
  std::size_t critical_count = 0;           ///< intervals
  float per_spacing = 1;
};
/// @returns whether some places have no known H_c: their values are -1
bool evaluate_states(const StatesPlaces& places, float* values);

}  // namespace leeward::dispersion

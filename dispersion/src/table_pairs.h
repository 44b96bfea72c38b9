#pragma once
#include <cstddef>
#include <span>

#include "channel_fit.h"
#include "pair_kernel.h"

/// Internal to the solver: the plume at the places of a square straight from the segments of a table, for
/// squares that no window covers (beside the source, over a kink). The same bits on every instruction set
/// with fused multiply-add.
namespace leeward::dispersion {

/// Part of a table; polynomials in t = (distance - middle)/half.
struct TableSegment {
  double middle = 0;
  double per_half = 0;
  double widest_before = 0;  ///< largest sigma_y up to the segment's begin [m]
  float begin_m = 0;
  bool is_sound = false;
  ChannelFit coefficient{};
};

/// Neighbouring segments that hold all the distances in question; places outside belong to the nearest.
struct TablePairs {
  std::span<const TableSegment> along;   ///< of x
  std::span<const TableSegment> around;  ///< of r
  float begin_m = 0;                     ///< distances are held in [begin_m, end_m]
  float end_m = 0;
  float zero = 0;  ///< what the table has for 0
  float nearest_radius_m = 0;
  float east_m = 0;  ///< of the square's centre from the source
  float north_m = 0;
  // The plume along the wind only:
  PlaceMap downwind_m;
  PlaceMap crosswind_m;
  float nearest_downwind_m = 0;
  float edge_m = 0;  ///< largest |y|
  bool has_penetrated = false;
};

/// Places nearer than the nearest or beyond the edge have 0; others
///   share(r) max(0, 2^(a(x) - (y w(x))^2) + 2^(a3(x) - (y w3(x))^2) - 2 zero)   for the plume,
///   max(0, 2^b(r) - zero)   for the meandering part.
/// @param is_unsound  1 where the value is not 0 for place or edge and a segment is not sound; else 0
void evaluate_plume(const TablePairs& pairs, const Places& places, float* values, float* is_unsound);
void evaluate_meander(const TablePairs& pairs, const Places& places, float* values, float* is_unsound);

}  // namespace leeward::dispersion

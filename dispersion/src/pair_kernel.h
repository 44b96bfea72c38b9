#pragma once
#include <array>
#include <cstddef>

#include "receptor_tree.h"
#include "window_fit.h"

/// Internal to the solver: the plume at the places of a square in single precision (performance-notes.md
/// section 2). The same bits on every instruction set with fused multiply-add.
namespace leeward::dispersion {

/// at_centre + per_dx dx + per_dy dy
struct PlaceMap {
  float at_centre = 0;
  float per_dx = 0;
  float per_dy = 0;
};

/// The plume along the wind over one square, by the polynomials of windows in t = (x - middle)/half:
///   values = s(r) [2^(a(t) - (y w(t))^2) + 2^(a3(t) - (y w3(t))^2)],  s by a window in r, or a constant
struct PlumePairs {
  const WindowFit* along = nullptr;   ///< of x
  const WindowFit* around = nullptr;  ///< of r; nullptr: s = 2^log2_share
  float log2_share = 0;
  bool has_penetrated = false;
  PlaceMap t;
  PlaceMap crosswind_m;
  float east_m = 0;  ///< of the square's centre from the source
  float north_m = 0;
};
void evaluate_pairs(const PlumePairs& pairs, const Places& places, float* values);

/// The meandering part over one square: values = 2^b((r - middle)/half).
struct MeanderPairs {
  const WindowFit* around = nullptr;
  float east_m = 0;
  float north_m = 0;
};
void evaluate_pairs(const MeanderPairs& pairs, const Places& places, float* values);

/// The channels of a fit at once.
struct FitPlace {
  const float* coefficients = nullptr;  ///< a ChannelFit
  float t = 0;
};
/// @param values  8 per place
void evaluate_fits(const FitPlace* places, std::size_t count, float* values);

/// The plume along the wind at some places across it: of 2^(a - (y w)^2) + 2^(a3 - (y w3)^2) the ratio to the
/// largest part at the first place, and the larger of w and w3.
inline constexpr std::size_t across_places = 8;
struct AcrossPlume {
  alignas(32) std::array<float, across_places> t{};
  alignas(32) std::array<float, across_places> crosswind_m{};
  alignas(32) std::array<float, across_places> ratio{};
  alignas(32) std::array<float, across_places> width{};
};
void evaluate_across(const WindowFit& along, bool has_penetrated, AcrossPlume& across);

}  // namespace leeward::dispersion

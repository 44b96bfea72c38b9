#pragma once
#include <array>
#include <cstddef>

#include "receptor_tree.h"

/// Internal to the solver: the plume at the places of a square in single precision (performance-notes.md
/// section 2). The same bits on every instruction set with fused multiply-add.
namespace leeward::dispersion {

inline constexpr std::size_t fit_size =
    8;  ///< coefficients of a polynomial, from the constant on; those not used are 0

/// at_centre + per_dx dx + per_dy dy
struct PlaceMap {
  float at_centre = 0;
  float per_dx = 0;
  float per_dy = 0;
};

/// The plume along the wind over one square, by local polynomials in t = (x - middle)/half:
///   values = s(r) [2^(a(t) - (y w(t))^2) + 2^(a3(t) - (y w3(t))^2)],  s by a polynomial in (r - middle)/half
///   or 1
struct PlumePairs {
  std::size_t terms = fit_size;  ///< used coefficients of a, w, a3 and w3: 4, 6 or 8
  bool has_penetrated = false;
  bool has_share = false;
  PlaceMap t;
  PlaceMap crosswind_m;
  std::array<float, fit_size> column{}, width{}, penetrated_column{}, penetrated_width{};
  float east_m = 0;  ///< of the square's centre from the source
  float north_m = 0;
  float radial_middle_m = 0;
  float per_radial_half = 0;
  std::array<float, fit_size> share{};
};
void evaluate_pairs(const PlumePairs& pairs, const Places& places, float* values);

/// The meandering part over one square: values = 2^b((r - middle)/half).
struct MeanderPairs {
  std::size_t terms = fit_size;
  float east_m = 0;
  float north_m = 0;
  float radial_middle_m = 0;
  float per_radial_half = 0;
  std::array<float, fit_size> meander{};
};
void evaluate_pairs(const MeanderPairs& pairs, const Places& places, float* values);

/// Eight polynomials of degree 7 at once: coefficient of t^k of polynomial c at [8 k + c].
struct FitPlace {
  const float* coefficients = nullptr;
  float t = 0;
};
/// @param values  8 per place
void evaluate_fits(const FitPlace* places, std::size_t count, float* values);

/// What was looked up for each place; arrays of `count`, a multiple of lane_multiple.
///   values = share [2^(column - (y width)^2) + 2^(penetrated_column - (y penetrated_width)^2) - zero], at
///   least 0
struct LookedUpPairs {
  std::size_t count = 0;
  float zero = 0;
  bool has_penetrated = false;
  const float* crosswind_m = nullptr;
  const float* share = nullptr;
  const float* column = nullptr;
  const float* width = nullptr;
  const float* penetrated_column = nullptr;
  const float* penetrated_width = nullptr;
};
void evaluate_pairs(const LookedUpPairs& pairs, float* values);

}  // namespace leeward::dispersion

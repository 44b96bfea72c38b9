#pragma once
#include <cstddef>
#include <span>

#include "core/model/result.h"

namespace leeward {

/// Agreement of predictions P with observations O, paired. All are pure numbers.
///
///   FB   = 2 (mean O - mean P)/(mean O + mean P); > 0: the model is too low
///   NMSE = mean (O - P)^2/(mean O mean P)
///   FAC2 = share of pairs with 1/2 <= P/O <= 2, of pairs with O > 0
///   MG   = exp mean ln(O/P),  VG = exp mean ln^2(O/P), of pairs with O > 0 and P > 0
///   R    = correlation after Pearson
/// Chang & Hanna (2004), Meteorol. Atmos. Phys. 87, 167-196. A measure without pairs, or without spread for R, is NaN.
struct Evaluation {
  std::size_t pairs = 0;
  double fractional_bias = 0;
  double normalised_mean_square_error = 0;
  double factor_of_two = 0;
  double geometric_mean_bias = 0;
  double geometric_variance = 0;
  double correlation = 0;
};

/// @pre both have the same size
Evaluation evaluate(std::span<const double> observed, std::span<const double> predicted);

}  // namespace leeward

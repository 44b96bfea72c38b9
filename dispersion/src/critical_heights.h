#pragma once
#include <cstddef>
#include <vector>

#include "dispersion/dividing_streamline.h"

/// Internal to the solver: critical heights of a stable hour as a table.
namespace leeward::dispersion {

/// H_c of DividingStreamline by straight lines between hill tops k spacing_m. Where H_c jumps or bends more than
/// 1 mm in between, the line is marked, and receptors there go by the full formulas.
class CriticalHeights {
public:
  static constexpr double spacing_m = 0.25;
  static constexpr float unknown_slope = 1e20F;
  /// @param highest_m  of hill tops above the base of any source
  CriticalHeights(const DividingStreamline& streamline, double highest_m);
  /// H_c at the beginning of interval k at [2 k], its change over the interval at [2 k + 1].
  const std::vector<float>& lines() const { return lines_; }
  std::size_t count() const { return lines_.size() / 2; }

private:
  std::vector<float> lines_;
};

}  // namespace leeward::dispersion

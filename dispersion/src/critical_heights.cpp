#include "critical_heights.h"

#include <algorithm>
#include <cmath>

namespace leeward::dispersion {

CriticalHeights::CriticalHeights(const DividingStreamline& streamline, double highest_m) {
  constexpr double tolerance_m = 1e-3;
  const auto intervals = static_cast<std::size_t>(std::max(highest_m, 0.0) / spacing_m) + 2;
  lines_.reserve(2 * intervals);
  double here = streamline.height_m(0.0);
  for (std::size_t k = 0; k < intervals; ++k) {
    const auto at = [&](double part) {
      return streamline.height_m((static_cast<double>(k) + part) * spacing_m);
    };
    const double next = at(1.0);
    const auto is_off = [&](double part) {
      return std::abs(at(part) - (here + part * (next - here))) > tolerance_m;
    };
    const bool is_known = !is_off(0.02) && !is_off(0.25) && !is_off(0.5) && !is_off(0.75) && !is_off(0.98);
    lines_.push_back(static_cast<float>(here));
    lines_.push_back(is_known ? static_cast<float>(next - here) : unknown_slope);
    here = next;
  }
}

}  // namespace leeward::dispersion

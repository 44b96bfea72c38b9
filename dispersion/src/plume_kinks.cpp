#include <algorithm>

#include "dispersion/plume.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace plume_kinks_detail {

/// Where a monotonic function passes a value within [begin, end], by bisection to the last bits; 0 when it
/// does not.
template <class Function>
double crossing(const Function& function, double value, double begin, double end) {
  const bool is_above = function(begin) > value;
  if (is_above == (function(end) > value)) return 0.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (begin + end);
    ((function(middle) > value) == is_above ? begin : end) = middle;
  }
  return end;
}

}  // namespace plume_kinks_detail

std::vector<double> Plume::kinks_m() const {
  using plume_constants::ground_layer_m;
  using plume_kinks_detail::crossing;
  constexpr double farthest_m = 1e5;
  std::vector<double> kinks;
  const auto add = [&](double distance) {
    if (distance > 0 && distance < farthest_m) kinks.push_back(distance);
  };
  if (air_.is_stable_branch) {
    add(rise_.final_distance_m());
    const auto height = [&](double x) { return std::max(0.0, release_.tip_height_m + rise_.stable_m(x)); };
    if (!rise_.is_none()) add(crossing(height, ground_layer_m, 1.0, std::max(rise_.final_distance_m(), 1.0)));
  } else {
    add(rise_end_);
    add(mixed_distance_);
    const auto rising = [&](double x) { return release_.tip_height_m + rise_.direct_m(x); };
    const auto centre = [&](double x) { return centre_m(x); };
    add(crossing(rising, mixing_height_, 0.0, farthest_m));
    for (const double height : {0.1 * mixing_height_, ground_layer_m}) {
      add(crossing(centre, height, 0.0, rise_end_ * (1.0 - 1e-9)));
      if (mixed_distance_ > rise_end_) add(crossing(centre, height, rise_end_, mixed_distance_));
    }
  }
  std::sort(kinks.begin(), kinks.end());
  return kinks;
}

}  // namespace leeward::dispersion

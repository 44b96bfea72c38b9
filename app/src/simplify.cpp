#include <cstddef>
#include <utility>
#include <vector>

#include "app/build_scenario.h"

namespace leeward::app {

Polyline simplified(const Polyline& line, double tolerance_m) {
  if (line.size() <= 2) return line;
  std::vector<char> is_kept(line.size(), 0);
  is_kept.front() = is_kept.back() = 1;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    double worst_m = tolerance_m;
    std::size_t worst = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double off_m = distance_to_segment(line[i], line[first], line[last]);
      if (off_m > worst_m) {
        worst_m = off_m;
        worst = i;
      }
    }
    if (worst == 0) continue;
    is_kept[worst] = 1;
    open.emplace_back(first, worst);
    open.emplace_back(worst, last);
  }
  Polyline kept;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (is_kept[i]) kept.push_back(line[i]);
  return kept;
}

}  // namespace leeward::app

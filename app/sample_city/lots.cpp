#include "lots.h"

#include <algorithm>

namespace leeward::sample {

std::vector<Ring> row_of(const Cell& plot, const Row& row, Random& random) {
  std::vector<Ring> built;
  const Cell field = inset(plot, row.front_m);
  const std::size_t n = field.ring.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Vec2 a = field.ring[i];
    const double edge = length(field.ring[(i + 1) % n] - a);
    if (edge < row.least_width_m) continue;
    const Vec2 along = unit(field.ring[(i + 1) % n] - a);
    double s = random.uniform(0, row.gap_m);
    while (s + row.least_width_m <= edge) {
      double width = std::min(random.uniform(row.least_width_m, row.greatest_width_m), edge - s);
      if (edge - s - width < row.least_width_m && row.gap_m < 1) width = std::min(edge - s, 1.3 * row.greatest_width_m);
      const double depth = row.depth_m * random.uniform(0.88, 1.12);
      const double setback = row.gap_m > 1 ? random.uniform(0, 2.5) : 0.0;
      const Ring footprint = rectangle(a + s * along + setback * left_normal(along), along, width, depth);
      const bool is_free = is_inside(field.ring, footprint) &&
                           std::none_of(built.begin(), built.end(),
                                        [&](const Ring& other) { return overlap(other, footprint, 0.0); });
      if (is_free && random.chance(row.share)) built.push_back(footprint);
      s += is_free ? width + row.gap_m * random.uniform(0.7, 1.3) : 3.0;
    }
  }
  return built;
}

std::vector<Cell> plots_of(const Cell& plot, double area_m2, double crooked_rad, Random& random) {
  std::vector<Cell> open{plot};
  std::vector<Cell> done;
  while (!open.empty()) {
    const Cell one = std::move(open.back());
    open.pop_back();
    if (one.ring.empty()) continue;
    if (area(Polygon{one.ring, {}}) < area_m2 * random.uniform(0.8, 1.5)) {
      done.push_back(one);
      continue;
    }
    const Frame frame = frame_of(one.ring);
    const Vec2 at = frame.centre + random.uniform(-0.12, 0.12) * frame.length_m * frame.along;
    const Vec2 across = turned(left_normal(frame.along), random.uniform(-crooked_rad, crooked_rad));
    open.push_back(left_of(one, at, across, -1));
    open.push_back(left_of(one, at, -1.0 * across, -1));
  }
  return done;
}

std::vector<Ring> slabs_on(const Cell& plot, double length_m, double depth_m, double spacing_m, Random& random) {
  std::vector<Ring> built;
  if (plot.ring.size() < 3) return built;
  const Frame frame = frame_of(plot.ring);
  const Vec2 across = left_normal(frame.along);
  const Vec2 corner = frame.centre - 0.5 * frame.length_m * frame.along - 0.5 * frame.width_m * across;
  for (double v = 4; v + length_m <= frame.width_m; v += length_m + 22)
    for (double u = 4 + random.uniform(0, 10); u + depth_m <= frame.length_m; u += spacing_m) {
      const Ring footprint = rectangle(corner + u * frame.along + v * across, frame.along, depth_m,
                                       length_m * random.uniform(0.8, 1.0));
      if (is_inside(plot.ring, footprint) && random.chance(0.9)) built.push_back(footprint);
    }
  return built;
}

}  // namespace leeward::sample

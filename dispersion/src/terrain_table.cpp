#include "terrain_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "terrain_builder.h"

namespace leeward::dispersion {
namespace terrain_table_detail {

std::uint64_t sixteenth(double distance_m) {
  return std::bit_cast<std::uint64_t>(distance_m) >> 48U;
}

}  // namespace terrain_table_detail

std::size_t TerrainPart::panel_of(double distance_m) const {
  const auto after = std::upper_bound(
      panels.begin(), panels.end(), distance_m,
      [](double x, const TerrainPanel& panel) { return x < static_cast<double>(panel.end_m); });
  return static_cast<std::size_t>(after - panels.begin());
}

TerrainTable::TerrainTable(const Plume& plume, const TableRange& range, const HeightSpan& heights,
                           double flagpole_m, double receptors_per_m2, const TerrainTolerance& tolerance)
    : range_(range), flagpole_(flagpole_m) {
  const PlumeNumbers numbers(plume);
  const bool has_lidded = numbers.is_stable_branch || numbers.penetrated_fraction > 0;
  const bool has_mixed = !numbers.is_stable_branch && numbers.penetrated_fraction < 1.0;
  for (const bool is_lidded : {false, true}) {
    if (!(is_lidded ? has_lidded : has_mixed)) continue;
    TerrainBuilder builder(numbers, plume.kinks_m(), is_lidded, heights, flagpole_m, receptors_per_m2,
                           tolerance);
    parts_.push_back(builder.build(range));
    evaluation_count_ += builder.evaluation_count();
  }
  using terrain_table_detail::sixteenth;
  widest_.assign(sixteenth(range.end_m) - sixteenth(range.begin_m) + 1, 0.0);
  for (const TerrainPart& part : parts_)
    for (const TerrainPanel& panel : part.panels) {
      const std::size_t first = sixteenth(static_cast<double>(panel.begin_m)) - sixteenth(range.begin_m);
      for (std::size_t k = first; k < widest_.size(); ++k)
        widest_[k] = std::max(widest_[k], panel.most_sigma_y_m);
    }
}

double TerrainTable::widest_m(double distance_m) const {
  using terrain_table_detail::sixteenth;
  return widest_[sixteenth(std::clamp(distance_m, range_.begin_m, range_.end_m)) - sixteenth(range_.begin_m)];
}

}  // namespace leeward::dispersion

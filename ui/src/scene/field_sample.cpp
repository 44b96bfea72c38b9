#include "ui/scene/field_sample.h"

#include <algorithm>
#include <cmath>

namespace leeward::ui {

bool has_values(const ConcentrationField& field, std::size_t pollutant, std::size_t hour) {
  return pollutant < field.pollutants.size() && hour < field.hours.size() && hour < field.status.size() &&
         field.status[hour] == HourStatus::valid && field.layout.size() > 0 &&
         field.offset(pollutant, hour) + field.layout.size() <= field.values.size();
}

std::optional<double> sample_level(const ConcentrationField& field, std::size_t pollutant, std::size_t hour,
                                   std::size_t height, Vec2 p) {
  const ReceptorGrid& grid = field.layout.grid;
  if (!has_values(field, pollutant, hour) || height >= field.layout.heights_m.size()) return std::nullopt;
  if (!grid.bounds().contains(p)) return std::nullopt;
  const auto cell_of = [&](double offset_m, std::size_t count) {
    return std::clamp(offset_m / grid.spacing_m, 0.0, static_cast<double>(count - 1));
  };
  const double column = cell_of(p.x - grid.south_west_m.x, grid.columns);
  const double row = cell_of(p.y - grid.south_west_m.y, grid.rows);
  const auto c0 = static_cast<std::size_t>(column);
  const auto r0 = static_cast<std::size_t>(row);
  const std::size_t c1 = std::min(c0 + 1, grid.columns - 1);
  const std::size_t r1 = std::min(r0 + 1, grid.rows - 1);
  const double fx = column - static_cast<double>(c0);
  const double fy = row - static_cast<double>(r0);
  const auto values = field.level_values(pollutant, hour, height);
  const auto at = [&](std::size_t c, std::size_t r) { return static_cast<double>(values[r * grid.columns + c]); };
  const double value =
      (1 - fy) * ((1 - fx) * at(c0, r0) + fx * at(c1, r0)) + fy * ((1 - fx) * at(c0, r1) + fx * at(c1, r1));
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<LevelPair> levels_around(const GridLayout& layout, double height_above_ground_m) {
  const auto& heights = layout.heights_m;
  if (heights.empty() || !(height_above_ground_m <= heights.back())) return std::nullopt;
  const auto above = std::lower_bound(heights.begin(), heights.end(), height_above_ground_m);
  const auto upper = static_cast<std::size_t>(above - heights.begin());
  if (upper == 0) return LevelPair{0, 0, 0};
  const double step = heights[upper] - heights[upper - 1];
  return LevelPair{upper - 1, upper, step > 0 ? (height_above_ground_m - heights[upper - 1]) / step : 1.0};
}

std::optional<double> sample_at_height(const ConcentrationField& field, std::size_t pollutant, std::size_t hour,
                                       double height_above_ground_m, Vec2 p) {
  const auto levels = levels_around(field.layout, height_above_ground_m);
  if (!levels) return std::nullopt;
  const auto low = sample_level(field, pollutant, hour, levels->lower, p);
  const auto high = sample_level(field, pollutant, hour, levels->upper, p);
  if (!low || !high) return std::nullopt;
  return (1 - levels->weight) * *low + levels->weight * *high;
}

}  // namespace leeward::ui

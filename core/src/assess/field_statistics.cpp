#include "core/assess/field_statistics.h"

#include <fmt/format.h>

#include "core/model/expects.h"

namespace leeward {
namespace {

FieldMap empty_map(const ConcentrationField& field, std::size_t pollutant, std::size_t height) {
  LEEWARD_EXPECTS(pollutant < field.pollutants.size() && height < field.layout.heights_m.size());
  FieldMap map;
  map.grid = field.layout.grid;
  map.height_m = field.layout.heights_m[height];
  map.pollutant = field.pollutants[pollutant];
  map.unit = field.unit;
  map.values.assign(field.layout.grid.size(), 0.0F);
  return map;
}

}  // namespace

const char* to_text(Statistic statistic) {
  return statistic == Statistic::mean ? "period mean" : "period maximum of 1-h means";
}

FieldMap reduce(const ConcentrationField& field, std::size_t pollutant, std::size_t height, Statistic statistic) {
  FieldMap map = empty_map(field, pollutant, height);
  map.statistic = to_text(statistic);
  if (!field.hours.empty()) map.hour = fmt::format("{}/{}", to_iso(field.hours.front()), to_iso(field.hours.back()));
  std::vector<double> result(map.values.size(), 0.0);
  for (std::size_t h = 0; h < field.hours.size(); ++h) {
    if (field.status[h] != HourStatus::valid) continue;
    const auto level = field.level_values(pollutant, h, height);
    for (std::size_t i = 0; i < result.size(); ++i) {
      const auto value = static_cast<double>(level[i]);
      if (statistic == Statistic::mean)
        result[i] += value;
      else if (map.valid_hours == 0 || value > result[i])
        result[i] = value;
    }
    ++map.valid_hours;
  }
  map.has_values = map.valid_hours > 0;
  const double scale = statistic == Statistic::mean && map.has_values ? 1.0 / static_cast<double>(map.valid_hours) : 1.0;
  for (std::size_t i = 0; i < result.size(); ++i) map.values[i] = static_cast<float>(result[i] * scale);
  return map;
}

FieldMap hourly_map(const ConcentrationField& field, std::size_t pollutant, std::size_t hour, std::size_t height) {
  FieldMap map = empty_map(field, pollutant, height);
  map.statistic = "1-h mean";
  map.hour = to_iso(field.hours[hour]);
  map.has_values = field.status[hour] == HourStatus::valid;
  map.valid_hours = map.has_values ? 1 : 0;
  const auto level = field.level_values(pollutant, hour, height);
  map.values.assign(level.begin(), level.end());
  return map;
}

}  // namespace leeward

#include "data/summary_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>

#include "data/atomic_file.h"

namespace leeward::data {
namespace {

/// RFC 4180: quotes where needed.
std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell + "\"";
}

/// The four grid points around a place and their bilinear weights.
struct GridSample {
  std::array<std::size_t, 4> index{};
  std::array<double, 4> weight{};

  double of(std::span<const float> level) const {
    double value = 0;
    for (std::size_t i = 0; i < index.size(); ++i) value += weight[i] * static_cast<double>(level[index[i]]);
    return value;
  }
};

/// nullopt outside the cells; half a cell beyond the outer centres the edge value holds.
std::optional<GridSample> sample_at(const ReceptorGrid& grid, Vec2 place) {
  if (grid.size() == 0 || !grid.bounds().contains(place)) return std::nullopt;
  const auto along = [&](double offset_m, std::size_t count) {
    const double last = static_cast<double>(count - 1);
    const double at = std::clamp(offset_m / grid.spacing_m, 0.0, last);
    const auto lower = static_cast<std::size_t>(std::min(std::floor(at), std::max(last - 1, 0.0)));
    return std::pair(lower, at - static_cast<double>(lower));
  };
  const auto [column, east] = along(place.x - grid.south_west_m.x, grid.columns);
  const auto [row, north] = along(place.y - grid.south_west_m.y, grid.rows);
  const std::size_t next_column = std::min(column + 1, grid.columns - 1);
  const std::size_t next_row = std::min(row + 1, grid.rows - 1);
  return GridSample{{row * grid.columns + column, row * grid.columns + next_column,
                     next_row * grid.columns + column, next_row * grid.columns + next_column},
                    {(1 - east) * (1 - north), east * (1 - north), (1 - east) * north, east * north}};
}

/// Mean and maximum over the valid hours.
struct PeriodSummary {
  std::size_t valid_hours = 0;
  double mean = 0;
  double maximum = 0;
  UtcHour hour_of_maximum;
  std::size_t cell_of_maximum = 0;
};

/// @param value_of  hour index -> value and the cell it stands for
template <class ValueOf>
PeriodSummary summarise(const ConcentrationField& field, ValueOf&& value_of) {
  PeriodSummary summary;
  double sum = 0;
  for (std::size_t h = 0; h < field.hours.size(); ++h) {
    if (field.status[h] != HourStatus::valid) continue;
    const auto [mean, maximum, cell] = value_of(h);
    sum += mean;
    if (summary.valid_hours++ == 0 || maximum > summary.maximum) {
      summary.maximum = maximum;
      summary.hour_of_maximum = field.hours[h];
      summary.cell_of_maximum = cell;
    }
  }
  if (summary.valid_hours > 0) summary.mean = sum / static_cast<double>(summary.valid_hours);
  return summary;
}

/// What one value of value_of() is: the mean over the places it covers, their maximum and where that is.
using HourSummary = std::tuple<double, double, std::size_t>;

PeriodSummary summarise_grid(const ConcentrationField& field, std::size_t pollutant) {
  return summarise(field, [&](std::size_t h) {
    const auto level = field.level_values(pollutant, h, 0);
    double sum = 0;
    for (const float value : level) sum += static_cast<double>(value);
    const auto largest = std::max_element(level.begin(), level.end());
    return HourSummary(sum / static_cast<double>(level.size()), static_cast<double>(*largest),
                       static_cast<std::size_t>(largest - level.begin()));
  });
}

/// Six digits: single precision holds no more.
std::string period_cells(const PeriodSummary& summary) {
  if (summary.valid_hours == 0) return "0,,,";
  return fmt::format("{},{:.6g},{:.6g},{}", summary.valid_hours, summary.mean, summary.maximum,
                     to_iso(summary.hour_of_maximum));
}

}  // namespace

Result<void> write_summary_csv(const std::filesystem::path& file, const ConcentrationField& field,
                               const SummaryPlaces& places) {
  const ReceptorGrid& grid = field.layout.grid;
  if (field.layout.size() == 0)
    return fail(ErrorCode::internal, "a summary of a field without places was asked for");
  const double height_m = field.layout.heights_m.front();
  std::string text =
      "pollutant,unit,kind,id,name,x_m,y_m,height_m,valid_hours,period_mean,hourly_maximum,hour_end_of_"
      "maximum\n";
  for (std::size_t p = 0; p < field.pollutants.size(); ++p) {
    const std::string begin = field.pollutants[p] + "," + field.unit;
    const PeriodSummary whole = summarise_grid(field, p);
    // The grid's row: mean over all its places, and the place of the maximum.
    const std::size_t cell = whole.cell_of_maximum;
    const Vec2 peak = grid.position(cell % grid.columns, cell / grid.columns);
    text += fmt::format("{},grid,grid,whole grid (place of the maximum),{},{},{}\n", begin,
                        whole.valid_hours > 0 ? fmt::format("{:.2f},{:.2f}", peak.x, peak.y) : ",", height_m,
                        period_cells(whole));
    for (const SummaryPlace& place : places) {
      const auto sample = sample_at(grid, place.position_m);
      const std::string numbers = !sample ? ",,," : period_cells(summarise(field, [&](std::size_t h) {
        const double value = sample->of(field.level_values(p, h, 0));
        return HourSummary(value, value, 0);
      }));
      text +=
          fmt::format("{},{},{},{},{:.2f},{:.2f},{},{}\n", begin, csv_cell(place.kind), csv_cell(place.id),
                      csv_cell(place.name), place.position_m.x, place.position_m.y, height_m, numbers);
    }
  }
  return write_file(file, text);
}

}  // namespace leeward::data

#include "core/assess/index_series.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/assess/averages.h"
#include "core/assess/concentration_unit.h"

namespace leeward {
namespace {

/// Means that the inputs of one version ask for, made once for the whole series.
class Means {
public:
  explicit Means(const PollutantSeriesMap& series) : series_(&series) {}

  /// In the series' unit; nullopt where there are too few hours.
  std::optional<double> of(const IndexInput& input, HourOfDay end) {
    const auto found = series_->find(input.pollutant);
    if (found == series_->end()) return std::nullopt;
    const HourlySeries& hours = found->second.hours;
    const std::int64_t day = end.date - hours.first_day;
    if (day < 0 || day >= static_cast<std::int64_t>(hours.days())) return std::nullopt;
    const auto day_at = static_cast<std::size_t>(day);
    const std::size_t hour_at = day_at * 24 + static_cast<std::size_t>(end.hour) - 1;
    switch (input.average) {
      case IndexAverage::hour:
        return hours.is_valid(hour_at) ? std::optional(hours.values[hour_at]) : std::nullopt;
      case IndexAverage::rolling_8h:
        return made(input, [&] { return rolling_means(hours, 8, input.capture.window_hours); })[hour_at];
      case IndexAverage::rolling_24h:
        return made(input,
                    [&] { return rolling_means(hours, 24, input.capture.running_day_hours); })[hour_at];
      case IndexAverage::day:
        return made(input, [&] { return daily_means(hours, input.capture).values; })[day_at];
      case IndexAverage::daily_max_1h:
        return made(input, [&] { return daily_maxima(hours, input.capture).values; })[day_at];
      case IndexAverage::daily_max_8h:
        return made(input, [&] { return daily_maxima_8h(hours, input.capture).values; })[day_at];
      case IndexAverage::nowcast: {
        std::vector<std::optional<double>> latest;
        for (std::size_t back = 0; back < 12 && back <= hour_at; ++back)
          latest.push_back(hours.is_valid(hour_at - back) ? std::optional(hours.values[hour_at - back])
                                                          : std::nullopt);
        return nowcast_pm(latest);
      }
      case IndexAverage::quarter_hour:
      case IndexAverage::daily_max_quarter_hour:
        break;  // not of hourly series
    }
    return std::nullopt;
  }

private:
  template <class Make>
  const std::vector<std::optional<double>>& made(const IndexInput& input, Make make) {
    auto found = made_.find(&input);
    if (found == made_.end()) found = made_.emplace(&input, make()).first;
    return found->second;
  }
  const PollutantSeriesMap* series_;
  std::map<const IndexInput*, std::vector<std::optional<double>>> made_;
};

Result<std::vector<IndexOfTime>> indices(const IndexTables& tables, std::string_view index,
                                         const PollutantSeriesMap& series, std::span<const HourOfDay> ends,
                                         IndexReport report, const IndexSite& site) {
  Means means(series);
  std::vector<IndexOfTime> result;
  for (const HourOfDay& end : ends) {
    const auto version = tables.version_at(index, end.date);
    if (!version)
      return fail(ErrorCode::input, fmt::format("no version of {} holds on {}", index, to_iso(end.date)));
    IndexConcentrations concentrations;
    for (const IndexInput* input : tables.inputs_of(index, *version, report)) {
      const auto mean = means.of(*input, end);
      if (!mean) continue;
      const std::string& unit =
          tables.segments_of(index, *version, input->pollutant, input->table).front()->unit;
      const auto factor = unit_factor(series.at(input->pollutant).unit, unit, input->pollutant, {});
      if (!factor) return tl::unexpected(factor.error());
      concentrations[{input->pollutant, input->average}] = *mean * *factor;
    }
    result.push_back({end, air_quality_index(tables, index, end.date, report, concentrations, site)});
  }
  return result;
}

}  // namespace

Result<std::vector<IndexOfTime>> daily_indices(const IndexTables& tables, std::string_view index,
                                               const PollutantSeriesMap& series, Date first, Date last,
                                               const IndexSite& site) {
  std::vector<HourOfDay> ends;
  for (Date day = first; day <= last; day = day + 1) ends.push_back({day, 24});
  return indices(tables, index, series, ends, IndexReport::daily, site);
}

Result<std::vector<IndexOfTime>> real_time_indices(const IndexTables& tables, std::string_view index,
                                                   const PollutantSeriesMap& series, Date first, Date last,
                                                   const IndexSite& site) {
  std::vector<HourOfDay> ends;
  for (Date day = first; day <= last; day = day + 1)
    for (int hour = 1; hour <= 24; ++hour) ends.push_back({day, hour});
  return indices(tables, index, series, ends, IndexReport::real_time, site);
}

}  // namespace leeward

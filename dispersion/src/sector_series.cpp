#include "dispersion/sector_series.h"

#include <fmt/format.h>

#include <algorithm>

namespace leeward::dispersion {

std::size_t flow_sector(const std::vector<double>& starts_deg, double wind_from_deg) {
  double flow_deg = (wind_from_deg == 0 ? 360.0 : wind_from_deg) + 180.0;
  while (flow_deg > 360) flow_deg -= 360.0;
  for (std::size_t i = 0; i + 1 < starts_deg.size(); ++i)
    if (flow_deg >= starts_deg[i] && flow_deg < starts_deg[i + 1]) return i;
  return starts_deg.empty() ? 0 : starts_deg.size() - 1;
}

std::vector<Fault> faults_of(const SectoredSeries& series, std::size_t hour_count, const std::string& layer) {
  std::vector<Fault> faults;
  const auto add = [&](std::string feature, std::string found, std::string expected) {
    Fault fault;
    fault.layer = layer;
    fault.feature = std::move(feature);
    fault.found = std::move(found);
    fault.expected = std::move(expected);
    faults.push_back(std::move(fault));
  };
  const std::vector<double>& starts = series.sector_starts_deg;
  const std::size_t expected_sectors = std::max<std::size_t>(1, starts.size());
  if (series.sectors.size() != expected_sectors)
    add("", fmt::format("values of {} sectors", series.sectors.size()), fmt::format("{}", expected_sectors));
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const double below = i == 0 ? 0 : starts[i - 1];
    const bool is_ascending = i == 0 ? starts[i] >= below : starts[i] > below;
    if (!is_ascending || !(starts[i] <= 360))
      add(fmt::format("sector {}", i + 1), fmt::format("start {} deg", starts[i]),
          "ascending directions of the flow in 0..360 deg");
  }
  for (std::size_t i = 0; i < series.sectors.size(); ++i) {
    const SectorSeries& sector = series.sectors[i];
    const std::string name = fmt::format("sector {}", i + 1);
    const EmissionFactors& by_time = sector.by_time;
    const std::size_t size = by_time.hours * by_time.periods * by_time.days * by_time.wind_classes;
    if (!by_time.values.empty() && by_time.values.size() != size)
      add(name, fmt::format("{} values", by_time.values.size()), fmt::format("{}", size));
    if (!sector.hourly.empty() && sector.hourly.size() != hour_count)
      add(name, fmt::format("{} hourly values", sector.hourly.size()), fmt::format("{}", hour_count));
    if (by_time.values.empty() && sector.hourly.empty()) add(name, "no values", "values or an hourly file");
    for (const auto* values : {&by_time.values, &sector.hourly})
      for (const double value : *values)
        if (value < 0) add(name, fmt::format("{} ug/m3", value), ">= 0");
  }
  return faults;
}

double by_time_ug_per_m3(const SectorSeries& sector, const MetHour& hour, double utc_offset_hours) {
  if (sector.by_time.values.empty()) return missing;
  return factor(sector.by_time, hour.hour, utc_offset_hours, hour.wind_speed_m_per_s);
}

}  // namespace leeward::dispersion

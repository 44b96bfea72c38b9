#include "dispersion/ozone.h"

#include <fmt/format.h>

#include <algorithm>

namespace leeward::dispersion {
namespace ozone_detail {

constexpr double largest_floor_ug_per_m3 = 78.4;  // 40 ppb
constexpr std::int64_t remembered_hours = 24;

/// Share of the largest remembered value that a stable hour has at least [-].
double floor_share(double inverse_obukhov_length_per_m) {
  if (!(inverse_obukhov_length_per_m > 0)) return 0;
  const double length_m = 1 / inverse_obukhov_length_per_m;
  return std::clamp((250 - length_m) / 200, 0.0, 1.0);
}

/// Largest hourly value of the 24 hours before hour `index`; hours that nothing is known of count as the
/// largest floor.
double largest_before(const SectorSeries& sector, const MetSeries& met, std::size_t index) {
  const std::int64_t known_before = static_cast<std::int64_t>(sector.before.size());
  const std::int64_t since_first = met.hours[index].hour - met.hours.front().hour;
  if (since_first + known_before < remembered_hours) return largest_floor_ug_per_m3;
  double largest = 0;
  const auto take = [&largest](double value) {
    if (!is_missing(value)) largest = std::max(largest, value);
  };
  for (std::size_t i = index; i-- > 0 && met.hours[i].hour + remembered_hours >= met.hours[index].hour;)
    take(sector.hourly[i]);
  for (std::int64_t back = since_first + 1; back <= remembered_hours; ++back)
    take(sector.before[static_cast<std::size_t>(known_before - (back - since_first))]);
  return largest;
}

}  // namespace ozone_detail

Result<OzoneHours> ozone_of_hours(const SectoredSeries& series, bool has_night_floor, const MetSeries& met) {
  using namespace ozone_detail;
  std::vector<Fault> faults = faults_of(series, met.hours.size(), "ozone");
  if (!faults.empty()) {
    std::string message = fmt::format("the ozone cannot be used: {} fault(s)", faults.size());
    return fail(ErrorCode::input, std::move(message), std::move(faults));
  }
  OzoneHours result;
  result.ug_per_m3.assign(met.hours.size(), missing);
  for (std::size_t i = 0; i < met.hours.size(); ++i) {
    const MetHour& hour = met.hours[i];
    if (!(hour.wind_speed_m_per_s > 0) || is_missing(hour.wind_from_deg)) continue;
    const SectorSeries& sector = series.sectors[flow_sector(series.sector_starts_deg, hour.wind_from_deg)];
    const double measured = sector.hourly.empty() ? missing : sector.hourly[i];
    if (is_missing(measured)) {
      result.ug_per_m3[i] = by_time_ug_per_m3(sector, hour, met.utc_offset_hours);
      ++(is_missing(result.ug_per_m3[i]) ? result.missing_hours : result.substituted);
      continue;
    }
    ++result.measured;
    result.ug_per_m3[i] = measured;
    if (!has_night_floor) continue;
    const double lowest = std::min(largest_floor_ug_per_m3, largest_before(sector, met, i)) *
                          floor_share(hour.inverse_obukhov_length_per_m);
    if (lowest <= measured) continue;
    result.ug_per_m3[i] = lowest;
    ++result.raised;
  }
  return result;
}

}  // namespace leeward::dispersion

#include "background.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace leeward::app {
namespace background_detail {

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

}  // namespace background_detail

Result<std::vector<double>> background_of_hours(const Background& background, const MetSeries& met) {
  std::vector<Fault> faults = dispersion::faults_of(background, met.hours.size(), "background");
  const auto refusal = [&] {
    std::string message = fmt::format("the background cannot be used: {} fault(s)", faults.size());
    return fail(ErrorCode::input, std::move(message), std::move(faults));
  };
  if (!faults.empty()) return refusal();
  std::vector<double> result(met.hours.size(), 0.0);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MetHour& hour = met.hours[i];
    const bool has_wind = hour.wind_speed_m_per_s > 0 && !is_missing(hour.wind_from_deg);
    if (!has_wind) continue;
    const std::size_t number = dispersion::flow_sector(background.sector_starts_deg, hour.wind_from_deg);
    const BackgroundSector& sector = background.sectors[number];
    double value = sector.hourly.empty() ? missing : sector.hourly[i];
    if (is_missing(value)) value = dispersion::by_time_ug_per_m3(sector, hour, met.utc_offset_hours);
    if (is_missing(value)) {
      Fault fault;
      fault.layer = "background";
      fault.feature = fmt::format("sector {}, {}", number + 1, to_iso(hour.hour));
      fault.found = "no value";
      fault.expected = "a value, or one by time to take its place";
      faults.push_back(std::move(fault));
    }
    result[i] = value;
  }
  if (!faults.empty()) return refusal();
  return result;
}

Result<double> ug_per_m3_of_unit(std::string_view unit, std::string_view pollutant) {
  const std::string unit_name = background_detail::upper(unit);
  if (unit_name == "UG/M3") return 1.0;
  const double ppb_per_unit = unit_name == "PPB" ? 1.0 : unit_name == "PPM" ? 1000.0 : 0.0;
  if (ppb_per_unit == 0)
    return fail(ErrorCode::input,
                fmt::format("found a background in \"{}\", expected UG/M3, PPB or PPM", unit));
  const std::string name = background_detail::upper(pollutant);
  if (name == "NO2" || name == "NOX") return ppb_per_unit / 0.5319;
  if (name == "SO2") return ppb_per_unit / 0.3823;
  if (name == "O3" || name == "OZONE") return ppb_per_unit * 1.960;
  if (name == "CO") return ppb_per_unit * 1.144;
  return fail(ErrorCode::input,
              fmt::format("found a background of {} in {}, expected UG/M3 (or NO2, NOX, SO2, O3, CO)",
                          pollutant, unit));
}

}  // namespace leeward::app

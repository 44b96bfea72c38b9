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

std::size_t sector_of(const std::vector<double>& starts_deg, double wind_from_deg) {
  double flow_deg = (wind_from_deg == 0 ? 360.0 : wind_from_deg) + 180.0;
  while (flow_deg > 360) flow_deg -= 360.0;
  for (std::size_t i = 0; i + 1 < starts_deg.size(); ++i)
    if (flow_deg >= starts_deg[i] && flow_deg < starts_deg[i + 1]) return i;
  return starts_deg.empty() ? 0 : starts_deg.size() - 1;
}

class BackgroundFaults {
public:
  void add(std::string feature, std::string found, std::string expected) {
    Fault fault;
    fault.layer = "background";
    fault.feature = std::move(feature);
    fault.found = std::move(found);
    fault.expected = std::move(expected);
    faults_.push_back(std::move(fault));
  }
  bool any() const { return !faults_.empty(); }
  Unexpected error() {
    std::string message = fmt::format("the background cannot be used: {} fault(s)", faults_.size());
    return fail(ErrorCode::input, std::move(message), std::move(faults_));
  }

private:
  std::vector<Fault> faults_;
};

void check_sector(const BackgroundSector& sector, const std::string& name, std::size_t hour_count,
                  BackgroundFaults& faults) {
  const EmissionFactors& by_time = sector.by_time;
  const std::size_t size = by_time.hours * by_time.periods * by_time.days * by_time.wind_classes;
  if (!by_time.values.empty() && by_time.values.size() != size)
    faults.add(name, fmt::format("{} values", by_time.values.size()), fmt::format("{}", size));
  if (!sector.hourly.empty() && sector.hourly.size() != hour_count)
    faults.add(name, fmt::format("{} hourly values", sector.hourly.size()), fmt::format("{}", hour_count));
  if (by_time.values.empty() && sector.hourly.empty())
    faults.add(name, "no values", "values or an hourly file");
  for (const auto* values : {&by_time.values, &sector.hourly})
    for (const double value : *values)
      if (value < 0) faults.add(name, fmt::format("{} ug/m3", value), ">= 0");
}

}  // namespace background_detail

Result<std::vector<double>> background_of_hours(const Background& background, const MetSeries& met) {
  using namespace background_detail;
  BackgroundFaults faults;
  const std::vector<double>& starts = background.sector_starts_deg;
  const std::size_t expected_sectors = std::max<std::size_t>(1, starts.size());
  if (background.sectors.size() != expected_sectors)
    faults.add("", fmt::format("values of {} sectors", background.sectors.size()),
               fmt::format("{}", expected_sectors));
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const double below = i == 0 ? 0 : starts[i - 1];
    const bool is_ascending = i == 0 ? starts[i] >= below : starts[i] > below;
    if (!is_ascending || !(starts[i] <= 360))
      faults.add(fmt::format("sector {}", i + 1), fmt::format("start {} deg", starts[i]),
                 "ascending directions of the flow in 0..360 deg");
  }
  for (std::size_t i = 0; i < background.sectors.size(); ++i)
    check_sector(background.sectors[i], fmt::format("sector {}", i + 1), met.hours.size(), faults);
  if (faults.any()) return faults.error();

  std::vector<double> result(met.hours.size(), 0.0);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MetHour& hour = met.hours[i];
    const bool has_wind = hour.wind_speed_m_per_s > 0 && !is_missing(hour.wind_from_deg);
    if (!has_wind) continue;
    const std::size_t number = sector_of(starts, hour.wind_from_deg);
    const BackgroundSector& sector = background.sectors[number];
    double value = sector.hourly.empty() ? missing : sector.hourly[i];
    if (is_missing(value) && !sector.by_time.values.empty())
      value = factor(sector.by_time, hour.hour, met.utc_offset_hours, hour.wind_speed_m_per_s);
    if (is_missing(value))
      faults.add(fmt::format("sector {}, {}", number + 1, to_iso(hour.hour)), "no value",
                 "a value, or one by time to take its place");
    result[i] = value;
  }
  if (faults.any()) return faults.error();
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

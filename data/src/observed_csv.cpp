#include <fmt/format.h>

#include <algorithm>

#include "data/atomic_file.h"
#include "data/met_csv.h"
#include "met_columns.h"
#include "table_source.h"
#include "text_input.h"

namespace leeward::data {
namespace {

/// Columns of met/observed.csv, in this order after the hour.
constexpr std::pair<std::string_view, double ObservedHour::*> observed_columns[] = {
    {"wind_speed_m_per_s", &ObservedHour::wind_speed_m_per_s},
    {"wind_from_deg", &ObservedHour::wind_from_deg},
    {"temperature_k", &ObservedHour::temperature_k},
    {"cloud_tenths", &ObservedHour::cloud_tenths},
    {"solar_radiation_w_per_m2", &ObservedHour::solar_radiation_w_per_m2},
    {"pressure_hpa", &ObservedHour::pressure_hpa},
    {"relative_humidity_percent", &ObservedHour::relative_humidity_percent},
    {"precipitation_mm_per_h", &ObservedHour::precipitation_mm_per_h},
};

std::string observed_header() {
  std::string header = "hour_end_utc";
  for (const auto& [name, member] : observed_columns) header += "," + std::string(name);
  return header;
}

void read_observed_row(std::string_view line, std::size_t number, ObservedSeries& series, FaultList& faults) {
  const auto cells = cells_of(line, ',');
  if (cells.size() != std::size(observed_columns) + 1)
    return faults.error(number, fmt::format("{} columns", cells.size()),
                        fmt::format("{}", std::size(observed_columns) + 1));
  ObservedHour hour;
  const auto stamp = parse_iso_hour(cells[0]);
  if (!stamp) return faults.error(number, stamp.error().message, "an hour");
  hour.hour = *stamp;
  for (std::size_t i = 0; i < std::size(observed_columns); ++i) {
    const auto& [name, member] = observed_columns[i];
    if (cells[i + 1].empty()) continue;
    const auto value = parse_number(cells[i + 1]);
    const MetColumn* quantity = find_met_column(name);
    if (!value || *value < quantity->lowest || *value > quantity->highest)
      return faults.error(number, fmt::format("{} {}", name, shown(cells[i + 1])),
                          fmt::format("{:.6g} to {:.6g}", quantity->lowest, quantity->highest));
    hour.*member = *value;
  }
  if (!series.hours.empty() && hour.hour <= series.hours.back().hour)
    return faults.error(number, "hour " + cells[0], "ascending hours");
  series.hours.push_back(hour);
}

}  // namespace

Result<Loaded<ObservedSeries>> read_observed(const std::filesystem::path& file, const MetSite& site) {
  const auto text = read_text(file, "a table of hourly observations");
  if (!text) return tl::unexpected(text.error());
  FaultList faults(file.string());
  ObservedSeries series;
  series.site = site;
  series.origin = file.filename().string();
  const auto lines = lines_of(*text);
  std::size_t header = 0;
  if (lines[0].starts_with("# ")) {
    series.origin = std::string(lines[0].substr(2));
    header = 1;
  }
  if (header >= lines.size() || lines[header] != observed_header())
    faults.error(header + 1, shown(header < lines.size() ? lines[header] : ""),
                 "the header " + observed_header());
  else
    for (std::size_t i = header + 1; i < lines.size(); ++i)
      if (!trimmed(lines[i]).empty()) read_observed_row(lines[i], i + 1, series, faults);
  if (series.hours.empty() && !faults.has_errors()) faults.error(0, "no hours", "one row per hour");
  if (faults.has_errors()) return faults.refusal();
  return Loaded<ObservedSeries>{std::move(series), faults.remarks()};
}

Result<void> write_observed(const std::filesystem::path& file, const ObservedSeries& series) {
  std::string origin = series.origin;
  std::replace_if(
      origin.begin(), origin.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  std::string text = origin.empty() ? "" : "# " + origin + "\n";
  text += observed_header() + "\n";
  for (const ObservedHour& hour : series.hours) {
    text += to_iso(hour.hour);
    for (const auto& [name, member] : observed_columns)
      text += is_missing(hour.*member) ? "," : fmt::format(",{}", hour.*member);
    text += '\n';
  }
  return write_file(file, text);
}

}  // namespace leeward::data

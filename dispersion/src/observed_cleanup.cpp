#include "observed_cleanup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dispersion/surface_layer.h"

namespace leeward::dispersion {
namespace {

constexpr double least_wind_m_per_s = 0.2828;
constexpr std::int64_t longest_gap_h = 2;

struct SensorRange {
  double ObservedHour::*member;
  double lowest;
  double highest;
  const char* name;
};

// Wider than any weather on Earth: only what cannot be a measurement is left out.
constexpr SensorRange sensor_ranges[] = {
    {&ObservedHour::wind_speed_m_per_s, 0, 89.99, "wind speed [m/s]"},
    {&ObservedHour::wind_from_deg, 0, 360, "wind direction [deg]"},
    {&ObservedHour::temperature_k, 180, 340, "temperature [K]"},
    {&ObservedHour::cloud_tenths, 0, 10, "cloud cover [tenths]"},
    {&ObservedHour::solar_radiation_w_per_m2, -30, 1600, "solar radiation [W/m2]"},
    {&ObservedHour::pressure_hpa, 300, 1100, "pressure [hPa]"},
    {&ObservedHour::relative_humidity_percent, 0, 105, "relative humidity [%]"},
    {&ObservedHour::precipitation_mm_per_h, 0, 500, "precipitation [mm/h]"},
};

void leave_out_impossible(ObservedHour& hour, HourNotes& notes) {
  for (const SensorRange& range : sensor_ranges) {
    double& value = hour.*range.member;
    if (is_missing(value) || (value >= range.lowest && value <= range.highest)) continue;
    notes.count({.found = fmt::format("with an impossible {}", range.name),
                 .expected = fmt::format("{} to {}", range.lowest, range.highest),
                 .handled = "taken as missing"},
                hour.hour);
    value = missing;
  }
}

void fill_short_gaps(std::vector<ObservedHour>& hours, double ObservedHour::*member, bool is_whole,
                     const HourNotes::Kind& kind, HourNotes& notes) {
  std::size_t before = hours.size();  // last hour with a measured value; none yet
  for (std::size_t i = 0; i < hours.size(); ++i) {
    if (is_missing(hours[i].*member)) continue;
    if (before < i && i - before > 1 && hours[i].hour - hours[before].hour <= longest_gap_h + 1) {
      const double span_h = static_cast<double>(hours[i].hour - hours[before].hour);
      for (std::size_t k = before + 1; k < i; ++k) {
        const double fraction = static_cast<double>(hours[k].hour - hours[before].hour) / span_h;
        const double value = hours[before].*member + fraction * (hours[i].*member - hours[before].*member);
        hours[k].*member = is_whole ? std::round(value) : value;
        notes.count(kind, hours[k].hour);
      }
    }
    before = i;
  }
}

struct SiteCheck {
  bool is_good;
  std::string found;
  const char* expected;
};

bool all_in(const std::vector<double>& values, double above, double below) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v > above && v < below; });
}

bool is_monthly(const std::vector<double>& values) {
  return values.size() == 1 || values.size() == 12;
}

}  // namespace

void HourNotes::count(const Kind& kind, UtcHour hour, std::size_t hours) {
  const auto same = std::find_if(tallies_.begin(), tallies_.end(),
                                 [&](const Tally& tally) { return tally.kind.found == kind.found; });
  if (same == tallies_.end()) {
    tallies_.push_back({kind, hours, hour});
  } else {
    same->hours += hours;
  }
}

std::vector<Fault> HourNotes::faults(const std::string& origin) const {
  std::vector<Fault> faults;
  for (const Tally& tally : tallies_) {
    faults.push_back(
        {.severity = tally.kind.severity,
         .file = origin,
         .layer = "meteorology",
         .feature = fmt::format("first at {}", to_iso(tally.first)),
         .found = fmt::format("{} hour{} {}", tally.hours, tally.hours == 1 ? "" : "s", tally.kind.found),
         .expected = tally.kind.expected,
         .handled = tally.kind.handled});
  }
  return faults;
}

std::vector<Fault> faults_of(const ObservedSeries& observed) {
  const MetSite& site = observed.site;
  const double highest_z0 =
      site.roughness_length_m.empty()
          ? 0.0
          : *std::max_element(site.roughness_length_m.begin(), site.roughness_length_m.end());
  const SiteCheck checks[] = {
      {std::abs(site.latitude_deg) <= 90 && std::abs(site.longitude_deg) <= 180,
       fmt::format("station at latitude {}, longitude {}", site.latitude_deg, site.longitude_deg),
       "latitude -90 to 90 and longitude -180 to 180 deg"},
      {std::abs(site.utc_offset_hours) <= 14, fmt::format("UTC offset {} h", site.utc_offset_hours),
       "-14 to 14 h"},
      {site.elevation_m > -500 && site.elevation_m < 9000, fmt::format("elevation {} m", site.elevation_m),
       "-500 to 9000 m"},
      {is_monthly(site.roughness_length_m) && all_in(site.roughness_length_m, 0, 10),
       fmt::format("{} roughness length(s)", site.roughness_length_m.size()),
       "1 or 12 values between 0 and 10 m"},
      {is_monthly(site.albedo) && all_in(site.albedo, 0, 1),
       fmt::format("{} albedo value(s)", site.albedo.size()), "1 or 12 values between 0 and 1"},
      {is_monthly(site.bowen_ratio) && all_in(site.bowen_ratio, 0, 1000),
       fmt::format("{} Bowen ratio(s)", site.bowen_ratio.size()), "1 or 12 values above 0"},
      {site.wind_height_m > 0 && site.wind_height_m <= 100 && site.wind_height_m >= 7 * highest_z0,
       fmt::format("wind measured at {} m over a roughness length of {} m", site.wind_height_m, highest_z0),
       "a height between 7 roughness lengths and 100 m"},
      {site.temperature_height_m >= 0 && site.temperature_height_m <= 100,
       fmt::format("temperature measured at {} m", site.temperature_height_m), "0 to 100 m"},
      {site.morning_gradient_k_per_m > 0 && site.morning_gradient_k_per_m <= 0.1,
       fmt::format("morning potential-temperature gradient {} K/m", site.morning_gradient_k_per_m),
       "above 0, up to 0.1 K/m"},
      {!observed.hours.empty(), "no hours", "at least one hour"},
  };
  std::vector<Fault> faults;
  for (const SiteCheck& check : checks) {
    if (check.is_good) continue;
    faults.push_back({.file = observed.origin,
                      .layer = "meteorology",
                      .feature = "station",
                      .found = check.found,
                      .expected = check.expected,
                      .handled = ""});
  }
  const auto unordered =
      std::adjacent_find(observed.hours.begin(), observed.hours.end(),
                         [](const ObservedHour& a, const ObservedHour& b) { return a.hour >= b.hour; });
  if (unordered != observed.hours.end()) {
    faults.push_back({.file = observed.origin,
                      .layer = "meteorology",
                      .feature = "hour " + to_iso(std::next(unordered)->hour),
                      .found = "hour after " + to_iso(unordered->hour),
                      .expected = "each hour once, in ascending order",
                      .handled = ""});
  }
  return faults;
}

std::vector<ObservedHour> cleaned_hours(const ObservedSeries& observed, HourNotes& notes) {
  std::vector<ObservedHour> hours = observed.hours;
  for (ObservedHour& hour : hours) leave_out_impossible(hour, notes);
  fill_short_gaps(
      hours, &ObservedHour::temperature_k, false,
      {Severity::note, "without temperature, between measured ones", "a temperature", "interpolated"}, notes);
  fill_short_gaps(
      hours, &ObservedHour::cloud_tenths, true,
      {Severity::note, "without cloud cover, between measured ones", "cloud cover", "interpolated"}, notes);
  const double usual_pressure = standard_pressure_hpa(observed.site.elevation_m);
  for (ObservedHour& hour : hours) {
    if (hour.wind_speed_m_per_s > 0 && hour.wind_speed_m_per_s < least_wind_m_per_s) {
      notes.count({Severity::note, "with wind above 0 but below 0.2828 m/s", "", "raised to 0.2828 m/s"},
                  hour.hour);
      hour.wind_speed_m_per_s = least_wind_m_per_s;
    }
    if (hour.solar_radiation_w_per_m2 < 0)
      hour.solar_radiation_w_per_m2 = 0;  // a sensor's zero offset at night
    if (!is_missing(hour.pressure_hpa)) continue;
    notes.count({Severity::note, "without pressure", "a station pressure",
                 fmt::format("{:.1f} hPa of the standard atmosphere taken", usual_pressure)},
                hour.hour);
    hour.pressure_hpa = usual_pressure;
  }
  return hours;
}

}  // namespace leeward::dispersion

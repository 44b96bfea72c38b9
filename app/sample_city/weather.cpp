#include "weather.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/model/geometry.h"
#include "core/model/units.h"
#include "random.h"
#include "sample_city.h"

namespace leeward::sample {
namespace {

/// Synoptic state at noon of a local day: where the gradient wind comes from and how hard it blows, cloud, mean
/// temperature, pressure, rain.
struct DayState {
  double from_deg, wind_m_per_s, cloud_tenths, mean_c, pressure_hpa, rain_mm_per_h;
};

constexpr std::array<DayState, 33> day_states = {{
    {230, 5.0, 6, 8.5, 1014, 0},     // 28 February
    {240, 5.5, 7, 8.8, 1012, 0},   {220, 7.0, 9, 9.6, 1007, 0.5}, {210, 9.5, 10, 10.4, 999, 1.8}, {300, 8.0, 5, 7.0, 1006, 0.3},
    {320, 5.0, 3, 5.8, 1017, 0},   {280, 3.2, 4, 6.4, 1021, 0},   {240, 4.4, 6, 7.6, 1019, 0},    {230, 5.8, 7, 8.9, 1015, 0},
    {215, 7.5, 9, 10.1, 1008, .6}, {205, 10.2, 10, 10.9, 998, 2.4}, {310, 8.8, 6, 6.9, 1005, .4}, {330, 5.4, 3, 5.1, 1018, 0},
    {20, 3.6, 2, 4.8, 1026, 0},    {50, 2.0, 2, 5.6, 1031, 0},    {70, 0.9, 1, 6.8, 1034, 0},     {100, 0.6, 0.5, 7.6, 1035, 0},
    {60, 0.5, 0.5, 8.2, 1034, 0},  {120, 0.9, 1, 8.8, 1031, 0},   {190, 3.0, 5, 9.6, 1023, 0},    {210, 6.4, 8, 10.3, 1013, .4},
    {225, 8.4, 9, 10.6, 1006, 1.4}, {290, 6.6, 5, 8.0, 1011, .2}, {250, 4.6, 5, 8.2, 1015, 0},    {220, 6.2, 8, 9.6, 1010, .3},
    {200, 9.0, 10, 11.0, 1001, 2.0}, {300, 9.6, 6, 7.4, 1004, .5}, {330, 6.0, 4, 6.2, 1014, 0},   {350, 4.2, 3, 6.6, 1021, 0},
    {150, 2.6, 3, 8.4, 1023, 0},   {170, 3.4, 4, 9.4, 1020, 0},   {200, 4.8, 6, 10.2, 1016, 0},
    {215, 6.0, 7, 10.5, 1012, 0},    // 1 April
}};

Vec2 towards(double from_deg, double speed) {
  const double angle = from_deg * rad_per_deg;
  return {-speed * std::sin(angle), -speed * std::cos(angle)};
}

/// Between the noons of two days.
double between(double DayState::*member, double day) {
  const double at = std::clamp(day - 0.5 + 1.0, 0.0, 31.999);
  const auto i = static_cast<std::size_t>(at);
  return std::lerp(day_states[i].*member, day_states[i + 1].*member, at - static_cast<double>(i));
}

Vec2 synoptic_wind(double day) {
  const double at = std::clamp(day - 0.5 + 1.0, 0.0, 31.999);
  const auto i = static_cast<std::size_t>(at);
  const double t = at - static_cast<double>(i);
  return (1 - t) * towards(day_states[i].from_deg, day_states[i].wind_m_per_s) +
         t * towards(day_states[i + 1].from_deg, day_states[i + 1].wind_m_per_s);
}

double bell(double hour, double at, double width) {
  double d = std::abs(hour - at);
  d = std::min(d, 24 - d);
  return std::exp(-0.5 * d * d / (width * width));
}

bool is_missing_hour(int day, int hour) { return (day == 7 && hour >= 10 && hour <= 12) || (day == 23 && hour >= 2 && hour <= 3); }

}  // namespace

ObservedSeries make_weather() {
  ObservedSeries series;
  MetSite& site = series.site;
  site.station = "Port Alder airport (fictional)";
  site.latitude_deg = 44.99;
  site.longitude_deg = -26.94;
  site.elevation_m = 8;
  site.utc_offset_hours = utc_offset_hours;
  site.roughness_length_m = {0.05};  // grass at the coast; the same in kit.toml
  site.albedo = {0.18};
  site.bowen_ratio = {0.7};
  series.origin = notice;

  Random random("weather");
  Vec2 gust{0, 0};
  double warmth = 0;
  double veil = 0;
  for (int day = 1; day <= 31; ++day) {
    for (int hour = 1; hour <= 24; ++hour) {  // ends of local standard hours
      const double middle = hour - 0.5;
      const double when = day - 1 + middle / hours_per_day;
      gust = 0.72 * gust + 0.42 * Vec2{random.normal(), random.normal()};
      warmth = 0.9 * warmth + 0.22 * random.normal();
      veil = 0.85 * veil + 0.55 * random.normal();

      const double cloud = std::clamp(between(&DayState::cloud_tenths, when) + veil * (between(&DayState::cloud_tenths, when) > 2 ? 1.3 : 0.5), 0.0, 10.0);
      const double clear = 1 - cloud / 10;
      const double sun = bell(middle, 13.0, 3.4);
      const Vec2 gradient = synoptic_wind(when);
      const double strength = length(gradient);
      // Gradient wind comes down by day; sea breeze from the south in the afternoon, air from the valley at night.
      const double coupling = (0.62 + 0.30 * sun * clear + 0.038 * std::min(strength, 8.0));
      const double local = clear * std::clamp(1.15 - strength / 7.5, 0.0, 1.0);
      const double breeze = 3.1 * local * bell(middle, 14.5, 2.6);
      const double drainage = 1.15 * local * (bell(middle, 3.5, 3.6) + bell(middle, 23.0, 2.0) * 0.6);
      const bool is_stagnant = day >= first_stagnant_day && day <= last_stagnant_day;
      const double unrest = is_stagnant ? 0.34 : 0.75;
      const Vec2 wind = coupling * gradient + towards(188, breeze) + towards(22, drainage) + unrest * gust;

      ObservedHour out;
      out.hour = utc_from_local_standard({2025, 3, day, hour}, utc_offset_hours);
      double speed = std::round(length(wind) * 10) / 10;
      double from = std::atan2(-wind.x, -wind.y) / rad_per_deg;
      from = std::round(std::fmod(from + 360, 360) / 10) * 10;
      if (from == 0) from = 360;
      if (speed < 0.5) {
        speed = 0;
        from = 0;
      }
      const double swing = (1.4 + 4.6 * clear) * (bell(middle, 14.5, 4.2) - bell(middle, 5.0, 4.0) * 0.9);
      const double temperature = between(&DayState::mean_c, when) + swing + warmth - 0.9 * breeze * 0.35;
      const double rain = between(&DayState::rain_mm_per_h, when) * (cloud > 7.5 ? std::max(0.0, 0.8 + random.normal()) : 0.0);
      const double damp = 74 + 12 * (cloud / 10) - 4.6 * swing + (rain > 0.1 ? 12 : 0) + 2 * random.normal();
      if (!is_missing_hour(day, hour)) {
        out.wind_speed_m_per_s = speed;
        out.wind_from_deg = from;
        out.temperature_k = kelvin_from_celsius(std::round(temperature * 10) / 10);
        out.cloud_tenths = std::round(cloud);
        out.pressure_hpa = std::round((between(&DayState::pressure_hpa, when) + 0.4 * random.normal()) * 10) / 10;
        out.relative_humidity_percent = std::round(std::clamp(damp, 25.0, 100.0));
        out.precipitation_mm_per_h = rain < 0.1 ? 0 : std::round(rain * 10) / 10;
      }
      series.hours.push_back(out);
    }
  }
  return series;
}

std::string stamp(UtcHour hour) { return to_iso(hour).replace(10, 1, " ").substr(0, 16); }

std::string to_csv(const ObservedSeries& series) {
  std::string text =
      "time_utc,wind_speed_m_per_s,wind_from_deg,temperature_c,cloud_tenths,pressure_hpa,relative_humidity_percent,"
      "precipitation_mm\n";
  const auto value = [](double number, int digits) { return is_missing(number) ? "" : fmt::format("{:.{}f}", number, digits); };
  for (const ObservedHour& hour : series.hours)
    text += fmt::format("{},{},{},{},{},{},{},{}\n", stamp(hour.hour), value(hour.wind_speed_m_per_s, 1),
                        value(hour.wind_from_deg, 0), value(celsius_from_kelvin(hour.temperature_k), 1),
                        value(hour.cloud_tenths, 0), value(hour.pressure_hpa, 1), value(hour.relative_humidity_percent, 0),
                        value(hour.precipitation_mm_per_h, 1));
  return text;
}

}  // namespace leeward::sample

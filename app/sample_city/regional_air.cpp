#include "regional_air.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/time.h"
#include "random.h"
#include "sample_city.h"
#include "weather.h"

namespace leeward::sample {
namespace {

double local_hour(const ObservedHour& hour) {
  return static_cast<double>(local_standard_from_utc(hour.hour, utc_offset_hours).hour);
}

}  // namespace

std::vector<double> stagnation_of(const ObservedSeries& weather) {
  std::vector<double> all;
  double stagnation = 0;
  for (const ObservedHour& hour : weather.hours) {
    const double wind = is_missing(hour.wind_speed_m_per_s) ? 3.0 : hour.wind_speed_m_per_s;
    stagnation += ((wind < 2.2 ? 1.0 : 0.0) - stagnation) / 30.0;
    all.push_back(stagnation);
  }
  return all;
}

double background_ug_per_m3(const std::string& pollutant, const ObservedHour& hour, double stagnation) {
  const double course = std::cos((local_hour(hour) - 8.0) / 12.0 * std::numbers::pi);
  const double wash = hour.precipitation_mm_per_h > 0.2 ? 0.75 : 1.0;
  const double nox = 4.5 + 0.8 * course + 5.0 * stagnation;
  if (pollutant == "NOx") return nox;
  if (pollutant == "NO2") return 0.85 * nox;
  if (pollutant == "SO2") return wash * (1.2 + 1.0 * stagnation);
  if (pollutant == "PM10") return wash * (12.0 + 1.0 * course + 9.0 * stagnation);
  return wash * (7.0 + 0.7 * course + 8.0 * stagnation);
}

double ozone_ug_per_m3(const ObservedHour& hour, double stagnation) {
  const double day = std::cos((local_hour(hour) - 15.0) / 12.0 * std::numbers::pi);  // -1 at 3, 1 at 15
  return 72.0 + 14.0 * day - stagnation * (28.0 - 22.0 * day);
}

std::string regional_air_csv(const ObservedSeries& weather) {
  const char* const pollutants[] = {"NOx", "NO2", "PM10", "PM2.5", "SO2"};
  std::string text = "time_utc,O3_ug_per_m3";
  for (const char* pollutant : pollutants) text += fmt::format(",{}_ug_per_m3", pollutant);
  text += '\n';
  Random random("regional air");
  const std::vector<double> stagnation = stagnation_of(weather);
  double unrest = 0;
  for (std::size_t i = 0; i < weather.hours.size(); ++i) {
    const ObservedHour& hour = weather.hours[i];
    unrest = 0.8 * unrest + 3.0 * random.normal();
    text += fmt::format("{},{:.1f}", stamp(hour.hour),
                        std::max(2.0, ozone_ug_per_m3(hour, stagnation[i]) + unrest));
    for (const char* pollutant : pollutants)
      text += fmt::format(",{:.1f}", background_ug_per_m3(pollutant, hour, stagnation[i]));
    text += '\n';
  }
  return text;
}

}  // namespace leeward::sample

#include "observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/build_scenario.h"
#include "core/model/traffic_emission.h"
#include "core/model/units.h"
#include "dispersion/met_preprocessor.h"
#include "dispersion/run.h"
#include "random.h"
#include "regional_air.h"
#include "weather.h"

namespace leeward::sample {
namespace {

const std::vector<std::string> measured_pollutants = {"NOx", "PM10", "PM2.5"};

/// By how much the true emissions differ from the inventory's.
double true_factor(const std::string& group) {
  if (group == "traffic") return 1.28;
  if (group == "heating") return 1.40;
  if (group == "port") return 1.20;
  return 0.92;  // industry
}

/// The wind over the whole city is not the airport's: errors that last some hours. Calm hours had a breath of air, and
/// hours missing at the airport had weather too.
ObservedSeries true_weather(ObservedSeries series) {
  Random random("true wind");
  double turn_deg = 0;
  double gain = 0;
  ObservedHour last = series.hours.front();
  for (ObservedHour& hour : series.hours) {
    const UtcHour when = hour.hour;
    if (is_missing(hour.wind_speed_m_per_s)) hour = last;
    hour.hour = when;
    if (hour.wind_speed_m_per_s <= 0) {
      hour.wind_speed_m_per_s = 0.5;
      hour.wind_from_deg = last.wind_from_deg;
    }
    last = hour;
    turn_deg = 0.7 * turn_deg + 7.0 * random.normal();
    gain = 0.8 * gain + 0.08 * random.normal();
    hour.wind_speed_m_per_s = std::max(0.5, hour.wind_speed_m_per_s * std::exp(gain));
    hour.wind_from_deg = std::fmod(hour.wind_from_deg + turn_deg + 720.0, 360.0);
  }
  return series;
}

class KeepAll final : public dispersion::HourSink {
 public:
  void take(std::size_t hour_index, HourStatus status, std::span<const double> values) override {
    statuses.resize(std::max(statuses.size(), hour_index + 1), HourStatus::missing);
    hours.resize(statuses.size());
    statuses[hour_index] = status;
    hours[hour_index].assign(values.begin(), values.end());
  }
  std::vector<HourStatus> statuses;
  std::vector<std::vector<double>> hours;  ///< [column][receptor]
};

Result<Scenario> true_scenario(const SampleCity& made, const ObservedSeries& weather) {
  City city = made.city;
  city.settings.pollutants = measured_pollutants;
  city.settings.urban_population = 0;
  for (const Zone& zone : city.zones) city.settings.urban_population += zone.population;
  for (Road& road : city.roads) road.emission_g_per_m_s = illustrative_traffic_emission(road.traffic, measured_pollutants);
  auto sources = app::build_sources(city);
  if (!sources) return tl::unexpected(sources.error());
  Scenario scenario = std::move(sources->value);
  Random random("true emissions");
  for (Source& source : scenario.sources)
    std::visit([&](auto& one) {
      const double own = std::exp(0.15 * random.normal());
      for (double& rate : one.rates) rate *= true_factor(one.group) * own;
    }, source);
  for (const Station& station : city.stations) {
    // A grid of one cell has its terrain and hill height as the runs have them.
    const GridLayout place{{1, 1, station.position_m, 1.0}, {station.inlet_height_m}};
    auto receptor = app::build_receptors(city, place, 0, {});
    if (!receptor) return tl::unexpected(receptor.error());
    scenario.receptors.push_back(receptor->value.front());
  }
  auto met = dispersion::preprocess(true_weather(weather));
  if (!met) return tl::unexpected(met.error());
  scenario.met = std::move(met->value);
  return scenario;
}

}  // namespace

Result<std::vector<Observation>> make_observations(const SampleCity& made, const ObservedSeries& weather) {
  auto scenario = true_scenario(made, weather);
  if (!scenario) return tl::unexpected(scenario.error());
  KeepAll truth;
  NoProgress progress;
  const auto report = dispersion::run(*scenario, {}, {}, progress, truth);
  if (!report) return tl::unexpected(report.error());

  std::vector<Observation> observations;
  Random random("measuring");
  const std::vector<double> stagnation = stagnation_of(weather);
  const std::size_t stations = made.city.stations.size();
  std::vector<std::size_t> silent_until(stations, 0);
  for (std::size_t h = 0; h < weather.hours.size(); ++h) {
    const ObservedHour& hour = weather.hours[h];
    for (std::size_t s = 0; s < stations; ++s) {
      if (random.chance(0.0035)) silent_until[s] = h + 1 + random.below(9);  // calibration, failures
      for (const std::string& pollutant : made.city.stations[s].pollutants) {
        // Drawn for each value, given or not, so that gaps change nothing else.
        const double relative = 0.07 * random.normal();
        const double absolute = (pollutant == "NOx" ? 0.8 : 1.2) * random.normal();
        const auto column = static_cast<std::size_t>(
            std::find(measured_pollutants.begin(), measured_pollutants.end(), pollutant) - measured_pollutants.begin());
        if (h < silent_until[s] || h >= truth.hours.size() || truth.statuses[h] != HourStatus::valid) continue;
        const double local = truth.hours[h][column * stations + s];
        const double value = (local + background_ug_per_m3(pollutant, hour, stagnation[h])) * std::exp(relative) + absolute;
        observations.push_back({hour.hour, s, pollutant, std::max(0.0, std::round(value * 10.0) / 10.0)});
      }
    }
  }
  return observations;
}

std::string to_csv(const City& city, const std::vector<Observation>& observations) {
  std::string text = "station,time_utc,pollutant,value_ug_per_m3\n";
  for (const Observation& one : observations)
    text += fmt::format("{},{},{},{:.1f}\n", city.stations[one.station].id, stamp(one.hour), one.pollutant, one.value_ug_per_m3);
  return text;
}

}  // namespace leeward::sample

#include "hour_sources.h"

namespace leeward::dispersion {
namespace hour_source_detail {

void replace(double& value, double of_the_hour) {
  if (!is_missing(of_the_hour)) value = of_the_hour;
}

void change(PointSource& stack, const HourlyRelease& release) {
  replace(stack.exit_temperature_k, release.exit_temperature_k);
  replace(stack.exit_velocity_m_per_s, release.exit_velocity_m_per_s);
}
void change(VolumeSource& volume, const HourlyRelease& release) {
  replace(volume.release_height_m, release.release_height_m);
  replace(volume.initial_sigma_y_m, release.initial_sigma_y_m);
  replace(volume.initial_sigma_z_m, release.initial_sigma_z_m);
}
void change(AreaSource& polygon, const HourlyRelease& release) {
  replace(polygon.release_height_m, release.release_height_m);
  replace(polygon.initial_sigma_z_m, release.initial_sigma_z_m);
}
void change(LineSource& link, const HourlyRelease& release) {
  replace(link.release_height_m, release.release_height_m);
  // One height for the hour: it holds for the whole link.
  if (!is_missing(release.release_height_m)) link.end_release_height_m.reset();
  replace(link.initial_sigma_z_m, release.initial_sigma_z_m);
}

bool is_changed(const HourlyRelease& r) {
  return !is_missing(r.exit_temperature_k) || !is_missing(r.exit_velocity_m_per_s) ||
         !is_missing(r.release_height_m) || !is_missing(r.initial_sigma_y_m) ||
         !is_missing(r.initial_sigma_z_m);
}

}  // namespace hour_source_detail

BaseRates::BaseRates(const Scenario& scenario) {
  first_.reserve(scenario.sources.size() + 1);
  first_.push_back(0);
  for (const Source& source : scenario.sources) {
    const std::vector<double>& rates = common(source).rates;
    for (std::size_t c = 0; c < rates.size(); ++c)
      if (rates[c] != 0) rates_.push_back({static_cast<std::uint32_t>(c), rates[c]});
    first_.push_back(rates_.size());
  }
}

HourSources hour_sources(const Scenario& scenario, const BaseRates& base, std::size_t hour_index,
                         double wind_speed_m_per_s) {
  using namespace hour_source_detail;
  HourSources out;
  out.has_credit.resize(scenario.columns.size());
  out.first_rate.push_back(0);
  std::vector<double> factors;
  for (const EmissionFactors& schedule : scenario.schedules)
    factors.push_back(factor(schedule, scenario.met.hours[hour_index].hour, scenario.met.utc_offset_hours,
                             wind_speed_m_per_s));
  for (std::size_t s = 0; s < scenario.sources.size(); ++s) {
    if (base.of(s).empty()) continue;
    const SourceCommon& shared = common(scenario.sources[s]);
    const HourlyRelease* release =
        shared.hourly ? &scenario.hourly_emissions[*shared.hourly].hours[hour_index] : nullptr;
    const double factor_now = release ? release->rate : factors[shared.schedule];
    if (factor_now == 0) continue;
    ActiveSource active{s, &scenario.sources[s]};
    if (release && is_changed(*release)) {
      Source& copy = out.changed.emplace_back(scenario.sources[s]);
      std::visit([&](auto& source) { change(source, *release); }, copy);
      active.source = &copy;
    }
    out.active.push_back(active);
    for (const ColumnRate& entry : base.of(s)) {
      const double rate = entry.rate * factor_now;
      out.rates.push_back({entry.column, rate});
      if (rate < 0) out.has_credit[entry.column] = true;
    }
    out.first_rate.push_back(out.rates.size());
  }
  return out;
}

}  // namespace leeward::dispersion

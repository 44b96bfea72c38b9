#include "app/response_solver.h"
#include "core/assess/date.h"
#include "data/hash.h"
#include "scenario_hash.h"

namespace leeward::app {

std::vector<DayOfHours> days_of(const MetSeries& met) {
  std::vector<DayOfHours> days;
  Date last_date;
  for (std::size_t i = 0; i < met.hours.size(); ++i) {
    const Date date = hour_of_day(met.hours[i].hour, met.utc_offset_hours).date;
    if (days.empty() || date != last_date) days.push_back({i, 0});
    last_date = date;
    ++days.back().count;
  }
  return days;
}

ResponseKeys::ResponseKeys(const ResponseJob& job) : days_(days_of(job.scenario->met)) {
  const Scenario& scenario = *job.scenario;
  data::Sha256 receptors;
  add_receptors(receptors, scenario.receptors);
  data::Sha256 shared;
  shared.add_text(dispersion::solver_version());
  shared.add_text(dispersion::to_text(job.mode));
  add_options(shared, scenario);
  add_met_site(shared, scenario.met);
  shared.add_text(receptors.hex());
  const std::string common_key = shared.hex();
  for (const DayOfHours& day : days_) {
    data::Sha256 hash;
    hash.add_text(common_key);
    hash.add_integer(static_cast<std::int64_t>(day.count));
    for (std::size_t i = 0; i < day.count; ++i) add_met_hour(hash, scenario.met.hours[day.first + i]);
    of_day_.push_back(hash.hex());
  }
  for (const ResponsePattern& pattern : job.patterns) {
    data::Sha256 hash;
    hash.add_integer(static_cast<std::int64_t>(pattern.size()));
    for (const PatternWeight& weight : pattern) {
      hash.add_number(weight.weight);
      add_release(hash, scenario, scenario.sources[weight.source]);
    }
    of_pattern_.push_back(hash.hex());
  }
}

std::string ResponseKeys::hours(std::size_t pattern, std::size_t day) const {
  data::Sha256 hash;
  hash.add_text("hours");
  hash.add_text(of_day_[day]);
  hash.add_text(of_pattern_[pattern]);
  return hash.hex();
}

}  // namespace leeward::app

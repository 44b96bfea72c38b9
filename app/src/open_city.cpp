#include "app/open_city.h"

#include <algorithm>
#include <iterator>

#include "app/build_scenario.h"
#include "app/city_plan.h"
#include "data/aermet_file.h"
#include "data/met_csv.h"
#include "data/twin_file.h"
#include "dispersion/met_preprocessor.h"
#include "gis/twin_store.h"

namespace leeward::app {
namespace {

void append(std::vector<Fault>& faults, std::vector<Fault> more) {
  faults.insert(faults.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Leaves the hours of the window and those before it that the mixing heights remember; all when none is in it.
void keep_window(std::vector<ObservedHour>& hours, const HourWindow& window) {
  constexpr std::int64_t remembered_hours = 72;
  const auto is_late = [&](const ObservedHour& hour) { return window.to && hour.hour > *window.to; };
  const auto is_early = [&](const ObservedHour& hour, std::int64_t grace) {
    return window.from && hour.hour + grace < *window.from;
  };
  if (std::all_of(hours.begin(), hours.end(),
                  [&](const ObservedHour& hour) { return is_early(hour, 0) || is_late(hour); }))
    return;
  std::erase_if(hours, [&](const ObservedHour& hour) { return is_early(hour, remembered_hours) || is_late(hour); });
}

/// The faults of an error, or its message as one fault when it lists none.
std::vector<Fault> faults_of(Error error) {
  if (!error.faults.empty()) return std::move(error.faults);
  Fault fault;
  fault.found = std::move(error.message);
  return {std::move(fault)};
}

}  // namespace

Result<Loaded<City>> open_city(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    return fail(ErrorCode::input, folder.string() + " is not a folder; expected a twin with twin.toml");
  auto settings = data::read_twin_settings(folder / "twin.toml");
  if (!settings) return tl::unexpected(settings.error());
  auto city = gis::read_layers(folder, settings->value);
  if (!city) return tl::unexpected(city.error());
  city->value.folder = folder;
  city->value.settings = std::move(settings->value);
  append(city->faults, std::move(settings->faults));
  return city;
}

Result<Loaded<MetSeries>> load_met(const City& city, const HourWindow& window) {
  const TwinSettings& settings = city.settings;
  if (!settings.met_surface_file.empty())
    return data::read_aermet(city.folder / settings.met_surface_file, city.folder / settings.met_profile_file,
                             settings.utc_offset_hours, settings.met_base_elevation_m);
  if (settings.met_observed_file.empty())
    return fail(ErrorCode::input, "the twin has no meteorology: twin.toml names neither AERMET files nor an hourly table");
  auto observed = data::read_observed(city.folder / settings.met_observed_file, settings.met_site);
  if (!observed) return tl::unexpected(observed.error());
  keep_window(observed->value.hours, window);
  auto met = dispersion::preprocess(observed->value);
  if (!met) return met;
  append(met->faults, std::move(observed->faults));
  return met;
}

std::vector<Fault> check_city(const std::filesystem::path& folder) {
  auto city = open_city(folder);
  if (!city) return faults_of(std::move(city.error()));
  std::vector<Fault> faults = std::move(city->faults);
  auto met = load_met(city->value);
  if (!met) {
    append(faults, faults_of(std::move(met.error())));
  } else {
    append(faults, std::move(met->faults));
    if (!met->value.hours.empty()) {
      auto plan = plan_of_city(city->value, met->value);
      append(faults, plan ? std::move(plan->faults) : faults_of(std::move(plan.error())));
    }
  }
  auto scenario = build_sources(city->value);
  if (!scenario) {
    append(faults, faults_of(std::move(scenario.error())));
    return faults;
  }
  append(faults, std::move(scenario->faults));
  // One receptor is enough to have the sources, columns and hours validated.
  scenario->value.receptors = {Receptor{.position_m = city->value.settings.domain_m.centre()}};
  if (met) scenario->value.met = std::move(met->value);
  append(faults, validate(scenario->value));
  return faults;
}

}  // namespace leeward::app

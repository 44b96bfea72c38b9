#include "aermod_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "background.h"
#include "core/assess/date.h"
#include "data/aermet_file.h"
#include "data/hourly_emissions_file.h"
#include "reference_factors.h"
#include "reference_shapes.h"

namespace leeward::app {
namespace aermod_scenario {

using data::AermodRun;
using data::AermodSource;
using data::AermodSourceKind;

bool is_stack(AermodSourceKind kind) {
  return kind == AermodSourceKind::point || kind == AermodSourceKind::point_capped ||
         kind == AermodSourceKind::point_horizontal;
}

/// The error of a file that the runstream names, with the place that names it.
Unexpected at_place(const AermodRun& run, data::AermodPlace place, Error error) {
  error.message = fmt::format("{} line {}: {}", run.files.at(place.file), place.line, error.message);
  return Unexpected(std::move(error));
}

Ring ring_of(const AermodSource& s) {
  switch (s.kind) {
    case AermodSourceKind::area:
      return aermod_rectangle(s.position_m, s.x_length_m, s.y_length_m, s.angle_deg);
    case AermodSourceKind::area_circle:
      return aermod_circle(s.position_m, s.radius_m, s.vertex_count);
    case AermodSourceKind::line:
      return aermod_line(s.position_m, s.end_m, s.width_m);
    default:
      return s.vertices_m;
  }
}

template <class Kind>
Kind with_common(const AermodSource& s) {
  Kind source;
  source.id = s.id;
  source.group = s.id;
  source.base_elevation_m = s.base_elevation_m;
  source.is_flat = s.is_flat;
  source.is_urban = s.urban_area.has_value();
  source.urban_area = s.urban_area.value_or(0);
  return source;
}

/// Year, month, day and hour 1..24, as STARTEND gives them.
std::array<int, 4> date_numbers(UtcHour hour) {
  const auto [date, of_day] = hour_of_day(hour, 0.0);
  return {date.year, date.month, date.day, of_day};
}

bool is_wanted(const AermodRun& run, UtcHour hour) {
  const std::array<int, 4> at = date_numbers(hour);
  if (run.start && at < *run.start) return false;
  if (run.end && at > *run.end) return false;
  if (run.days.empty()) return true;
  const bool is_leap = is_valid_date(at[0], 2, 29);
  const auto day = static_cast<std::size_t>(day_of_year(at[0], at[1], at[2])) - 1;
  return is_leap ? run.leap_days[day] : run.days[day];
}

void rotate_winds(MetSeries& met, double angle_deg) {
  const auto turn = [&](double& from_deg) {
    if (is_missing(from_deg)) return;
    from_deg -= angle_deg;
    if (from_deg <= 0) from_deg += 360;
    if (from_deg > 360) from_deg -= 360;
  };
  for (MetHour& hour : met.hours) {
    turn(hour.wind_from_deg);
    for (ProfileLevel& level : hour.profile) turn(level.wind_from_deg);
  }
}

/// AERMOD's checks of the dates: the files must cover STARTEND, and days of the year need the right year.
Result<void> expect_hours_for(const AermodRun& run, const MetSeries& met, std::vector<Fault>& faults) {
  if (met.hours.empty()) return {};
  const std::array<int, 4> first = date_numbers(met.hours.front().hour);
  const std::array<int, 4> last = date_numbers(met.hours.back().hour);
  Fault fault;
  const auto at = [&](data::AermodPlace place) {
    fault.file = run.files.at(place.file);
    fault.feature = fmt::format("line {}", place.line);
  };
  if (run.start && (*run.start < first || *run.end > last)) {
    const auto text = [](const std::array<int, 4>& date) {
      return fmt::format("{}-{:02}-{:02} hour {}", date[0], date[1], date[2], date[3]);
    };
    at(run.start_end_place);
    fault.found = fmt::format("STARTEND from {} to {}", text(*run.start), text(*run.end));
    fault.expected = fmt::format("hours of {}: from {} to {}", run.surface_file.filename().string(),
                                 text(first), text(last));
    return fail(ErrorCode::input, fmt::format("{} cannot be solved", run.files.front()), {fault});
  }
  if (first[0] == run.surface_year) return {};
  at(run.surface_year_place);
  fault.found = fmt::format("SURFDATA with the year {}", run.surface_year);
  fault.expected = fmt::format("{}, the first year of the meteorology", first[0]);
  if (!run.days.empty())
    return fail(ErrorCode::input,
                fmt::format("{} cannot be solved: DAYRANGE needs the right year", run.files.front()),
                {fault});
  fault.severity = Severity::note;
  fault.handled = "the meteorology's dates hold, as in AERMOD";
  faults.push_back(std::move(fault));
  return {};
}

Result<std::vector<Fault>> add_met(const AermodRun& run, Scenario& scenario) {
  constexpr double local_time_as_utc = 0;
  auto met =
      data::read_aermet(run.surface_file, run.profile_file, local_time_as_utc, run.profile_base_elevation_m);
  if (!met) return at_place(run, run.surface_place, met.error());
  std::vector<Fault> faults = std::move(met->faults);
  scenario.met = std::move(met->value);
  if (auto covered = expect_hours_for(run, scenario.met, faults); !covered)
    return tl::unexpected(covered.error());
  std::erase_if(scenario.met.hours, [&](const MetHour& hour) { return !is_wanted(run, hour.hour); });
  if (scenario.met.hours.empty())
    return fail(ErrorCode::input,
                fmt::format("{}: found no hour of STARTEND and DAYRANGE in {}, expected some",
                            run.files.front(), run.surface_file.string()));
  if (run.wind_rotation_deg != 0) rotate_winds(scenario.met, run.wind_rotation_deg);
  return faults;
}

Result<EmissionFactors> factors_of(const AermodRun& run, const data::AermodFactors& given,
                                   const std::string& id) {
  auto factors = factors_of_type(id, given.type, given.values);
  if (!factors) return at_place(run, given.place, factors.error());
  if (run.wind_classes_m_per_s) factors->wind_class_bounds_m_per_s = *run.wind_classes_m_per_s;
  return factors;
}

Result<std::vector<Fault>> add_hourly(const AermodRun& run, Scenario& scenario) {
  if (run.hourly_files.empty()) return std::vector<Fault>{};
  std::vector<data::HourlySource> wanted;
  for (std::size_t i = 0; i < run.sources.size(); ++i) {
    const AermodSource& s = run.sources[i];
    if (!s.hourly_file) continue;
    data::HourlySource hourly;
    hourly.id = s.id;
    hourly.kind = is_stack(s.kind)                     ? data::HourlySource::Kind::stack
                  : s.kind == AermodSourceKind::volume ? data::HourlySource::Kind::volume
                                                       : data::HourlySource::Kind::area_or_road;
    hourly.rate_factor = (s.kind == AermodSourceKind::rline ? s.width_m : 1.0);
    std::visit([&](auto& kind) { kind.hourly = wanted.size(); }, scenario.sources[i]);
    wanted.push_back(std::move(hourly));
  }
  auto emissions = data::read_hourly_emissions(run.hourly_files.front(), wanted, scenario.met);
  if (!emissions) return at_place(run, run.hourly_places.front(), emissions.error());
  std::size_t downward = 0;
  for (HourlyEmissions& source : emissions->value)
    for (HourlyRelease& release : source.hours)
      if (release.exit_velocity_m_per_s < 0) {
        release.exit_velocity_m_per_s = 0;
        ++downward;
      }
  if (downward > 0) {
    Fault fault;
    fault.severity = Severity::note;
    fault.file = run.hourly_files.front().string();
    fault.found = fmt::format("{} exit velocities below 0 m/s", downward);
    fault.expected = "at least 0 m/s";
    fault.handled = "0 m/s is taken, as in AERMOD";
    emissions->faults.push_back(std::move(fault));
  }
  scenario.hourly_emissions = std::move(emissions->value);
  return std::move(emissions->faults);
}

Result<std::vector<Fault>> add_background(const AermodRun& run, Scenario& scenario) {
  std::vector<Fault> faults;
  if (std::none_of(run.groups.begin(), run.groups.end(),
                   [](const data::AermodGroup& group) { return group.has_background; }))
    return faults;
  const auto unit = ug_per_m3_of_unit(run.background_unit, run.pollutant);
  if (!unit) return tl::unexpected(unit.error());
  Background background;
  background.sector_starts_deg = run.background_sectors_deg;
  for (const data::AermodBackground& given : run.backgrounds) {
    BackgroundSector sector;
    if (given.values) {
      auto factors = factors_of(run, *given.values, "background");
      if (!factors) return tl::unexpected(factors.error());
      sector.by_time = std::move(*factors);
      for (double& value : sector.by_time.values) value *= *unit;
    }
    if (!given.hourly_file.empty()) {
      auto hourly = data::read_hourly_values(given.hourly_file, scenario.met);
      if (!hourly) return at_place(run, given.place, hourly.error());
      sector.hourly = std::move(hourly->value);
      for (double& value : sector.hourly) value *= *unit;
      faults.insert(faults.end(), hourly->faults.begin(), hourly->faults.end());
    }
    background.sectors.push_back(std::move(sector));
  }
  auto hours = background_of_hours(background, scenario.met);
  if (!hours) return at_place(run, run.backgrounds.front().place, hours.error());
  scenario.background_ug_per_m3 = std::move(*hours);
  for (double& value : scenario.background_ug_per_m3) value *= run.output_scale;
  return faults;
}

/// A fault of a source gets the line of its LOCATION.
void tell_place(const AermodRun& run, Fault& fault) {
  if (!fault.file.empty()) return;
  fault.file = run.files.front();
  const auto source = std::find_if(run.sources.begin(), run.sources.end(),
                                   [&](const AermodSource& s) { return s.id == fault.feature; });
  if (fault.layer != "sources" || source == run.sources.end()) return;
  fault.file = run.files.at(source->place.file);
  fault.feature = fmt::format("{} (line {})", source->id, source->place.line);
}

}  // namespace aermod_scenario

double rate_of(const data::AermodSource& source) {
  return source.kind == data::AermodSourceKind::rline ? source.emission * source.width_m : source.emission;
}

double decay_of(const data::AermodRun& run, const data::AermodSource& source) {
  constexpr double urban_so2_per_s = 4.81e-5;
  if (data::is_road(source.kind)) return 0;
  if (run.pollutant == "SO2") {
    if (!source.urban_area) return 0;
    return run.decay_per_s && !run.is_default ? *run.decay_per_s : urban_so2_per_s;
  }
  return run.is_default ? 0 : run.decay_per_s.value_or(0);
}

Source source_of(const data::AermodSource& given) {
  using aermod_scenario::with_common;
  using data::AermodSourceKind;
  switch (given.kind) {
    case AermodSourceKind::point:
    case AermodSourceKind::point_capped:
    case AermodSourceKind::point_horizontal: {
      auto s = with_common<PointSource>(given);
      s.position_m = given.position_m;
      s.stack_height_m = given.release_height_m;
      s.stack_diameter_m = given.stack_diameter_m;
      s.exit_velocity_m_per_s = given.exit_velocity_m_per_s;
      s.exit_temperature_k = given.exit_temperature_k;
      s.outlet = given.kind == AermodSourceKind::point_capped       ? StackOutlet::capped
                 : given.kind == AermodSourceKind::point_horizontal ? StackOutlet::horizontal
                                                                    : StackOutlet::vertical;
      return s;
    }
    case AermodSourceKind::volume: {
      auto s = with_common<VolumeSource>(given);
      s.position_m = given.position_m;
      s.release_height_m = given.release_height_m;
      s.initial_sigma_y_m = given.initial_sigma_y_m;
      s.initial_sigma_z_m = given.initial_sigma_z_m;
      return s;
    }
    case AermodSourceKind::rline:
    case AermodSourceKind::rlinext: {
      auto s = with_common<LineSource>(given);
      s.begin_m = given.position_m;
      s.end_m = given.end_m;
      s.width_m = given.width_m;
      s.release_height_m = given.release_height_m;
      if (given.kind == AermodSourceKind::rlinext && given.end_release_height_m != given.release_height_m)
        s.end_release_height_m = given.end_release_height_m;
      s.initial_sigma_z_m = given.initial_sigma_z_m;
      s.offset_m = given.offset_m;
      s.barriers = given.barriers;
      s.depression = given.depression;
      return s;
    }
    default: {
      auto s = with_common<AreaSource>(given);
      s.polygon_m.outer = aermod_scenario::ring_of(given);
      s.release_height_m = given.release_height_m;
      s.initial_sigma_z_m = given.initial_sigma_z_m;
      return s;
    }
  }
}

Result<Loaded<Scenario>> scenario_of(const data::AermodRun& run) {
  Loaded<Scenario> result;
  Scenario& scenario = result.value;
  const auto keep = [&](std::vector<Fault> faults) {
    result.faults.insert(result.faults.end(), faults.begin(), faults.end());
  };
  auto met = aermod_scenario::add_met(run, scenario);
  if (!met) return tl::unexpected(met.error());
  keep(std::move(*met));
  scenario.is_flat = run.is_flat;
  scenario.has_stack_tip_downwash = run.has_stack_tip_downwash;
  scenario.receptors = run.receptors;
  for (const data::AermodUrbanArea& area : run.urban_areas)
    scenario.urban_areas.push_back({area.id, area.population, area.roughness_length_m});
  for (const data::AermodGroup& group : run.groups)
    scenario.columns.push_back(
        {.pollutant = run.pollutant, .group = group.id, .has_background = group.has_background});
  scenario.schedules = {constant_factors()};
  std::vector<std::optional<std::size_t>> schedule_of(run.factors.size());
  for (const data::AermodSource& given : run.sources) {
    Source source = source_of(given);
    const double rate = (given.hourly_file ? 1.0 : rate_of(given)) * run.output_scale;
    std::size_t schedule = 0;
    if (given.factors) {
      if (!schedule_of[*given.factors]) {
        auto factors = aermod_scenario::factors_of(run, run.factors[*given.factors], given.id);
        if (!factors) return tl::unexpected(factors.error());
        schedule_of[*given.factors] = scenario.schedules.size();
        scenario.schedules.push_back(std::move(*factors));
      }
      schedule = *schedule_of[*given.factors];
    }
    std::visit(
        [&](auto& kind) {
          kind.decay_per_s = decay_of(run, given);
          kind.schedule = schedule;
          kind.rates.assign(run.groups.size(), 0.0);
        },
        source);
    const std::size_t index = scenario.sources.size();
    for (std::size_t group = 0; group < run.groups.size(); ++group)
      if (std::binary_search(run.groups[group].sources.begin(), run.groups[group].sources.end(), index))
        std::visit([&](auto& kind) { kind.rates[group] = rate; }, source);
    scenario.sources.push_back(std::move(source));
  }
  for (const auto& add : {aermod_scenario::add_hourly, aermod_scenario::add_background}) {
    auto faults = add(run, scenario);
    if (!faults) return tl::unexpected(faults.error());
    keep(std::move(*faults));
  }
  std::vector<Fault> wrong = validate(scenario);
  if (!wrong.empty()) {
    for (Fault& fault : wrong) aermod_scenario::tell_place(run, fault);
    return fail(ErrorCode::input, fmt::format("{} cannot be solved", run.files.front()), std::move(wrong));
  }
  return result;
}

}  // namespace leeward::app

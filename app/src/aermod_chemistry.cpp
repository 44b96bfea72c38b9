#include <fmt/format.h>

#include "aermod_scenario.h"
#include "background.h"
#include "data/hourly_emissions_file.h"
#include "dispersion/ozone.h"
#include "reference_factors.h"

namespace leeward::app {
namespace aermod_chemistry {

Unexpected at_place(const data::AermodRun& run, data::AermodPlace place, Error error) {
  error.message = fmt::format("{} line {}: {}", run.files.at(place.file), place.line, error.message);
  return Unexpected(std::move(error));
}

Result<dispersion::SectorSeries> sector_of(const data::AermodRun& run, const data::AermodOzone& given,
                                           const MetSeries& met, std::vector<Fault>& faults) {
  dispersion::SectorSeries sector;
  if (given.values) {
    const auto unit = ug_per_m3_of_unit(given.values_unit, "O3");
    if (!unit) return at_place(run, given.values->place, unit.error());
    auto by_time = factors_of_type("ozone", given.values->type, given.values->values);
    if (!by_time) return at_place(run, given.values->place, by_time.error());
    sector.by_time = std::move(*by_time);
    for (double& value : sector.by_time.values) value *= *unit;
    if (run.wind_classes_m_per_s) sector.by_time.wind_class_bounds_m_per_s = *run.wind_classes_m_per_s;
  }
  if (given.hourly_file.empty()) return sector;
  const auto unit = ug_per_m3_of_unit(given.hourly_unit, "O3");
  if (!unit) return at_place(run, given.place, unit.error());
  auto hourly = data::read_hourly_ozone(given.hourly_file, met);
  if (!hourly) return at_place(run, given.place, hourly.error());
  sector.hourly = std::move(hourly->value);
  for (double& value : sector.hourly) value *= *unit;
  faults.insert(faults.end(), hourly->faults.begin(), hourly->faults.end());
  return sector;
}

Fault ozone_note(const data::AermodRun& run, const dispersion::OzoneHours& ozone) {
  Fault note;
  note.severity = Severity::note;
  note.file = run.files.front();
  note.layer = "ozone";
  note.found = fmt::format("{} hours measured ({} raised by the night floor), {} by time, {} missing",
                           ozone.measured, ozone.raised, ozone.substituted, ozone.missing_hours);
  note.expected = "ozone in every hour";
  note.handled = ozone.missing_hours > 0
                     ? fmt::format("NO2 = {} NOx in the missing ones", run.chemistry.equilibrium_ratio)
                     : "used as it is";
  return note;
}

}  // namespace aermod_chemistry

Result<Loaded<dispersion::Chemistry>> chemistry_of(const data::AermodRun& run, const Scenario& scenario) {
  using namespace aermod_chemistry;
  Loaded<dispersion::Chemistry> result;
  dispersion::Chemistry& chemistry = result.value;
  const data::AermodChemistry& given = run.chemistry;
  chemistry.method = given.method;
  if (given.method == ChemistryMethod::none) return result;
  chemistry.arm2 = {given.arm2_lowest_ratio, given.arm2_highest_ratio};
  chemistry.equilibrium_ratio = given.equilibrium_ratio;
  chemistry.converted.assign(scenario.columns.size(), true);
  for (const data::AermodSource& source : run.sources)
    chemistry.sources.push_back({.in_stack_ratio = source.in_stack_no2_ratio.value_or(0),
                                 .olm_group = source.olm_group,
                                 .nox_rate = source.hourly_file ? 1.0 : rate_of(source)});
  if (given.method == ChemistryMethod::olm) {
    dispersion::SectoredSeries series;
    series.sector_starts_deg = given.ozone_sectors_deg;
    for (const data::AermodOzone& ozone : given.ozone) {
      auto sector = sector_of(run, ozone, scenario.met, result.faults);
      if (!sector) return tl::unexpected(sector.error());
      series.sectors.push_back(std::move(*sector));
    }
    auto ozone = dispersion::ozone_of_hours(series, given.has_night_floor, scenario.met);
    if (!ozone) return at_place(run, given.ozone.front().place, ozone.error());
    result.faults.push_back(ozone_note(run, *ozone));
    chemistry.ozone_ug_per_m3 = std::move(ozone->ug_per_m3);
  }
  if (auto faults = dispersion::validate(chemistry, scenario); !faults.empty())
    return fail(ErrorCode::input, fmt::format("{}: the chemistry cannot be used", run.files.front()),
                std::move(faults));
  return result;
}

}  // namespace leeward::app

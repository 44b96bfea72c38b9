#include "desktop/views.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "app/open_city.h"
#include "core/assess/field_statistics.h"

namespace leeward::desktop {
namespace {

Fault plain_fault(Severity severity, const std::string& text) {
  Fault fault;
  fault.severity = severity;
  fault.found = text;
  return fault;
}

ui::MapSummary summary_of(const ConcentrationField& field, std::size_t pollutant, std::size_t hour) {
  ui::MapSummary summary;
  const auto level = field.level_values(pollutant, hour, 0);
  summary.has_values = field.status[hour] == HourStatus::valid && !level.empty();
  if (!summary.has_values) return summary;
  summary.mean = std::accumulate(level.begin(), level.end(), 0.0) / static_cast<double>(level.size());
  const auto largest = std::max_element(level.begin(), level.end());
  const auto index = static_cast<std::size_t>(largest - level.begin());
  summary.maximum = static_cast<double>(*largest);
  const ReceptorGrid& grid = field.layout.grid;
  summary.maximum_at_m = grid.position(index % grid.columns, index / grid.columns);
  return summary;
}

ui::ShownFields shown_fields(FieldPtr ground, FieldPtr volume) {
  ui::ShownFields shown;
  shown.summaries.resize(ground->pollutants.size());
  for (std::size_t pollutant = 0; pollutant < ground->pollutants.size(); ++pollutant)
    for (std::size_t hour = 0; hour < ground->hours.size(); ++hour)
      shown.summaries[pollutant].push_back(summary_of(*ground, pollutant, hour));
  shown.ground = std::move(ground);
  shown.volume = std::move(volume);
  return shown;
}

ui::ShownFields reduced_fields(const app::FinishedRun& run, ui::MapStatistic statistic) {
  return shown_fields(reduced_field(*run.ground, statistic),
                      run.volume ? reduced_field(*run.volume, statistic) : nullptr);
}

/// The manifest says it for each pollutant (app/city_plan.h).
std::vector<bool> has_background(const app::FinishedRun& run) {
  std::vector<bool> all;
  for (const std::string& pollutant : run.ground->pollutants) {
    const auto said = run.manifest.options.find("background of " + pollutant);
    all.push_back(said != run.manifest.options.end() && said->second.starts_with("included"));
  }
  return std::find(all.begin(), all.end(), true) == all.end() ? std::vector<bool>{} : all;
}

}  // namespace

FieldPtr reduced_field(const ConcentrationField& field, ui::MapStatistic statistic) {
  auto reduced = std::make_shared<ConcentrationField>();
  reduced->layout = field.layout;
  reduced->pollutants = field.pollutants;
  reduced->unit = field.unit;
  reduced->averaging = to_text(statistic == ui::MapStatistic::mean ? Statistic::mean : Statistic::maximum);
  reduced->scenario = field.scenario;
  reduced->input_hash = field.input_hash;
  reduced->hours = {field.hours.empty() ? UtcHour{} : field.hours.back()};
  const bool has_valid =
      std::find(field.status.begin(), field.status.end(), HourStatus::valid) != field.status.end();
  reduced->status = {has_valid ? HourStatus::valid : HourStatus::missing};
  reduced->values.reserve(field.pollutants.size() * field.layout.size());
  for (std::size_t pollutant = 0; pollutant < field.pollutants.size(); ++pollutant)
    for (std::size_t height = 0; height < field.layout.heights_m.size(); ++height) {
      const FieldMap map = reduce(field, pollutant, height,
                                  statistic == ui::MapStatistic::mean ? Statistic::mean : Statistic::maximum);
      reduced->values.insert(reduced->values.end(), map.values.begin(), map.values.end());
    }
  return reduced;
}

ui::CityViewPtr make_city_view(Loaded<City> city) {
  auto view = std::make_shared<ui::CityView>();
  view->faults = std::move(city.faults);
  view->city = std::make_shared<const City>(std::move(city.value));
  if (auto met = app::load_met(*view->city)) {
    view->faults.insert(view->faults.end(), met->faults.begin(), met->faults.end());
    if (!met->value.hours.empty()) {
      view->met_first = met->value.hours.front().hour;
      view->met_last = met->value.hours.back().hour;
    }
  } else {
    std::vector<Fault> faults = std::move(met.error().faults);
    // A city without meteorology can be looked at; it cannot be run.
    if (faults.empty()) faults.push_back(plain_fault(Severity::warning, met.error().message));
    for (Fault& fault : faults) fault.severity = Severity::warning;
    view->faults.insert(view->faults.end(), faults.begin(), faults.end());
  }
  return view;
}

ui::RunViewPtr make_run_view(const app::FinishedRun& run) {
  auto view = std::make_shared<ui::RunView>();
  view->run_id = run.manifest.run_id;
  view->mode = run.manifest.mode;
  view->solver = run.manifest.solver;
  view->scenario = run.manifest.scenario;
  view->created = run.manifest.created;
  view->input_hash = run.manifest.input_hash;
  view->manifest_path = (run.folder / "manifest.json").string();
  view->notes = run.manifest.notes;
  for (const std::string& assumption : run.manifest.assumptions)
    view->notes.push_back(plain_fault(Severity::note, assumption));
  view->hourly = shown_fields(run.ground, run.volume);
  view->mean = reduced_fields(run, ui::MapStatistic::mean);
  view->maximum = reduced_fields(run, ui::MapStatistic::maximum);
  for (std::size_t pollutant = 0; pollutant < run.ground->pollutants.size(); ++pollutant)
    view->breaks.push_back(app::readable_breaks(*run.ground, pollutant));
  view->has_background = has_background(run);
  const auto& status = run.ground->status;
  const auto count = [&](HourStatus kind) {
    return static_cast<std::size_t>(std::count(status.begin(), status.end(), kind));
  };
  view->valid_hours = count(HourStatus::valid);
  view->calm_hours = count(HourStatus::calm);
  view->missing_hours = count(HourStatus::missing);
  return view;
}

}  // namespace leeward::desktop

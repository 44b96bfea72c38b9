#pragma once
#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "made_city.h"
#include "ui/city_view.h"

/// A run of the made-up city as the window gets it, with its statistics.
namespace leeward::ui::made {

inline ShownFields shown_fields(FieldPtr ground, FieldPtr volume) {
  ShownFields shown{ground, std::move(volume), {}};
  shown.summaries.resize(ground->pollutants.size());
  for (std::size_t p = 0; p < ground->pollutants.size(); ++p)
    for (std::size_t h = 0; h < ground->hours.size(); ++h) {
      MapSummary summary;
      const auto level = ground->level_values(p, h, 0);
      summary.has_values = ground->status[h] == HourStatus::valid;
      if (summary.has_values) {
        summary.mean = std::accumulate(level.begin(), level.end(), 0.0) / static_cast<double>(level.size());
        const auto top =
            static_cast<std::size_t>(std::max_element(level.begin(), level.end()) - level.begin());
        summary.maximum = static_cast<double>(level[top]);
        summary.maximum_at_m = ground->layout.grid.position(top % ground->layout.grid.columns,
                                                            top / ground->layout.grid.columns);
      }
      shown.summaries[p].push_back(summary);
    }
  return shown;
}

/// One "hour" with the largest value of the valid hours, or their mean.
inline FieldPtr over_hours(const ConcentrationField& field, bool is_mean) {
  auto one = std::make_shared<ConcentrationField>(field);
  one->hours = {field.hours.back()};
  one->status = {HourStatus::valid};
  one->values.assign(field.pollutants.size() * field.layout.size(), 0.0F);
  const auto valid = std::count(field.status.begin(), field.status.end(), HourStatus::valid);
  for (std::size_t p = 0; p < field.pollutants.size(); ++p)
    for (std::size_t h = 0; h < field.hours.size(); ++h) {
      const auto from = field.hour_values(p, h);
      const auto to = one->hour_values(p, 0);
      for (std::size_t i = 0; i < from.size(); ++i)
        to[i] = is_mean ? to[i] + from[i] / static_cast<float>(valid) : std::max(to[i], from[i]);
    }
  return one;
}

inline RunViewPtr run_view(const City& city, bool has_volume = true, std::size_t hours = 48) {
  auto run = std::make_shared<RunView>();
  run->run_id = "base-2024-03-09-0123abcd";
  run->mode = "standard";
  run->solver = "made up";
  run->scenario = "base";
  run->created = "2024-06-20T09:00:00Z";
  run->input_hash = "0123abcd0123abcd0123abcd0123abcd0123abcd0123abcd0123abcd0123abcd";
  run->manifest_path = "/somewhere/made-up-city/runs/base-2024-03-09-0123abcd/manifest.json";
  const FieldPtr ground = ground_field(city, hours);
  const FieldPtr volume = has_volume ? volume_field(city, hours) : nullptr;
  run->hourly = shown_fields(ground, volume);
  run->mean = shown_fields(over_hours(*ground, true), volume ? over_hours(*volume, true) : nullptr);
  run->maximum = shown_fields(over_hours(*ground, false), volume ? over_hours(*volume, false) : nullptr);
  run->breaks = {scale().breaks, {0.5, 1, 2, 5, 10, 20}};
  const auto count = [&](HourStatus kind) {
    return static_cast<std::size_t>(std::count(ground->status.begin(), ground->status.end(), kind));
  };
  run->valid_hours = count(HourStatus::valid);
  run->calm_hours = count(HourStatus::calm);
  run->missing_hours = count(HourStatus::missing);
  Fault note;
  note.severity = Severity::note;
  note.found = "roads took emissions from traffic x defaults (illustrative)";
  run->notes.push_back(note);
  return run;
}

inline CityViewPtr city_view(std::shared_ptr<const City> city) {
  auto view = std::make_shared<CityView>();
  view->city = std::move(city);
  view->met_first = UtcHour{475000};
  view->met_last = UtcHour{475071};
  Fault fault;
  fault.severity = Severity::warning;
  fault.file = "buildings.gpkg";
  fault.feature = "feature 12";
  fault.found = "height -3 m";
  fault.expected = "> 0 m";
  fault.handled = "left out";
  view->faults.push_back(fault);
  return view;
}

}  // namespace leeward::ui::made

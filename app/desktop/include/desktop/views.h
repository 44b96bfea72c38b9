#pragma once
#include "app/run_city.h"
#include "core/model/city.h"
#include "core/model/result.h"
#include "ui/city_view.h"

/// From what the chain gives to what the window shows. Slow for large runs: call them off the GUI thread.
namespace leeward::desktop {

/// With the hours of the twin's meteorology; that it cannot be read becomes notes.
ui::CityViewPtr make_city_view(Loaded<City> city);
/// Statistics over the valid hours, summaries of every ground map, class limits of every pollutant.
ui::RunViewPtr make_run_view(const app::FinishedRun& run);
/// A statistic of every pollutant and height as a field of one "hour"; that hour is missing when none was
/// valid.
FieldPtr reduced_field(const ConcentrationField& field, ui::MapStatistic statistic);

}  // namespace leeward::desktop

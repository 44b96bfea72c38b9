#pragma once
#include <string_view>
#include <vector>

#include "core/model/meteorology.h"
#include "core/model/result.h"
#include "dispersion/sector_series.h"

/// Background concentration of the hours of a run, as AERMOD's BACKGRND gives it (physics/07 section 6.4).
namespace leeward::app {

/// Up to 6 sectors.
using Background = dispersion::SectoredSeries;
using BackgroundSector = dispersion::SectorSeries;

/// Background of every hour [ug/m3]; 0 in hours that are calm or without wind, which get none.
/// Faults: those of dispersion::faults_of, and every hour that is missing and has no value in its place.
Result<std::vector<double>> background_of_hours(const Background& background, const MetSeries& met);

/// ug/m3 of one unit of a background ("UG/M3", "PPB", "PPM"; case does not matter). The ratios are those of
/// 25 degC and 1013 hPa (physics/06): NO2 and NOx 1 / 0.5319, SO2 1 / 0.3823, O3 1.960, CO 1.144 ug/m3 per
/// ppb. PPB and PPM of another pollutant are refused.
Result<double> ug_per_m3_of_unit(std::string_view unit, std::string_view pollutant);

}  // namespace leeward::app

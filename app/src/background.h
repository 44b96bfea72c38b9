#pragma once
#include <string_view>
#include <vector>

#include "core/model/emission_factors.h"
#include "core/model/meteorology.h"
#include "core/model/result.h"

/// Background concentration of the hours of a run, as AERMOD's BACKGRND gives it (physics/07 section 6.4).
namespace leeward::app {

/// Background of the air that flows into one sector.
struct BackgroundSector {
  /// Concentrations [ug/m3] in any form of the factors (ANNUAL is the constant form); also what takes the
  /// place of hours missing in `hourly`. Empty `values`: none.
  EmissionFactors by_time = {.id = {}, .values = {}};
  /// One concentration [ug/m3] per hour of the meteorology, `missing` where the file has none; empty: no
  /// hourly file.
  std::vector<double> hourly;
};

struct Background {
  /// Flow vectors [deg] at which the sectors begin, ascending in 0..360; empty: one sector for all
  /// directions.
  std::vector<double> sector_starts_deg;
  std::vector<BackgroundSector> sectors;  ///< 1 to 6, one per start
};

/// Background of every hour [ug/m3]; 0 in hours that are calm or without wind, which get none.
/// Sector i holds start_i <= F < start_(i+1), the last one everything else; the flow vector F = WD_ref + 180
/// deg lies in ]0, 360], so air from due south (F = 360) is in the last sector even when the first one begins
/// at 0 (AERMOD's rule). Faults: no sector, another number of sectors than starts, starts out of order, a
/// series of another length than the hours, negative values, and every hour that is missing and has no value
/// in its place.
Result<std::vector<double>> background_of_hours(const Background& background, const MetSeries& met);

/// ug/m3 of one unit of a background ("UG/M3", "PPB", "PPM"; case does not matter). The ratios are those of
/// 25 degC and 1013 hPa (physics/06): NO2 and NOx 1 / 0.5319, SO2 1 / 0.3823, O3 1.960, CO 1.144 ug/m3 per
/// ppb. PPB and PPM of another pollutant are refused.
Result<double> ug_per_m3_of_unit(std::string_view unit, std::string_view pollutant);

}  // namespace leeward::app

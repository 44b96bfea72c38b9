#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/emission_factors.h"
#include "core/model/meteorology.h"
#include "core/model/result.h"

/// Concentrations of the air that flows in, by hour and by sector of the wind: background and ozone.
namespace leeward::dispersion {

/// Concentrations of the air of one sector.
struct SectorSeries {
  /// Concentrations [ug/m3] in any form of the factors (ANNUAL is the constant form); also what takes the
  /// place of hours missing in `hourly`. Empty `values`: none.
  EmissionFactors by_time = {.id = {}, .values = {}};
  /// One concentration [ug/m3] per hour of the meteorology, `missing` where the file has none; empty: no
  /// hourly file.
  std::vector<double> hourly;
  /// Of the hours right before the first one of the meteorology, the latest last, as far as they are known.
  std::vector<double> before = {};
};

struct SectoredSeries {
  /// Flow vectors [deg] at which the sectors begin, ascending in 0..360; empty: one sector for all
  /// directions.
  std::vector<double> sector_starts_deg;
  std::vector<SectorSeries> sectors;  ///< one per start
};

/// Index of the sector that the air of an hour is in: sector i holds start_i <= F < start_(i+1), the last one
/// everything else; the flow vector F = WD + 180 deg lies in ]0, 360], so air from due south (F = 360) is in
/// the last sector even when the first one begins at 0 (physics/07 section 6.4).
std::size_t flow_sector(const std::vector<double>& starts_deg, double wind_from_deg);

/// No sector, another number of sectors than starts, starts out of order, a sector without values, a series
/// of another length than the hours, negative values. Each fault is of layer `layer`.
std::vector<Fault> faults_of(const SectoredSeries& series, std::size_t hour_count, const std::string& layer);

/// The substitute of an hour [ug/m3]; `missing` where the sector has none.
double by_time_ug_per_m3(const SectorSeries& sector, const MetHour& hour, double utc_offset_hours);

}  // namespace leeward::dispersion

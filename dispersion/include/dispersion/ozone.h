#pragma once
#include "dispersion/sector_series.h"

/// Ozone of the air that mixes with the plumes, hour by hour (physics/06 section 7).
namespace leeward::dispersion {

struct OzoneHours {
  std::vector<double> ug_per_m3;  ///< one per hour; `missing` where there is none
  // Of the hours that have a wind:
  std::size_t measured = 0;     ///< of an hourly series
  std::size_t substituted = 0;  ///< by the values by time, in place of a gap or where there is no series
  std::size_t missing_hours = 0;
  std::size_t raised = 0;  ///< of the measured ones, by the night floor
};

/// Ozone of each hour [ug/m3]: the hourly value of the sector of the wind; else its value by time; else
/// missing.
///
/// Night floor, for hourly values in stable hours (L > 0), when `has_night_floor` (AERMOD's NOMINO3 is
/// false):
///   M  = min(78.4 ug/m3, largest of the 24 hourly values of the sector before this hour)
///   O3 = max(O3, M f(L)),  f = 1 for L <= 50 m, (250 - L)/200 between, 0 for L >= 250 m
///   (physics/06 section 7: a monitor at the ground in a stable night does not show the ozone at plume
///   height). The values as measured are remembered, not the raised ones; a gap is remembered as 0, hours
///   before the beginning (SectorSeries::before) as 78.4 ug/m3, as the reference does. The 24 values are
///   those of the sector's own series, whatever the wind was then. Hours without a wind have no sector and no
///   value, but the series goes on.
/// Departs: a sector's memory in the reference is of the hours in which the wind blew from it (with one
/// sector: none).
///
/// Faults: those of faults_of(series), layer "ozone".
Result<OzoneHours> ozone_of_hours(const SectoredSeries& series, bool has_night_floor, const MetSeries& met);

}  // namespace leeward::dispersion

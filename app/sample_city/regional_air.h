#pragma once
#include <string>
#include <vector>

#include "core/model/meteorology.h"

/// What comes from beyond the domain: made up, with the course of a coast in March.
namespace leeward::sample {

/// How far the air has stood still, 0..1: builds up over a day and a half of weak wind. One per hour; hours
/// without wind measured count as windy.
std::vector<double> stagnation_of(const ObservedSeries& weather);

/// Background of NOx, NO2, PM10, PM2.5 or SO2 [ug/m3]: more while the air stagnates, less with rain; small
/// daily course.
double background_ug_per_m3(const std::string& pollutant, const ObservedHour& hour, double stagnation);

/// Ozone [ug/m3]: highest in the afternoon; lost to the ground and to NO at night, most while the air
/// stagnates.
double ozone_ug_per_m3(const ObservedHour& hour, double stagnation);

/// time_utc,O3_ug_per_m3,NOx_ug_per_m3,...: every hour, no gap.
std::string regional_air_csv(const ObservedSeries& weather);

}  // namespace leeward::sample

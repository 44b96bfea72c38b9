#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/meteorology.h"
#include "core/model/result.h"
#include "sample_city.h"

/// What the stations of Port Alder "measured": a hidden truth with noise. The truth is the solver's result for emissions
/// and winds that differ from those in the files, as those of a real inventory do, over a background.
namespace leeward::sample {

/// One value of one station; the hour is named by its end.
struct Observation {
  UtcHour hour;
  std::size_t station = 0;    ///< into City::stations
  std::string pollutant;
  double value_ug_per_m3 = 0;
};

/// Every station, hour and pollutant it measures, less gaps; by hour, station and pollutant.
Result<std::vector<Observation>> make_observations(const SampleCity& made, const ObservedSeries& weather);

/// station,time_utc,pollutant,value_ug_per_m3
std::string to_csv(const City& city, const std::vector<Observation>& observations);

}  // namespace leeward::sample

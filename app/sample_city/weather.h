#pragma once
#include <string>

#include "core/model/meteorology.h"

namespace leeward::sample {

/// March 2025 at the airport: 31 local days of hourly wind, temperature, cloud, pressure, humidity and rain. Highs and
/// fronts pass; the sea breeze blows on fine days; from the 15th to the 18th the air stagnates under a high. Some hours
/// are calm, some missing.
ObservedSeries make_weather();

inline constexpr int first_stagnant_day = 15;
inline constexpr int last_stagnant_day = 18;

/// "2025-03-15 20:00", UTC.
std::string stamp(UtcHour hour);
/// As the bureau's CSV: time_utc is the hour's end; a missing value is an empty field.
std::string to_csv(const ObservedSeries& series);

}  // namespace leeward::sample

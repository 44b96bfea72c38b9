#pragma once
#include <string>
#include <vector>

#include "core/model/city.h"

namespace leeward {

/// Mean line emission q = N * EF / 3.6e6 [g/(m s)] of a road from its traffic, N in vehicles an hour, EF in g/km of the
/// illustrative default fleet of physics/11 sections 2.7 and 2.8 (NOx, PM10, PM2.5; other pollutants are left out).
/// Valid for 5..130 km/h; the default factors hold for 30-50 km/h and are not changed with speed (departure).
/// @returns one entry per pollutant asked for that has a factor
Emission illustrative_traffic_emission(const Traffic& traffic, const std::vector<std::string>& pollutants);

/// The words every product must carry when the defaults were used.
std::string illustrative_traffic_label();

}  // namespace leeward

#pragma once
#include <vector>

#include "core/model/city.h"
#include "houses.h"

/// Port Alder: a city that does not exist, for the demo, the tests and the documentation.
namespace leeward::sample {

inline constexpr const char* crs = "EPSG:32626";  // UTM 26N: open Atlantic, half way from the Azores to Greenland
inline constexpr Vec2 origin_m{494000, 4978000};  // south-west corner of the domain, about 45 N 27 W
inline constexpr double utc_offset_hours = -2;
inline constexpr const char* notice = "Port Alder is fictional: made by leeward-sample-city";

struct SampleCity {
  City city;                 ///< in the CRS, coordinates rounded to centimetres
  std::vector<House> houses;  ///< use and district of city.buildings, in the same order
};

/// Always the same city.
SampleCity make_city();

}  // namespace leeward::sample

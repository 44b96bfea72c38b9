#pragma once
#include <optional>
#include <string>

namespace leeward::gis::reading {

/// Number of an OSM tag as people write it: "12", "12.5 m", "12,5", "40'" (feet), "30 mph" (to km/h), "walk"
/// (7 km/h), "none" as a speed is 130 km/h. nullopt: none of these (such as "DE:urban" or "3;4").
std::optional<double> parse_osm_number(const std::string& text);

/// A road class of the OSM key highway that motor vehicles use.
bool is_motor_highway(const std::string& highway);

}  // namespace leeward::gis::reading

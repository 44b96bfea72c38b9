#include "osm_read.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "number_text.h"

namespace leeward::gis::reading {
namespace {

constexpr double metres_per_foot = 0.3048;
constexpr double km_per_mile = 1.609344;

struct OsmUnit {
  std::string_view suffix;
  double factor;
};
// Longer suffixes first: "km/h" ends with no other of these, "mph" would else be cut at "h".
constexpr std::array<OsmUnit, 7> osm_units{{{"km/h", 1.0},
                                            {"kmh", 1.0},
                                            {"mph", km_per_mile},
                                            {"ft", metres_per_foot},
                                            {"'", metres_per_foot},
                                            {"meters", 1.0},
                                            {"m", 1.0}}};

constexpr std::array<std::string_view, 17> motor_classes{
    {"motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
     "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service",
     "road", "busway", "bus_guideway"}};

}  // namespace

std::optional<double> parse_osm_number(const std::string& text) {
  std::string_view rest = trimmed(text);
  if (rest == "none") return 130.0;
  if (rest == "walk") return 7.0;
  double factor = 1;
  for (const OsmUnit& unit : osm_units)
    if (rest.size() > unit.suffix.size() && rest.ends_with(unit.suffix)) {
      rest = trimmed(rest.substr(0, rest.size() - unit.suffix.size()));
      factor = unit.factor;
      break;
    }
  std::string number(rest);
  if (std::count(number.begin(), number.end(), ',') == 1 && number.find('.') == std::string::npos)
    std::replace(number.begin(), number.end(), ',', '.');
  const auto value = parse_number(number);
  if (!value) return std::nullopt;
  return *value * factor;
}

bool is_motor_highway(const std::string& highway) {
  return std::find(motor_classes.begin(), motor_classes.end(), highway) != motor_classes.end();
}

}  // namespace leeward::gis::reading

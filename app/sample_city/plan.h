#pragma once
#include <string>
#include <vector>

#include "coast.h"
#include "shapes.h"

namespace leeward::sample {

/// What a block is built up with.
enum class Character { country, park, downtown, old_town, perimeter, houses, estate, industry, port, airport };

inline constexpr Vec2 city_centre{5050, 4720};
inline constexpr Vec2 old_town_centre{4050, 4020};

/// How urban a place is [0..1]: falls with distance from the centre, on slopes and on heights.
double urbanity(const Coast& coast, Vec2 p);
Character character_at(const Coast& coast, Vec2 p);
/// Where ordinary streets and blocks do not go: airport, refinery, quays.
bool is_reserved(Vec2 p);

enum class StreetClass { motorway, trunk, primary, secondary, tertiary, residential, service };
const char* to_text(StreetClass street_class);
double width_m(StreetClass street_class);

/// A street as it is planned, before junctions cut it into links.
struct Street {
  Polyline line;
  StreetClass street_class = StreetClass::residential;
  std::string name;
  bool has_bridges = false;  ///< crosses water and motorway
  bool is_bank = false;      ///< runs along the water
  bool is_country = false;   ///< goes on where the city ends
};

/// Cells between avenues and ring roads, labelled by the streets on their edges (-1: none).
struct Plan {
  std::vector<Street> streets;
  std::vector<Cell> cells;
  std::vector<std::string> districts;  ///< one per cell
};
Plan make_plan(const Coast& coast);

}  // namespace leeward::sample

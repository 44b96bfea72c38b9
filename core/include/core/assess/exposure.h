#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/raster.h"
#include "core/model/receptor.h"

/// Who breathes what (physics/13 section 1): people on the cells of a receptor grid, by zone.
namespace leeward {

struct PeopleInCell {
  std::size_t cell = 0;  ///< into the grid, row 0 south
  double people = 0;
};

/// People of one zone.
struct ZonePeople {
  std::string id;
  std::string name;
  double people = 0;                ///< in all cells
  double people_outside = 0;        ///< in the zone but beyond the grid: no concentration is known for them
  std::vector<PeopleInCell> cells;  ///< ascending
};

struct PopulationMap {
  std::vector<double> people;  ///< per cell of the grid
  double people_outside = 0;   ///< of the raster or the zones, beyond the grid
  std::vector<ZonePeople> zones;
  std::string origin;  ///< "population raster", or how it was made up
  bool empty() const { return people.empty(); }
};

/// People of a raster on the cells of a grid: each cell of the raster is cut into equal parts no larger than
/// half a cell of the grid, each part goes to the grid cell and to the zones that hold its centre. Zones may
/// overlap. Totals are conserved to rounding. Without a raster the people of zones (Zone::population) are
/// spread evenly over their area. Empty when neither is known.
/// @param zone_kind  only zones of this kind; empty: all
PopulationMap make_population_map(const Raster<float>& population, const std::vector<Zone>& zones,
                                  const ReceptorGrid& grid, const std::string& zone_kind = "");

/// What a zone, or all people of the grid, breathe.
struct Exposure {
  std::string id;  ///< empty: the whole grid
  std::string name;
  double people = 0;
  double weighted_mean_ug_per_m3 = 0;  ///< sum of people x concentration over sum of people
  double largest_ug_per_m3 = 0;        ///< where people live
  double people_above = 0;             ///< where the value is above the limit
};

/// The whole grid first, then each zone.
/// @param values  one per cell of the grid, ug/m3 or any other unit of which means make sense
/// @param limit   NaN: nobody counts as above
std::vector<Exposure> exposure(const PopulationMap& population, std::span<const double> values, double limit);

}  // namespace leeward

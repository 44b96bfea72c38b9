#pragma once
#include <vector>

#include "core/model/city.h"
#include "houses.h"

namespace leeward::sample {

/// People living in a building, by its floor space.
double residents(const House& house);
/// Districts out of the plan's cells, with the residents of their buildings.
std::vector<Zone> make_zones(const Plan& plan, const std::vector<House>& houses);
/// People per 100 m cell.
Raster<float> population_raster(const std::vector<House>& houses);
/// Heating of dwellings: one area a plan cell with residents, emission by their number.
std::vector<AreaFeature> heating_areas(const Coast& coast, const Plan& plan, const std::vector<House>& houses);
/// Schools and hospitals.
std::vector<ReceptorFeature> make_receptors(const std::vector<House>& houses);
/// Twelve sites; those for traffic stand beside the nearest busy road.
std::vector<Station> make_stations(const std::vector<House>& houses, const std::vector<Link>& links);

}  // namespace leeward::sample

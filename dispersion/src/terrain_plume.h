#pragma once
#include <memory>
#include <vector>

#include "critical_heights.h"
#include "dispersion/plume.h"
#include "source_field.h"
#include "terrain_table.h"

/// Internal to the solver: stacks and volumes over terrain (modes standard and draft).
namespace leeward::dispersion {

/// Of one release in one hour, one per height of ReceptorTree::heights_m.
using TerrainTables = std::vector<TerrainTable>;

/// One term: the meandering part and the plume along the wind together.
/// @param critical  nullptr where both terrain states weigh 1/2
/// @param direct    the same source by the full formulas; holds `plume`
std::unique_ptr<SourceField> make_terrain_plume_field(const Plume& plume, const PlumeSite& site,
                                                      std::shared_ptr<const TerrainTables> tables,
                                                      std::shared_ptr<const CriticalHeights> critical,
                                                      std::unique_ptr<SourceField> direct);

}  // namespace leeward::dispersion

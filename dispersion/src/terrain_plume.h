#pragma once
#include <memory>
#include <vector>

#include "flat_plume.h"
#include "terrain_table.h"

/// Internal to the solver: stacks and volumes over terrain by tables in distance and height (modes standard
/// and draft). Squares are never admitted: each leaf is evaluated, because receptors' heights are their own.
namespace leeward::dispersion {

/// Term 0 is the plume along the wind, term 1 the meandering part.
/// @param tables  one per height of ReceptorTree::heights_m
/// @param critical  stable hours
/// @param direct  the same source by the full formulas; holds `plume`
std::unique_ptr<SourceField> make_terrain_plume_field(const Plume& plume, const PlumeSite& site,
                                                      std::shared_ptr<const std::vector<TerrainTable>> tables,
                                                      std::shared_ptr<const CriticalHeights> critical,
                                                      std::unique_ptr<SourceField> direct);

}  // namespace leeward::dispersion

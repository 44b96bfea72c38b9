#pragma once
#include <span>

#include "core/model/receptor.h"
#include "dispersion/plume.h"

/// Internal to the solver: stacks and volumes by the full formulas at many receptors (mode exact).
namespace leeward::dispersion {

/// concentration_per_unit_rate of PointPlume and VolumePlume at every receptor, by the kernel of
/// plume_batch.h: the meandering part at the radial distance, then the coherent part where it is not below
/// 1e-9 of its value on the plume's axis at that distance (left out elsewhere).
/// @param values  ug/m3 per unit rate, one per receptor
void exact_concentrations(const Plume& plume, const PlumeSite& site, std::span<const Receptor> receptors,
                          double* values);

}  // namespace leeward::dispersion

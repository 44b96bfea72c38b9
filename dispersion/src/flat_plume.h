#pragma once
#include <memory>
#include <vector>

#include "dispersion/plume.h"
#include "profile_table.h"
#include "source_field.h"

/// Internal to the solver: stacks and volumes where all receptors of a height stand equally high above the
/// source's base, by profile tables (modes standard and draft).
namespace leeward::dispersion {

/// Tables of one release in one hour, one per height of ReceptorTree::heights_m.
struct FlatTables {
  std::vector<PlumeReceptor> place;
  std::vector<ProfileTable> table;
};

/// Tolerances of tables and of the polynomials over its windows, relative.
struct FitTolerance {
  double table = 0;
  double window = 0;
};
FitTolerance fit_tolerance(Mode mode);

/// Term 0 is the plume along the wind, term 1 the meandering part.
/// @param direct  the same source by the full formulas; holds `plume`
std::unique_ptr<SourceField> make_flat_plume_field(const Plume& plume, const PlumeSite& site,
                                                   std::shared_ptr<const FlatTables> tables, Mode mode,
                                                   std::unique_ptr<SourceField> direct);

}  // namespace leeward::dispersion

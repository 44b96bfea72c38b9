#pragma once
#include "core/model/source.h"
#include "dispersion/plume.h"

namespace leeward::dispersion {

/// converged: the contour integral to a relative 1e-6. aermod: the reference's Romberg rules, root finder and table of
/// the normal distribution (physics/04 section 3.4), as accurate as AERMOD's default output, for comparisons.
enum class AreaQuadrature { converged, aermod };

/// A polygon source in one hour (physics/04 section 3; AREA, AREAPOLY, AREACIRC, LINE). Same contract as PointPlume.
class AreaPlume {
 public:
  AreaPlume(const AreaSource& source, const BoundaryLayer& hour, const PlumeOptions& options,
            AreaQuadrature quadrature = AreaQuadrature::converged);
  /// @returns ug/m3 per 1 g/(m2 s), hourly mean
  double concentration_per_unit_rate(const Receptor& receptor) const;
};

}  // namespace leeward::dispersion

#pragma once
#include "core/model/source.h"
#include "dispersion/plume.h"

namespace leeward::dispersion {

/// A stack in one hour: rise, penetration and transport direction once, then any number of receptors.
/// The boundary layer must be valid and outlive the plume. Const use from many threads at once is safe.
class PointPlume {
 public:
  PointPlume(const PointSource& source, const BoundaryLayer& hour, const PlumeOptions& options);
  /// @returns ug/m3 per 1 g/s, hourly mean; 0 within 0.99 m of the stack
  double concentration_per_unit_rate(const Receptor& receptor) const;
};

}  // namespace leeward::dispersion

#pragma once
#include "core/model/source.h"
#include "dispersion/plume.h"

namespace leeward::dispersion {

/// A volume source in one hour (physics/04 section 2): no rise; the initial sigmas (at least 1e-5 m) are added to the
/// ambient ones in quadrature; carried by the wind at release height. Same contract as PointPlume.
class VolumePlume {
 public:
  VolumePlume(const VolumeSource& source, const BoundaryLayer& hour, const PlumeOptions& options);
  /// @returns ug/m3 per 1 g/s, hourly mean; 0 within 2.15 sigma_y0 + 0.99 m of the centre
  double concentration_per_unit_rate(const Receptor& receptor) const;

  const Plume& plume() const { return plume_; }
  PlumeSite site() const { return {position_, axes_, excluded_radius_, is_flat_}; }

 private:
  Vec2 position_;
  bool is_flat_;
  double excluded_radius_;
  Plume plume_;
  WindAxes axes_;
};

}  // namespace leeward::dispersion

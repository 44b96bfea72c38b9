#pragma once
#include "core/model/source.h"
#include "dispersion/plume.h"

namespace leeward::dispersion {

/// A stack in one hour: rise, penetration and transport direction once, then any number of receptors.
/// The boundary layer must be valid and outlive the plume. Const use from many threads at once is safe.
/// The wind carries the plume in its direction at h_s + half the final rise, at most 4000 m up (physics/02 section 2).
class PointPlume {
 public:
  PointPlume(const PointSource& source, const BoundaryLayer& hour, const PlumeOptions& options);
  /// @returns ug/m3 per 1 g/s, hourly mean; 0 within 0.99 m of the stack
  double concentration_per_unit_rate(const Receptor& receptor) const;

  const Plume& plume() const { return plume_; }
  const PlumeRise& rise() const { return rise_; }
  PlumeSite site() const;

 private:
  struct Ready;
  PointPlume(const PointSource& source, const BoundaryLayer& hour, const PlumeOptions& options, const Ready& ready);

  Vec2 position_;
  bool is_flat_;
  PlumeRise rise_;
  Plume plume_;
  WindAxes axes_;
};

}  // namespace leeward::dispersion

#include "core/emission/hot_exhaust.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace leeward {
namespace {

Unexpected bad_curve(const HotCurve& curve, double speed, const std::string& found,
                     const std::string& expected) {
  Fault fault;
  fault.layer = "hot exhaust factors";
  fault.feature = fmt::format("{}, {}, {}", curve.vehicle, curve.euro, curve.pollutant);
  fault.found = fmt::format("{} at {} km/h", found, speed);
  fault.expected = expected;
  return fail(ErrorCode::input, "a hot exhaust factor cannot be evaluated", {fault});
}

}  // namespace

Result<double> hot_factor_g_per_km(const HotCurve& curve, double speed_km_per_h) {
  if (!std::isfinite(speed_km_per_h) || speed_km_per_h <= 0)
    return bad_curve(curve, speed_km_per_h, "a speed that is not > 0", "a mean speed > 0 km/h");
  const double v = std::clamp(speed_km_per_h, curve.min_speed_km_per_h, curve.max_speed_km_per_h);
  const double above = (curve.alpha * v + curve.beta) * v + curve.gamma + curve.delta / v;
  const double below = (curve.epsilon * v + curve.zeta) * v + curve.eta;
  if (!(below > 0)) return bad_curve(curve, v, fmt::format("denominator {}", below), "a denominator > 0");
  const double factor = above / below * (1 - curve.reduction);
  if (!std::isfinite(factor) || factor < 0)
    return bad_curve(curve, v, fmt::format("factor {} g/km", factor), "a factor >= 0");
  return factor;
}

}  // namespace leeward

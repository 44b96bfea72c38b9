#include "dispersion/simd.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simd_targets.h"
#include "square_kernels.h"
// after the list of targets
#include "hwy/targets.h"

namespace leeward::dispersion {

std::string simd_target() {
  return simd_target_name();
}

std::vector<std::string> simd_targets() {
  std::vector<std::string> names;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
    names.emplace_back(hwy::TargetName(target));
  return names;
}

Result<void> hold_simd_target(std::string_view name) {
  const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  const auto wanted = std::find_if(targets.begin(), targets.end(),
                                   [&](std::int64_t target) { return hwy::TargetName(target) == name; });
  if (wanted == targets.end())
    return fail(ErrorCode::input, fmt::format("found instruction set {}, expected one this machine has: {}",
                                              name, fmt::join(simd_targets(), ", ")));
  // The better a target, the lower its bit.
  hwy::DisableTargets(*wanted - 1);
  return {};
}

}  // namespace leeward::dispersion

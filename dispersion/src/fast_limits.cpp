#include "source_field.h"

namespace leeward::dispersion {

/// Table of performance-notes.md section 4.
FastLimits fast_limits(Mode mode) {
  if (mode == Mode::draft) return {.edge_sigmas = 4.5, .width_per_sigma = 1.5, .steepness = 4.0};
  return {.edge_sigmas = 5.0, .width_per_sigma = 1.0, .steepness = 3.0};
}

}  // namespace leeward::dispersion

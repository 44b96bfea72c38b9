#pragma once
#include "core/model/receptor.h"
#include "dispersion/met_profile.h"

/// The plume evaluation that stacks, volumes and areas share (physics/02 sections 5-8, physics/03 section 3).
namespace leeward::dispersion {

/// Options of a run that act on every plume.
struct PlumeOptions {
  bool is_flat = false;                ///< ignore terrain: z_r = z_f, H_c = 0
  bool has_stack_tip_downwash = true;  ///< false is AERMOD's NOSTD
  double decay_per_s = 0;              ///< first-order loss
};

}  // namespace leeward::dispersion

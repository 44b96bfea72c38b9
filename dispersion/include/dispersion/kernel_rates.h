#pragma once
#include <string>
#include <vector>

namespace leeward::dispersion {

/// How fast one inner loop of the solver is on this machine, on one thread.
struct KernelRate {
  std::string kernel;          ///< "stack, stable"
  double pairs_per_s = 0;      ///< of one source and one receptor
  double per_exp2 = 0;         ///< the same over exp2_per_s() of the same measurement [-]
  double target_per_exp2 = 0;  ///< what is aimed at; 0: nothing is stated
};

struct KernelRates {
  double exp2_per_s =
      0;  ///< 2^x of floats by the kernels' own polynomial, over an array in first-level cache
  double scalar_pairs_per_s =
      0;  ///< PointPlume, one receptor after the other: the textbook evaluation in double
  std::vector<KernelRate> kernels;
};

/// Measures the kernels of mode standard at the receptors of leaves (20 m apart) that their plume reaches: a
/// buoyant stack 1-2 km upwind in a stable and in a convective hour, the same in hills, and a road across the
/// receptors. Each is the best of five spells of at least 10 ms. What is made once per source and hour
/// (profiles, tables) is not counted.
KernelRates measure_kernels();

}  // namespace leeward::dispersion

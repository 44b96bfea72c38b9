#pragma once
#include "core/model/geometry.h"

namespace leeward::sample {

/// Smooth value noise in [-1, 1]: random values on a lattice of `wavelength_m`, joined by a quintic (C2).
double value_noise(Vec2 p, double wavelength_m, unsigned seed);
/// Octaves of value noise, each half as long and half as high; about [-1, 1].
double fractal_noise(Vec2 p, double wavelength_m, int octaves, unsigned seed);
/// 0 below `low`, 1 above `high`, smooth between.
double smooth_step(double low, double high, double value);

}  // namespace leeward::sample

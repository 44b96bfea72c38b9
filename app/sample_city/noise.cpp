#include "noise.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace leeward::sample {
namespace {

double lattice(std::int64_t column, std::int64_t row, unsigned seed) {
  std::uint64_t z = static_cast<std::uint64_t>(column) * 0x9e3779b97f4a7c15ULL ^
                    static_cast<std::uint64_t>(row) * 0xc2b2ae3d27d4eb4fULL ^
                    (static_cast<std::uint64_t>(seed) + 1) * 0x165667b19e3779f9ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-52 - 1.0;
}

double quintic(double t) { return t * t * t * (t * (t * 6.0 - 15.0) + 10.0); }

}  // namespace

double value_noise(Vec2 p, double wavelength_m, unsigned seed) {
  const double x = p.x / wavelength_m;
  const double y = p.y / wavelength_m;
  const auto column = static_cast<std::int64_t>(std::floor(x));
  const auto row = static_cast<std::int64_t>(std::floor(y));
  const double u = quintic(x - std::floor(x));
  const double v = quintic(y - std::floor(y));
  const double south = std::lerp(lattice(column, row, seed), lattice(column + 1, row, seed), u);
  const double north = std::lerp(lattice(column, row + 1, seed), lattice(column + 1, row + 1, seed), u);
  return std::lerp(south, north, v);
}

double fractal_noise(Vec2 p, double wavelength_m, int octaves, unsigned seed) {
  p = {0.92 * p.x - 0.39 * p.y, 0.39 * p.x + 0.92 * p.y};
  double sum = 0;
  double height = 1;
  for (int i = 0; i < octaves; ++i) {
    sum += height * value_noise(p, wavelength_m, seed + static_cast<unsigned>(i));
    p = {0.8 * p.x - 0.6 * p.y, 0.6 * p.x + 0.8 * p.y};  // so that the lattices do not add up
    wavelength_m *= 0.5;
    height *= 0.5;
  }
  return sum * 0.7;
}

double smooth_step(double low, double high, double value) {
  const double t = std::clamp((value - low) / (high - low), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}

}  // namespace leeward::sample

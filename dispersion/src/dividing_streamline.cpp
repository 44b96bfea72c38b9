#include "dispersion/dividing_streamline.h"

#include <algorithm>
#include <cmath>

#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

double square_frequency(const AirSample& below, const AirSample& above) {
  return plume_constants::gravity_m_per_s2 * (below.gradient_k_per_m + above.gradient_k_per_m) /
         (below.potential_temperature_k + above.potential_temperature_k);
}

/// Abramowitz & Stegun 7.1.28.
double approximate_erf(double argument) {
  const double x = std::abs(argument);
  if (x > 4.0) return argument > 0 ? 1.0 : -1.0;
  if (x < 1e-10) return 0.0;
  const double p =
      1.0 + x * (0.0705230784 +
                 x * (0.0422820123 + x * (0.0092705272 + x * (0.0001520143 + x * (0.0002765672 + x * 0.0000430638)))));
  const double p2 = p * p;
  const double p4 = p2 * p2;
  const double p8 = p4 * p4;
  const double value = 1.0 - 1.0 / (p8 * p8);
  return argument > 0 ? value : -value;
}

/// Where U^2/2 = R inside the layer below level t, for a linear wind and a constant N.
struct Crossing {
  double z_t, u_t;
  double slope;  // of the wind [1/s]
  double n2;     // N^2 of the layer
  double hill_top;
  double excess;  // L_t - R_t >= 0
};
double crossing_height(const Crossing& c) {
  const double a = 0.5 * (c.n2 - c.slope * c.slope);
  const double b = c.z_t * c.slope * c.slope - c.u_t * c.slope - c.n2 * c.hill_top;
  const double rest = c.n2 * c.hill_top * c.z_t - 0.5 * c.n2 * c.z_t * c.z_t - 0.5 * c.slope * c.slope * c.z_t * c.z_t +
                      c.u_t * c.slope * c.z_t - c.excess;
  const double disc = std::max(b * b - 4.0 * a * rest, 0.0);
  // (-b - sqrt(disc))/(2 a), in the form that has the linear root as its limit (b < 0 wherever the wind rises).
  const double denominator = -b + std::sqrt(disc);
  if (b < 0 && denominator > 0) return 2.0 * rest / denominator;
  return a != 0 ? (-b - std::sqrt(disc)) / (2.0 * a) : c.z_t;
}

}  // namespace

DividingStreamline::DividingStreamline(const ProfileSet& set) : set_(&set) {
  for (std::size_t j = 0; j + 1 < profile_level_count; ++j) {
    square_frequency_[j] = square_frequency(set.level(j), set.level(j + 1));
    const double weight = square_frequency_[j] * (profile_height_m[j + 1] - profile_height_m[j]);
    sum_[j + 1] = sum_[j] + weight;
    moment_[j + 1] = moment_[j] + weight * 0.5 * (profile_height_m[j] + profile_height_m[j + 1]);
  }
}

double DividingStreamline::height_m(double hill_top_m) const {
  const double hill = hill_top_m;
  if (!(hill > 0)) return 0.0;
  const std::size_t last = locate_level(hill);
  const AirSample top = set_->at(hill);
  const double last_n2 = square_frequency(set_->level(last), top);
  const double gap = hill - profile_height_m[last];
  const double last_part = last_n2 * 0.5 * gap * gap;
  const auto excess_at = [&](std::size_t level, double wind) {
    const double r = hill * (sum_[last] - sum_[level]) - (moment_[last] - moment_[level]) + last_part;
    return 0.5 * wind * wind - r;
  };
  for (std::size_t t = 0; t <= last; ++t) {
    const double wind = set_->level(t).wind_speed_m_per_s;
    const double excess = excess_at(t, wind);
    if (excess < 0) continue;
    if (t == 0) return 0.0;
    const double below = profile_height_m[t - 1];
    const double z = profile_height_m[t];
    const double slope = (wind - set_->level(t - 1).wind_speed_m_per_s) / (z - below);
    return std::clamp(crossing_height({z, wind, slope, square_frequency_[t - 1], hill, excess}), below, z);
  }
  const double slope = (top.wind_speed_m_per_s - set_->level(last).wind_speed_m_per_s) / gap;
  const double excess = 0.5 * top.wind_speed_m_per_s * top.wind_speed_m_per_s;
  return std::clamp(crossing_height({hill, top.wind_speed_m_per_s, slope, last_n2, hill, excess}),
                    profile_height_m[last], hill);
}

double fraction_below(double critical_height_m, double plume_height_m, double sigma_z_m, double lid_height_m) {
  if (!(critical_height_m > 0)) return 0.0;
  const double h = std::min(lid_height_m, critical_height_m);
  const double below = h - plume_height_m;
  const double above = h + plume_height_m;
  const double per_q = 1.0 / (std::sqrt(2.0) * sigma_z_m);
  double images = 0;
  for (int n = 1; n <= 100; ++n) {
    const double far = 2.0 * n * lid_height_m;
    const double term = approximate_erf((below + far) * per_q) + approximate_erf((above + far) * per_q) +
                        approximate_erf((below - far) * per_q) + approximate_erf((above - far) * per_q);
    images += term;
    if (n >= 5 && std::abs(term) <= 1e-6 * std::abs(images)) break;
  }
  const double phi = 0.5 * (approximate_erf(below * per_q) + approximate_erf(above * per_q) + images);
  return phi > 1.01 ? 1.0 : std::max(phi, 0.0);
}

}  // namespace leeward::dispersion

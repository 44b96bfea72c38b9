#include <algorithm>
#include <cmath>

#include "core/model/expects.h"
#include "dispersion/met_profile.h"

namespace leeward::dispersion {
namespace {

constexpr double grid_top_m = profile_height_m.back();

// a + factor * b, member by member.
AirSample added(const AirSample& a, double factor, const AirSample& b) {
  return {.wind_speed_m_per_s = a.wind_speed_m_per_s + factor * b.wind_speed_m_per_s,
          .sigma_v_m_per_s = a.sigma_v_m_per_s + factor * b.sigma_v_m_per_s,
          .sigma_w_m_per_s = a.sigma_w_m_per_s + factor * b.sigma_w_m_per_s,
          .gradient_k_per_m = a.gradient_k_per_m + factor * b.gradient_k_per_m,
          .potential_temperature_k = a.potential_temperature_k + factor * b.potential_temperature_k};
}

AirSample scaled(double factor, const AirSample& a) {
  return added({}, factor, a);
}

}  // namespace

std::size_t locate_level(double height_m) {
  const auto above = std::upper_bound(profile_height_m.begin(), profile_height_m.end(), height_m);
  const auto index =
      static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - profile_height_m.begin(), 1) - 1);
  return std::min(index, profile_level_count - 2);
}

void AirSample::apply_floors() {
  sigma_w_m_per_s = std::max(sigma_w_m_per_s, 0.02);
  sigma_v_m_per_s = std::max({sigma_v_m_per_s, 0.2, 0.05 * wind_speed_m_per_s});
  wind_speed_m_per_s = std::max(wind_speed_m_per_s, 0.2828);
}

void ProfileSet::set_levels(const std::array<AirSample, profile_level_count>& air,
                            const std::array<double, profile_level_count>& wind_from_deg) {
  wind_from_deg_ = wind_from_deg;
  AirSample integral;
  for (std::size_t i = 0; i < profile_level_count; ++i) {
    Cell& cell = cells_[i];
    cell.value = air[i];
    cell.slope = {};
    cell.integral = integral;
    if (i + 1 == profile_level_count) break;
    const double thickness = profile_height_m[i + 1] - profile_height_m[i];
    cell.slope = scaled(1.0 / thickness, added(air[i + 1], -1.0, air[i]));
    integral = added(integral, 0.5 * thickness, added(air[i], 1.0, air[i + 1]));
    integral.potential_temperature_k = 0;
  }
  double largest = 0;
  spread_falls_with_height_ = true;
  for (std::size_t i = profile_level_count; i-- > 1;) {
    AirSample sample = air[i];
    sample.apply_floors();
    const double spread = sample.sigma_v_m_per_s / sample.wind_speed_m_per_s;
    spread_falls_with_height_ = spread_falls_with_height_ && spread >= largest;
    largest = std::max(largest, spread);
    largest_spread_[i] = largest;
  }
}

double ProfileSet::largest_spread_from(double height_m) const {
  return largest_spread_[locate_level(std::max(height_m, 0.5))];
}

AirSample ProfileSet::at(double height_m) const {
  LEEWARD_EXPECTS(height_m >= 0);
  const std::size_t i = locate_level(height_m);
  return added(cells_[i].value, height_m - profile_height_m[i], cells_[i].slope);
}

double ProfileSet::wind_from_deg(double height_m) const {
  LEEWARD_EXPECTS(height_m >= 0);
  const std::size_t i = locate_level(height_m);
  double turn = wind_from_deg_[i + 1] - wind_from_deg_[i];
  if (turn > 180.0) turn -= 360.0;
  if (turn < -180.0) turn += 360.0;
  const double fraction = (height_m - profile_height_m[i]) / (profile_height_m[i + 1] - profile_height_m[i]);
  const double direction = std::fmod(wind_from_deg_[i] + fraction * turn, 360.0);
  return direction <= 0.0 ? direction + 360.0 : direction;
}

AirSample ProfileSet::integral_to(double height_m) const {
  if (height_m >= grid_top_m)
    return added(cells_.back().integral, height_m - grid_top_m, cells_.back().value);
  const std::size_t i = locate_level(height_m);
  const double rise = height_m - profile_height_m[i];
  AirSample integral = added(cells_[i].integral, rise, cells_[i].value);
  return added(integral, 0.5 * rise * rise, cells_[i].slope);
}

AirSample ProfileSet::layer_mean(double bottom_m, double top_m) const {
  const double bottom = std::max(bottom_m, 0.5);
  const double top = std::max(top_m, 0.51);
  AirSample mean;
  if (bottom >= grid_top_m) {
    mean = cells_.back().value;
  } else if (top <= bottom || (top <= grid_top_m && locate_level(bottom) == locate_level(top))) {
    mean = at(0.5 * (bottom + top));  // exact within a cell, where a difference of integrals would cancel
  } else {
    mean = scaled(1.0 / (top - bottom), added(integral_to(top), -1.0, integral_to(bottom)));
  }
  mean.potential_temperature_k = 0;
  return mean;
}

AirSample ProfileSet::mean_to(double top_m) const {
  AirSample mean = top_m > 0 ? scaled(1.0 / top_m, integral_to(top_m)) : cells_.front().value;
  mean.potential_temperature_k = 0;
  return mean;
}

}  // namespace leeward::dispersion

#include "dispersion/mixing_height.h"

#include <algorithm>
#include <cmath>

#include "core/model/units.h"
#include "dispersion/surface_layer.h"

namespace leeward::dispersion {
namespace {

constexpr double ceiling_m = 4000.0;

}  // namespace

double mechanical_mixing_height_m(double friction_velocity_m_per_s, double previous_height_m) {
  const double equilibrium = std::min(2400.0 * std::pow(friction_velocity_m_per_s, 1.5), ceiling_m);
  if (std::isnan(previous_height_m)) return equilibrium;
  const double a = seconds_per_hour * 2.0 * friction_velocity_m_per_s / previous_height_m;
  if (a > 50.0) return equilibrium;
  const double kept = std::exp(-a);
  return previous_height_m * kept + equilibrium * (1.0 - kept);
}

ConvectiveDay::ConvectiveDay(double first_height_m, double morning_gradient_k_per_m)
    : first_height_m_(first_height_m), morning_gradient_k_per_m_(morning_gradient_k_per_m) {}

void ConvectiveDay::add_hour(double heat_flux_w_per_m2) {
  if (hours_without_heat_ >= 2) return;
  if (heat_flux_w_per_m2 > 0) {
    hours_without_heat_ = 0;
    heat_j_per_m2_ += seconds_per_hour * heat_flux_w_per_m2;
  } else {
    ++hours_without_heat_;
  }
}

double ConvectiveDay::height_m(double density_kg_per_m3) const {
  const double warmed =
      2.8 * heat_j_per_m2_ / (density_kg_per_m3 * AermetConstants::heat_capacity * morning_gradient_k_per_m_);
  return std::min(std::sqrt(first_height_m_ * first_height_m_ + warmed), ceiling_m);
}

double convective_velocity_m_per_s(double heat_flux_w_per_m2, double convective_height_m,
                                   double density_kg_per_m3, double temperature_k) {
  const double cubed = AermetConstants::gravity * heat_flux_w_per_m2 * convective_height_m /
                       (density_kg_per_m3 * AermetConstants::heat_capacity * temperature_k);
  return std::max(std::pow(cubed, 0.333), 0.001);
}

}  // namespace leeward::dispersion

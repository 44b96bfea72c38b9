#pragma once

/// Mechanical and convective mixing heights (physics/01 sections 10.7 and 10.8). Heights in m.
namespace leeward::dispersion {

/// z_eq = min(2400 u*^1.5, 4000); z_im(t) = z_im(t-1) e^-a + z_eq (1 - e^-a), a = 3600 s 2 u*/z_im(t-1).
/// Without a height of the hour before (NaN), and for a > 50: z_eq.
double mechanical_mixing_height_m(double friction_velocity_m_per_s, double previous_height_m);

/// Convective height of one day without a sounding: z_ic^2 = z_0^2 + 2.8 S/(rho cp gamma_0), at most 4000 m,
/// with S the heat [J/m2] put in since the first convective hour. Over a morning air of constant gradient
/// this is AERMET's integral with its entrainment factor 1.4. Two hours in a row without positive heat flux
/// end the growth; the height then stays.
class ConvectiveDay {
public:
  /// @param first_height_m  z_0, the mechanical height before the first convective hour
  ConvectiveDay(double first_height_m, double morning_gradient_k_per_m);
  /// Takes the next hour in. @param heat_flux_w_per_m2  NaN or negative: no heat
  void add_hour(double heat_flux_w_per_m2);
  double height_m(double density_kg_per_m3) const;

private:
  double first_height_m_ = 0;
  double morning_gradient_k_per_m_ = 0;
  double heat_j_per_m2_ = 0;
  int hours_without_heat_ = 0;
};

/// w* = (g H z_ic/(rho cp T))^0.333, at least 0.001 m/s (AERMET's exponent).
double convective_velocity_m_per_s(double heat_flux_w_per_m2, double convective_height_m,
                                   double density_kg_per_m3, double temperature_k);

}  // namespace leeward::dispersion

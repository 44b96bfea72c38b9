#pragma once

/// Dispersion parameters of plumes (physics/02 sections 7 and 8.1-8.2). Distances and heights in m, winds in m/s.
namespace leeward::dispersion {

/// Constants of the plume formulas (physics/02 section 1; physics/01 section 1).
namespace plume_constants {
inline constexpr double gravity_m_per_s2 = 9.80616;
inline constexpr double lapse_rate_k_per_m = 0.00977;  ///< g/cp
inline constexpr double beta2 = 0.4;                   ///< entrainment for buoyancy-induced dispersion
inline constexpr double smallest_frequency_per_s = 1e-10;
inline constexpr double smallest_initial_sigma_m = 1e-5;
/// A plume and a receptor below this height take the mean air of this layer [m].
inline constexpr double ground_layer_m = 5.0;
inline constexpr double largest_exponent = 50;  ///< exp(-a) is 0 from here
}  // namespace plume_constants

/// N = sqrt(g gamma/theta) [1/s], never below 1e-10 (also where the gradient is not positive).
double buoyancy_frequency_per_s(double gradient_k_per_m, double potential_temperature_k);

/// Surface-layer sigma_z of a stable hour [m]:  sqrt(2/pi) u* (x/U) (1 + 0.7 x/L)^(-1/3)   [Venkatram 1980]
double stable_surface_sigma_z_m(double distance_m, double wind_speed_m_per_s, double friction_velocity_m_per_s,
                                double inverse_obukhov_length_per_m);

/// Surface-layer sigma_z of a plume low in a convective layer [m]:
///   0.5 (1 - 10 c/z_i) (u*/U)^2 x^2/|L|,   c the plume's centre, c < 0.1 z_i   [Venkatram 1992]
double convective_surface_sigma_z_m(double distance_m, double wind_speed_m_per_s, double friction_velocity_m_per_s,
                                    double inverse_obukhov_length_per_m, double centre_over_mixing_height);

/// sigma_z of an elevated plume [m], t = x/U:
///   sigma_w t / sqrt{ 1 + sigma_w t [1/(0.72 z_t) + N/(0.54 sigma_w)] }   [Venkatram, Strimaitis & Dicristofaro 1984]
/// @param frequency_per_s  N; 0 leaves the term out (penetrated plume, urban night)
double elevated_sigma_z_m(double travel_time_s, double sigma_w_m_per_s, double height_m, double frequency_per_s);

/// Buoyancy-induced part of sigma_y and sigma_z [m], added in quadrature:  0.4 dh/sqrt(2)   [Pasquill 1976]
double buoyancy_induced_sigma_m(double rise_m);

/// sigma_y of the stable branch and of the penetrated plume [m], rho = max(0.05, sigma_v/U):
///   rho x/(1 + x/(2 U T))^0.3,   T = z_im/(156 sigma_v) max(h, 0.46)/0.46
double stable_sigma_y_m(double distance_m, double wind_speed_m_per_s, double sigma_v_m_per_s,
                        double mechanical_mixing_height_m, double plume_height_m);

/// sigma_y of the convective branch [m]:  rho x/(1 + beta rho x/z_i)^0.3,  beta = max(78 * 0.46/max(h_s, 0.46), 0.7)
double convective_sigma_y_m(double distance_m, double wind_speed_m_per_s, double sigma_v_m_per_s,
                            double mixing_height_m, double release_height_m);

/// The two Gaussians that make up the vertical velocity of a convective layer (physics/02 section 7; Weil 1988, R = 2).
///   S = m3/sigma_w^3,  m3 = 0.125 w*^3, or 1.25 w*^3 c/z_i for a plume near the surface
///   a_1,2 = (sigma_w/w*) 1/2 [alpha S +- sqrt(alpha^2 S^2 + 4/beta)],  alpha = 5/13, beta = 5
///   b_j = 2 |a_j|,  lambda_1 = a_2/(a_2 - a_1)
struct ConvectivePdf {
  double a[2];       ///< mean vertical velocity over w* [-], updraught first
  double b[2];       ///< its spread over w* [-]
  double weight[2];  ///< lambda [-], sum 1
};
/// @param skewness_factor  m3/w*^3 [-]
ConvectivePdf convective_pdf(double sigma_w_m_per_s, double convective_velocity_m_per_s, double skewness_factor);

}  // namespace leeward::dispersion

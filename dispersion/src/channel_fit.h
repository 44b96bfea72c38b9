#pragma once
#include <array>
#include <cstddef>

/// Internal to the solver: what a plume is along its way, as polynomials of the distance.
namespace leeward::dispersion {

/// Channels of a table, in the names of PlumeFactors; x downwind, y crosswind, r radial:
///   plume along the wind = share(r) [2^(column(x) - (y width(x))^2)
///                                    + 2^(penetrated_column(x) - (y penetrated_width(x))^2)]
///   meandering part      = 2^meander(r)                                     [ug/m3 per g/s]
///   column  = log2(1e6 column/(sqrt(2 pi) sigma_y)),  width = sqrt(log2(e)/2)/sigma_y
///   share   = 1 - f,  meander = log2(1e6 f (column + penetrated column)/(2 pi r))
/// A plume that has penetrated whole stands in the first two.
enum PlumeChannel : std::size_t {
  column_channel,
  width_channel,
  penetrated_column_channel,
  penetrated_width_channel,
  meander_channel,
  share_channel,
  plume_channel_count = 8  ///< padded
};
using PlumeChannels = std::array<float, plume_channel_count>;

/// Polynomials of degree 7 in [-1, 1], all channels: coefficient[k][channel] of t^k.
inline constexpr std::size_t fit_places = 8;
using ChannelFit = std::array<PlumeChannels, fit_places>;

/// Value of each channel.
PlumeChannels evaluate_fit(const ChannelFit& fit, float t);

/// Chebyshev places of degree 8 and the matrix from values at them to coefficients of the polynomials T_j.
struct ChebyshevNodes {
  std::array<double, fit_places> place{};
  std::array<std::array<double, fit_places>, fit_places> to_series{};  ///< [j][k]
};
const ChebyshevNodes& chebyshev_nodes();

}  // namespace leeward::dispersion

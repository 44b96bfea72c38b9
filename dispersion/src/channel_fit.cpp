#include "channel_fit.h"

#include <cmath>
#include <numbers>

namespace leeward::dispersion {

PlumeChannels evaluate_fit(const ChannelFit& fit, float t) {
  PlumeChannels v = fit[fit_places - 1];
  for (std::size_t k = fit_places - 1; k-- > 0;)
    for (std::size_t c = 0; c < plume_channel_count; ++c) v[c] = v[c] * t + fit[k][c];
  return v;
}

const ChebyshevNodes& chebyshev_nodes() {
  static const ChebyshevNodes nodes = [] {
    ChebyshevNodes n;
    for (std::size_t k = 0; k < fit_places; ++k) {
      const double angle = std::numbers::pi * (2.0 * static_cast<double>(k) + 1.0) / (2.0 * fit_places);
      n.place[k] = std::cos(angle);
      for (std::size_t j = 0; j < fit_places; ++j)
        n.to_series[j][k] = (j == 0 ? 1.0 : 2.0) / fit_places * std::cos(static_cast<double>(j) * angle);
    }
    return n;
  }();
  return nodes;
}

}  // namespace leeward::dispersion

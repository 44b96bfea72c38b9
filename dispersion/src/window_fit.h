#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "channel_fit.h"

/// Internal to the solver: one polynomial for all that a plume is over a part of its way, from a table of
/// finer polynomials (performance-notes.md section 2).
namespace leeward::dispersion {

/// What a window may hold for.
enum WindowPart : std::uint32_t {
  plume_part = 1,  ///< columns and widths
  meander_part = 2,
  share_part = 4,
};

/// A polynomial over a window of the table, t = (distance - middle)/half.
struct WindowFit {
  double begin_m = 0;
  double end_m = 0;
  double middle_m = 0;
  double per_half = 0;
  std::size_t plume_terms = 0;  ///< 4, 6 or 8 coefficients of columns and widths that are not 0
  std::size_t meander_terms = 0;
  float least_meander = 0;  ///< of the samples
  float most_meander = 0;
  float least_share = 0;
  float most_share = 0;
  std::array<std::array<float, fit_places>, plume_channel_count> coefficient{};  ///< [channel][power of t]

  float place(double distance_m) const { return static_cast<float>((distance_m - middle_m) * per_half); }
  float value(PlumeChannel channel, float t) const {
    const auto& c = coefficient[channel];
    float v = c[fit_places - 1];
    for (std::size_t k = fit_places - 1; k-- > 0;) v = v * t + c[k];
    return v;
  }
};

/// Where the table is sampled for a window, in t: the Chebyshev places of degree 8, then places between them
/// where the first term left out is largest; a bend in between shows at one of them.
inline constexpr std::size_t window_samples = fit_places + 9;
const std::array<double, window_samples>& window_places();

/// What may be wrong in a channel: the larger of `absolute` and `relative` times its mean.
struct ChannelBounds {
  alignas(64) std::array<float, plume_channel_count> absolute{};
  alignas(64) std::array<float, plume_channel_count> relative{};
};

/// Polynomials through the samples [place][channel]; a part holds when the last terms of its series are small
/// and the samples between the places agree. As few terms as hold are kept.
/// @param window  its range is set; the rest is filled in
/// @returns bits of WindowPart: what holds
std::uint32_t fit_window(const float* samples, const ChannelBounds& bounds, bool has_penetrated,
                         WindowFit& window);

}  // namespace leeward::dispersion

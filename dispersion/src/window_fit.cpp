#include "window_fit.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "window_fit.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
// must come after foreach_target.h
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using C = hn::CappedTag<float, plume_channel_count>;
using V = hn::Vec<C>;

HWY_INLINE V Times(float factor, V v) {
  return hn::Mul(hn::Set(C(), factor), v);
}
HWY_INLINE V PlusTimes(V sum, float factor, V v) {
  return hn::MulAdd(hn::Set(C(), factor), v, sum);
}

/// T_0 ... T_7 series to powers of t.
HWY_INLINE void ToPowers(const V* c, V* power) {
  power[0] = hn::Sub(hn::Add(hn::Sub(c[0], c[2]), c[4]), c[6]);
  power[1] = PlusTimes(PlusTimes(PlusTimes(c[1], -3, c[3]), 5, c[5]), -7, c[7]);
  power[2] = PlusTimes(PlusTimes(Times(2, c[2]), -8, c[4]), 18, c[6]);
  power[3] = PlusTimes(PlusTimes(Times(4, c[3]), -20, c[5]), 56, c[7]);
  power[4] = PlusTimes(Times(8, c[4]), -48, c[6]);
  power[5] = PlusTimes(Times(16, c[5]), -112, c[7]);
  power[6] = Times(32, c[6]);
  power[7] = Times(64, c[7]);
}

/// Series of Chebyshev polynomials through the first samples: what is allowed to be wrong, whether the last
/// terms are small (1) or not (0), and how many terms hold.
void SeriesKernel(const float* HWY_RESTRICT samples, const ChannelBounds& bounds, float* HWY_RESTRICT series,
                  float* HWY_RESTRICT allowed, float* HWY_RESTRICT is_small, float* HWY_RESTRICT terms) {
  const C d;
  const ChebyshevNodes& nodes = chebyshev_nodes();
  for (std::size_t n = 0; n < plume_channel_count; n += hn::Lanes(d)) {
    V value[fit_places];
    for (std::size_t k = 0; k < fit_places; ++k)
      value[k] = hn::LoadU(d, samples + k * plume_channel_count + n);
    V s[fit_places];
    for (std::size_t j = 0; j < fit_places; ++j) {
      s[j] = hn::Zero(d);
      for (std::size_t k = 0; k < fit_places; ++k)
        s[j] = PlusTimes(s[j], static_cast<float>(nodes.to_series[j][k]), value[k]);
      hn::StoreU(s[j], d, series + j * plume_channel_count + n);
    }
    const V bound = hn::Max(hn::LoadU(d, bounds.absolute.data() + n),
                            hn::Mul(hn::LoadU(d, bounds.relative.data() + n), hn::Abs(s[0])));
    hn::StoreU(bound, d, allowed + n);
    const V a6 = hn::Abs(s[6]);
    const V a7 = hn::Abs(s[7]);
    const V one = hn::Set(d, 1.0F);
    hn::StoreU(hn::IfThenElseZero(hn::Le(a7, bound),
                                  hn::IfThenElseZero(hn::Le(a6, hn::Mul(hn::Set(d, 4.0F), bound)), one)),
               d, is_small + n);
    const V above_quintic = hn::Add(a6, a7);
    const V above_cubic = hn::Add(above_quintic, hn::Add(hn::Abs(s[4]), hn::Abs(s[5])));
    const V lower = hn::IfThenElse(hn::Gt(above_cubic, bound), hn::Set(d, 6.0F), hn::Set(d, 4.0F));
    hn::StoreU(hn::IfThenElse(hn::Gt(above_quintic, bound), hn::Set(d, 8.0F), lower), d, terms + n);
  }
}

/// Powers of t of the series' first `kept` terms, and which channels agree with the samples between (1).
void PowersKernel(const float* HWY_RESTRICT samples, const float* HWY_RESTRICT series,
                  const float* HWY_RESTRICT kept, const float* HWY_RESTRICT allowed,
                  float* HWY_RESTRICT powers, float* HWY_RESTRICT is_good) {
  const C d;
  const auto& places = window_places();
  for (std::size_t n = 0; n < plume_channel_count; n += hn::Lanes(d)) {
    const V count = hn::LoadU(d, kept + n);
    V s[fit_places];
    for (std::size_t j = 0; j < fit_places; ++j)
      s[j] = hn::IfThenElseZero(hn::Gt(count, hn::Set(d, static_cast<float>(j))),
                                hn::LoadU(d, series + j * plume_channel_count + n));
    V power[fit_places];
    ToPowers(s, power);
    for (std::size_t j = 0; j < fit_places; ++j)
      hn::StoreU(power[j], d, powers + j * plume_channel_count + n);
    V worst = hn::Zero(d);
    for (std::size_t i = fit_places; i < window_samples; ++i) {
      const V t = hn::Set(d, static_cast<float>(places[i]));
      V found = power[fit_places - 1];
      for (std::size_t k = fit_places - 1; k-- > 0;) found = hn::MulAdd(found, t, power[k]);
      worst = hn::Max(worst, hn::Abs(hn::Sub(found, hn::LoadU(d, samples + i * plume_channel_count + n))));
    }
    hn::StoreU(hn::IfThenElseZero(hn::Le(worst, hn::LoadU(d, allowed + n)), hn::LoadU(d, is_good + n)), d,
               is_good + n);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(SeriesKernel);
HWY_EXPORT(PowersKernel);

const std::array<double, window_samples>& window_places() {
  static const std::array<double, window_samples> places = [] {
    constexpr std::array<double, window_samples - fit_places> between{-1.0,  -0.924, -0.707, -0.383, 0.0,
                                                                      0.383, 0.707,  0.924,  1.0};
    std::array<double, window_samples> all{};
    std::copy_n(chebyshev_nodes().place.begin(), fit_places, all.begin());
    std::copy(between.begin(), between.end(), all.begin() + fit_places);
    return all;
  }();
  return places;
}

std::uint32_t fit_window(const float* samples, const ChannelBounds& bounds, bool has_penetrated,
                         WindowFit& w) {
  alignas(64) std::array<float, fit_places * plume_channel_count> series;
  alignas(64) std::array<float, fit_places * plume_channel_count> powers;
  alignas(64) PlumeChannels allowed;
  alignas(64) PlumeChannels is_good;
  alignas(64) PlumeChannels kept;
  HWY_DYNAMIC_DISPATCH(SeriesKernel)
  (samples, bounds, series.data(), allowed.data(), is_good.data(), kept.data());
  float plume_terms = std::max(kept[column_channel], kept[width_channel]);
  if (has_penetrated)
    plume_terms = std::max({plume_terms, kept[penetrated_column_channel], kept[penetrated_width_channel]});
  for (const PlumeChannel c :
       {column_channel, width_channel, penetrated_column_channel, penetrated_width_channel})
    kept[c] = plume_terms;
  kept[share_channel] = static_cast<float>(fit_places);
  HWY_DYNAMIC_DISPATCH(PowersKernel)
  (samples, series.data(), kept.data(), allowed.data(), powers.data(), is_good.data());
  w.plume_terms = static_cast<std::size_t>(plume_terms);
  w.meander_terms = static_cast<std::size_t>(kept[meander_channel]);
  for (std::size_t c = 0; c < plume_channel_count; ++c)
    for (std::size_t k = 0; k < fit_places; ++k) w.coefficient[c][k] = powers[k * plume_channel_count + c];
  const auto extremes = [&](PlumeChannel c, float& least, float& most) {
    least = most = samples[c];
    for (std::size_t i = 1; i < window_samples; ++i) {
      least = std::min(least, samples[i * plume_channel_count + c]);
      most = std::max(most, samples[i * plume_channel_count + c]);
    }
  };
  extremes(meander_channel, w.least_meander, w.most_meander);
  extremes(share_channel, w.least_share, w.most_share);
  const auto holds = [&](PlumeChannel c) { return is_good[c] == 1.0F; };
  const bool has_plume =
      holds(column_channel) && holds(width_channel) &&
      (!has_penetrated || (holds(penetrated_column_channel) && holds(penetrated_width_channel)));
  return (has_plume ? plume_part : 0U) | (holds(meander_channel) ? meander_part : 0U) |
         (holds(share_channel) ? share_part : 0U);
}

}  // namespace leeward::dispersion
#endif

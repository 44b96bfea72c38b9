#include "plume_batch.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "plume_numbers.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plume_batch.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "lanes-inl.h"
#include "plume_lanes-inl.h"
#include "profile_lanes-inl.h"
#include "simd_math-inl.h"
#include "vertical_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

constexpr double per_sqrt_2pi = 0.3989422804014327;

/// A vector of PlumePlaces.
struct PlaceLanes {
  Lanes distance;
  Lanes height;
  Lanes flagpole;
  Lanes ground;
  Lanes hill;
};

/// A vector of PlumeFactors.
struct FactorLanes {
  Lanes column;
  Lanes sigma_y;
  Lanes penetrated_column;
  Lanes penetrated_sigma_y;
  Lanes meander_fraction;
};

/// Plume::hill_fraction.
HWY_INLINE Lanes HillFraction(const PlumeNumbers& plume, const PlaceLanes& place, const SpreadLanes& s) {
  const auto no_hill = Fill(0.5);
  if (plume.square_frequency == nullptr) return no_hill;
  const auto over_hill = plume.release.is_area ? Fill(plume.release.height_m) : s.height;
  const auto critical = DividingHeight(plume, Min(place.hill, place.ground + over_hill));
  const auto has_critical = Gt(critical, Fill(0.0));
  if (!Any(has_critical)) return no_hill;
  const auto below = FractionBelow(critical, s.height, s.sigma_z, s.lid, has_critical);
  return Choose(has_critical, Fill(0.5) * (Fill(1.0) + below), no_hill);
}

/// The vertical term at z_r, and at z_f where that is another height, with the weights of both states.
template <class Vertical, class Weight>
HWY_INLINE Lanes BothStates(const PlaceLanes& place, const Vertical& vertical, const Weight& weight) {
  const auto term = vertical(place.height);
  const auto has_two = Ne(place.height, place.flagpole);
  if (!Any(has_two)) return term;
  const auto f = weight();
  const auto other = Max(Fill(1.0) - f, Fill(0.0));
  return Choose(has_two, f * term + other * vertical(place.flagpole), term);
}

HWY_INLINE Lanes LiddedColumn(Lanes z, Lanes height, Lanes sigma_z, Lanes lid) {
  return VerticalTerm(z, height, sigma_z, lid, Le(z, lid));
}

HWY_INLINE void StableConcentration(const PlumeNumbers& plume, const PlaceLanes& place, const SpreadLanes& s,
                                    FactorLanes& out) {
  const auto term = BothStates(
      place, [&](Lanes z) HWY_ATTR { return LiddedColumn(z, s.height, s.sigma_z, s.lid); },
      [&]() HWY_ATTR { return HillFraction(plume, place, s); });
  out.column = Max(term, Fill(0.0)) * Fill(per_sqrt_2pi) * s.per_wind_speed / s.sigma_z;
}

HWY_INLINE void ConvectiveConcentration(const PlumeNumbers& plume, const PlaceLanes& place,
                                        const SpreadLanes& s, FactorLanes& out) {
  const double penetrated = plume.penetrated_fraction;
  const auto half = [] { return Fill(0.5); };
  const auto z_i = Fill(plume.mixing_height_m);
  if (penetrated < 1.0) {
    const auto term = BothStates(
        place, [&](Lanes z) HWY_ATTR { return PdfImages(z, s.pdf, z_i); }, half);
    out.column = Max(term, Fill(0.0)) * Fill(per_sqrt_2pi * (1.0 - penetrated)) * s.per_wind_speed;
  }
  if (penetrated > 0) {
    const auto h = Fill(plume.penetrated_height_m);
    const auto term = BothStates(
        place, [&](Lanes z) HWY_ATTR { return LiddedColumn(z, h, s.penetrated_sigma_z, s.penetrated_lid); },
        half);
    out.penetrated_column = Max(term, Fill(0.0)) * Fill(per_sqrt_2pi * penetrated) *
                            s.penetrated_per_wind_speed / s.penetrated_sigma_z;
  }
}

/// F(u, s) of Plume::meander_fraction.
HWY_INLINE Lanes MeanderPart(const AirLanes& air, Lanes per_wind_speed, Lanes radius) {
  const auto u = air.wind_speed;
  const auto one = Fill(1.0);
  const auto random = Fill(2.0) * air.sigma_v * air.sigma_v;
  const auto mean = Max(u * u - random, Fill(0.01));
  const auto lost = one - Exp(Fill(-1.0 / 86400.0) * radius * per_wind_speed);
  return Min((random + mean * lost) * per_wind_speed * per_wind_speed, one);
}

HWY_INLINE FactorLanes EvaluateLanes(const PlumeNumbers& plume, const PlaceLanes& place) {
  const double penetrated = plume.penetrated_fraction;
  SpreadLanes s;
  s.distance = place.distance;
  FactorLanes out;
  out.column = Fill(0.0);
  out.penetrated_column = Fill(0.0);
  out.penetrated_sigma_y = Fill(1.0);
  if (plume.is_stable_branch) {
    StableSpread(plume, place.height, s);
    StableConcentration(plume, place, s, out);
  } else {
    ConvectiveSpread(plume, place.height, s);
    ConvectiveConcentration(plume, place, s, out);
    if (penetrated > 0) out.penetrated_sigma_y = s.penetrated_sigma_y;
  }
  out.sigma_y = s.sigma_y;
  if (plume.release.decay_per_s != 0) {
    const auto left = Exp(Fill(-plume.release.decay_per_s) * s.distance * s.per_wind_speed);
    out.column = out.column * left;
    out.penetrated_column = out.penetrated_column * left;
  }
  auto f = penetrated < 1.0 ? Fill(1.0 - penetrated) * MeanderPart(s.air, s.per_wind_speed, s.distance)
                            : Fill(0.0);
  if (penetrated > 0)
    f = f + Fill(penetrated) * MeanderPart(s.penetrated_air, s.penetrated_per_wind_speed, s.distance);
  out.meander_fraction = Min(f, Fill(1.0));
  return out;
}

void EvaluatePlume(const PlumeNumbers& plume, const PlumePlaces& places, const PlumeFactors& out) {
  const std::size_t lanes = LaneCount();
  const std::array<const double*, 5> in = {places.distance_m, places.height_m, places.flagpole_m,
                                           places.ground_m, places.hill_m};
  const std::array<double*, 5> results = {out.column_s_per_m2, out.sigma_y_m, out.penetrated_column_s_per_m2,
                                          out.penetrated_sigma_y_m, out.meander_fraction};
  for (std::size_t i = 0; i < places.count; i += lanes) {
    const std::size_t count = std::min(lanes, places.count - i);
    const auto load = [&](std::size_t k) {
      if (count == lanes) return LoadLanes(in[k] + i);
      // The lanes that are left over repeat the last place.
      double rest[most_lanes];
      for (std::size_t j = 0; j < lanes; ++j) rest[j] = in[k][i + std::min(j, count - 1)];
      return LoadLanes(rest);
    };
    const FactorLanes f = EvaluateLanes(plume, {load(0), load(1), load(2), load(3), load(4)});
    const auto store = [&](std::size_t k, Lanes value) {
      if (count == lanes) return StoreLanes(value, results[k] + i);
      double rest[most_lanes];
      StoreLanes(value, rest);
      std::copy_n(rest, count, results[k] + i);
    };
    store(0, f.column);
    store(1, f.sigma_y);
    store(2, f.penetrated_column);
    store(3, f.penetrated_sigma_y);
    store(4, f.meander_fraction);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(EvaluatePlume);

void evaluate_plume(const Plume& plume, const PlumePlaces& places, const PlumeFactors& out) {
  evaluate_plume(PlumeNumbers(plume), places, out);
}

void evaluate_plume(const PlumeNumbers& plume, const PlumePlaces& places, const PlumeFactors& out) {
  HWY_DYNAMIC_DISPATCH(EvaluatePlume)(plume, places, out);
}

}  // namespace leeward::dispersion
#endif

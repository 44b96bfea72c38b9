// Per-target include of Highway: no ordinary include guard, as simd_math-inl.h. The rise, the effective
// parameters and the sigmas of Plume and PlumeRise for a vector of distances; the formulas are those of the
// headers named.
#if defined(LEEWARD_PLUME_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_PLUME_LANES_INL_H_
#undef LEEWARD_PLUME_LANES_INL_H_
#else
#define LEEWARD_PLUME_LANES_INL_H_
#endif

#include <numbers>

#include "dispersion/plume_sigma.h"
#include "hwy/highway.h"
#include "lanes-inl.h"
#include "profile_lanes-inl.h"
#include "vertical_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

HWY_INLINE Lanes QuadratureSum(Lanes a, Lanes b, Lanes c) {
  return Sqrt(a * a + b * b + c * c);
}

// plume_sigma.h

HWY_INLINE Lanes BuoyancyFrequency(Lanes gradient, Lanes potential_temperature) {
  using namespace plume_constants;
  const auto square = Max(Fill(gravity_m_per_s2) * gradient / potential_temperature, Fill(0.0));
  return Max(Sqrt(square), Fill(smallest_frequency_per_s));
}

HWY_INLINE Lanes ElevatedSigmaZ(Lanes travel_time, Lanes sigma_w, Lanes height, Lanes frequency) {
  const auto s = sigma_w * travel_time;
  const auto z_t = Max(height, Fill(1e-4));
  const auto one = Fill(1.0);
  return s / Sqrt(one + s * (one / (Fill(0.72) * z_t) + frequency / (Fill(0.54) * sigma_w)));
}

/// (1 + x)^-0.3 of the sigma_y formulas.
HWY_INLINE Lanes SpreadDecay(Lanes x) {
  return Exp(Fill(-0.3) * Log(Fill(1.0) + x));
}

/// @param per_wind_speed  1/U of the air, here and below
HWY_INLINE Lanes StableSigmaY(const PlumeNumbers& plume, Lanes distance, const AirLanes& air,
                              Lanes per_wind_speed, Lanes plume_height) {
  const auto spread = air.sigma_v * per_wind_speed * distance;
  const auto slowing = Fill(0.5 * 156.0 * 0.46 / plume.mechanical_mixing_height_m) * spread;
  return Max(Fill(0.05) * distance, spread) * SpreadDecay(slowing / Max(plume_height, Fill(0.46)));
}

HWY_INLINE Lanes ConvectiveSigmaY(const PlumeNumbers& plume, Lanes distance, const AirLanes& air,
                                  Lanes per_wind_speed) {
  const auto spread = Max(Fill(0.05), air.sigma_v * per_wind_speed) * distance;
  return spread * SpreadDecay(Fill(plume.sigma_y_beta_per_m) * spread);
}

HWY_INLINE Lanes ConvectiveSurfaceSigmaZ(const PlumeNumbers& plume, Lanes distance, Lanes per_wind_speed,
                                         Lanes centre_over_mixing_height) {
  const auto r = Fill(plume.friction_velocity_m_per_s) * per_wind_speed * distance;
  return Fill(0.5) * (Fill(1.0) - Fill(10.0) * centre_over_mixing_height) * r * r *
         Fill(std::abs(plume.inverse_obukhov_length_per_m));
}

HWY_INLINE Lanes BuoyantSigma(Lanes rise) {
  return Fill(plume_constants::beta2 / std::numbers::sqrt2) * rise;
}

// plume_rise.h

HWY_INLINE Lanes DirectRise(const PlumeNumbers& plume, Lanes distance) {
  if (!plume.has_rise) return Fill(0.0);
  return Cbrt((Fill(plume.momentum_rise) + Fill(plume.buoyancy_rise) * distance) * distance);
}

/// Lower limit of the wind speed and frequency of PlumeRise::mean_to, and of the wind at stack top.
struct RiseWind {
  Lanes speed;
  Lanes frequency;
};

HWY_INLINE RiseWind MeanWindTo(const PlumeNumbers& plume, Lanes rise) {
  const CellLanes middle = CellAt(plume, Fill(plume.release.tip_height_m) + Fill(0.5) * rise);
  const AirSample& stack = plume.stack_air;
  const auto half = Fill(0.5);
  return {half * (Fill(stack.wind_speed_m_per_s) + WindFloor(middle.at(PlumeNumbers::wind_speed))),
          BuoyancyFrequency(
              half * (Fill(stack.gradient_k_per_m) + middle.at(PlumeNumbers::gradient)),
              half * (Fill(stack.potential_temperature_k) + middle.at(PlumeNumbers::potential_temperature)))};
}

/// PlumeRise::rising. Where the phase passes its final value phi = atan2(F_m N', -F_b), its sine and cosine
/// are those of phi, F_m N'/R and -F_b/R; the comparison is made between the cosines, which fall over [0,
/// pi].
HWY_INLINE Lanes RisingStep(const PlumeNumbers& plume, const RiseWind& wind, Lanes distance) {
  const auto one = Fill(1.0);
  const auto two = Fill(2.0);
  const double f = plume.fluxes.buoyancy_m4_per_s3;
  const double u_star = plume.friction_velocity_m_per_s;
  const auto n = Fill(0.7) * wind.frequency;
  const auto phase = Min(n * distance / wind.speed, Fill(std::numbers::pi));
  Lanes half_sine, half_cosine;
  SinCos(Fill(0.5) * phase, half_sine, half_cosine);
  auto versine = two * half_sine * half_sine;
  auto sine = two * half_sine * half_cosine;
  const auto momentum_flux = Fill(plume.fluxes.momentum_m4_per_s2) * n;
  const auto per_radius = one / Sqrt(momentum_flux * momentum_flux + Fill(f * f));
  const auto final_versine = one + Fill(f) * per_radius;
  const auto is_final = Gt(versine, final_versine);
  versine = Choose(is_final, final_versine, versine);
  sine = Choose(is_final, momentum_flux * per_radius, sine);

  const auto a = Fill(f) / (wind.frequency * wind.frequency * wind.speed);
  const auto momentum = n * Fill(plume.fluxes.momentum_m4_per_s2 / f) * sine;
  const auto bracket = momentum + versine;
  const auto rise = Fill(2.66) * Cbrt(a * Choose(Gt(bracket, Fill(0.0)), bracket, Max(momentum, Fill(0.0))));
  const auto l = Fill(f) / (wind.speed * Fill(u_star * u_star));
  const auto neutral =
      Fill(1.2) * Exp(Fill(0.6) * Log(l) + Fill(0.4) * Log(Fill(plume.release.tip_height_m) + Fill(1.2) * l));
  return Min(Min(rise, Fill(plume.final_rise_m)), neutral);
}

/// PlumeRise::stable_m at distances below the final one. Each lane stops in the pass in which the scalar loop
/// stops.
HWY_INLINE Lanes StableRise(const PlumeNumbers& plume, Lanes distance, LaneMask is_rising) {
  const RiseWind at_stack{Fill(plume.stack_air.wind_speed_m_per_s), Fill(plume.stack_frequency_per_s)};
  auto rise = RisingStep(plume, at_stack, distance);
  auto is_active = is_rising;
  for (int pass = 1; pass <= 10 && Any(is_active); ++pass) {
    const auto before = rise;
    const auto next = Max(RisingStep(plume, MeanWindTo(plume, before), distance), Fill(1e-5));
    rise = Choose(is_active, next, rise);
    if (pass < 5) continue;
    is_active = And(is_active, Ge(Abs(before - next), Fill(0.001) * next));
    if (pass == 10) rise = Choose(is_active, Fill(0.5) * (before + next), rise);
  }
  return Min(Min(rise, DirectRise(plume, distance)), Fill(plume.final_rise_m));
}

HWY_INLINE Lanes IndirectCorrection(const PlumeNumbers& plume, Lanes distance) {
  if (!plume.has_rise) return Fill(0.0);
  constexpr double spread = 0.25 * 0.1 * 3.4881227042637135;
  const double u = plume.stack_air.wind_speed_m_per_s;
  const double z_i = plume.mixing_height_m;
  const double r_h = plume_constants::beta2 * (z_i - plume.release.tip_height_m);
  const double w_star = plume.convective_velocity_m_per_s;
  const auto t = distance * Fill(1.0 / u);
  const auto r2 = Fill(r_h * r_h) + Fill(spread * w_star * w_star) * t * t;
  return t * Sqrt(Fill(2.0 * plume.fluxes.buoyancy_m4_per_s3 * z_i) / (Fill(1.4 * u) * r2));
}

// plume.h

/// The plume at each distance, as PlumeSpread.
struct SpreadLanes {
  Lanes distance;
  AirLanes air;
  Lanes per_wind_speed;
  Lanes rise;
  PdfLanes pdf;         // convective branch
  Lanes height;         // stable branch
  Lanes lid;            // stable branch: reflecting height
  Lanes sigma_z;        // stable branch
  AirLanes height_air;  // stable branch, without floors
  Lanes sigma_y;
  AirLanes penetrated_air;
  Lanes penetrated_per_wind_speed;
  Lanes penetrated_sigma_z;
  Lanes penetrated_lid;
  Lanes penetrated_sigma_y;
};

/// Plume::centre_m, convective branch.
HWY_INLINE Lanes CentreLanes(const PlumeNumbers& plume, Lanes distance, Lanes rise) {
  const auto z_i = Fill(plume.mixing_height_m);
  const auto middle = Fill(0.5) * z_i;
  const auto end = Fill(plume.rise_end_height_m);
  const auto rising = Min(Fill(plume.release.tip_height_m) + rise, z_i);
  const auto between = end + (middle - end) * (distance - Fill(plume.rise_end_m)) *
                                 Fill(1.0 / (plume.mixed_distance_m - plume.rise_end_m));
  const auto beyond = Choose(Ge(distance, Fill(plume.mixed_distance_m)), middle, between);
  return Choose(Lt(distance, Fill(plume.rise_end_m)), rising, beyond);
}

/// Ambient sigma_z of the stable branch for air with floors.
/// @param frequency      N, 0 in an urban night
/// @param surface_share  sigma_z at the surface times the wind speed
HWY_INLINE Lanes StableSigmaZ(const PlumeNumbers& plume, Lanes distance, Lanes height, Lanes sigma_w,
                              Lanes per_wind_speed, Lanes frequency, Lanes surface_share) {
  const auto elevated = ElevatedSigmaZ(distance * per_wind_speed, sigma_w,
                                       Max(Fill(plume.release.height_m), height), frequency);
  const auto w = height * Fill(plume.per_mixing_height);
  const auto blended = (Fill(1.0) - w) * (surface_share * per_wind_speed) + w * elevated;
  return Choose(Lt(height, Fill(plume.mixing_height_m)), blended, elevated);
}

/// sqrt(2/pi) u* x (1 + 0.7 x/L)^(-1/3): stable_surface_sigma_z_m times the wind speed.
HWY_INLINE Lanes StableSurfaceShare(const PlumeNumbers& plume, Lanes distance) {
  constexpr double sqrt_2_over_pi = 0.7978845608028654;
  const auto x_over_l = distance * Fill(0.7 * plume.inverse_obukhov_length_per_m);
  return Fill(sqrt_2_over_pi * plume.friction_velocity_m_per_s) * distance *
         Exp(Fill(-1.0 / 3) * Log(Fill(1.0) + x_over_l));
}

/// Total sigma_z of Plume::reflecting_height_m, for air with floors.
HWY_INLINE Lanes ReflectingSigmaZ(const PlumeNumbers& plume, Lanes distance, Lanes height,
                                  Lanes buoyant_sigma, const AirLanes& air, Lanes per_wind_speed) {
  const auto surface = plume.is_stable_hour ? StableSurfaceShare(plume, distance) : Fill(0.0);
  const auto sigma = StableSigmaZ(plume, distance, height, air.sigma_w, per_wind_speed,
                                  BuoyancyFrequency(air.gradient, air.potential_temperature), surface);
  return QuadratureSum(buoyant_sigma, sigma, Fill(plume.release.initial_sigma_z_m));
}

/// Plume::reflecting_height_m from that sigma_z.
HWY_INLINE Lanes ReflectingHeight(const PlumeNumbers& plume, Lanes height, Lanes sigma_z) {
  return Max(Fill(plume.mixing_height_m), height + Fill(2.15) * sigma_z);
}

/// Plume::stable_branch_sigma_z.
HWY_INLINE Lanes StableBranchSigmaZ(const PlumeNumbers& plume, const SpreadLanes& s, const AirLanes& air,
                                    Lanes per_wind_speed) {
  const auto frequency =
      plume.is_urban_stable ? Fill(0.0) : BuoyancyFrequency(air.gradient, s.height_air.potential_temperature);
  Lanes surface_share = Fill(0.0);
  if (plume.is_stable_hour) {
    surface_share = StableSurfaceShare(plume, s.distance);
  } else if (plume.release.tip_height_m < 0.1 * plume.mixing_height_m) {
    surface_share =
        air.wind_speed * ConvectiveSurfaceSigmaZ(plume, s.distance, per_wind_speed,
                                                 Fill(plume.release.tip_height_m * plume.per_mixing_height));
  }
  const auto ambient =
      StableSigmaZ(plume, s.distance, s.height, air.sigma_w, per_wind_speed, frequency, surface_share);
  return QuadratureSum(ambient, BuoyantSigma(s.rise), Fill(plume.release.initial_sigma_z_m));
}

/// Air of the layer between a plume's height and the receptor, no deeper than 2.15 sigma_z.
HWY_INLINE AirLanes LayerTowards(const PlumeNumbers& plume, Lanes height, Lanes z_r, Lanes sigma_z,
                                 bool with_gradient) {
  const auto depth = Fill(2.15) * sigma_z;
  const auto is_above = Gt(height, z_r);
  const auto bottom = Choose(is_above, Max(height - depth, z_r), height);
  const auto top = Choose(is_above, height, Min(height + depth, z_r));
  return LayerAir(plume, bottom, top, with_gradient);
}

/// Plume::stable_spread.
HWY_INLINE void StableSpread(const PlumeNumbers& plume, Lanes z_r, SpreadLanes& s) {
  const auto is_rising = Lt(s.distance, Fill(plume.final_distance_m));
  s.rise = Fill(plume.final_rise_m);
  s.height = Fill(plume.final_height_m);
  s.height_air = FillAir(plume.final_point);
  if (Any(is_rising)) {
    s.rise = Choose(is_rising, StableRise(plume, s.distance, is_rising), s.rise);
    const auto height = Max(Fill(plume.release.tip_height_m) + s.rise, Fill(0.0));
    s.height = Choose(is_rising, height, s.height);
    s.height_air = ChooseAir(is_rising, AirAt(plume, s.height), s.height_air);
  }
  const auto ground_layer = Fill(plume_constants::ground_layer_m);
  const auto is_at_ground = And(Le(s.height, ground_layer), Le(z_r, ground_layer));
  AirLanes first = s.height_air;
  ApplyFloors(first);
  const auto per_first_wind = Fill(1.0) / first.wind_speed;
  const auto buoyant = BuoyantSigma(s.rise);
  const auto reflecting = ReflectingSigmaZ(plume, s.distance, s.height, buoyant, first, per_first_wind);
  s.lid = ReflectingHeight(plume, s.height, reflecting);
  s.air = FillAir(plume.ground_air);
  if (!All(is_at_ground)) {
    // In a rural stable hour the first guess of sigma_z is that of the reflecting height.
    const bool is_same = plume.is_stable_hour && !plume.is_urban_stable;
    const auto sigma_z = is_same ? reflecting : StableBranchSigmaZ(plume, s, first, per_first_wind);
    s.air = ChooseAir(is_at_ground, s.air, LayerTowards(plume, s.height, z_r, sigma_z, true));
  }
  s.per_wind_speed = Fill(1.0) / s.air.wind_speed;
  s.sigma_z = StableBranchSigmaZ(plume, s, s.air, s.per_wind_speed);
  s.sigma_y = QuadratureSum(StableSigmaY(plume, s.distance, s.air, s.per_wind_speed, s.height), buoyant,
                            Fill(plume.release.initial_sigma_y_m));
}

/// ConvectivePdf and what the plume's distance makes of it.
struct SkewLanes {
  Lanes a[2];
  Lanes b[2];
  Lanes weight[2];
};

/// convective_pdf.
HWY_INLINE SkewLanes ConvectivePdfLanes(const PlumeNumbers& plume, Lanes sigma_w, Lanes skewness_factor) {
  constexpr double alpha = 5.0 / 13.0;
  constexpr double beta = 5.0;
  const auto s_w = sigma_w * Fill(1.0 / plume.convective_velocity_m_per_s);
  const auto skew = Fill(alpha) * skewness_factor / (s_w * s_w * s_w);
  const auto root = Sqrt(skew * skew + Fill(4.0 / beta));
  SkewLanes p;
  p.a[0] = Fill(0.5) * s_w * (skew + root);
  p.a[1] = Neg(s_w) * s_w / (Fill(beta) * p.a[0]);
  p.b[0] = Fill(2.0) * p.a[0];
  p.b[1] = Fill(-2.0) * p.a[1];
  p.weight[0] = p.a[1] / (p.a[1] - p.a[0]);
  p.weight[1] = Fill(1.0) - p.weight[0];
  return p;
}

/// Plume::pdf_sigma_z.
/// @param c  the centre's height over the mixing height
HWY_INLINE void PdfSigmaZ(const PlumeNumbers& plume, SpreadLanes& s, Lanes c, LaneMask is_near_surface,
                          const Lanes (&spread)[2], Lanes per_wind_speed) {
  const auto rise = BuoyantSigma(s.rise);
  const double initial = plume.release.initial_sigma_z_m;
  auto common = rise * rise + Fill(initial * initial);
  auto blend = Fill(1.0);
  if (Any(is_near_surface)) {
    blend = Choose(is_near_surface, Fill(0.6) + Fill(4.0) * c, blend);
    const auto surface = ConvectiveSurfaceSigmaZ(plume, s.distance, per_wind_speed, c);
    common = OrZero(is_near_surface, surface * surface) + common;
  }
  for (int j = 0; j < 2; ++j) {
    const auto own = blend * spread[j];
    s.pdf.sigma[j] = Sqrt(own * own + common);
  }
}

/// LayerAir between a bottom and the penetrated plume, whose height all lanes share.
HWY_INLINE AirLanes LayerBelowPenetrated(const PlumeNumbers& plume, Lanes bottom) {
  const PlumeNumbers::Penetrated& p = plume.penetrated;
  bottom = Max(bottom, Fill(0.5));
  const auto top = Fill(plume.penetrated_height_m);
  const CellLanes low(plume, LevelBelow(bottom), bottom);
  const auto in_one_cell = Or(Le(top, bottom), Eq(low.level, Fill(p.level)));
  const auto middle = Fill(0.5) * (bottom + top) - (bottom - low.rise);
  const auto per_depth = Fill(1.0) / Choose(in_one_cell, Fill(1.0), top - bottom);
  const bool is_any_inside = Any(in_one_cell);
  const auto mean = [&](PlumeNumbers::Member member) HWY_ATTR {
    const auto across = per_depth * (Fill(p.integral[member]) - low.integral(member));
    return is_any_inside ? Choose(in_one_cell, low.at(member, middle), across) : across;
  };
  AirLanes air{mean(PlumeNumbers::wind_speed), mean(PlumeNumbers::sigma_v), mean(PlumeNumbers::sigma_w),
               Fill(0.0), Fill(0.0)};
  ApplyFloors(air);
  return air;
}

/// Plume::penetrated_spread, with the reflecting height.
HWY_INLINE void PenetratedSpread(const PlumeNumbers& plume, Lanes z_r, SpreadLanes& s) {
  const PlumeNumbers::Penetrated& p = plume.penetrated;
  const auto h = Fill(plume.penetrated_height_m);
  const auto slowed = [](Lanes spread, double slowing)
                          HWY_ATTR { return spread / Sqrt(Fill(1.0) + spread * Fill(slowing)); };
  const auto sigma_z = [&](Lanes spread) HWY_ATTR {
    const auto ambient = slowed(spread, p.slowing_per_m);
    return Sqrt(ambient * ambient + Fill(p.fixed_variance_m2));
  };
  const auto first_spread = Fill(p.spread_per_distance) * s.distance;
  const auto first_sigma_z = sigma_z(first_spread);
  const bool is_above_all = plume.penetrated_height_m > 0.51 && All(Lt(z_r, h));
  s.penetrated_air = is_above_all ? LayerBelowPenetrated(plume, Max(h - Fill(2.15) * first_sigma_z, z_r))
                                  : LayerTowards(plume, h, z_r, first_sigma_z, false);
  s.penetrated_per_wind_speed = Fill(1.0) / s.penetrated_air.wind_speed;
  s.penetrated_sigma_z = sigma_z(s.penetrated_air.sigma_w * s.distance * s.penetrated_per_wind_speed);
  const auto ambient = StableSigmaY(plume, s.distance, s.penetrated_air, s.penetrated_per_wind_speed, h);
  s.penetrated_sigma_y = Sqrt(ambient * ambient + Fill(p.buoyant_sigma_m * p.buoyant_sigma_m));
  const auto reflecting = Fill(p.reflecting_share) * slowed(first_spread, p.reflecting_slowing_per_m);
  s.penetrated_lid = ReflectingHeight(plume, h, Sqrt(reflecting * reflecting + Fill(p.fixed_variance_m2)));
}

/// Of the first guess of sigma_w in an area's plume, which is the sigma_w it leads to (plume_batch.h).
inline constexpr int most_guesses = 16;
inline constexpr double same_sigma_w = 1e-6;

/// Plume::convective_spread.
HWY_INLINE void ConvectiveSpread(const PlumeNumbers& plume, Lanes z_r, SpreadLanes& s) {
  s.rise = DirectRise(plume, s.distance);
  s.air = FillAir(plume.release_air);
  s.per_wind_speed = Fill(1.0 / plume.release_air.wind_speed_m_per_s);
  s.sigma_y = Fill(1.0);
  if (plume.penetrated_fraction < 1.0) {
    const auto z_i = Fill(plume.mixing_height_m);
    const auto c = CentreLanes(plume, s.distance, s.rise);
    const auto c_over_zi = c * Fill(plume.per_mixing_height);
    const auto is_near_surface = Lt(c, Fill(0.1) * z_i);
    const bool is_any_near = Any(is_near_surface);
    const auto skewness = Choose(is_near_surface, Fill(1.25) * c_over_zi, Fill(0.125));
    const auto w_x = Fill(plume.convective_velocity_m_per_s) * s.distance;
    const auto ground_layer = Fill(plume_constants::ground_layer_m);
    const auto is_at_ground = And(Le(c, ground_layer), Le(z_r, ground_layer));
    s.air = FillAir(plume.ground_air);
    if (!All(is_at_ground)) {
      Lanes b[2] = {Fill(plume.release_pdf_b[0]), Fill(plume.release_pdf_b[1])};
      auto guess = Fill(plume.release_air.sigma_w_m_per_s);
      if (is_any_near) {
        const SkewLanes pdf = ConvectivePdfLanes(plume, guess, skewness);
        for (int j = 0; j < 2; ++j) b[j] = Choose(is_near_surface, pdf.b[j], b[j]);
      }
      const auto per_wind = Fill(1.0) / WindFloor(CellAt(plume, c).at(PlumeNumbers::wind_speed));
      const auto reach = w_x * per_wind;
      const auto is_above = Gt(c, z_r);
      AirLanes layer;
      auto is_open = Not(is_at_ground);
      for (int pass = 1;; ++pass) {
        const Lanes spread[2] = {b[0] * reach, b[1] * reach};
        PdfSigmaZ(plume, s, c_over_zi, is_near_surface, spread, per_wind);
        const auto depth = Fill(2.15 * 0.5) * (s.pdf.sigma[0] + s.pdf.sigma[1]);
        const auto bottom = Choose(is_above, Max(c - depth, z_r), c);
        const auto top = Min(Choose(is_above, c, Min(c + depth, z_r)), z_i);
        layer = ChooseAir(Gt(top, bottom), LayerAir(plume, bottom, top, false), FillAir(plume.lid_air));
        if (!plume.release.is_area || pass == most_guesses) break;
        // A layer cut off at the receptor does not hang on its guess, but the one that the next guess leads to may.
        const auto change = Abs(layer.sigma_w - guess);
        is_open = And(is_open, Gt(change, Fill(same_sigma_w) * layer.sigma_w));
        if (!Any(is_open)) break;
        // A lane that has settled keeps its guess: its values do not depend on its neighbours.
        guess = Choose(is_open, layer.sigma_w, guess);
        const SkewLanes pdf = ConvectivePdfLanes(plume, guess, skewness);
        for (int j = 0; j < 2; ++j) b[j] = Choose(is_open, pdf.b[j], b[j]);
      }
      s.air = ChooseAir(is_at_ground, s.air, layer);
    }
    const SkewLanes skew = ConvectivePdfLanes(plume, s.air.sigma_w, skewness);
    s.per_wind_speed = Fill(1.0) / s.air.wind_speed;
    const auto reach = w_x * s.per_wind_speed;
    const auto lowered = IndirectCorrection(plume, s.distance);
    Lanes spread[2];
    for (int j = 0; j < 2; ++j) {
      s.pdf.height[j] = Fill(plume.release.tip_height_m) + s.rise + skew.a[j] * reach;
      s.pdf.indirect_height[j] = s.pdf.height[j] - lowered;
      s.pdf.weight[j] = skew.weight[j];
      spread[j] = skew.b[j] * reach;
    }
    PdfSigmaZ(plume, s, c_over_zi, is_near_surface, spread, s.per_wind_speed);
    s.sigma_y = QuadratureSum(ConvectiveSigmaY(plume, s.distance, s.air, s.per_wind_speed),
                              BuoyantSigma(s.rise), Fill(plume.release.initial_sigma_y_m));
  }
  if (plume.penetrated_fraction > 0) PenetratedSpread(plume, z_r, s);
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

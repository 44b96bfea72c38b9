// Per-target include of Highway: no ordinary include guard, as simd_math-inl.h. vertical_terms.h and
// dividing_streamline.h for a vector of receptors: the same sums, stopped lane by lane.
#if defined(LEEWARD_VERTICAL_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_VERTICAL_LANES_INL_H_
#undef LEEWARD_VERTICAL_LANES_INL_H_
#else
#define LEEWARD_VERTICAL_LANES_INL_H_
#endif

#include "dispersion/plume_sigma.h"
#include "hwy/highway.h"
#include "lanes-inl.h"
#include "profile_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

/// gaussian of vertical_terms.h.
HWY_INLINE Lanes GaussianLanes(Lanes a) {
  const auto exponent = Fill(0.5) * a * a;
  const auto largest = Fill(plume_constants::largest_exponent);
  const auto is_seen = Lt(exponent, largest);
  if (!Any(is_seen)) return Fill(0.0);
  return OrZero(is_seen, ExpInRange(Neg(Min(exponent, largest))));
}

/// lidded_term in the lanes of `is_lidded`, unlidded_term in the others.  @pre z <= lid where lidded
HWY_INLINE Lanes VerticalTerm(Lanes z, Lanes plume_height, Lanes sigma_z, Lanes lid_height,
                              LaneMask is_lidded) {
  constexpr int most_images = 100;
  const auto zero = Fill(0.0);
  const auto per_sigma = Fill(1.0) / sigma_z;
  const auto is_at_ground = Eq(z, zero);
  // The images at the ground come in equal pairs; the reference's loop sums one of each and stops at half the
  // ratio.
  const auto tolerance = Choose(is_at_ground, Fill(0.5e-6), Fill(1e-6));
  const auto h = Max(plume_height, plume_height - z);
  const auto lid = Max(lid_height, lid_height - z);
  auto images = zero;
  const bool are_all_at_ground = All(is_at_ground);
  auto is_active = is_lidded;
  for (int n = 1; n <= most_images && Any(is_active); ++n) {
    const auto far = Fill(2.0 * n) * lid;
    Lanes term;
    if (are_all_at_ground)
      term = Fill(2.0) * (GaussianLanes((far - h) * per_sigma) + GaussianLanes((far + h) * per_sigma));
    else
      // In this order a lane at the ground has the bits of the shorter form.
      term = (GaussianLanes((z - far + h) * per_sigma) + GaussianLanes((z - far - h) * per_sigma)) +
             (GaussianLanes((z + far - h) * per_sigma) + GaussianLanes((z + far + h) * per_sigma));
    images = images + OrZero(is_active, term);
    is_active = And(is_active, Gt(term, tolerance * images));
  }
  if (are_all_at_ground) return Fill(2.0) * GaussianLanes(h * per_sigma) + images;
  return GaussianLanes((z - h) * per_sigma) + GaussianLanes((z + h) * per_sigma) + images;
}

/// Both Gaussians of PdfTerm.
struct PdfLanes {
  Lanes height[2];
  Lanes indirect_height[2];
  Lanes sigma[2];
  Lanes weight[2];
};

/// Direct and indirect sum of images, one image of each in turn: two chains at once.
/// @tparam is_at_ground  all lanes are, and the images come in equal pairs
template <bool is_at_ground>
HWY_INLINE Lanes SumImages(Lanes z, const PdfLanes& plume, Lanes mixing_height) {
  constexpr int most_images = 1000;
  const auto tolerance = Choose(Eq(z, Fill(0.0)), Fill(0.5e-6), Fill(1e-6));
  const auto zero = Fill(0.0);
  const auto step = Fill(2.0) * (mixing_height - Min(z, zero));
  Lanes per_sigma[2], weight[2], direct[2], indirect[2];
  for (int j = 0; j < 2; ++j) {
    per_sigma[j] = Fill(1.0) / plume.sigma[j];
    weight[j] = plume.weight[j] * per_sigma[j];
    if (is_at_ground) weight[j] = Fill(2.0) * weight[j];
    direct[j] = Max(plume.height[j], plume.height[j] - z);
    indirect[j] = Max(plume.indirect_height[j], plume.indirect_height[j] - z);
  }
  const auto term = [&](const Lanes(&height)[2], Lanes far) HWY_ATTR {
    Lanes sum[2];
    for (int j = 0; j < 2; ++j) {
      const auto image = far + height[j];
      if (is_at_ground)
        sum[j] = weight[j] * GaussianLanes(image * per_sigma[j]);
      else
        sum[j] = weight[j] *
                 (GaussianLanes((z - image) * per_sigma[j]) + GaussianLanes((z + image) * per_sigma[j]));
    }
    return sum[0] + sum[1];
  };
  auto direct_sum = zero;
  auto indirect_sum = zero;
  auto is_direct = Le(z, mixing_height);
  auto is_indirect = is_direct;
  for (int n = 0; n <= most_images && Any(Or(is_direct, is_indirect)); ++n) {
    if (n == most_images) is_indirect = NoLane();  // this sum begins one image later
    const auto direct_term = term(direct, Fill(n) * step);
    const auto indirect_term = term(indirect, Fill(-n - 1.0) * step);
    direct_sum = direct_sum + OrZero(is_direct, direct_term);
    indirect_sum = indirect_sum + OrZero(is_indirect, indirect_term);
    is_direct = And(is_direct, Gt(direct_term, tolerance * direct_sum));
    is_indirect = And(is_indirect, Gt(indirect_term, tolerance * indirect_sum));
  }
  return direct_sum + indirect_sum;
}

/// direct_pdf_term + indirect_pdf_term.
HWY_INLINE Lanes PdfImages(Lanes z, const PdfLanes& plume, Lanes mixing_height) {
  z = OrZero(Ge(Abs(z), Fill(1e-10)), z);
  if (All(Eq(z, Fill(0.0)))) return SumImages<true>(z, plume, mixing_height);
  return SumImages<false>(z, plume, mixing_height);
}

/// The error function of fraction_below (Abramowitz & Stegun 7.1.28), in its order of operations.
HWY_INLINE Lanes ErfLanes(Lanes argument) {
  const auto one = Fill(1.0);
  const auto x = Min(Abs(argument), Fill(5.0));  // p^16 must not overflow; from 4 on the value is 1
  auto p = Fill(0.0000430638);
  for (const double c : {0.0002765672, 0.0001520143, 0.0092705272, 0.0422820123, 0.0705230784, 1.0})
    p = Fill(c) + x * p;
  const auto p2 = p * p;
  const auto p4 = p2 * p2;
  const auto p8 = p4 * p4;
  auto value = one - one / (p8 * p8);
  value = Choose(Gt(x, Fill(4.0)), one, value);
  value = OrZero(Ge(x, Fill(1e-10)), value);
  return CopySign(value, argument);
}

/// fraction_below for critical heights > 0.
HWY_INLINE Lanes FractionBelow(Lanes critical_height, Lanes plume_height, Lanes sigma_z, Lanes lid_height,
                               LaneMask is_active) {
  const auto h = Min(lid_height, critical_height);
  const auto below = h - plume_height;
  const auto above = h + plume_height;
  const auto per_q = Fill(1.0) / (Fill(1.4142135623730951) * sigma_z);
  auto images = Fill(0.0);
  for (int n = 1; n <= 100 && Any(is_active); ++n) {
    const auto far = Fill(2.0 * n) * lid_height;
    const Lanes up[2] = {(below + far) * per_q, (above + far) * per_q};
    const Lanes down[2] = {(below - far) * per_q, (above - far) * per_q};
    // Images this far from the receptor take part with +1 and -1, which cancel; so do all further ones.
    const auto is_over = And(Gt(Min(up[0], up[1]), Fill(4.0)), Lt(Max(down[0], down[1]), Fill(-4.0)));
    if (All(Or(is_over, Not(is_active)))) break;
    const auto term = ErfLanes(up[0]) + ErfLanes(up[1]) + ErfLanes(down[0]) + ErfLanes(down[1]);
    images = images + OrZero(is_active, term);
    if (n >= 5) is_active = And(is_active, Gt(Abs(term), Fill(1e-6) * Abs(images)));
  }
  const auto phi = Fill(0.5) * (ErfLanes(below * per_q) + ErfLanes(above * per_q) + images);
  return Choose(Gt(phi, Fill(1.01)), Fill(1.0), Max(phi, Fill(0.0)));
}

/// DividingStreamline::height_m. The search for the layer goes through the levels for all lanes at once.
/// @pre plume.square_frequency
HWY_INLINE Lanes DividingHeight(const PlumeNumbers& plume, Lanes hill) {
  using plume_constants::gravity_m_per_s2;
  const auto zero = Fill(0.0);
  const auto has_hill = Gt(hill, zero);
  if (!Any(has_hill)) return zero;
  hill = Choose(has_hill, hill, Fill(0.75));  // inside a layer, so that nothing is divided by 0
  const CellLanes last = CellAt(plume, hill);
  const auto last_level = last.level;
  const auto last_index = IndexOf(last_level);
  const auto top_gradient = last.at(PlumeNumbers::gradient);
  const auto top_temperature = last.at(PlumeNumbers::potential_temperature);
  const auto top_wind = last.at(PlumeNumbers::wind_speed);
  const auto last_n2 = Fill(gravity_m_per_s2) * (last.load(PlumeNumbers::gradient) + top_gradient) /
                       (last.load(PlumeNumbers::potential_temperature) + top_temperature);
  const auto gap = last.rise;
  const auto last_part = last_n2 * Fill(0.5) * gap * gap;
  const auto last_sum = Gather(plume.frequency_sum, last_index);
  const auto last_moment = Gather(plume.frequency_moment, last_index);

  auto is_open = has_hill;
  auto level =
      last_level + Fill(1.0);  // of the crossing: the layer below it; last + 1 stands for the hill top
  auto excess = Fill(0.5) * top_wind * top_wind;
  for (int t = 0; t + 1 < static_cast<int>(profile_level_count); ++t) {
    is_open = And(is_open, Ge(last_level, Fill(t)));
    if (!Any(is_open)) break;
    const double wind = plume.cells[t * PlumeNumbers::cell_size];
    const auto r = hill * (last_sum - Fill(plume.frequency_sum[t])) -
                   (last_moment - Fill(plume.frequency_moment[t])) + last_part;
    const auto here = Fill(0.5 * wind * wind) - r;
    const auto is_found = And(is_open, Ge(here, zero));
    excess = Choose(is_found, here, excess);
    level = Choose(is_found, Fill(t), level);
    is_open = AndNot(is_found, is_open);
  }

  const auto is_hill_top = Gt(level, last_level);
  const auto below_level = Max(level - Fill(1.0), zero);
  const auto below_index = IndexOf(below_level);
  const auto bottom = Gather(profile_height_m.data(), below_index);
  const CellLanes below(plume, {below_level, bottom}, hill);
  const auto z = Choose(is_hill_top, hill, Gather(profile_height_m.data() + 1, below_index));
  const auto wind_below = below.load(PlumeNumbers::wind_speed);
  const auto wind =
      Choose(is_hill_top, top_wind, below.load(PlumeNumbers::cell_size + PlumeNumbers::wind_speed));
  const auto slope = (wind - wind_below) / (z - bottom);
  const auto n2 = Choose(is_hill_top, last_n2, Gather(plume.square_frequency, below_index));

  const auto a = Fill(0.5) * (n2 - slope * slope);
  const auto b = z * slope * slope - wind * slope - n2 * hill;
  const auto rest =
      n2 * hill * z - Fill(0.5) * n2 * z * z - Fill(0.5) * slope * slope * z * z + wind * slope * z - excess;
  const auto root = Sqrt(Max(b * b - Fill(4.0) * a * rest, zero));
  const auto denominator = root - b;
  const auto has_upper_form = And(Lt(b, zero), Gt(denominator, zero));
  const auto has_other_form = AndNot(has_upper_form, Ne(a, zero));
  const auto numerator = Choose(has_upper_form, Fill(2.0) * rest, Neg(b) - root);
  const auto divisor = Choose(has_upper_form, denominator, Choose(has_other_form, Fill(2.0) * a, Fill(1.0)));
  const auto crossing = Choose(Or(has_upper_form, has_other_form), numerator / divisor, z);
  const auto held = Min(Max(crossing, bottom), z);
  // A crossing at level 0 is none; so is a hill that is no hill.
  return OrZero(And(has_hill, Gt(level, zero)), held);
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

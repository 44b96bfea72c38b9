#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "terrain_kernel.cpp"
#include "simd_targets.h"
// must come before Highway
#include "hwy/foreach_target.h"
// must come after foreach_target.h
#include "critical_heights.h"
#include "hwy/highway.h"
#include "simd_math-inl.h"
#include "terrain_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

using F = hn::ScalableTag<float>;
using V = hn::Vec<F>;
using M = hn::Mask<F>;

HWY_INLINE V Along(F d, const PanelFit& c, V t) {
  V p = hn::Set(d, c[panel_terms - 1]);
  for (std::size_t k = panel_terms - 1; k-- > 0;) p = hn::MulAdd(p, t, hn::Set(d, c[k]));
  return p;
}

HWY_INLINE V Within(F d, const StripFit& c, V t, V u) {
  V p = Along(d, c[strip_terms - 1], t);
  for (std::size_t k = strip_terms - 1; k-- > 0;) p = hn::MulAdd(p, u, Along(d, c[k], t));
  return p;
}

/// 2^(-a^2)
HWY_INLINE V Bell(F d, V a) {
  return Exp2(d, hn::NegMulAdd(a, a, hn::Zero(d)));
}

/// lidded_term or unlidded_term of vertical_terms.h, to 1e-6.
/// @param per_sigma  sqrt(log2(e)/2)/sigma_z
HWY_INLINE V SumOfImages(F d, V z, V plume_height, V per_sigma, V lid_height) {
  constexpr int most_images = 24;
  const V zero = hn::Zero(d);
  const V fall = hn::Max(hn::Neg(z), zero);
  const V h = hn::Add(plume_height, fall);
  const V lid = hn::Add(lid_height, fall);
  const V direct = hn::Mul(hn::Sub(z, h), per_sigma);
  const V reflected = hn::Mul(hn::Add(z, h), per_sigma);
  V sum = hn::Add(Bell(d, direct), Bell(d, reflected));
  M is_active = hn::Le(z, lid_height);
  // The nearest image, in the lid, beside the plume itself.
  const V nearest = hn::Mul(hn::Sub(hn::Add(lid, lid), hn::Add(h, hn::Abs(z))), per_sigma);
  const V gap = hn::NegMulAdd(direct, direct, hn::Mul(nearest, nearest));
  is_active = hn::And(is_active, hn::Lt(gap, hn::Set(d, 20.0F)));
  V far = zero;
  for (int n = 1; n <= most_images && !hn::AllFalse(d, is_active); ++n) {
    far = hn::Add(far, hn::Add(lid, lid));
    const auto image = [&](V at) HWY_ATTR { return Bell(d, hn::Mul(at, per_sigma)); };
    const V down = hn::Sub(z, far);
    const V up = hn::Add(z, far);
    const V term = hn::Add(hn::Add(image(hn::Add(down, h)), image(hn::Sub(down, h))),
                           hn::Add(image(hn::Sub(up, h)), image(hn::Add(up, h))));
    sum = hn::Add(sum, hn::IfThenElseZero(is_active, term));
    is_active = hn::And(is_active, hn::Gt(term, hn::Mul(hn::Set(d, 1e-6F), sum)));
  }
  return sum;
}

/// 1 - E(x) of fraction_below for x >= 0: small values keep their digits.
HWY_INLINE V Complement(F d, V x) {
  const V most = hn::Set(d, 4.0F);
  const M is_one = hn::Gt(x, most);
  x = hn::Min(x, most);
  V p = hn::Set(d, 0.0000430638F);
  for (const float c : {0.0002765672F, 0.0001520143F, 0.0092705272F, 0.0422820123F, 0.0705230784F, 1.0F})
    p = hn::MulAdd(p, x, hn::Set(d, c));
  const V p2 = hn::Mul(p, p);
  const V p4 = hn::Mul(p2, p2);
  const V p8 = hn::Mul(p4, p4);
  return hn::IfThenZeroElse(is_one, hn::Div(hn::Set(d, 1.0F), hn::Mul(p8, p8)));
}

/// 1 - fraction_below.
HWY_INLINE V FractionAbove(F d, V critical, V height, V per_sigma, V lid) {
  constexpr int most_images = 12;
  constexpr float per_q_of_bell = 0.83255461F;  // 1/(sqrt(2) sigma_z) over sqrt(log2(e)/2)/sigma_z
  const V per_q = hn::Mul(per_sigma, hn::Set(d, per_q_of_bell));
  const V zero = hn::Zero(d);
  const V h = hn::Min(lid, critical);
  const V below = hn::Mul(hn::Sub(h, height), per_q);
  const V above = hn::Mul(hn::Add(h, height), per_q);
  const V tail = Complement(d, hn::Abs(below));
  const V lower = hn::IfThenElse(hn::Lt(below, zero), hn::Sub(hn::Set(d, 2.0F), tail), tail);
  V sum = hn::Add(lower, Complement(d, above));
  const V step = hn::Mul(hn::Add(lid, lid), per_q);
  V far = zero;
  for (int n = 1; n <= most_images; ++n) {
    far = hn::Add(far, step);
    // The nearest of the four; those beyond 4 are 1 each and cancel.
    const V near = hn::Max(hn::Sub(far, above), zero);
    if (hn::AllTrue(d, hn::Gt(near, hn::Set(d, 4.0F)))) break;
    const V pairs = hn::Add(hn::Sub(Complement(d, hn::Max(hn::Sub(far, below), zero)),
                                    Complement(d, hn::Max(hn::Add(far, below), zero))),
                            hn::Sub(Complement(d, near), Complement(d, hn::Add(far, above))));
    sum = hn::Sub(sum, pairs);
  }
  const V over = hn::Mul(hn::Set(d, 0.5F), sum);
  return hn::IfThenZeroElse(hn::Lt(over, hn::Set(d, -0.01F)), hn::Min(over, hn::Set(d, 1.0F)));
}

/// The vertical term with both terrain states.
HWY_INLINE V BothStates(F d, const CriticalLines& critical, V z, V flagpole, V ground, V hill, V height,
                        V per_sigma, V lid, V strength) {
  const V zero = hn::Zero(d);
  const V level = SumOfImages(d, z, height, per_sigma, lid);
  const V following = SumOfImages(d, flagpole, height, per_sigma, lid);
  const V nothing = hn::Set(d, 1e-18F);
  const V half = hn::Set(d, 0.5F);
  const V mean = hn::Mul(half, hn::Add(level, following));
  const V even = hn::Mul(strength, mean);
  const M is_seen = hn::Ge(even, nothing);
  if (critical.lines == nullptr || hn::AllFalse(d, is_seen)) return even;
  const hn::RebindToSigned<F> di;
  const V top = hn::Min(hill, hn::Add(ground, height));
  const V last = hn::Set(d, static_cast<float>(critical.count - 1));
  const V at = hn::Min(
      hn::Mul(hn::Max(top, zero), hn::Set(d, static_cast<float>(1.0 / CriticalHeights::spacing_m))), last);
  const auto k = hn::ConvertTo(di, at);
  const V part = hn::Sub(at, hn::ConvertTo(d, k));
  const auto index = hn::Add(k, k);
  const V begin = hn::GatherIndex(d, critical.lines, index);
  const V slope = hn::GatherIndex(d, critical.lines + 1, index);
  const M has_hill = hn::Gt(top, zero);
  const M is_unknown = hn::And(hn::And(has_hill, is_seen), hn::Eq(slope, hn::Set(d, CriticalHeights::unknown_slope)));
  const V h_c = hn::MulAdd(part, slope, begin);  // where the slope is unknown the result is not used
  const M has_critical = hn::And(has_hill, hn::Gt(h_c, zero));
  V over = hn::Set(d, 1.0F);
  if (!hn::AllFalse(d, has_critical))
    over = hn::IfThenElse(has_critical, FractionAbove(d, h_c, height, per_sigma, lid), over);
  // f = (1 + phi)/2 = 1 - over/2
  const V other = hn::Mul(half, over);
  const V f = hn::Sub(hn::Set(d, 1.0F), other);
  V both = hn::MulAdd(f, level, hn::Mul(hn::Max(other, zero), following));
  both = hn::IfThenElse(hn::Eq(z, flagpole), level, both);
  const V c = hn::IfThenElse(is_seen, hn::Mul(strength, both), even);
  return hn::IfThenElse(is_unknown, hn::Set(d, unknown_value), c);
}

/// The strip's channels at a vector of receptors: held where all lie beyond one of its curves.
template <class Use>
HWY_INLINE void OfStrip(F d, const TerrainStrip& strip, const TerrainLeaf& leaf, bool is_first, bool is_last,
                        V t, V z, const Use& use) {
  const V one = hn::Set(d, 1.0F);
  if (is_first && leaf.highest_m <= strip.least_m) {
    use(hn::Ge(one, hn::Zero(d)), [&](StripChannel c) HWY_ATTR { return Along(d, strip.below[c], t); });
    return;
  }
  if (is_last && leaf.lowest_m >= strip.most_m) {
    use(hn::Ge(one, hn::Zero(d)), [&](StripChannel c) HWY_ATTR { return Along(d, strip.above[c], t); });
    return;
  }
  const V lower = Along(d, strip.lower_m, t);
  const V upper = Along(d, strip.upper_m, t);
  M is_in = hn::Ge(one, hn::Zero(d));
  if (!is_first) is_in = hn::And(is_in, hn::Gt(z, lower));
  if (!is_last) is_in = hn::And(is_in, hn::Le(z, upper));
  if (hn::AllFalse(d, is_in)) return;
  const V depth = hn::Max(hn::Sub(upper, lower), hn::Set(d, 1e-3F));
  const V raw = hn::Sub(hn::Div(hn::Mul(hn::Set(d, 2.0F), hn::Sub(z, lower)), depth), one);
  const V u = hn::Min(hn::Max(raw, hn::Neg(one)), one);
  use(is_in, [&](StripChannel c) HWY_ATTR { return Within(d, strip.channel[c], t, u); });
}

void EvaluatePart(const TerrainPart& part, const TerrainPanel& panel, const TerrainLeaf& leaf,
                  const LeafLane& distance, float flagpole_m, const CriticalLines& critical,
                  StripChannel other_channel, LeafLane& column, LeafLane& other) {
  const F d;
  const std::size_t lanes = hn::Lanes(d);
  const V one = hn::Set(d, 1.0F);
  const TerrainStrip* strips = part.strips.data() + panel.first_strip;
  for (std::size_t i = 0; i < leaf.count; i += lanes) {
    const V x = hn::LoadU(d, distance.data() + i);
    const M is_here = hn::And(hn::Ge(x, hn::Set(d, panel.begin_m)), hn::Lt(x, hn::Set(d, panel.end_m)));
    if (hn::AllFalse(d, is_here)) continue;
    const V raw = hn::Mul(hn::Sub(x, hn::Set(d, panel.middle_m)), hn::Set(d, panel.per_half));
    const V t = hn::Min(hn::Max(raw, hn::Neg(one)), one);
    const V z = hn::LoadU(d, leaf.height_m.data() + i);
    V strength = hn::Zero(d), second = hn::Zero(d), per_sigma = one;
    for (std::size_t s = 0; s < panel.strip_count; ++s) {
      const bool is_first = s == 0;
      const bool is_last = s + 1 == panel.strip_count;
      if ((!is_first && leaf.highest_m < strips[s].least_m) || (!is_last && leaf.lowest_m > strips[s].most_m))
        continue;
      OfStrip(d, strips[s], leaf, is_first, is_last, t, z, [&](M is_in, const auto& value) HWY_ATTR {
        strength = hn::IfThenElse(is_in, value(strength_channel), strength);
        second = hn::IfThenElse(is_in, value(other_channel), second);
        if (part.is_lidded) per_sigma = hn::IfThenElse(is_in, value(per_sigma_channel), per_sigma);
      });
    }
    V c;
    if (part.is_lidded)
      c = BothStates(d, critical, z, hn::Set(d, flagpole_m), hn::LoadU(d, leaf.ground_m.data() + i),
                     hn::LoadU(d, leaf.hill_m.data() + i), Along(d, panel.height_m, t), per_sigma,
                     Along(d, panel.lid_m, t), strength);
    else
      c = Exp2(d, strength);
    hn::StoreU(hn::IfThenElse(is_here, c, hn::LoadU(d, column.data() + i)), d, column.data() + i);
    hn::StoreU(hn::IfThenElse(is_here, second, hn::LoadU(d, other.data() + i)), d, other.data() + i);
  }
}

void SetLeaf(const TerrainFrame& f, const Places& places, TerrainLeaf& leaf) {
  const F d;
  const auto mapped = [&](float centre, float per_dx, float per_dy, V dx, V dy) HWY_ATTR {
    return hn::MulAdd(hn::Set(d, per_dy), dy, hn::MulAdd(hn::Set(d, per_dx), dx, hn::Set(d, centre)));
  };
  leaf.count = places.padded;
  for (std::size_t i = 0; i < places.padded; i += hn::Lanes(d)) {
    const V dx = hn::LoadU(d, places.dx_m + i);
    const V dy = hn::LoadU(d, places.dy_m + i);
    hn::StoreU(mapped(f.downwind_m, f.downwind_per_dx, f.downwind_per_dy, dx, dy), d,
               leaf.downwind_m.data() + i);
    hn::StoreU(mapped(f.crosswind_m, f.crosswind_per_dx, f.crosswind_per_dy, dx, dy), d,
               leaf.crosswind_m.data() + i);
    const V east = hn::Add(hn::Set(d, f.east_m), dx);
    const V north = hn::Add(hn::Set(d, f.north_m), dy);
    hn::StoreU(hn::Sqrt(hn::MulAdd(east, east, hn::Mul(north, north))), d, leaf.radial_m.data() + i);
    const V base = hn::Set(d, f.base_m);
    const V ground = hn::Sub(hn::LoadU(d, places.elevation_m + i), base);
    hn::StoreU(ground, d, leaf.ground_m.data() + i);
    hn::StoreU(hn::Add(ground, hn::Set(d, f.flagpole_m)), d, leaf.height_m.data() + i);
    hn::StoreU(hn::Sub(hn::LoadU(d, places.hill_height_m + i), base), d, leaf.hill_m.data() + i);
  }
}

bool AddRing(const TerrainLeaf& leaf, const PartLanes* parts, std::size_t part_count, LeafLane& share,
             float* values) {
  const F d;
  const V zero = hn::Zero(d);
  const V one = hn::Set(d, 1.0F);
  bool is_any_unknown = false;
  for (std::size_t i = 0; i < leaf.count; i += hn::Lanes(d)) {
    V column = zero, fraction = zero;
    M is_unknown = hn::Lt(one, zero);
    for (std::size_t p = 0; p < part_count; ++p) {
      const V c = hn::LoadU(d, parts[p].column.data() + i);
      is_unknown = hn::Or(is_unknown, hn::Lt(c, zero));
      column = hn::Add(column, c);
      fraction = hn::Add(fraction, hn::LoadU(d, parts[p].other.data() + i));
    }
    const V f = hn::Max(hn::Min(fraction, one), zero);
    const V r = hn::Max(hn::LoadU(d, leaf.radial_m.data() + i), hn::Set(d, 0.5F));
    const V ring = hn::Mul(hn::Mul(f, column), hn::Div(hn::Set(d, 0.15915494F), r));
    hn::StoreU(hn::IfThenZeroElse(is_unknown, ring), d, values + i);
    hn::StoreU(hn::IfThenElse(is_unknown, hn::Set(d, -1.0F), hn::Sub(one, f)), d, share.data() + i);
    is_any_unknown = is_any_unknown || !hn::AllFalse(d, is_unknown);
  }
  return is_any_unknown;
}

bool AddPlume(const TerrainLeaf& leaf, const PartLanes* parts, std::size_t part_count, float edge_m,
              LeafLane& share, float* values) {
  const F d;
  const V zero = hn::Zero(d);
  const V one = hn::Set(d, 1.0F);
  bool is_any_unknown = false;
  for (std::size_t i = 0; i < leaf.count; i += hn::Lanes(d)) {
    const M is_downwind = hn::Ge(hn::LoadU(d, leaf.downwind_m.data() + i), one);
    const V y = hn::LoadU(d, leaf.crosswind_m.data() + i);
    V sum = zero;
    M is_unknown = hn::Lt(one, zero);
    for (std::size_t p = 0; p < part_count; ++p) {
      const V c = hn::LoadU(d, parts[p].column.data() + i);
      const V w = hn::LoadU(d, parts[p].other.data() + i);
      is_unknown = hn::Or(is_unknown, hn::Lt(c, zero));
      sum = hn::MulAdd(hn::Mul(hn::Max(c, zero), hn::Mul(w, hn::Set(d, 0.46971864F))), Bell(d, hn::Mul(y, w)),
                       sum);
    }
    const V s = hn::LoadU(d, share.data() + i);
    is_unknown =
        hn::And(hn::And(is_unknown, is_downwind), hn::Lt(hn::Abs(y), hn::Set(d, edge_m)));
    const M is_seen = hn::And(is_downwind, hn::Gt(s, zero));
    const V before = hn::LoadU(d, values + i);
    hn::StoreU(hn::IfThenElse(is_seen, hn::MulAdd(s, sum, before), before), d, values + i);
    hn::StoreU(hn::IfThenElse(is_unknown, hn::Set(d, -1.0F), s), d, share.data() + i);
    is_any_unknown = is_any_unknown || !hn::AllFalse(d, is_unknown);
  }
  return is_any_unknown;
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(SetLeaf);
HWY_EXPORT(EvaluatePart);
HWY_EXPORT(AddRing);
HWY_EXPORT(AddPlume);

void set_leaf(const TerrainFrame& frame, const Places& places, TerrainLeaf& leaf) {
  HWY_DYNAMIC_DISPATCH(SetLeaf)(frame, places, leaf);
}
void evaluate_part(const TerrainPart& part, const TerrainPanel& panel, const TerrainLeaf& leaf,
                   const LeafLane& distance, float flagpole_m, const CriticalLines& critical,
                   StripChannel other_channel, LeafLane& column, LeafLane& other) {
  HWY_DYNAMIC_DISPATCH(EvaluatePart)
  (part, panel, leaf, distance, flagpole_m, critical, other_channel, column, other);
}
bool add_ring(const TerrainLeaf& leaf, const PartLanes* parts, std::size_t part_count, LeafLane& share,
              float* values) {
  return HWY_DYNAMIC_DISPATCH(AddRing)(leaf, parts, part_count, share, values);
}
bool add_plume(const TerrainLeaf& leaf, const PartLanes* parts, std::size_t part_count, float edge_m,
               LeafLane& share, float* values) {
  return HWY_DYNAMIC_DISPATCH(AddPlume)(leaf, parts, part_count, edge_m, share, values);
}

}  // namespace leeward::dispersion
#endif

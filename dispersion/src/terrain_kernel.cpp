// Only the targets worth their compile time: AVX-512, AVX2 and the baseline.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSE4 | HWY_SSSE3)
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "terrain_kernel.cpp"
#include "hwy/foreach_target.h"
// must come after foreach_target.h
#include "hwy/highway.h"
#include "simd_math-inl.h"
#include "terrain_kernel.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

using TerrainF = hn::ScalableTag<float>;
using TerrainV = hn::Vec<TerrainF>;

void FrameKernel(const FramePlaces& p, float* HWY_RESTRICT downwind, float* HWY_RESTRICT crosswind,
                 float* HWY_RESTRICT radial) {
  const TerrainF d;
  const auto mapped = [&](float at, float per_dx, float per_dy, TerrainV dx, TerrainV dy) HWY_ATTR {
    return hn::MulAdd(hn::Set(d, per_dy), dy, hn::MulAdd(hn::Set(d, per_dx), dx, hn::Set(d, at)));
  };
  for (std::size_t i = 0; i < p.count; i += hn::Lanes(d)) {
    const TerrainV dx = hn::LoadU(d, p.dx_m + i);
    const TerrainV dy = hn::LoadU(d, p.dy_m + i);
    hn::StoreU(mapped(p.x_m, p.x_per_dx, p.x_per_dy, dx, dy), d, downwind + i);
    hn::StoreU(mapped(p.y_m, p.y_per_dx, p.y_per_dy, dx, dy), d, crosswind + i);
    const TerrainV east = hn::Add(hn::Set(d, p.east_m), dx);
    const TerrainV north = hn::Add(hn::Set(d, p.north_m), dy);
    hn::StoreU(hn::Sqrt(hn::MulAdd(east, east, hn::Mul(north, north))), d, radial + i);
  }
}

void CellKernel(const TerrainCell& cell, std::size_t count, const float* HWY_RESTRICT distance,
                const float* HWY_RESTRICT height, unsigned channels, std::size_t stride,
                float* HWY_RESTRICT values) {
  const TerrainF d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const TerrainV x = hn::LoadU(d, distance + i);
    const TerrainV z = hn::LoadU(d, height + i);
    const auto is_in =
        hn::And(hn::And(hn::Ge(x, hn::Set(d, cell.begin_m)), hn::Lt(x, hn::Set(d, cell.end_m))),
                hn::And(hn::Ge(z, hn::Set(d, cell.lowest_m)), hn::Lt(z, hn::Set(d, cell.highest_m))));
    if (hn::AllFalse(d, is_in)) continue;
    const TerrainV u = hn::Mul(hn::Sub(x, hn::Set(d, cell.middle_m)), hn::Set(d, cell.per_half));
    const TerrainV v =
        hn::Mul(hn::Sub(z, hn::Set(d, cell.middle_height_m)), hn::Set(d, cell.per_half_height));
    const auto along = [&](const float* row) HWY_ATTR {
      TerrainV sum = hn::Set(d, row[cell_distance_terms - 1]);
      for (std::size_t n = cell_distance_terms - 1; n-- > 0;) sum = hn::MulAdd(sum, u, hn::Set(d, row[n]));
      return sum;
    };
    for (std::size_t c = 0; c < plume_channel_count; ++c) {
      if ((channels >> c & 1U) == 0) continue;
      const float* k = cell.coefficient.data() + c * cell_height_terms * cell_distance_terms;
      TerrainV sum;
      if (c == plume_height_channel || c == lid_channel) {
        sum = along(k);
      } else {
        sum = along(k + (cell_height_terms - 1) * cell_distance_terms);
        for (std::size_t j = cell_height_terms - 1; j-- > 0;)
          sum = hn::MulAdd(sum, v, along(k + j * cell_distance_terms));
      }
      float* out = values + c * stride + i;
      hn::StoreU(hn::IfThenElse(is_in, sum, hn::LoadU(d, out)), d, out);
    }
  }
}

/// Abramowitz & Stegun 7.1.28 as in dividing_streamline.cpp.
HWY_INLINE TerrainV ErrorFunction(TerrainF d, TerrainV argument) {
  const TerrainV x = hn::Abs(argument);
  TerrainV p = hn::Set(d, 0.0000430638F);
  for (const float c : {0.0002765672F, 0.0001520143F, 0.0092705272F, 0.0422820123F, 0.0705230784F, 1.0F})
    p = hn::MulAdd(p, x, hn::Set(d, c));
  const TerrainV p2 = hn::Mul(p, p);
  const TerrainV p4 = hn::Mul(p2, p2);
  const TerrainV p8 = hn::Mul(p4, p4);
  const TerrainV one = hn::Set(d, 1.0F);
  const TerrainV value = hn::Sub(one, hn::Div(one, hn::Mul(p8, p8)));
  return hn::CopySign(hn::IfThenElse(hn::Gt(x, hn::Set(d, 4.0F)), one, value), argument);
}

bool StatesKernel(const StatesPlaces& p, float* HWY_RESTRICT values) {
  const TerrainF d;
  const hn::RebindToSigned<TerrainF> di;
  const TerrainV zero = hn::Zero(d);
  const TerrainV half = hn::Set(d, 0.5F);
  const TerrainV one = hn::Set(d, 1.0F);
  bool has_unknown = false;
  const TerrainV last = hn::Set(d, static_cast<float>(p.critical_count - 1));
  for (std::size_t i = 0; i < p.count; i += hn::Lanes(d)) {
    const TerrainV h_e = hn::LoadU(d, p.plume_height_m + i);
    const TerrainV lid = hn::LoadU(d, p.lid_m + i);
    const TerrainV q = hn::LoadU(d, p.per_sigma_z + i);
    const TerrainV base = hn::Set(d, p.base_m);
    const TerrainV hill = hn::Min(hn::Sub(hn::LoadU(d, p.hill_height_m + i), base),
                                  hn::Add(hn::Sub(hn::LoadU(d, p.elevation_m + i), base), h_e));
    const TerrainV at = hn::Min(hn::Max(hn::Mul(hill, hn::Set(d, p.per_spacing)), zero), last);
    const TerrainV step = hn::Floor(at);
    const auto index = hn::ShiftLeft<1>(hn::ConvertTo(di, step));
    const TerrainV low = hn::GatherIndex(d, p.critical_lines_m, index);
    const TerrainV slope = hn::GatherIndex(d, p.critical_lines_m + 1, index);
    const auto is_unknown = hn::Ge(slope, hn::Set(d, CriticalHeights::unknown_slope));
    const TerrainV critical = hn::MulAdd(hn::Sub(at, step), hn::IfThenElse(is_unknown, zero, slope), low);
    has_unknown = has_unknown || !hn::AllFalse(d, is_unknown);
    const TerrainV h = hn::Min(critical, lid);
    const TerrainV below = hn::Sub(h, h_e);
    const TerrainV above = hn::Add(h, h_e);
    TerrainV phi = hn::Add(ErrorFunction(d, hn::Mul(below, q)), ErrorFunction(d, hn::Mul(above, q)));
    for (const float n : {2.0F, 4.0F}) {
      const TerrainV far = hn::Mul(hn::Set(d, n), lid);
      // Beyond 4 the error function is 1, and an image's four terms are 0 together.
      if (hn::AllTrue(d, hn::Gt(hn::Mul(hn::Sub(far, above), q), hn::Set(d, 4.0F)))) break;
      // In this order the saturated terms cancel to 0 exactly.
      phi = hn::Add(phi, hn::Add(ErrorFunction(d, hn::Mul(hn::Add(below, far), q)),
                                 ErrorFunction(d, hn::Mul(hn::Sub(below, far), q))));
      phi = hn::Add(phi, hn::Add(ErrorFunction(d, hn::Mul(hn::Add(above, far), q)),
                                 ErrorFunction(d, hn::Mul(hn::Sub(above, far), q))));
    }
    phi = hn::Mul(phi, half);
    phi = hn::IfThenElse(hn::Gt(phi, hn::Set(d, 1.01F)), one, hn::Max(phi, zero));
    phi = hn::IfThenElse(hn::Gt(critical, zero), phi, zero);
    const TerrainV f = hn::MulAdd(phi, half, half);
    const TerrainV yw = hn::Mul(hn::LoadU(d, p.crosswind_m + i), hn::LoadU(d, p.width + i));
    const TerrainV gain = hn::NegMulAdd(yw, yw, hn::LoadU(d, p.ring + i));
    const TerrainV level = Exp2(d, hn::Add(hn::LoadU(d, p.column + i), gain));
    const TerrainV followed = Exp2(d, hn::Add(hn::LoadU(d, p.followed + i), gain));
    const TerrainV sum = hn::MulAdd(f, level, hn::Mul(hn::Max(hn::Sub(one, f), zero), followed));
    const TerrainV value = hn::Mul(sum, hn::Max(hn::LoadU(d, p.share + i), zero));
    hn::StoreU(hn::IfThenElse(is_unknown, hn::Set(d, -1.0F), value), d, values + i);
  }
  return has_unknown;
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace leeward::dispersion {

HWY_EXPORT(FrameKernel);
HWY_EXPORT(CellKernel);
HWY_EXPORT(StatesKernel);

void evaluate_frame(const FramePlaces& places, float* downwind_m, float* crosswind_m, float* radial_m) {
  HWY_DYNAMIC_DISPATCH(FrameKernel)(places, downwind_m, crosswind_m, radial_m);
}
void evaluate_cell(const TerrainCell& cell, std::size_t count, const float* distance_m, const float* height_m,
                   unsigned channels, std::size_t stride, float* values) {
  HWY_DYNAMIC_DISPATCH(CellKernel)(cell, count, distance_m, height_m, channels, stride, values);
}
bool evaluate_states(const StatesPlaces& places, float* values) {
  return HWY_DYNAMIC_DISPATCH(StatesKernel)(places, values);
}

}  // namespace leeward::dispersion
#endif

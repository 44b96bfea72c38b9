// Per-target include of Highway: no ordinary include guard, as simd_math-inl.h. The profiles of ProfileSet
// for a vector of heights. Sums and products stand in the order of profile_set.cpp, unfused: differences of
// integrals over thin layers then carry the same rounding as the scalar code's.
#if defined(LEEWARD_PROFILE_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef LEEWARD_PROFILE_LANES_INL_H_
#undef LEEWARD_PROFILE_LANES_INL_H_
#else
#define LEEWARD_PROFILE_LANES_INL_H_
#endif

#include "hwy/highway.h"
#include "lanes-inl.h"
#include "plume_numbers.h"

HWY_BEFORE_NAMESPACE();
namespace leeward::dispersion {
namespace HWY_NAMESPACE {

/// What AirSample holds, for a vector of heights.
struct AirLanes {
  Lanes wind_speed;
  Lanes sigma_v;
  Lanes sigma_w;
  Lanes gradient;
  Lanes potential_temperature;
};

HWY_INLINE AirLanes FillAir(const AirSample& air) {
  return {Fill(air.wind_speed_m_per_s), Fill(air.sigma_v_m_per_s), Fill(air.sigma_w_m_per_s),
          Fill(air.gradient_k_per_m), Fill(air.potential_temperature_k)};
}

HWY_INLINE AirLanes ChooseAir(LaneMask mask, const AirLanes& yes, const AirLanes& no) {
  return {Choose(mask, yes.wind_speed, no.wind_speed), Choose(mask, yes.sigma_v, no.sigma_v),
          Choose(mask, yes.sigma_w, no.sigma_w), Choose(mask, yes.gradient, no.gradient),
          Choose(mask, yes.potential_temperature, no.potential_temperature)};
}

HWY_INLINE Lanes WindFloor(Lanes wind_speed) {
  return Max(wind_speed, Fill(0.2828));
}

/// AirSample::apply_floors.
HWY_INLINE void ApplyFloors(AirLanes& air) {
  air.sigma_w = Max(air.sigma_w, Fill(0.02));
  air.sigma_v = Max(Max(air.sigma_v, Fill(0.2)), Fill(0.05) * air.wind_speed);
  air.wind_speed = WindFloor(air.wind_speed);
}

/// A level of the grid for each lane, as numbers.
struct LevelLanes {
  Lanes index;
  Lanes height;
};

/// locate_level, from the steps of profile_height_m; 86 instead of 85 from the top of the grid on.
HWY_INLINE LevelLanes LevelBelow(Lanes height) {
  const auto zero = Fill(0.0);
  const auto steps = [&](double from, double per_step, double most) HWY_ATTR {
    return Floor(Min(Max((height - Fill(from)) * Fill(per_step), zero), Fill(most)));
  };
  const auto tens = steps(20, 0.1, 8);
  const auto twenties = steps(100, 0.05, 5);
  const auto fifties = steps(200, 0.02, 36);
  const auto hundreds = steps(2000, 0.01, 30);
  LevelLanes level;
  level.index = (tens + twenties) + (fifties + hundreds);
  level.height =
      (Fill(10.0) * tens + Fill(20.0) * twenties) + (Fill(50.0) * fifties + Fill(100.0) * hundreds);
  for (std::size_t i = 1; i < 8; ++i) {
    const auto is_above = Ge(height, Fill(profile_height_m[i]));
    level.index = level.index + OrZero(is_above, Fill(1.0));
    level.height = level.height + OrZero(is_above, Fill(profile_height_m[i] - profile_height_m[i - 1]));
  }
  return level;
}

/// locate_level.
HWY_INLINE LevelLanes LevelInside(Lanes height) {
  constexpr auto last = profile_level_count - 2;
  const LevelLanes level = LevelBelow(height);
  return {Min(level.index, Fill(static_cast<double>(last))), Min(level.height, Fill(profile_height_m[last]))};
}

/// A cell of the profile for each lane; often the same for all, and then loaded once.
struct CellLanes {
  Lanes level;
  Lanes rise;  // above the cell's lower level
  const double* cells;
  Index first;
  bool is_one;

  CellLanes(const PlumeNumbers& plume, const LevelLanes& below, Lanes height)
      : level(below.index), rise(height - below.height) {
    const double any = FirstLane(level);
    is_one = All(Eq(level, Fill(any)));
    cells = is_one ? plume.cells + static_cast<std::ptrdiff_t>(any) * PlumeNumbers::cell_size : plume.cells;
    first = IndexOf(level * Fill(PlumeNumbers::cell_size));
  }

  HWY_INLINE Lanes load(int offset) const {
    return is_one ? Fill(cells[offset]) : Gather(cells + offset, first);
  }
  /// ProfileSet::at of one member, for a height of the cell.
  HWY_INLINE Lanes at(PlumeNumbers::Member member, Lanes above_level) const {
    return load(member) + above_level * load(PlumeNumbers::slope_offset + member);
  }
  HWY_INLINE Lanes at(PlumeNumbers::Member member) const { return at(member, rise); }
  /// ProfileSet::integral_to of one member.
  HWY_INLINE Lanes integral(PlumeNumbers::Member member) const {
    return (load(PlumeNumbers::integral_offset + member) + rise * load(member)) +
           (Fill(0.5) * rise * rise) * load(PlumeNumbers::slope_offset + member);
  }
};

/// ProfileSet::at.
HWY_INLINE CellLanes CellAt(const PlumeNumbers& plume, Lanes height) {
  return {plume, LevelInside(height), height};
}

HWY_INLINE AirLanes AirAt(const PlumeNumbers& plume, Lanes height) {
  const CellLanes cell = CellAt(plume, height);
  return {cell.at(PlumeNumbers::wind_speed), cell.at(PlumeNumbers::sigma_v), cell.at(PlumeNumbers::sigma_w),
          cell.at(PlumeNumbers::gradient), cell.at(PlumeNumbers::potential_temperature)};
}

/// ProfileSet::layer_mean with floors; the potential temperature is 0.
/// @param with_gradient  false leaves the gradient 0
HWY_INLINE AirLanes LayerAir(const PlumeNumbers& plume, Lanes bottom, Lanes top, bool with_gradient) {
  bottom = Max(bottom, Fill(0.5));
  top = Max(top, Fill(0.51));
  const CellLanes low(plume, LevelBelow(bottom), bottom);
  const CellLanes high(plume, LevelBelow(top), top);
  const auto in_one_cell = Or(Le(top, bottom), Eq(low.level, high.level));
  const auto middle = Fill(0.5) * (bottom + top) - (bottom - low.rise);
  const auto per_depth = Fill(1.0) / Choose(in_one_cell, Fill(1.0), top - bottom);
  const bool are_all_in_one = All(in_one_cell);
  const auto mean = [&](PlumeNumbers::Member member) HWY_ATTR {
    const auto inside = low.at(member, middle);
    if (are_all_in_one) return inside;
    return Choose(in_one_cell, inside, per_depth * (high.integral(member) - low.integral(member)));
  };
  AirLanes air{mean(PlumeNumbers::wind_speed), mean(PlumeNumbers::sigma_v), mean(PlumeNumbers::sigma_w),
               Fill(0.0), Fill(0.0)};
  if (with_gradient) air.gradient = mean(PlumeNumbers::gradient);
  ApplyFloors(air);
  return air;
}

}  // namespace HWY_NAMESPACE
}  // namespace leeward::dispersion
HWY_AFTER_NAMESPACE();

#endif

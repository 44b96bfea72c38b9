// Truth: the definitions of the grid's operators (physics/01 sections 3 and 8), by quadrature and by closed
// form.
#include <gtest/gtest.h>

#include <cmath>

#include "dispersion/met_profile.h"

namespace leeward::dispersion {
namespace {

// A profile with kinks at every level; piecewise linear between them.
ProfileSet rough_set() {
  std::array<AirSample, profile_level_count> air{};
  std::array<double, profile_level_count> direction{};
  for (std::size_t i = 0; i < profile_level_count; ++i) {
    const double x = static_cast<double>(i);
    air[i] = {2 + std::sin(x), 1 + 0.5 * std::cos(3 * x), 0.5 + 0.1 * std::sin(7 * x), 0.01 * std::cos(x),
              280 + x};
    direction[i] = 1 + std::fmod(77 * x, 359);
  }
  ProfileSet set;
  set.set_levels(air, direction);
  return set;
}

TEST(ProfileSet, LocatesTheLastLevelNotAboveAHeight) {
  EXPECT_EQ(locate_level(0), 0U);
  EXPECT_EQ(locate_level(0.49), 0U);
  EXPECT_EQ(locate_level(0.5), 1U);
  EXPECT_EQ(locate_level(4999), 85U);
  EXPECT_EQ(locate_level(5000), 85U);
  EXPECT_EQ(locate_level(9000), 85U);
}

TEST(ProfileSet, LayerMeanIsTheIntegralOfTheInterpolatedProfile) {
  const ProfileSet set = rough_set();
  struct Layer {
    double bottom, top, clipped_bottom, clipped_top;
  };
  for (const Layer& layer :
       {Layer{0, 0.2, 0.5, 0.51}, Layer{0, 37, 0.5, 37}, Layer{0.7, 0.9, 0.7, 0.9}, Layer{3, 3.5, 3, 3.5},
        Layer{14, 310, 14, 310}, Layer{0.5, 5000, 0.5, 5000}, Layer{31, 4900, 31, 4900}}) {
    const int steps = 400000;
    const double step = (layer.clipped_top - layer.clipped_bottom) / steps;
    double sum = 0;
    for (int k = 0; k < steps; ++k) sum += set.at(layer.clipped_bottom + (k + 0.5) * step).wind_speed_m_per_s;
    // The midpoint rule is exact but in the cells that hold a kink: below 0.5 step^2 |slope change| each.
    EXPECT_NEAR(set.layer_mean(layer.bottom, layer.top).wind_speed_m_per_s, sum / steps, 2e-8) << layer.top;
  }
}

TEST(ProfileSet, LayerMeanIsConstantAboveTheGridAndContinuousAtCells) {
  const ProfileSet set = rough_set();
  const AirSample top = set.level(86);
  EXPECT_EQ(set.layer_mean(5000, 5600).sigma_v_m_per_s, top.sigma_v_m_per_s);
  const double half = 0.5 * (set.layer_mean(4900, 5000).sigma_v_m_per_s + top.sigma_v_m_per_s);
  EXPECT_NEAR(set.layer_mean(4900, 5100).sigma_v_m_per_s, half, 1e-12);  // rounding of sums of order 1e4
  for (const double z : profile_height_m) {
    if (z < 1 || z > 4900) continue;
    const double below = set.layer_mean(z - 0.4, z - 1e-9).sigma_w_m_per_s;  // slopes are below 1/m
    EXPECT_NEAR(set.layer_mean(z - 0.4, z + 1e-9).sigma_w_m_per_s, below, 1e-8) << z;
  }
}

TEST(ProfileSet, MeanToIsNotClippedAtTheGround) {
  const ProfileSet set = rough_set();
  const AirSample a = set.level(0);
  const AirSample b = set.level(1);
  EXPECT_NEAR(set.mean_to(0.5).wind_speed_m_per_s, 0.5 * (a.wind_speed_m_per_s + b.wind_speed_m_per_s),
              1e-15);
  EXPECT_EQ(set.mean_to(0).wind_speed_m_per_s, a.wind_speed_m_per_s);
}

TEST(ProfileSet, DirectionTurnsTheShortWay) {
  std::array<double, profile_level_count> direction;
  direction.fill(350);
  for (std::size_t i = 5; i < profile_level_count; ++i) direction[i] = 20;  // 8 m and above
  ProfileSet set;
  set.set_levels({}, direction);
  EXPECT_NEAR(set.wind_from_deg(6), 5, 1e-12);
  EXPECT_NEAR(set.wind_from_deg(4 + 4.0 / 3), 360, 1e-12);
  EXPECT_EQ(set.wind_from_deg(6000), 20);
}

TEST(AirSample, FloorsUseTheWindBeforeItsOwn) {
  AirSample air{.wind_speed_m_per_s = 10, .sigma_v_m_per_s = 0.1, .sigma_w_m_per_s = 0.001};
  air.apply_floors();
  EXPECT_EQ(air, (AirSample{.wind_speed_m_per_s = 10, .sigma_v_m_per_s = 0.5, .sigma_w_m_per_s = 0.02}));
  air = {.wind_speed_m_per_s = 0.01};
  air.apply_floors();
  EXPECT_EQ(air, (AirSample{.wind_speed_m_per_s = 0.2828, .sigma_v_m_per_s = 0.2, .sigma_w_m_per_s = 0.02}));
}

}  // namespace
}  // namespace leeward::dispersion

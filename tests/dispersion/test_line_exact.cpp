// Mode exact of roads on flat ground: profiles and panels against adaptive Gauss-Kronrod on the formulas.
#include "line_exact.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "support/line_hours.h"

namespace leeward::dispersion {
namespace {

using leeward::test::line_hours;
using leeward::test::road;

constexpr double exact_heights[] = {0.0, 1.5, 20.0};

/// One metre of mixing height besides the usual hours.
std::vector<leeward::test::NamedLineHour> exact_hours() {
  std::vector<leeward::test::NamedLineHour> hours;
  for (const auto& hour : line_hours()) hours.push_back(hour);
  hours.push_back(hours.front());
  hours.back().name = "1 m mixing height";
  hours.back().hour.mixing_height_m = 1;
  return hours;
}

TEST(LineProfile, IsTheFormulas) {
  for (const auto& [name, hour] : exact_hours()) {
    const LineWind wind(hour);
    const LineProfile profile(wind, 0.8, 1.4, exact_heights, 9000);
    for (double x = 1.0; x < 9000; x *= 1.0173) {
      const LineSpread spread = line_spread(wind, x, 0.8, 1.4);
      const double variance = spread.raw_sigma_y_m * spread.raw_sigma_y_m;
      EXPECT_NEAR(profile.variance(x), variance, 2e-8 * variance) << name << " at " << x << " m";
      const double share = line_meander_share(wind, spread);
      EXPECT_NEAR(profile.share(x), share, 2e-8 * share) << name << " at " << x << " m";
      const double axis = 1e-10 / (spread.sigma_z_m * spread.wind_m_per_s);
      for (std::size_t h = 0; h < std::size(exact_heights); ++h) {
        const double direct =
            line_direct_term(wind, spread, x, 0.8, exact_heights[h]) / std::sqrt(2 * std::numbers::pi);
        EXPECT_NEAR(profile.direct(h, x).strength, direct, 5e-6 * direct + axis)
            << name << " at " << x << " m";
        const double meander = share * line_meander_term(wind, spread, x, 0.8, exact_heights[h]);
        EXPECT_NEAR(profile.meander(h, x), meander, 5e-6 * meander + axis) << name << " at " << x << " m";
      }
    }
  }
}

TEST(LineExactFast, ALinkWithoutLengthGivesNothing) {
  const LineHour hour = line_hours()[1].hour;
  const LineWind wind(hour);
  const WindFrame frame(hour.wind_from_deg);
  const LineProfile profile(wind, 0.8, 1.4, exact_heights, 9000);
  const LineExact exact(profile, line_in_wind(road({5, 5}, {5, 5}), frame));
  for (const Vec2 place : {Vec2{5, 5}, Vec2{50, 5}, Vec2{-50, 5}})
    EXPECT_EQ(exact.concentration(1, frame.to_wind(place)), 0.0);
}

TEST(LineExactFast, IsTheAdaptiveIntegralOfTheFormulas) {
  std::mt19937_64 generator(7);
  const auto uniform = [&] { return static_cast<double>(generator() >> 11U) * 0x1p-53; };
  std::vector<double> differences;
  for (const auto& [name, hour] : exact_hours()) {
    const LineWind wind(hour);
    const WindFrame frame(hour.wind_from_deg);
    const LineProfile profile(wind, 0.8, 1.4, exact_heights, 9000);
    for (int link = 0; link < 14; ++link) {
      // Every fifth link lies across the wind or along it.
      const double angle =
          link % 5 == 0 ? (link % 10 == 0 ? 0.0 : std::numbers::pi / 2) : 2 * std::numbers::pi * uniform();
      const double span = std::pow(10.0, 1 + 2 * uniform());
      const Vec2 along{std::cos(angle), std::sin(angle)};
      const LineSource line = road({0, 0}, span * along);
      const LineInWind in_wind = line_in_wind(line, frame);
      const LineExact exact(profile, in_wind);
      std::vector<Vec2> places{
          {0, 0}, 0.5 * span * along, -300.0 * along};  // at the end, on the axis, in line
      for (int i = 0; i < 4; ++i) {
        const double r = std::pow(10.0, -1 + 4.3 * uniform());
        const double bearing = 2 * std::numbers::pi * uniform();
        places.push_back(uniform() * span * along + Vec2{r * std::cos(bearing), r * std::sin(bearing)});
      }
      const double peak =
          line_concentration_exact(wind, in_wind, 0.8, 1.4, frame.to_wind(0.5 * span * along), 1.5).value;
      for (std::size_t i = 0; i < places.size(); ++i) {
        const Vec2 place = frame.to_wind(places[i]);
        if (!exact.reaches(place)) continue;
        const std::size_t h = (static_cast<std::size_t>(link) + i) % std::size(exact_heights);
        // A looser tolerance misses jumps: 4e-4 of a far value at 1e-6.
        const LineIntegral expected =
            line_concentration_exact(wind, in_wind, 0.8, 1.4, place, exact_heights[h], 1e-7);
        const double difference =
            std::abs(exact.concentration(h, place) - expected.value) / std::max(expected.value, 1e-3 * peak);
        EXPECT_LT(difference, 2e-4) << name << ", link " << link << " of " << span << " m, receptor " << i
                                    << " at " << places[i].x << ", " << places[i].y;
        differences.push_back(difference);
      }
    }
  }
  std::sort(differences.begin(), differences.end());
  EXPECT_GT(differences.size(), 450U);
  EXPECT_LT(differences[differences.size() / 2], 1e-6);
  EXPECT_LT(differences[differences.size() * 99 / 100], 5e-5);
}

}  // namespace
}  // namespace leeward::dispersion

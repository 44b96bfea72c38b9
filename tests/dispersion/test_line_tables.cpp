// Mode standard of roads against the exact integral.
#include "dispersion/line_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "support/line_hours.h"

namespace leeward::dispersion {
namespace {

using leeward::test::line_hours;
using leeward::test::road;

constexpr double receptor_height_m = 1.5;

LineTables tables_of(const LineWind& wind, const LineSource& line) {
  return LineTables(wind, {line.release_height_m, line.initial_sigma_z_m}, std::span(&receptor_height_m, 1));
}

double standard(const LineEvaluator& evaluator, Vec2 receptor, Vec2 centre, double radius) {
  double value = 0;
  evaluator.add_meander(0, std::span(&receptor, 1), centre, radius, std::span(&value, 1));
  if (!evaluator.is_out_of_plume(centre, radius))
    evaluator.add_direct(0, std::span(&receptor, 1), centre, radius, std::span(&value, 1));
  return value;
}

TEST(LineTables, HoldTheFormulasValuesBetweenTheJumps) {
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    const LineTables tables = tables_of(wind, road({0, 0}, {1, 0}));
    std::vector<double> difference;
    for (double x = 1; x < 200000; x *= 1.0137) {
      const LineSpread spread = line_spread(wind, x, 0.8, 1.4);
      const auto [vertical, variance] = tables.height(0).direct(x);
      const auto [meander, share] = tables.height(0).meander(x * x);
      const double f = line_meander_share(wind, spread);
      const auto relative = [](double a, double b) { return std::abs(a - b) / b; };
      difference.push_back(std::max({relative(vertical, line_direct_term(wind, spread, x, 0.8, receptor_height_m)),
                                     relative(variance, spread.raw_sigma_y_m * spread.raw_sigma_y_m),
                                     relative(meander, f * line_meander_term(wind, spread, x, 0.8, receptor_height_m)),
                                     relative(share, f)}));
    }
    std::sort(difference.begin(), difference.end());
    EXPECT_LT(difference[difference.size() / 2], 1e-5) << name;  // a parabola over 1-2 % of distance
    // 1 % is the stop of line_spread; the products of two or three jumping factors reach four times that.
    EXPECT_LT(difference.back(), 4e-2) << name;
  }
}

TEST(LineStandard, IsCloseToTheExactIntegralEverywhere) {
  std::mt19937 random(7);
  const auto between = [&](double a, double b) { return std::uniform_real_distribution(a, b)(random); };
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    std::vector<double> difference;
    for (int i = 0; i < 25; ++i) {
      const double length_m = std::exp(between(std::log(10.0), std::log(1000.0)));
      const double angle = i < 5    ? between(-0.05, 0.05)
                           : i < 10 ? std::numbers::pi / 2 + between(-0.05, 0.05)
                                    : between(0, 2 * std::numbers::pi);
      const Vec2 along{std::cos(angle), std::sin(angle)};
      const LineSource line = road({0, 0}, length_m * along, between(5, 25));
      const LineTables tables = tables_of(wind, line);
      const LineInWind in_wind = line_in_wind(line, WindFrame(270));
      const LineEvaluator evaluator(tables, in_wind);
      for (int r = 0; r < 12; ++r) {
        const double distance = std::exp(between(std::log(0.3), std::log(3000.0)));
        const double towards = r % 3 == 0 ? between(-0.3, 0.3) : between(0, 2 * std::numbers::pi);
        const Vec2 receptor = between(0, length_m) * along + distance * Vec2{std::cos(towards), std::sin(towards)};
        const double expected = line_concentration_exact(wind, in_wind, line.release_height_m, line.initial_sigma_z_m,
                                                         receptor, receptor_height_m)
                                    .value;
        difference.push_back(std::abs(standard(evaluator, receptor, receptor, 0) - expected) / expected);
      }
    }
    std::sort(difference.begin(), difference.end());
    const auto quantile = [&](double q) {
      return difference[static_cast<std::size_t>(q * (double)(difference.size() - 1))];
    };
    // docs/models/road.md prints these numbers; they come from the jumps of line_spread, not from the smooth kernel.
    EXPECT_LT(quantile(0.5), 1e-4) << name;
    EXPECT_LT(quantile(0.9), 5e-4) << name;
    EXPECT_LT(quantile(0.99), 6e-3) << name;
    EXPECT_LT(difference.back(), 3e-2) << name;
  }
}

TEST(LineStandard, ATileChangesTheNodesAndNotTheAnswer) {
  const LineSource line = road({-30, -20}, {40, 25});
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    const LineTables tables = tables_of(wind, line);
    const LineEvaluator evaluator(tables, line_in_wind(line, WindFrame(270)));
    for (const Vec2 centre : {Vec2{60, 10}, Vec2{400, -50}, Vec2{-300, 100}, Vec2{2000, 200}})
      for (const Vec2 off : {Vec2{0, 0}, Vec2{30, 20}, Vec2{-25, 30}}) {
        const double alone = standard(evaluator, centre + off, centre + off, 0);
        EXPECT_NEAR(standard(evaluator, centre + off, centre, 40), alone, 5e-3 * alone)  // the jumps again
            << name << " at " << centre.x << " " << centre.y;
      }
  }
}

TEST(LineStandard, WhatIsLeftOutIsNothing) {
  const LineSource line = road({-30, -20}, {40, 25});
  std::mt19937 random(11);
  std::size_t left_out = 0;
  for (const auto& [name, hour] : line_hours()) {
    const LineWind wind(hour);
    const LineTables tables = tables_of(wind, line);
    const LineEvaluator evaluator(tables, line_in_wind(line, WindFrame(270)));
    for (int i = 0; i < 300; ++i) {
      const Vec2 receptor{std::uniform_real_distribution(-200.0, 3000.0)(random),
                          std::uniform_real_distribution(-900.0, 900.0)(random)};
      if (!evaluator.is_out_of_plume(receptor, 0)) continue;
      ++left_out;
      double aside = 0;
      double axis = 0;
      const Vec2 on_axis{std::max(receptor.x, 50.0), 2.5};
      evaluator.add_direct(0, std::span(&receptor, 1), receptor, 0, std::span(&aside, 1));
      evaluator.add_direct(0, std::span(&on_axis, 1), on_axis, 0, std::span(&axis, 1));
      EXPECT_LE(aside, 1e-6 * axis) << name << " at " << receptor.x << " " << receptor.y;  // exp(-5.5^2/2) = 3e-7
    }
  }
  EXPECT_GT(left_out, 100u);
}

TEST(LineStandard, TheDirectPartIsNeverNegative) {
  // A short link across the wind, and receptors where its meander share leaves 1: the table's parabola swings beyond it.
  const LineSource line = road({0, -0.5}, {0, 0.5});
  for (const auto& [name, hour] : line_hours()) {
    LineHour weak = hour;
    weak.friction_velocity_m_per_s = 0.05;
    weak.wind_speed_m_per_s = 0.5;
    weak.sigma_v_m_per_s = 0.4;
    const LineWind wind(weak);
    const LineTables tables = tables_of(wind, line);
    const LineEvaluator evaluator(tables, line_in_wind(line, WindFrame(270)));
    for (double x = 3; x < 3000; x *= 1.002) {
      const Vec2 receptor{x, 0};
      double value = 0;
      evaluator.add_direct(0, std::span(&receptor, 1), receptor, 0, std::span(&value, 1));
      ASSERT_GE(value, 0) << name << " at " << x;
    }
  }
}

TEST(LineStandard, HoldsDistancesAtTheEndOfTheTables) {
  const LineSource line = road({-30, -20}, {40, 25});
  const LineWind wind(line_hours()[1].hour);
  const LineTables tables = tables_of(wind, line);
  const LineEvaluator evaluator(tables, line_in_wind(line, WindFrame(270)));
  for (const Vec2 receptor : {Vec2{4e5, 0}, Vec2{-4e5, 3e5}}) {
    const double value = standard(evaluator, receptor, receptor, 0);
    EXPECT_TRUE(std::isfinite(value));
    EXPECT_GT(value, 0);
    EXPECT_LT(value, standard(evaluator, 0.1 * receptor, 0.1 * receptor, 0));
  }
}

}  // namespace
}  // namespace leeward::dispersion

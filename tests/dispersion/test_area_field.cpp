// Areas in the fast modes: random polygons and hours over grids, against the full formulas.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <random>
#include <string>

#include "core/model/scenario.h"
#include "core/model/units.h"
#include "dispersion/area_plume.h"
#include "dispersion/run.h"
#include "hour_fields.h"
#include "receptor_tree.h"
#include "support/road_cases.h"

namespace leeward::dispersion {
namespace {

using test::KeepingSink;

/// One hour, 1-3 polygons and a grid that is dense enough for squares to be taken as a whole.
class AreaScene {
public:
  explicit AreaScene(std::uint32_t seed) : random_(seed) {}

  Scenario make() {
    Scenario s;
    s.schedules = {constant_factors()};
    s.met.hours = {hour()};
    s.is_flat = true;
    s.columns = {{.pollutant = "NOx", .group = ""}};
    const double extent = std::pow(10.0, between(2.3, 4.3));
    const int sources = whole(1, 3);
    for (int i = 0; i < sources; ++i) s.sources.emplace_back(area(extent, i));
    const double height = chance(0.7) ? 0.0 : std::pow(10.0, between(0, 1.7));
    const int side = whole(30, 60);
    for (int j = 0; j < side; ++j)
      for (int i = 0; i < side; ++i)
        s.receptors.push_back({.position_m = {extent * (2.0 * i / side - 1), extent * (2.0 * j / side - 1)},
                               .height_m = height});
    return s;
  }

private:
  double between(double a, double b) { return std::uniform_real_distribution(a, b)(random_); }
  int whole(int a, int b) { return std::uniform_int_distribution(a, b)(random_); }
  bool chance(double p) { return between(0, 1) < p; }

  MetHour hour() {
    MetHour m;
    m.hour = UtcHour{473352 + 8};
    const bool is_stable = chance(0.5);
    m.roughness_length_m = std::pow(10.0, between(-3.0, 0.3));
    m.bowen_ratio = 1;
    m.albedo = 0.2;
    m.wind_from_deg = chance(0.2) ? 90.0 * whole(1, 4) : between(0.1, 360);
    m.wind_height_m = 10;
    m.temperature_height_m = 2;
    m.temperature_k = between(255, 315);
    m.wind_speed_m_per_s = chance(0.3) ? between(0.28, 0.6) : between(0.6, 14);
    m.friction_velocity_m_per_s = std::max(0.02, m.wind_speed_m_per_s * between(0.03, 0.12));
    m.mechanical_mixing_height_m = chance(0.1) ? 1.0 : std::pow(10.0, between(0.5, 3.4));
    m.sensible_heat_flux_w_per_m2 = is_stable ? -between(0.1, 64) : between(0.5, 400);
    const double inverse_l = -0.4 * 9.80655 * m.sensible_heat_flux_w_per_m2 /
                             (1206 * m.temperature_k * std::pow(m.friction_velocity_m_per_s, 3));
    m.inverse_obukhov_length_per_m =
        std::copysign(std::clamp(std::abs(inverse_l), 1.0 / 8888, 1.0), inverse_l);
    if (!is_stable) {
      m.convective_mixing_height_m = chance(0.1) ? 1.0 : std::pow(10.0, between(1.3, 3.6));
      m.convective_velocity_m_per_s = between(0.05, 2.5);
      m.temperature_gradient_above_zi_k_per_m = between(0.005, 0.05);
    }
    return m;
  }

  AreaSource area(double extent, int i) {
    AreaSource a;
    a.id = "a" + std::to_string(i);
    a.rates = {std::pow(10.0, between(-2, 1))};
    a.decay_per_s = chance(0.1) ? 4.81e-5 : 0;
    a.release_height_m = chance(0.3) ? 0 : between(0, 30);
    a.initial_sigma_z_m = chance(0.5) ? 0 : between(0, 10);
    const Vec2 centre{between(-extent, extent), between(-extent, extent)};
    const double size = extent * std::pow(10.0, between(-2, -0.3));
    if (chance(0.3)) {  // a strip
      const double angle = between(0, 2 * std::numbers::pi);
      const Vec2 along = size * Vec2{std::cos(angle), std::sin(angle)};
      const Vec2 across = between(1e-3, 0.1) * Vec2{along.y, -along.x};
      a.polygon_m.outer = {centre + along + across, centre + along - across, centre - along - across,
                           centre - along + across};
      return a;
    }
    const int corners = whole(3, 9);
    for (int k = 0; k < corners; ++k) {
      const double angle = 2 * std::numbers::pi * (k + between(0, 0.6)) / corners;
      const double radius = size * between(0.4, 1);
      a.polygon_m.outer.push_back(centre + Vec2{radius * std::cos(angle), radius * std::sin(angle)});
    }
    if (corners >= 5 && chance(0.3)) {
      Ring hole;
      for (int k = 0; k < 3; ++k) {
        const double angle = 2 * std::numbers::pi * k / 3;
        hole.push_back(centre + 0.15 * size * Vec2{std::cos(angle), std::sin(angle)});
      }
      a.polygon_m.holes.push_back(hole);
    }
    return a;
  }

  std::mt19937 random_;
};

void expect_within_bound(std::uint32_t seed, Mode mode, double of_peak, double local) {
  const Scenario scene = AreaScene(seed).make();
  KeepingSink exact, fast;
  NoProgress progress;
  for (const Mode m : {Mode::exact, mode}) {
    const auto report =
        run(scene, {.thread_count = 1, .mode = m}, {}, progress, m == Mode::exact ? exact : fast);
    ASSERT_TRUE(report) << to_text(report.error());
    ASSERT_EQ(report->valid_hours, 1U);
  }
  const std::vector<double>& e = exact.hours.front();
  const std::vector<double>& f = fast.hours.front();
  const double peak = *std::max_element(e.begin(), e.end());
  std::size_t told = 0;
  for (std::size_t i = 0; i < e.size(); ++i) {
    ASSERT_TRUE(std::isfinite(e[i]) && e[i] >= 0 && std::isfinite(f[i]) && f[i] >= 0)
        << "seed " << seed << " receptor " << i << ": " << f[i] << " for " << e[i];
    const double off = std::abs(f[i] - e[i]);
    if (off <= of_peak * peak && (e[i] <= 1e-3 * peak || off <= local * e[i])) continue;
    if (++told > 3) break;
    ADD_FAILURE() << "seed " << seed << " receptor " << i << ' ' << scene.receptors[i].position_m.x << ' '
                  << scene.receptors[i].position_m.y << ": " << f[i] << " for " << e[i] << ", peak " << peak;
  }
}

/// LEEWARD_FUZZ_SCENES=n solves n scenes instead of those of an ordinary test run.
std::uint32_t scenes(std::uint32_t usual) {
  const char* wanted = std::getenv("LEEWARD_FUZZ_SCENES");
  return wanted != nullptr ? static_cast<std::uint32_t>(std::atoi(wanted)) : usual;
}

TEST(AreaField, StandardHoldsItsBoundInRandomScenes) {
  for (std::uint32_t seed = 1; seed <= scenes(60); ++seed)
    expect_within_bound(seed, Mode::standard, 1e-3, 1e-2);
}

TEST(AreaField, ProfilesGiveWhatReceptorsGiveThemselves) {
  // Profiles shared by a release against one made for each receptor: that one holds 1e-3 to its parabolas.
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const Scenario scene = AreaScene(seed).make();
    const BoundaryLayer air = make_boundary_layer(scene.met.hours.front(), {});
    const ReceptorTree tree = make_receptor_tree(scene.receptors);
    std::vector<ActiveSource> active;
    for (std::size_t i = 0; i < scene.sources.size(); ++i) active.push_back({i, &scene.sources[i]});
    const HourContext hour{
        .air = &air, .options = {.is_flat = true}, .tree = &tree, .mode = Mode::exact, .stop = {}};
    const SourceFields fields = make_area_fields(active, hour);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const AreaPlume plume(std::get<AreaSource>(scene.sources[i]), air, {.is_flat = true});
      std::vector<double> shared, own;
      for (std::size_t k = 0; k < tree.receptors.size(); k += 37) {
        double value = 0;
        fields[i]->exact({&tree.receptors[k], 1}, &value);
        shared.push_back(value);
        own.push_back(plume.concentration_per_unit_rate(tree.receptors[k]));
      }
      const double largest = *std::max_element(own.begin(), own.end());
      // Receptors so high above a stable plume that only the end of the formulas' exponents is left, some
      // 1e-8 of what the ground gets, hang on where that end is met.
      constexpr double end_of_exponents = 1000;
      if (largest < end_of_exponents) continue;
      for (std::size_t k = 0; k < own.size(); ++k)
        EXPECT_NEAR(shared[k], own[k], 2e-3 * std::max(own[k], 1e-2 * largest)) << seed << ' ' << k;
    }
  }
}

TEST(AreaField, NothingIsSkippedThatIsNotZero) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    const Scenario scene = AreaScene(seed).make();
    const BoundaryLayer air = make_boundary_layer(scene.met.hours.front(), {});
    const ReceptorTree tree = make_receptor_tree(scene.receptors);
    for (const Source& source : scene.sources) {
      const AreaPlume plume(std::get<AreaSource>(source), air, {.is_flat = true});
      for (const TreeSquare& square : tree.squares) {
        if (!plume.is_screened(square.centre_m, square.half_m)) continue;
        for (std::uint32_t k = square.first; k < square.first + square.count; k += 7)
          ASSERT_EQ(plume.concentration_per_unit_rate(tree.receptors[k]), 0.0) << seed;
      }
    }
  }
}

TEST(AreaField, DraftHoldsItsBoundInRandomScenes) {
  for (std::uint32_t seed = 1; seed <= scenes(20); ++seed) expect_within_bound(seed, Mode::draft, 3e-3, 5e-2);
}

}  // namespace
}  // namespace leeward::dispersion

#pragma once
// Small random scenes that put the fast forms of the solver to the test: what a city never has and a user
// will do.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>

#include "core/model/scenario.h"
#include "core/model/units.h"

namespace leeward::test {

/// A scene of one hour; the same for the same seed. Some 1-4 sources of all kinds and 60-200 receptors, among
/// them ones at stacks, on road axes and inside areas.
class RandomScene {
public:
  /// @param has_only_roads  and receptors enough for the fast form of roads to be worth its tables
  explicit RandomScene(std::uint32_t seed, bool has_only_roads = false)
      : random_(seed), has_only_roads_(has_only_roads) {}

  Scenario make() {
    Scenario s;
    s.schedules = {constant_factors()};
    s.met.hours = {hour()};
    s.urban_areas = {{.population = std::pow(10.0, between(4.0, 7.3))}};
    s.is_flat = chance(0.6);
    wind_from_deg_ = s.met.hours.front().wind_from_deg;
    extent_m_ = std::pow(10.0, between(2.0, 4.3));
    const int sources = whole(1, 4);
    for (int i = 0; i < sources; ++i) add_source(s, i);
    s.columns = {{.pollutant = "NOx", .group = ""}};
    const int receptors = has_only_roads_ ? whole(300, 900) : whole(60, 200);
    for (int i = 0; i < receptors; ++i) s.receptors.push_back(receptor(s));
    return s;
  }

private:
  double between(double a, double b) { return std::uniform_real_distribution(a, b)(random_); }
  int whole(int a, int b) { return std::uniform_int_distribution(a, b)(random_); }
  bool chance(double p) { return between(0, 1) < p; }
  Vec2 place() { return {between(-extent_m_, extent_m_), between(-extent_m_, extent_m_)}; }

  MetHour hour() {
    MetHour m;
    m.hour = UtcHour{473352 + 8};
    const bool is_stable = chance(0.5);
    m.roughness_length_m = std::pow(10.0, between(-3.0, 0.3));
    m.bowen_ratio = 1;
    m.albedo = 0.2;
    m.wind_from_deg = chance(0.3) ? 90.0 * whole(1, 4) : between(0.1, 360);
    m.wind_height_m = 10;
    m.temperature_height_m = 2;
    m.temperature_k = between(255, 315);
    m.wind_speed_m_per_s = chance(0.3) ? between(0.28, 0.6) : between(0.6, 14);
    m.friction_velocity_m_per_s = std::max(0.02, m.wind_speed_m_per_s * between(0.03, 0.12));
    m.mechanical_mixing_height_m = chance(0.1) ? 1.0 : std::pow(10.0, between(0.5, 3.4));
    m.sensible_heat_flux_w_per_m2 = is_stable ? -between(0.1, 64) : between(0.5, 400);
    // 1/L that goes with heat flux and u*: L = -rho cp T u*^3/(k g H), held between AERMET's limits.
    constexpr double heat_capacity_j_per_m3_k = 1206;
    const double inverse_l =
        -0.4 * 9.80655 * m.sensible_heat_flux_w_per_m2 /
        (heat_capacity_j_per_m3_k * m.temperature_k * std::pow(m.friction_velocity_m_per_s, 3));
    m.inverse_obukhov_length_per_m =
        std::copysign(std::clamp(std::abs(inverse_l), 1.0 / 8888, 1.0), inverse_l);
    if (!is_stable) {
      m.convective_mixing_height_m = chance(0.1) ? 1.0 : std::pow(10.0, between(1.3, 3.6));
      m.convective_velocity_m_per_s = between(0.05, 2.5);
      m.temperature_gradient_above_zi_k_per_m = between(0.005, 0.05);
    }
    return m;
  }

  void fill(SourceCommon& source, int i) {
    source.id = "s" + std::to_string(i);
    source.is_urban = chance(0.2);
    source.base_elevation_m = chance(0.5) ? 0 : between(-20, 80);
    source.decay_per_s = chance(0.1) ? 4.81e-5 : 0;
    source.rates = {std::pow(10.0, between(-2, 1))};
  }

  void add_source(Scenario& s, int i) {
    const double kind = has_only_roads_ ? 1.0 : between(0, 1);
    if (kind < 0.4) {
      PointSource stack;
      fill(stack, i);
      stack.position_m = chance(0.3) ? Vec2{} : place();
      stack.stack_height_m = chance(0.1) ? 0 : std::pow(10.0, between(0, 2.5));
      stack.stack_diameter_m = between(0.1, 8);
      stack.exit_velocity_m_per_s = chance(0.1) ? 0 : between(0.1, 30);
      stack.exit_temperature_k = chance(0.2) ? 0 : chance(0.1) ? -20 : between(280, 900);
      stack.outlet = chance(0.1)   ? StackOutlet::capped
                     : chance(0.1) ? StackOutlet::horizontal
                                   : StackOutlet::vertical;
      s.sources.emplace_back(stack);
    } else if (kind < 0.55) {
      VolumeSource volume;
      fill(volume, i);
      volume.position_m = place();
      volume.release_height_m = between(0, 40);
      volume.initial_sigma_y_m = between(0, 30);
      volume.initial_sigma_z_m = between(0, 20);
      s.sources.emplace_back(volume);
    } else if (kind < 0.7) {
      AreaSource area;
      fill(area, i);
      const Vec2 centre = place();
      const double size = extent_m_ * between(0.01, 0.6);
      const int corners = whole(3, 9);
      for (int k = 0; k < corners; ++k) {
        const double angle = 2 * std::numbers::pi * (k + between(0, 0.6)) / corners;
        const double radius = size * between(0.4, 1);
        area.polygon_m.outer.push_back(centre + Vec2{radius * std::cos(angle), radius * std::sin(angle)});
      }
      area.release_height_m = chance(0.3) ? 0 : between(0, 20);
      area.initial_sigma_z_m = chance(0.5) ? 0 : between(0, 10);
      s.sources.emplace_back(area);
    } else {
      LineSource road;
      fill(road, i);
      road.is_flat = true;
      road.begin_m = place();
      const double angle = chance(0.3) ? (90 - wind_from_deg_) * rad_per_deg
                                       : between(0, 2 * std::numbers::pi);  // along the wind
      const double length = chance(0.1) ? 1e-3 : extent_m_ * between(0.005, 1);
      road.end_m = road.begin_m + Vec2{length * std::cos(angle), length * std::sin(angle)};
      road.width_m = between(0, 40);
      road.release_height_m = between(0, 3);
      road.initial_sigma_z_m = chance(0.3) ? 0 : between(0, 3);
      s.sources.emplace_back(road);
    }
  }

  Receptor receptor(const Scenario& s) {
    Receptor r;
    r.position_m = place();
    if (chance(0.25)) {
      const Source& near =
          s.sources[static_cast<std::size_t>(whole(0, static_cast<int>(s.sources.size()) - 1))];
      if (const auto* stack = std::get_if<PointSource>(&near))
        r.position_m =
            stack->position_m + Vec2{chance(0.3) ? 0 : between(-3, 3), chance(0.3) ? 0 : between(-3, 3)};
      else if (const auto* volume = std::get_if<VolumeSource>(&near))
        r.position_m = volume->position_m + Vec2{between(-60, 60), between(-60, 60)};
      else if (const auto* area = std::get_if<AreaSource>(&near))
        r.position_m = area->polygon_m.outer.front() + Vec2{between(-5, 5), between(-5, 5)};
      else if (const auto* road = std::get_if<LineSource>(&near))
        r.position_m = road->begin_m + between(-0.2, 1.2) * (road->end_m - road->begin_m) +
                       Vec2{chance(0.3) ? 0 : between(-20, 20), chance(0.3) ? 0 : between(-20, 20)};
    }
    r.height_m = chance(0.7) ? 0 : chance(0.5) ? 1.5 : flagpole_m();
    if (!s.is_flat) {
      r.elevation_m = between(-40, 250);
      r.hill_height_m = r.elevation_m + (chance(0.3) ? 0 : between(0, 200));
    }
    return r;
  }

  /// In scenes of roads only all receptors above 1.5 m have the same height.
  double flagpole_m() {
    const double height = std::pow(10.0, between(0, 2.3));
    if (!has_only_roads_) return height;
    if (common_flagpole_m_ == 0) common_flagpole_m_ = height;
    return common_flagpole_m_;
  }

  std::mt19937 random_;
  bool has_only_roads_ = false;
  double common_flagpole_m_ = 0;
  double extent_m_ = 1000;
  double wind_from_deg_ = 0;
};

}  // namespace leeward::test

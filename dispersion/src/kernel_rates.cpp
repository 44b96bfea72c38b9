#include "dispersion/kernel_rates.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "dispersion/met_profile.h"
#include "dispersion/point_plume.h"
#include "exp2_loop.h"
#include "hour_fields.h"

namespace leeward::dispersion {
namespace rate_detail {

using Clock = std::chrono::steady_clock;

/// Calls a second of `work`, the best of five spells of at least 10 ms.
template <class Work>
double calls_per_s(const Work& work) {
  constexpr int spells = 5;
  constexpr double spell_s = 0.01;
  work();  // warms caches and clock
  double best = 0;
  for (int spell = 0; spell < spells; ++spell) {
    const auto begin = Clock::now();
    std::size_t calls = 0;
    double passed_s = 0;
    while (passed_s < spell_s) {
      work();
      ++calls;
      passed_s = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    best = std::max(best, static_cast<double>(calls) / passed_s);
  }
  return best;
}

/// 64 x 64 receptors, 20 m apart, whose south-west one is at the origin.
std::vector<Receptor> receptors(bool is_flat) {
  constexpr int side = 64;
  constexpr double spacing_m = 20;
  std::vector<Receptor> all;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      Receptor receptor;
      receptor.position_m = {column * spacing_m, row * spacing_m};
      // A slope of 8 % to the north-east below a hill of 150 m.
      if (!is_flat) receptor.elevation_m = 0.04 * spacing_m * (column + row);
      receptor.hill_height_m = is_flat ? 0.0 : 150.0;
      all.push_back(receptor);
    }
  return all;
}

MetHour hour(bool is_stable) {
  MetHour h;
  h.wind_speed_m_per_s = is_stable ? 3 : 4;
  h.wind_from_deg = 270;
  h.wind_height_m = 10;
  h.temperature_k = 290;
  h.temperature_height_m = 2;
  h.roughness_length_m = 0.4;
  h.friction_velocity_m_per_s = is_stable ? 0.25 : 0.5;
  h.inverse_obukhov_length_per_m = is_stable ? 1.0 / 60 : -1.0 / 100;
  h.mechanical_mixing_height_m = is_stable ? 290 : 800;
  h.sensible_heat_flux_w_per_m2 = is_stable ? -20 : 110;
  if (!is_stable) {
    h.convective_velocity_m_per_s = 1.5;
    h.convective_mixing_height_m = 1000;
    h.temperature_gradient_above_zi_k_per_m = 0.006;
  }
  return h;
}

Source stack() {
  PointSource s;
  s.rates = {1.0};
  s.position_m = {-1000, 640};
  s.stack_height_m = 50;
  s.stack_diameter_m = 2;
  s.exit_velocity_m_per_s = 12;
  s.exit_temperature_k = 400;
  return s;
}

Source road() {
  LineSource s;
  s.rates = {1.0};
  s.begin_m = {400, 300};
  s.end_m = {800, 700};
  s.width_m = 14;
  s.release_height_m = 1.3;
  s.initial_sigma_z_m = 1.2;
  return s;
}

/// Pairs a second of one source's first term, the plume along the wind, at the leaves it reaches.
double leaf_pairs_per_s(const Source& source, bool is_stable, bool is_flat) {
  const ReceptorTree tree = make_receptor_tree(receptors(is_flat));
  const BoundaryLayer air = make_boundary_layer(hour(is_stable), boundary_layer_options(MetSeries{}, {}));
  HourContext context;
  context.air = &air;
  context.options = {.is_flat = is_flat, .has_stack_tip_downwash = true};
  context.tree = &tree;
  const std::array<ActiveSource, 1> active{{{.index = 0, .source = &source}}};
  const bool is_road = std::holds_alternative<LineSource>(source);
  const SourceFields fields =
      is_road ? make_road_fields(active, context) : make_plume_fields(active, context);
  std::vector<Places> leaves;
  std::size_t pairs = 0;
  for (const TreeSquare& square : tree.squares) {
    if (!square.is_leaf || fields[0]->reach(0, square) == Reach::none) continue;
    leaves.push_back(leaf_places(tree, square));
    pairs += square.count;
  }
  alignas(64) std::array<float, leaf_capacity> values{};  // as the walk has them
  return static_cast<double>(pairs) * calls_per_s([&] {
           for (const Places& leaf : leaves) fields[0]->evaluate(0, leaf, values.data());
         });
}

double scalar_pairs_per_s() {
  const BoundaryLayer air = make_boundary_layer(hour(false), boundary_layer_options(MetSeries{}, {}));
  const Source source = stack();
  const PointPlume plume(std::get<PointSource>(source), air,
                         {.is_flat = true, .has_stack_tip_downwash = true});
  const std::vector<Receptor> all = receptors(true);
  volatile double kept = 0;
  return 256 * calls_per_s([&] {
           double sum = 0;
           for (std::size_t i = 0; i < 256; ++i) sum += plume.concentration_per_unit_rate(all[i * 16]);
           kept = sum;
         });
}

double exp2_per_s() {
  constexpr std::size_t count = 4096;
  std::vector<float> exponents(count);
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) exponents[i] = -0.01F * static_cast<float>(i);
  return static_cast<double>(count) * calls_per_s([&] { exp2_loop(exponents.data(), values.data(), count); });
}

}  // namespace rate_detail

KernelRates measure_kernels() {
  using namespace rate_detail;
  KernelRates rates;
  rates.exp2_per_s = exp2_per_s();
  rates.scalar_pairs_per_s = scalar_pairs_per_s();
  rates.kernels = {
      {.kernel = "stack, stable",
       .pairs_per_s = leaf_pairs_per_s(stack(), true, true),
       .target_per_exp2 = 0.5},
      {.kernel = "stack, convective", .pairs_per_s = leaf_pairs_per_s(stack(), false, true)},
      {.kernel = "stack, stable, hills", .pairs_per_s = leaf_pairs_per_s(stack(), true, false)},
      {.kernel = "stack, convective, hills", .pairs_per_s = leaf_pairs_per_s(stack(), false, false)},
      {.kernel = "road, near field",
       .pairs_per_s = leaf_pairs_per_s(road(), true, true),
       .target_per_exp2 = 0.009}};
  for (KernelRate& rate : rates.kernels) rate.per_exp2 = rate.pairs_per_s / rates.exp2_per_s;
  return rates;
}

}  // namespace leeward::dispersion

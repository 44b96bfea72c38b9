#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/model/raster.h"
#include "core/model/result.h"
#include "core/model/scenario.h"
#include "dispersion/run.h"

/// Made-up scenarios of the benchmarks (docs/benchmarks.md): deterministic, the same on every machine.
namespace leeward::app {

/// What a shape is made of, and what AERMOD needs for as much.
struct BenchShape {
  enum class Kind { stacks, stacks_in_terrain, links, polygons, hill_heights };
  std::string_view name;  ///< as the user asks for it: "A"
  Kind kind = Kind::stacks;
  std::size_t sources = 0;
  std::size_t receptors = 0;
  std::size_t hours = 24;
  double side_m = 20000;  ///< of the square the receptors' grid fills
  dispersion::Mode mode = dispersion::Mode::standard;
  bool is_on_one_thread = false;
  double aermod_seconds =
      0;  ///< published or measured for the same size (issue and reference/aermod_bench); 0: none
  std::string_view folder = {};  ///< of reference/aermod_bench with the same size; empty: none
};

/// All shapes, in the order they are run.
const std::vector<BenchShape>& bench_shapes();
/// nullptr when there is none of that name; case does not matter.
const BenchShape* find_bench_shape(std::string_view name);

/// The shape with `scale` times as many sources and receptors (at least one of each).
BenchShape scaled(BenchShape shape, double scale);

/// 24 hours a day of June at 48 N by the preprocessor, from made-up observations: a convective day between
/// stable hours, wind of 1.5-6 m/s that turns round once in 24 h; no hour is calm or missing.
Result<MetSeries> bench_meteorology(std::size_t hours);

/// Hilly ground [m]: 200 m and 16 round hills of 60-300 m.
double bench_elevation_m(Vec2 place);
/// The same as a raster of cells x cells over `side_m`.
Raster<float> bench_terrain(std::size_t cells, double side_m);

/// A regular grid of receptors with about as many places; elevations of bench_elevation_m where the shape has
/// terrain (hill heights then of a raster of 40 m).
Result<Scenario> bench_scenario(const BenchShape& shape);

}  // namespace leeward::app

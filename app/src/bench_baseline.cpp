#include "bench_baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "dispersion/area_plume.h"
#include "dispersion/point_plume.h"
#include "dispersion/run.h"
#include "dispersion/volume_plume.h"

namespace leeward::app {
namespace bench_baseline {

using Clock = std::chrono::steady_clock;

/// About `count` of the items, spread evenly over them; at least one.
template <class Item>
std::vector<Item> some_of(const std::vector<Item>& all, std::size_t count) {
  std::vector<Item> some;
  const std::size_t step = std::max<std::size_t>(1, all.size() / std::max<std::size_t>(1, count));
  for (std::size_t i = step / 2; i < all.size(); i += step) some.push_back(all[i]);
  return some;
}

class NothingSink final : public dispersion::HourSink {
public:
  void take(std::size_t, HourStatus, std::span<const double>) override {}
};

/// Evaluates the receptors and adds to the time and the pairs.
template <class Plume>
void evaluate(const Plume& plume, const std::vector<Receptor>& receptors, double& seconds,
              std::size_t& pairs) {
  [[maybe_unused]] static volatile double kept = 0;  // so that the sum is not left out
  double sum = 0;
  const auto begin = Clock::now();
  for (const Receptor& receptor : receptors) sum += plume.concentration_per_unit_rate(receptor);
  seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  pairs += receptors.size();
  kept = sum;
}

}  // namespace bench_baseline

Result<double> exact_pairs_per_s(const Scenario& scenario, int thread_count, const std::stop_token& stop) {
  const bool has_roads =
      std::any_of(scenario.sources.begin(), scenario.sources.end(), [](const Source& source) {
        return !std::holds_alternative<PointSource>(source) && !std::holds_alternative<VolumeSource>(source);
      });
  const std::size_t pairs = has_roads ? 10000000 : 50000000;  // some seconds
  Scenario part = scenario;
  const std::size_t per_receptor =
      std::max<std::size_t>(1, scenario.sources.size() * scenario.met.hours.size());
  part.receptors =
      bench_baseline::some_of(scenario.receptors, std::max<std::size_t>(1, pairs / per_receptor));
  dispersion::RunOptions options;
  options.mode = dispersion::Mode::exact;
  options.thread_count = thread_count;
  bench_baseline::NothingSink sink;
  NoProgress no_progress;
  const auto report = dispersion::run(part, options, stop, no_progress, sink);
  if (!report) return tl::unexpected(report.error());
  if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "stopped by the user");
  return static_cast<double>(report->source_receptor_hours) / report->seconds;
}

double scalar_pairs_per_s(const Scenario& scenario) {
  using namespace bench_baseline;
  const std::vector<Receptor> receptors = some_of(scenario.receptors, 400);
  const std::vector<Source> sources = some_of(scenario.sources, 10);
  const auto air_options = dispersion::boundary_layer_options(scenario.met, scenario.urban_areas);
  const dispersion::PlumeOptions options{.is_flat = scenario.is_flat,
                                         .has_stack_tip_downwash = scenario.has_stack_tip_downwash};
  double seconds = 0;
  std::size_t pairs = 0;
  for (const MetHour& met : some_of(scenario.met.hours, 6)) {
    const dispersion::BoundaryLayer air = dispersion::make_boundary_layer(met, air_options);
    if (air.status != HourStatus::valid) continue;
    for (const Source& source : sources) {
      if (const auto* point = std::get_if<PointSource>(&source))
        evaluate(dispersion::PointPlume(*point, air, options), receptors, seconds, pairs);
      else if (const auto* volume = std::get_if<VolumeSource>(&source))
        evaluate(dispersion::VolumePlume(*volume, air, options), receptors, seconds, pairs);
      else if (const auto* area = std::get_if<AreaSource>(&source))
        evaluate(dispersion::AreaPlume(*area, air, options), receptors, seconds, pairs);
    }
  }
  return pairs == 0 ? 0.0 : static_cast<double>(pairs) / seconds;
}

Result<double> definition_pairs_per_s(const Raster<float>& terrain, std::span<const Vec2> places,
                                      std::span<const double> elevations_m,
                                      std::span<const double> heights_m) {
  constexpr std::size_t sampled = 16;
  constexpr double slope = 0.10;
  const std::size_t step = std::max<std::size_t>(1, places.size() / sampled);
  std::size_t receptors = 0;
  const auto begin = bench_baseline::Clock::now();
  for (std::size_t i = step / 2; i < places.size(); i += step, ++receptors) {
    double highest = elevations_m[i];
    for (std::size_t row = 0; row < terrain.rows; ++row)
      for (std::size_t column = 0; column < terrain.columns; ++column) {
        const double z = terrain.cells[row * terrain.columns + column];
        if (z > highest && z - elevations_m[i] >= slope * length(terrain.centre(column, row) - places[i]))
          highest = z;
      }
    if (highest != heights_m[i])
      return fail(ErrorCode::internal, fmt::format("hill height of receptor {}: found {} m, expected {} m", i,
                                                   heights_m[i], highest));
  }
  const double seconds = std::chrono::duration<double>(bench_baseline::Clock::now() - begin).count();
  return static_cast<double>(receptors * terrain.cells.size()) / seconds;
}

}  // namespace leeward::app

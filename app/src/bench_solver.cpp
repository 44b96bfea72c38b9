#include "app/bench_solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <span>

#include "bench_aermod.h"
#include "bench_baseline.h"
#include "bench_shapes.h"
#include "core/model/parallel.h"
#include "dispersion/hill_height.h"

namespace leeward::app {
namespace bench_run {

using Clock = std::chrono::steady_clock;

/// Processor time of the process so far, all threads.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

/// Adds up the hours of one column.
class SummingSink final : public dispersion::HourSink {
public:
  explicit SummingSink(std::size_t receptors) : sums_(receptors) {}
  void take(std::size_t, HourStatus, std::span<const double> values) override {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += values[i];
  }
  const std::vector<double>& sums() const { return sums_; }

private:
  std::vector<double> sums_;
};

PeriodError period_error(const std::vector<double>& sums, std::size_t hours,
                         const std::vector<double>& expected) {
  const double floor = 1e-3 * *std::max_element(expected.begin(), expected.end());
  std::vector<double> errors;
  for (std::size_t i = 0; i < expected.size(); ++i)
    errors.push_back(std::abs(sums[i] / static_cast<double>(hours) - expected[i]) /
                     std::max(expected[i], floor));
  std::sort(errors.begin(), errors.end());
  const auto rank = static_cast<std::size_t>(0.99 * static_cast<double>(errors.size() - 1));
  return {errors[rank], errors.back()};
}

const char* word_of(BenchShape::Kind kind) {
  switch (kind) {
    case BenchShape::Kind::stacks:
      return "stacks";
    case BenchShape::Kind::stacks_in_terrain:
      return "stacks in hills";
    case BenchShape::Kind::links:
      return "road links";
    case BenchShape::Kind::polygons:
      return "polygons";
    case BenchShape::Kind::hill_heights:
      return "hill heights";
  }
  return "";
}

Result<BenchResult> measure_run(const BenchShape& shape, const BenchOptions& options,
                                const std::stop_token& stop) {
  AermodBench bench;
  BenchResult result;
  if (!options.aermod_bench.empty() && !shape.folder.empty()) {
    auto read = read_aermod_bench(options.aermod_bench / shape.folder);
    if (!read) return tl::unexpected(read.error());
    bench = std::move(*read);
  } else {
    auto made = bench_scenario(shape);
    if (!made) return tl::unexpected(made.error());
    bench.scenario = std::move(*made);
  }
  const Scenario& scenario = bench.scenario;
  result.text = fmt::format("{} {} x {} receptors x {} h", scenario.sources.size(), word_of(shape.kind),
                            scenario.receptors.size(), scenario.met.hours.size());
  result.mode = shape.mode;
  dispersion::RunOptions run_options;
  run_options.mode = shape.mode;
  run_options.thread_count = shape.is_on_one_thread ? 1 : options.thread_count;
  result.threads = run_options.thread_count > 0 ? run_options.thread_count : default_thread_count();
  NoProgress no_progress;
  std::vector<double> processor_s;
  for (int i = 0; i < options.repeat; ++i) {
    SummingSink sink(scenario.receptors.size());
    const double processor_begin_s = processor_seconds();
    const auto begin = Clock::now();
    const auto report = dispersion::run(scenario, run_options, stop, no_progress, sink);
    result.seconds.push_back(seconds_since(begin));
    processor_s.push_back(processor_seconds() - processor_begin_s);
    if (!report) return tl::unexpected(report.error());
    if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "stopped by the user");
    result.pairs = report->source_receptor_hours;
    result.error = report->sampled_error;
    if (!bench.expected_mean_ug_per_m3.empty())
      result.against_aermod = period_error(sink.sums(), report->valid_hours, bench.expected_mean_ug_per_m3);
  }
  result.processor_s = median(processor_s);
  if (shape.mode != dispersion::Mode::exact) {
    const auto exact = exact_pairs_per_s(scenario, result.threads, stop);
    if (!exact) return tl::unexpected(exact.error());
    result.exact_pairs_per_s = *exact;
  }
  result.scalar_pairs_per_s = scalar_pairs_per_s(scenario);
  return result;
}

Result<BenchResult> measure_hills(const BenchShape& shape, const BenchOptions& options,
                                  const std::stop_token& stop) {
  constexpr double cell_m = 10;
  const auto side = static_cast<double>(std::lround(std::sqrt(static_cast<double>(shape.receptors))));
  // As many nodes as the shape has at full size, fewer when it is scaled down.
  const auto cells = static_cast<std::size_t>(std::max(8.0, 2 * side));
  const Raster<float> terrain = bench_terrain(cells, static_cast<double>(cells) * cell_m);
  std::vector<Vec2> places;
  std::vector<double> elevations;
  const double spacing_m = terrain.bounds().max.x / side;
  for (double y = 0.5; y < side; ++y)
    for (double x = 0.5; x < side; ++x) {
      places.push_back({x * spacing_m, y * spacing_m});
      elevations.push_back(sample_bilinear(terrain, places.back()).value_or(0));
    }
  BenchResult result;
  result.mode = dispersion::Mode::exact;
  result.threads = options.thread_count > 0 ? options.thread_count : default_thread_count();
  result.text =
      fmt::format("hill heights of {} receptors from a raster of {} x {}", places.size(), cells, cells);
  result.pairs = static_cast<std::uint64_t>(places.size()) * terrain.cells.size();
  std::vector<double> processor_s;
  for (int i = 0; i < options.repeat; ++i) {
    const double processor_begin_s = processor_seconds();
    const auto begin = Clock::now();
    const auto heights = dispersion::hill_heights(terrain, places, elevations, result.threads, stop);
    result.seconds.push_back(seconds_since(begin));
    processor_s.push_back(processor_seconds() - processor_begin_s);
    if (!heights) return tl::unexpected(heights.error());
    if (i > 0) continue;
    const auto rate = definition_pairs_per_s(terrain, places, elevations, *heights);
    if (!rate) return tl::unexpected(rate.error());
    result.scalar_pairs_per_s = *rate;
  }
  result.processor_s = median(processor_s);
  return result;
}

}  // namespace bench_run

std::vector<std::string> bench_shape_names() {
  std::vector<std::string> names;
  for (const BenchShape& shape : bench_shapes()) names.emplace_back(shape.name);
  return names;
}

Result<void> bench_solver(const BenchOptions& options, const std::stop_token& stop,
                          const std::function<void(const BenchResult&)>& done) {
  std::vector<const BenchShape*> wanted;
  for (const std::string& name : options.shapes) {
    const BenchShape* shape = find_bench_shape(name);
    if (shape == nullptr)
      return fail(ErrorCode::input, fmt::format("found shape \"{}\", expected one of {}", name,
                                                fmt::join(bench_shape_names(), ", ")));
    wanted.push_back(shape);
  }
  if (wanted.empty())
    for (const BenchShape& shape : bench_shapes()) wanted.push_back(&shape);
  if (options.repeat < 1 || !(options.scale > 0))
    return fail(ErrorCode::input,
                fmt::format("found {} repetitions at scale {}, expected at least 1 and a scale > 0",
                            options.repeat, options.scale));
  for (const BenchShape* original : wanted) {
    const BenchShape shape = scaled(*original, options.scale);
    auto result = shape.kind == BenchShape::Kind::hill_heights
                      ? bench_run::measure_hills(shape, options, stop)
                      : bench_run::measure_run(shape, options, stop);
    if (!result) return tl::unexpected(result.error());
    result->shape = shape.name;
    result->aermod_s = shape.aermod_seconds;
    result->median_s = bench_run::median(result->seconds);
    result->pairs_per_s = static_cast<double>(result->pairs) / result->median_s;
    done(*result);
  }
  return {};
}

}  // namespace leeward::app

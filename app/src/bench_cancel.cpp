#include "app/bench_cancel.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <numbers>
#include <random>
#include <thread>

#include "bench_shapes.h"
#include "core/model/parallel.h"

namespace leeward::app {
namespace cancel_detail {

using Clock = std::chrono::steady_clock;
using dispersion::Mode;

constexpr double longest_run_s = 2.0;  // moments lie within

double seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// What a case changes of a benchmark's shape.
enum class Twist { none, hills, barriers, many_heights, all_kinds, coastline };

struct Case {
  std::string_view name;
  std::string_view shape;
  std::size_t sources;
  std::size_t receptors;
  Twist twist;
};

constexpr Case cases[] = {
    {"stacks", "A", 100, 100000, Twist::none},
    {"stacks-hills", "E", 100, 100000, Twist::none},
    {"roads", "B", 2000, 25000, Twist::none},
    {"roads-barriers", "C", 700, 10000, Twist::barriers},
    {"roads-hills", "C", 700, 10000, Twist::hills},
    {"polygons", "D", 50, 25000, Twist::none},
    {"polygons-hills", "D", 50, 25000, Twist::hills},
    {"heights", "C", 30, 3000, Twist::many_heights},
    {"all-kinds", "C", 300, 250000, Twist::all_kinds},
    {"one-stack-hills", "E", 1, 1000000, Twist::none},
    {"one-road", "B", 1, 250000, Twist::barriers},
    {"one-polygon-hills", "D", 1, 250000, Twist::hills},
    {"one-coastline", "D", 1, 250000, Twist::coastline},
    {"one-coastline-hills", "E", 1, 250000, Twist::coastline},
};

void into_hills(Scenario& scenario) {
  scenario.is_flat = false;
  for (Receptor& receptor : scenario.receptors) {
    receptor.elevation_m = bench_elevation_m(receptor.position_m);
    receptor.hill_height_m = receptor.elevation_m + 50;
  }
  for (Source& source : scenario.sources) {
    if (auto* area = std::get_if<AreaSource>(&source))
      area->base_elevation_m = bench_elevation_m(area->polygon_m.outer.front());
    if (auto* road = std::get_if<LineSource>(&source))
      road->base_elevation_m = bench_elevation_m(road->begin_m);
  }
}

/// As many corners as a harbour basin from a map may have.
AreaSource coastline() {
  constexpr int corners = 3000;
  AreaSource area;
  area.id = "C";
  for (int i = 0; i < corners; ++i) {
    const double bearing_rad = 2 * std::numbers::pi * i / corners;
    const double radius_m = 5000 + 300 * std::sin(40 * bearing_rad) + (i % 2 == 0 ? 5 : -5);
    area.polygon_m.outer.push_back(Vec2{10000, 10000} +
                                   radius_m * Vec2{std::sin(bearing_rad), std::cos(bearing_rad)});
  }
  area.release_height_m = 2;
  area.base_elevation_m = 200;
  area.rates = {1e-5};
  return area;
}

Result<void> add_sources_of(std::string_view name, std::size_t count, Scenario& scenario) {
  BenchShape shape = *find_bench_shape(name);
  shape.sources = count;
  shape.receptors = 1;
  auto other = bench_scenario(shape);
  if (!other) return tl::unexpected(other.error());
  std::move(other->sources.begin(), other->sources.end(), std::back_inserter(scenario.sources));
  return {};
}

Result<Scenario> scenario_of(const Case& c, double scale) {
  BenchShape shape = *find_bench_shape(c.shape);
  shape.sources = c.sources;
  shape.receptors = c.receptors;
  auto scenario = bench_scenario(scaled(shape, scale));
  if (!scenario) return scenario;
  if (c.twist == Twist::all_kinds || c.twist == Twist::many_heights)
    for (const char* other : {"A", "D"})
      if (auto added = add_sources_of(other, std::max<std::size_t>(1, c.sources / 10), *scenario); !added)
        return tl::unexpected(added.error());
  if (c.twist == Twist::hills) into_hills(*scenario);
  if (c.twist == Twist::coastline) scenario->sources = {coastline()};
  if (c.twist == Twist::barriers)
    for (Source& source : scenario->sources)
      std::get<LineSource>(source).barriers = {{.height_m = 3, .offset_m = 12}};
  if (c.twist == Twist::many_heights) {
    constexpr std::size_t heights = 300;
    for (std::size_t i = 0; i < scenario->receptors.size(); ++i)
      scenario->receptors[i].height_m = 0.5 * static_cast<double>(i % heights);
  }
  return scenario;
}

class IgnoringSink final : public dispersion::HourSink {
public:
  void take(std::size_t, HourStatus, std::span<const double>) override {}
};

struct Stopped {
  Clock::time_point begin;
  Clock::time_point end;
  std::optional<Clock::time_point> asked;  ///< absent: the run had ended before
};

/// Runs and asks to stop after a time, or when the user does.
Result<Stopped> run_and_stop(const Scenario& scenario, const dispersion::RunOptions& options, double after_s,
                             const std::stop_token& user) {
  std::stop_source source;
  std::mutex mutex;
  std::condition_variable changed;
  bool has_ended = false;
  Stopped stopped{.begin = Clock::now(), .end = {}, .asked = {}};
  NoProgress progress;
  IgnoringSink sink;
  std::jthread asker([&] {
    const auto at =
        stopped.begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(after_s));
    std::unique_lock lock(mutex);
    if (changed.wait_until(lock, at, [&] { return has_ended; })) return;
    stopped.asked = Clock::now();
    source.request_stop();
  });
  const std::stop_callback forward(user, [&] { source.request_stop(); });
  auto report = dispersion::run(scenario, options, source.get_token(), progress, sink);
  const auto end = Clock::now();
  {
    const std::scoped_lock lock(mutex);
    has_ended = true;
    stopped.end = end;
  }
  changed.notify_one();
  asker.join();
  if (!report) return tl::unexpected(report.error());
  if (user.stop_requested()) return fail(ErrorCode::cancelled, "stopped by the user");
  if (stopped.asked && *stopped.asked > stopped.end) stopped.asked.reset();
  return stopped;
}

Result<CancelResult> measure(const Case& c, const Scenario& scenario, Mode mode, const CancelOptions& options,
                             const std::stop_token& stop) {
  dispersion::RunOptions run_options;
  run_options.mode = mode;
  run_options.thread_count = options.thread_count;
  CancelResult result;
  result.name = c.name;
  result.text = fmt::format("{} sources x {} receptors x {} h", scenario.sources.size(),
                            scenario.receptors.size(), scenario.met.hours.size());
  result.mode = mode;
  result.threads = options.thread_count > 0 ? options.thread_count : default_thread_count();
  const auto whole = run_and_stop(scenario, run_options, longest_run_s, stop);
  if (!whole) return tl::unexpected(whole.error());
  result.run_s = seconds(whole->asked.value_or(whole->end) - whole->begin);
  result.is_cut_off = whole->asked.has_value();
  std::mt19937 random(1);
  std::uniform_real_distribution<double> moment(0.0, result.run_s);
  std::vector<double> waited_ms;
  // A run that ends before it is asked says nothing; moments near the end may not count.
  for (int i = 0; i < 2 * options.moments && std::ssize(waited_ms) < options.moments; ++i) {
    const double after_s = moment(random);
    const auto stopped = run_and_stop(scenario, run_options, after_s, stop);
    if (!stopped) return tl::unexpected(stopped.error());
    if (!stopped->asked) continue;
    waited_ms.push_back(1e3 * seconds(stopped->end - *stopped->asked));
    if (waited_ms.back() > result.largest_ms) {
      result.largest_ms = waited_ms.back();
      result.largest_at_s = after_s;
    }
  }
  if (waited_ms.empty()) return result;
  std::sort(waited_ms.begin(), waited_ms.end());
  result.median_ms = waited_ms[waited_ms.size() / 2];
  return result;
}

}  // namespace cancel_detail

std::vector<std::string> cancel_case_names() {
  std::vector<std::string> names;
  for (const auto& c : cancel_detail::cases) names.emplace_back(c.name);
  return names;
}

Result<void> bench_cancel(const CancelOptions& options, const std::stop_token& stop,
                          const std::function<void(const CancelResult&)>& done) {
  using namespace cancel_detail;
  const std::vector<std::string> names = cancel_case_names();
  for (const std::string& name : options.cases)
    if (std::find(names.begin(), names.end(), name) == names.end())
      return fail(ErrorCode::input,
                  fmt::format("found case \"{}\", expected one of {}", name, fmt::join(names, ", ")));
  if (options.moments < 1 || !(options.scale > 0))
    return fail(ErrorCode::input,
                fmt::format("found {} moments at scale {}, expected at least 1 and a scale > 0",
                            options.moments, options.scale));
  for (const Case& c : cases) {
    if (!options.cases.empty() &&
        std::find(options.cases.begin(), options.cases.end(), c.name) == options.cases.end())
      continue;
    const auto scenario = scenario_of(c, options.scale);
    if (!scenario) return tl::unexpected(scenario.error());
    for (const Mode mode : {Mode::exact, Mode::standard, Mode::draft}) {
      const auto result = measure(c, *scenario, mode, options, stop);
      if (!result) return tl::unexpected(result.error());
      done(*result);
    }
  }
  return {};
}

}  // namespace leeward::app

#include "dispersion/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <new>
#include <optional>

#include "core/model/parallel.h"
#include "core/model/units.h"
#include "dispersion/area_plume.h"
#include "dispersion/point_plume.h"
#include "dispersion/volume_plume.h"
#include "hour_roads.h"
#include "progress_meter.h"
#include "receptor_tiles.h"

namespace leeward::dispersion {
namespace run_detail {

using Clock = std::chrono::steady_clock;
using Tile = std::array<double, tile_capacity>;

/// Memory of the results that wait for their hour to be handed over [bytes].
constexpr std::size_t window_bytes = std::size_t{192} << 20U;
constexpr std::size_t largest_window_hours = 12;

/// A rate that is not zero, in its column, with the schedule's factor of the hour.
struct ColumnRate {
  std::size_t column;
  double rate;
};

template <class Plume>
struct ActivePlume {
  std::size_t source;
  Plume plume;
};

/// One hour made ready: all that depends on the hour and not on the receptor.
struct Hour {
  BoundaryLayer air;
  std::vector<double> schedule_factor;
  std::vector<ActivePlume<PointPlume>> points;
  std::vector<ActivePlume<VolumePlume>> volumes;
  std::vector<ActivePlume<AreaPlume>> areas;
  HourRoads roads;
};

/// The first thing that came out wrong.
struct Defect {
  std::size_t task = std::numeric_limits<std::size_t>::max();
  std::string text;
};

class Solver {
public:
  Solver(const Scenario& scenario, const RunOptions& options, const std::stop_token& stop,
         ProgressSink& progress, HourSink& sink)
      : scenario_(scenario),
        mode_(options.mode),
        threads_(options.thread_count > 0 ? options.thread_count : default_thread_count()),
        stop_(stop),
        sink_(sink),
        tiles_(make_receptor_tiles(scenario.receptors)),
        air_options_(boundary_layer_options(scenario.met, scenario.urban_areas)),
        plume_options_{.is_flat = scenario.is_flat,
                       .has_stack_tip_downwash = scenario.has_stack_tip_downwash},
        meter_(progress, scenario.met.hours.size() * tiles_.tiles.size()) {
    Box2 box;
    for (const Receptor& receptor : scenario.receptors) box.add(receptor.position_m);
    origin_m_ = box.centre();
    rates_.reserve(scenario.sources.size());
    for (const Source& source : scenario.sources) {
      std::vector<ColumnRate>& rates = rates_.emplace_back();
      const std::vector<double>& base = common(source).rates;
      for (std::size_t c = 0; c < base.size(); ++c)
        if (base[c] != 0) rates.push_back({c, base[c]});
    }
  }

  Result<RunReport> run() {
    const auto begin = Clock::now();
    const std::size_t hour_count = scenario_.met.hours.size();
    const std::size_t hour_values = scenario_.columns.size() * scenario_.receptors.size();
    const std::size_t window =
        std::clamp(window_bytes / (hour_values * sizeof(double)), std::size_t{1}, largest_window_hours);
    hours_.resize(std::min(window, hour_count));
    values_.resize(hours_.size() * hour_values);

    RunReport report;
    report.outcome = RunOutcome::completed;
    meter_.tell(0.0);
    for (std::size_t first = 0; first < hour_count && report.outcome == RunOutcome::completed;
         first += window) {
      const std::size_t count = std::min(window, hour_count - first);
      if (!solve(first, count)) {
        if (defect_) return fail(ErrorCode::internal, defect_->text);
        report.outcome = RunOutcome::cancelled;
        break;
      }
      for (std::size_t i = 0; i < count; ++i) {
        if (stop_.stop_requested()) {
          report.outcome = RunOutcome::cancelled;
          break;
        }
        hand_over(first + i, i, hour_values, report);
      }
    }
    if (report.outcome == RunOutcome::completed) meter_.tell(1.0);
    add_notes(report);
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
  }

private:
  /// Fills the window with hours [first, first + count). False when cancelled or defective.
  bool solve(std::size_t first, std::size_t count) {
    const bool is_ready =
        parallel_for(count, threads_, stop_, [&](std::size_t i) { prepare(hours_[i], first + i); });
    if (!is_ready || stop_.stop_requested()) return false;
    std::fill(values_.begin(), values_.end(), 0.0);
    const std::size_t tile_count = tiles_.tiles.size();
    const bool is_done = parallel_for(count * tile_count, threads_, stop_, [&](std::size_t task) {
      const std::size_t i = task / tile_count;
      if (hours_[i].air.status == HourStatus::valid && !has_defect_.load(std::memory_order_relaxed))
        solve_tile(hours_[i], first + i, tiles_.tiles[task % tile_count], i, first * tile_count + task);
      meter_.add();
    });
    // A task that saw the stop request returned early, so the request itself decides.
    return is_done && !stop_.stop_requested() && !has_defect_.load();
  }

  void prepare(Hour& hour, std::size_t index) const {
    const MetHour& met = scenario_.met.hours[index];
    hour.points.clear();
    hour.volumes.clear();
    hour.areas.clear();
    hour.roads = {};
    hour.air = make_boundary_layer(met, air_options_);
    if (hour.air.status != HourStatus::valid) return;
    hour.schedule_factor.clear();
    for (const EmissionFactors& schedule : scenario_.schedules)
      hour.schedule_factor.push_back(
          factor(schedule, met.hour, scenario_.met.utc_offset_hours, hour.air.wind_speed_m_per_s));
    std::vector<ActiveLink> links;
    for (std::size_t s = 0; s < scenario_.sources.size(); ++s) {
      if (stop_.stop_requested()) return;
      const Source& source = scenario_.sources[s];
      if (rates_[s].empty() || hour.schedule_factor[common(source).schedule] == 0) continue;
      if (const auto* point = std::get_if<PointSource>(&source))
        hour.points.push_back({s, PointPlume(*point, hour.air, plume_options_)});
      else if (const auto* volume = std::get_if<VolumeSource>(&source))
        hour.volumes.push_back({s, VolumePlume(*volume, hour.air, plume_options_)});
      else if (const auto* area = std::get_if<AreaSource>(&source))
        hour.areas.push_back({s, AreaPlume(*area, hour.air, plume_options_)});
      if (const auto* line = std::get_if<LineSource>(&source)) links.push_back({s, line});
    }
    hour.roads = HourRoads(links, hour.air, tiles_, origin_m_, mode_, stop_);
  }

  /// All sources of an hour at one tile, each kind in the order of the scenario.
  void solve_tile(const Hour& hour, std::size_t hour_index, const ReceptorTile& tile, std::size_t slot,
                  std::size_t task) {
    std::vector<Tile> sums(scenario_.columns.size(), Tile{});
    Tile unit{};
    const bool is_complete = add_plumes(hour.points, hour, hour_index, tile, task, unit, sums) &&
                             add_plumes(hour.volumes, hour, hour_index, tile, task, unit, sums) &&
                             add_plumes(hour.areas, hour, hour_index, tile, task, unit, sums) &&
                             add_roads(hour, hour_index, tile, task, unit, sums);
    if (!is_complete) return;
    const std::size_t receptor_count = scenario_.receptors.size();
    double* out = values_.data() + slot * scenario_.columns.size() * receptor_count;
    for (std::size_t c = 0; c < sums.size(); ++c)
      for (std::size_t i = 0; i < tile.count; ++i)
        out[c * receptor_count + tiles_.original[tile.first + i]] = sums[c][i];
  }

  template <class Plume>
  bool add_plumes(const std::vector<ActivePlume<Plume>>& plumes, const Hour& hour, std::size_t hour_index,
                  const ReceptorTile& tile, std::size_t task, Tile& unit, std::vector<Tile>& sums) {
    for (const ActivePlume<Plume>& active : plumes) {
      if (stop_.stop_requested()) return false;
      for (std::size_t i = 0; i < tile.count; ++i)
        unit[i] = active.plume.concentration_per_unit_rate(tiles_.receptors[tile.first + i]);
      if (!add(active.source, hour, hour_index, tile, task, unit, sums)) return false;
    }
    return true;
  }

  bool add_roads(const Hour& hour, std::size_t hour_index, const ReceptorTile& tile, std::size_t task,
                 Tile& unit, std::vector<Tile>& sums) {
    if (hour.roads.size() == 0) return true;
    const HourRoads::TileInWind in_wind = hour.roads.in_wind(tiles_, tile);
    std::size_t not_converged = 0;
    for (std::size_t link = 0; link < hour.roads.size(); ++link) {
      if (stop_.stop_requested()) return false;
      not_converged += hour.roads.concentration_per_unit_rate(link, in_wind, unit);
      if (!add(hour.roads.source(link), hour, hour_index, tile, task, unit, sums)) return false;
    }
    if (not_converged > 0) not_converged_.fetch_add(not_converged, std::memory_order_relaxed);
    return true;
  }

  /// Adds one source's unit values to its columns. False, with the defect noted, when a value cannot be.
  bool add(std::size_t source, const Hour& hour, std::size_t hour_index, const ReceptorTile& tile,
           std::size_t task, const Tile& unit, std::vector<Tile>& sums) {
    bool is_sound = true;
    for (std::size_t i = 0; i < tile.count; ++i)
      is_sound &= unit[i] >= 0.0 && unit[i] <= std::numeric_limits<double>::max();
    if (!is_sound) {
      note_defect(source, hour_index, tile, task, unit);
      return false;
    }
    const double factor_now = hour.schedule_factor[common(scenario_.sources[source]).schedule];
    for (const ColumnRate& entry : rates_[source]) {
      const double rate = entry.rate * factor_now;
      Tile& sum = sums[entry.column];
      for (std::size_t i = 0; i < tile.count; ++i) sum[i] += rate * unit[i];
    }
    return true;
  }

  void note_defect(std::size_t source, std::size_t hour_index, const ReceptorTile& tile, std::size_t task,
                   const Tile& unit) {
    std::size_t at = 0;
    while (at + 1 < tile.count && unit[at] >= 0.0 && std::isfinite(unit[at])) ++at;
    const Receptor& receptor = tiles_.receptors[tile.first + at];
    const std::scoped_lock lock(defect_mutex_);
    has_defect_.store(true);
    if (defect_ && defect_->task < task) return;
    defect_ = Defect{
        task, fmt::format("hour {}, source \"{}\", receptor {} at ({:.2f}, {:.2f}), height {} m: found {} "
                          "ug/m3 at unit rate, expected a number >= 0; the run was stopped",
                          to_iso(scenario_.met.hours[hour_index].hour), common(scenario_.sources[source]).id,
                          tiles_.original[tile.first + at], receptor.position_m.x, receptor.position_m.y,
                          receptor.height_m, unit[at])};
  }

  void hand_over(std::size_t hour_index, std::size_t slot, std::size_t hour_values, RunReport& report) {
    const Hour& hour = hours_[slot];
    sink_.take(hour_index, hour.air.status, std::span(values_).subspan(slot * hour_values, hour_values));
    switch (hour.air.status) {
      case HourStatus::calm:
        ++report.calm_hours;
        break;
      case HourStatus::missing:
        ++report.missing_hours;
        break;
      case HourStatus::valid:
        ++report.valid_hours;
        report.source_receptor_hours += static_cast<std::uint64_t>(hour.points.size() + hour.volumes.size() +
                                                                   hour.areas.size() + hour.roads.size()) *
                                        scenario_.receptors.size();
        break;
    }
  }

  void add_notes(RunReport& report) const {
    const auto note = [&](Severity severity, std::string layer, std::string found, std::string expected,
                          std::string handled) {
      Fault fault;
      fault.severity = severity;
      fault.layer = std::move(layer);
      fault.found = std::move(found);
      fault.expected = std::move(expected);
      fault.handled = std::move(handled);
      report.notes.push_back(std::move(fault));
    };
    if (const std::size_t n = not_converged_.load(); n > 0)
      note(Severity::warning, "roads", fmt::format("{} line integrals that missed their tolerance", n),
           "1e-5 of the whole for each leaf", "the last estimate was taken");
    if (std::all_of(rates_.begin(), rates_.end(), [](const auto& rates) { return rates.empty(); }))
      note(Severity::warning, "sources", "no source with a rate other than 0", "at least one",
           "all values are 0");
    if (report.outcome == RunOutcome::completed && report.valid_hours == 0)
      note(Severity::warning, "meteorology", "no valid hour: all are calm or missing",
           "at least one valid hour", "no hour has values");
  }

  const Scenario& scenario_;
  Mode mode_;
  int threads_;
  std::stop_token stop_;
  HourSink& sink_;
  ReceptorTiles tiles_;
  BoundaryLayerOptions air_options_;
  PlumeOptions plume_options_;
  ProgressMeter meter_;
  Vec2 origin_m_;
  std::vector<std::vector<ColumnRate>> rates_;  ///< per source; empty: skipped
  std::vector<Hour> hours_;                     ///< of the window
  std::vector<double> values_;                  ///< [hour of the window][column][receptor]
  std::atomic<std::size_t> not_converged_{0};
  std::atomic<bool> has_defect_{false};
  std::mutex defect_mutex_;
  std::optional<Defect> defect_;
};

}  // namespace run_detail

const char* to_text(Mode mode) {
  return mode == Mode::exact ? "exact" : mode == Mode::standard ? "standard" : "draft";
}

std::string solver_version() {
  return "leeward-dispersion 1 (formulas of AERMOD 24142)";
}

Result<RunReport> run(const Scenario& scenario, const RunOptions& options, const std::stop_token& stop,
                      ProgressSink& progress, HourSink& sink) {
  try {
    std::vector<Fault> faults = validate(scenario);
    if (options.thread_count < 0) {
      Fault fault;
      fault.layer = "run";
      fault.found = fmt::format("{} threads", options.thread_count);
      fault.expected = ">= 0 (0: all cores)";
      faults.push_back(std::move(fault));
    }
    if (!faults.empty())
      return fail(ErrorCode::input,
                  fmt::format("the run cannot be solved: {} fault(s) in its inputs", faults.size()),
                  std::move(faults));
    return run_detail::Solver(scenario, options, stop, progress, sink).run();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::resource, fmt::format("not enough memory for {} receptors and {} columns",
                                                 scenario.receptors.size(), scenario.columns.size()));
  } catch (const std::exception& e) {
    return fail(ErrorCode::internal, fmt::format("the solver stopped: {}", e.what()));
  } catch (...) {
    return fail(ErrorCode::internal, "the solver stopped by an exception of unknown type");
  }
}

}  // namespace leeward::dispersion

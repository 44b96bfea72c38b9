#include "dispersion/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <optional>

#include "core/model/parallel.h"
#include "engine_plan.h"
#include "hour_repair.h"
#include "prepared_hour.h"
#include "progress_meter.h"
#include "sampled_error.h"
#include "square_kernels.h"
#include "tree_walk.h"

namespace leeward::dispersion {
namespace run_detail {

using Clock = std::chrono::steady_clock;

/// The first thing that came out wrong.
struct Defect {
  std::size_t task = std::numeric_limits<std::size_t>::max();
  std::string text;
};

/// Walks that wait for a task: as many as threads have worked at once.
class WalkPool {
public:
  WalkPool(const ReceptorTree& tree, std::size_t columns, Mode mode)
      : tree_(&tree), columns_(columns), mode_(mode) {}
  std::unique_ptr<TreeWalk> take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return std::make_unique<TreeWalk>(*tree_, columns_, mode_);
    std::unique_ptr<TreeWalk> walk = std::move(free_.back());
    free_.pop_back();
    return walk;
  }
  void give_back(std::unique_ptr<TreeWalk> walk) {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(walk));
  }

private:
  const ReceptorTree* tree_;
  std::size_t columns_;
  Mode mode_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<TreeWalk>> free_;
};

class Solver {
public:
  Solver(const Scenario& scenario, const RunOptions& options, const std::stop_token& stop,
         ProgressSink& progress, HourSink& sink)
      : scenario_(scenario),
        plan_(make_engine_plan(engine_load(scenario), options)),
        sink_(sink),
        base_rates_(scenario),
        tree_(make_receptor_tree(scenario.receptors, stop)),
        inputs_{.scenario = &scenario,
                .tree = &tree_,
                .base_rates = &base_rates_,
                .air_options = boundary_layer_options(scenario.met, scenario.urban_areas),
                .plume_options = {.is_flat = scenario.is_flat,
                                  .has_stack_tip_downwash = scenario.has_stack_tip_downwash},
                .mode = options.mode,
                .stop = stop},
        sample_plan_(make_sample_plan(inputs_, options.sampled_receptors)),
        sample_(sample_plan_.receptors),
        walks_(tree_, scenario.columns.size(), options.mode),
        meter_(progress, scenario.met.hours.size() * std::max<std::size_t>(1, tree_.task_count())) {}

  Result<RunReport> run() {
    const auto begin = Clock::now();
    const std::size_t hour_count = scenario_.met.hours.size();
    const std::size_t hour_values = scenario_.columns.size() * scenario_.receptors.size();
    RunReport report;
    report.outcome = stop().stop_requested() ? RunOutcome::cancelled : RunOutcome::completed;
    meter_.tell(0.0);
    if (report.outcome == RunOutcome::completed) {
      hours_ = std::vector<PreparedHour>(plan_.window_hours);
      values_.resize(plan_.window_hours * hour_values);
      extremes_.resize(plan_.window_hours * tree_.task_count() * scenario_.columns.size());
    }
    for (std::size_t first = 0; first < hour_count && report.outcome == RunOutcome::completed;
         first += plan_.window_hours) {
      const std::size_t count = std::min(plan_.window_hours, hour_count - first);
      if (!solve(first, count)) {
        if (defect_) return fail(ErrorCode::internal, defect_->text);
        report.outcome = RunOutcome::cancelled;
        break;
      }
      for (std::size_t i = 0; i < count; ++i)
        if (!hand_over(i, std::span(values_).subspan(i * hour_values, hour_values), report)) {
          report.outcome = RunOutcome::cancelled;
          break;
        }
    }
    if (report.outcome == RunOutcome::completed) meter_.tell(1.0);
    report.sampled_error = sample_.result();
    add_notes(report);
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
  }

private:
  const std::stop_token& stop() const { return inputs_.stop; }

  /// Fills the window with hours [first, first + count). False when cancelled or defective.
  bool solve(std::size_t first, std::size_t count) {
    // Few hours at once: the threads share the sources of an hour instead.
    const int hours_at_once = std::min(plan_.threads, static_cast<int>(count));
    const int threads_each = std::max(1, plan_.threads / hours_at_once);
    const bool is_ready = parallel_for(count, hours_at_once, stop(), [&](std::size_t i) {
      prepare_hour(inputs_, first + i, threads_each, hours_[i]);
    });
    if (!is_ready || stop().stop_requested()) return false;
    const std::size_t tasks = tree_.task_count();
    const bool is_done = parallel_for(count * tasks, plan_.threads, stop(), [&](std::size_t i) {
      if (!has_defect_.load(std::memory_order_relaxed)) solve_task(i / tasks, i % tasks, first * tasks + i);
      meter_.add();
    });
    // A task that saw the stop request returned early, so the request itself decides.
    return is_done && !stop().stop_requested() && !has_defect_.load();
  }

  void solve_task(std::size_t slot, std::size_t task, std::size_t order) {
    const PreparedHour& hour = hours_[slot];
    const std::size_t columns = scenario_.columns.size();
    std::unique_ptr<TreeWalk> walk = walks_.take();
    if (walk->solve(task, {&hour.sources, hour.fields}, stop())) {
      walk->write(values_.data() + slot * columns * scenario_.receptors.size(),
                  std::span(extremes_).subspan((slot * tree_.task_count() + task) * columns, columns));
      if (walk->not_converged() > 0)
        not_converged_.fetch_add(walk->not_converged(), std::memory_order_relaxed);
    } else if (walk->unsound()) {
      note_defect(hour, *walk->unsound(), order);
    }
    walks_.give_back(std::move(walk));
  }

  void note_defect(const PreparedHour& hour, const UnsoundValue& unsound, std::size_t order) {
    const std::size_t receptor = tree_.original[unsound.receptor];
    const std::scoped_lock lock(defect_mutex_);
    has_defect_.store(true);
    if (defect_ && defect_->task < order) return;
    defect_ = Defect{
        order,
        fmt::format("hour {}, source \"{}\", receptor {} at ({:.2f}, {:.2f}), height {} m: found {} ug/m3 at "
                    "unit rate, expected a number >= 0; the run was stopped",
                    to_iso(scenario_.met.hours[hour.index].hour),
                    common(scenario_.sources[unsound.source]).id, receptor, unsound.position_m.x,
                    unsound.position_m.y, scenario_.receptors[receptor].height_m, unsound.value)};
  }

  /// False when cancelled.
  bool hand_over(std::size_t slot, std::span<double> values, RunReport& report) {
    const PreparedHour& hour = hours_[slot];
    if (stop().stop_requested()) return false;
    if (hour.air.status == HourStatus::valid) {
      const std::size_t of_hour = tree_.task_count() * scenario_.columns.size();
      if (inputs_.mode != Mode::exact)
        report.solved_again += repair_negative(
            inputs_, hour, std::span(extremes_).subspan(slot * of_hour, of_hour), plan_.threads, values);
      if (sample_plan_.has(hour.index)) sample_.compare(inputs_, hour, values, plan_.threads);
      if (stop().stop_requested()) return false;
      add_background(hour.index, values);
    }
    sink_.take(hour.index, hour.air.status, values);
    switch (hour.air.status) {
      case HourStatus::calm:
        ++report.calm_hours;
        break;
      case HourStatus::missing:
        ++report.missing_hours;
        break;
      case HourStatus::valid:
        ++report.valid_hours;
        report.source_receptor_hours += std::uint64_t{hour.fields.size()} * scenario_.receptors.size();
        break;
    }
    return true;
  }

  void add_background(std::size_t hour_index, std::span<double> values) const {
    if (scenario_.background_ug_per_m3.empty()) return;
    const double background = scenario_.background_ug_per_m3[hour_index];
    const std::size_t n = scenario_.receptors.size();
    for (std::size_t c = 0; c < scenario_.columns.size(); ++c)
      if (scenario_.columns[c].has_background)
        for (double& value : values.subspan(c * n, n)) value += background;
  }

  void add_notes(RunReport& report) const {
    const auto note = [&](std::string layer, std::string found, std::string expected, std::string handled) {
      Fault fault;
      fault.severity = Severity::warning;
      fault.layer = std::move(layer);
      fault.found = std::move(found);
      fault.expected = std::move(expected);
      fault.handled = std::move(handled);
      report.notes.push_back(std::move(fault));
    };
    if (const std::size_t n = not_converged_.load(); n > 0)
      note("roads", fmt::format("{} line integrals that missed their tolerance", n),
           "1e-5 of the whole for each leaf", "the last estimate was taken");
    const SampledError& error = report.sampled_error;
    if (inputs_.mode == Mode::standard &&
        (error.largest_of_peak > standard_bound_of_peak || error.largest_local > standard_local_bound))
      note("run",
           fmt::format(
               "mode standard departs from exact by up to {:.1e} of an hour's peak and {:.1e} locally at {} "
               "sampled receptors",
               error.largest_of_peak, error.largest_local, error.receptors),
           fmt::format("at most {:.0e} and {:.0e}", standard_bound_of_peak, standard_local_bound),
           "the values were kept; mode exact has no such error");
    if (base_rates_.empty())
      note("sources", "no source with a rate other than 0", "at least one", "all values are 0");
    if (report.outcome == RunOutcome::completed && report.valid_hours == 0)
      note("meteorology", "no valid hour: all are calm or missing", "at least one valid hour",
           "no hour has values");
  }

  const Scenario& scenario_;
  EnginePlan plan_;
  HourSink& sink_;
  BaseRates base_rates_;
  ReceptorTree tree_;
  RunInputs inputs_;
  SamplePlan sample_plan_;
  ErrorSample sample_;
  WalkPool walks_;
  ProgressMeter meter_;
  std::vector<PreparedHour> hours_;  ///< of the window
  std::vector<double> values_;       ///< [hour of the window][column][receptor]
  std::vector<Extremes> extremes_;   ///< [hour of the window][task][column]
  std::atomic<std::size_t> not_converged_{0};
  std::atomic<bool> has_defect_{false};
  std::mutex defect_mutex_;
  std::optional<Defect> defect_;
};

}  // namespace run_detail

const char* to_text(Mode mode) {
  return mode == Mode::exact ? "exact" : mode == Mode::standard ? "standard" : "draft";
}

std::string simd_target() {
  return simd_target_name();
}

std::string solver_version() {
  return "leeward-dispersion 2 (formulas of AERMOD 24142)";
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
    if (!faults.empty()) {
      // The number is read before the faults are moved away.
      std::string what = fmt::format("the run cannot be solved: {} fault(s) in its inputs", faults.size());
      return fail(ErrorCode::input, std::move(what), std::move(faults));
    }
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

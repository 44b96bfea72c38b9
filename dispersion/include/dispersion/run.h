#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/progress.h"
#include "core/model/result.h"
#include "core/model/scenario.h"

/// The front door of the solver.
namespace leeward::dispersion {

/// exact: every source at every receptor by the full formulas. standard: roads by tables of the same formulas per
/// (release class, hour) and Gauss nodes (docs/models/road.md says how far it may differ); all else as exact.
enum class Mode { exact, standard, draft };
const char* to_text(Mode mode);

/// Takes one hour at a time, in ascending order, one call at a time.
class HourSink {
 public:
  HourSink() = default;
  HourSink(const HourSink&) = delete;
  HourSink& operator=(const HourSink&) = delete;
  virtual ~HourSink() = default;
  /// @param hour_index            into Scenario::met.hours
  /// @param status                values are all 0 when it is not `valid`
  /// @param values_ug_per_m3      [column][receptor], hourly means
  virtual void take(std::size_t hour_index, HourStatus status, std::span<const double> values_ug_per_m3) = 0;
};

struct RunOptions {
  int thread_count = 0;  ///< 0: default_thread_count()
  Mode mode = Mode::standard;
};

struct RunReport {
  RunOutcome outcome = RunOutcome::failed;
  std::size_t valid_hours = 0;
  std::size_t calm_hours = 0;
  std::size_t missing_hours = 0;
  std::uint64_t source_receptor_hours = 0;
  double seconds = 0;
  std::vector<Fault> notes;  ///< what the user must know: out of validity, not converged
};

/// Solves all hours. The same bits for any thread count. Bad input is an Error of family input, with every fault;
/// a cancelled run returns a report with outcome `cancelled` (hours already given to the sink stay valid).
Result<RunReport> run(const Scenario& scenario, const RunOptions& options, const std::stop_token& stop,
                      ProgressSink& progress, HourSink& sink);

/// Name and version of the formulas, for manifests and hashes.
std::string solver_version();

}  // namespace leeward::dispersion

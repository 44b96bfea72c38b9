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

/// exact: every source at every receptor by the full formulas, left out only below 1e-9 of the source's largest value.
/// standard: profile tables and trees over the receptors, meant to stay within 1e-3 of the hour's peak everywhere and
/// within 1 % where the concentration is above 1e-3 of the peak. draft: coarser, for moving things by hand.
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
  /// Receptors solved by the full formulas too, in each of up to 4 hours, to state the error of the fast modes; fewer
  /// where they would cost more than a small share of the run. 0: none.
  std::size_t sampled_receptors = 64;
};

/// The fast modes against the full formulas, at a fixed pseudo-random sample. Columns with rates below 0 are left out.
struct SampledError {
  std::size_t hours = 0;
  std::size_t receptors = 0;    ///< of all hours
  std::uint64_t pairs = 0;      ///< of source and receptor
  double largest_of_peak = 0;   ///< |fast - exact| over the hour's peak of the column [-]
  double largest_local = 0;     ///< |fast - exact| / exact where exact is above 1e-3 of the peak [-]
  double p99_local = 0;         ///< 99th percentile of the same
};

/// Bounds of mode standard.
inline constexpr double standard_bound_of_peak = 1e-3;
inline constexpr double standard_local_bound = 1e-2;

struct RunReport {
  RunOutcome outcome = RunOutcome::failed;
  std::size_t valid_hours = 0;
  std::size_t calm_hours = 0;
  std::size_t missing_hours = 0;
  std::uint64_t source_receptor_hours = 0;
  double seconds = 0;
  /// Values of the fast form that came out below 0 and were solved again by the full formulas. Those within 1e-9 of the
  /// hour's peak are rounding, and are 0.
  std::uint64_t solved_again = 0;
  SampledError sampled_error;  ///< no hours: nothing was sampled
  std::vector<Fault> notes;    ///< what the user must know: out of validity, not converged
};

/// Solves all hours. The same bits for any thread count. Bad input is an Error of family input, with every fault;
/// a cancelled run returns a report with outcome `cancelled` (hours already given to the sink stay valid).
Result<RunReport> run(const Scenario& scenario, const RunOptions& options, const std::stop_token& stop,
                      ProgressSink& progress, HourSink& sink);

/// What a run's memory depends on.
struct EngineLoad {
  std::size_t receptors = 0;
  std::size_t heights = 1;  ///< above ground, distinct
  std::size_t columns = 0;
  std::size_t hours = 0;
  std::size_t stacks_and_volumes = 0;
  std::size_t areas = 0;
  std::size_t links = 0;
};
EngineLoad engine_load(const Scenario& scenario);

/// Memory the solver takes beside the scenario, about [bytes].
std::uint64_t engine_bytes(const EngineLoad& load, const RunOptions& options);
inline std::uint64_t engine_bytes(const Scenario& scenario, const RunOptions& options) {
  return engine_bytes(engine_load(scenario), options);
}

/// Instruction set of the kernels on this machine ("AVX3", "AVX2", ...), for manifests. The results are the same bits
/// with each that has fused multiply-add.
std::string simd_target();

/// Name and version of the formulas, for manifests and hashes.
std::string solver_version();

}  // namespace leeward::dispersion

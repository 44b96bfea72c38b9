#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/result.h"
#include "dispersion/kernel_rates.h"
#include "dispersion/run.h"

/// Benchmarks of the solver (docs/benchmarks.md): made-up shapes, each measured beside a baseline of the same
/// run.
namespace leeward::app {

struct BenchOptions {
  std::vector<std::string> shapes;  ///< names; empty: all
  int thread_count = 0;             ///< 0: all cores; shapes on one thread stay on one
  int repeat = 5;
  double scale = 1;  ///< on sources and receptors
  std::filesystem::path
      aermod_bench;  ///< folder of AERMOD's speed benchmarks, solved in place of their like; empty: none
};

/// Our means over the hours against AERMOD's, relative to AERMOD's value or 1e-3 of its largest.
struct PeriodError {
  double p99 = 0;
  double max = 0;
};

struct BenchResult {
  std::string shape;
  std::string text;  ///< "1000 stacks x 1000000 receptors x 24 h"
  dispersion::Mode mode = dispersion::Mode::standard;
  int threads = 1;
  std::uint64_t pairs = 0;      ///< source-receptor-hours; for hill heights, receptor-node pairs
  std::vector<double> seconds;  ///< of each repetition, whole runs
  double median_s = 0;
  double processor_s =
      0;  ///< median over all threads: what a run takes of the processors on a busy machine too
  double pairs_per_s = 0;
  double exact_pairs_per_s =
      0;  ///< mode exact on as many threads, on some of the receptors; 0: the shape is exact
  double scalar_pairs_per_s =
      0;                ///< one receptor after the other by the textbook, one thread; 0: none for the kind
  double aermod_s = 0;  ///< AERMOD's seconds for as much; 0: none
  dispersion::SampledError error;  ///< what the last run states of itself
  std::optional<PeriodError> against_aermod;
};

std::vector<std::string> bench_shape_names();

/// Measures one shape after the other and tells each when it is done. An unknown name is an Error of family
/// input.
Result<void> bench_solver(const BenchOptions& options, const std::stop_token& stop,
                          const std::function<void(const BenchResult&)>& done);

}  // namespace leeward::app

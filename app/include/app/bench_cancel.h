#pragma once
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/result.h"
#include "dispersion/run.h"

/// How long a run goes on after it was asked to stop (docs/benchmarks.md).
namespace leeward::app {

struct CancelOptions {
  std::vector<std::string> cases;  ///< names; empty: all
  int thread_count = 0;            ///< 0: all cores
  int moments = 30;                ///< stops of each case and mode, at random moments of the run
  double scale = 1;                ///< on sources and receptors
};

struct CancelResult {
  std::string name;
  std::string text;  ///< "100 sources x 100000 receptors x 24 h"
  dispersion::Mode mode = dispersion::Mode::standard;
  int threads = 1;
  double run_s = 0;  ///< of the whole run, or where it was cut off
  bool is_cut_off = false;
  double median_ms = 0;  ///< from the request to the return of dispersion::run
  double largest_ms = 0;
  double largest_at_s = 0;  ///< when in the run that was asked
};

std::vector<std::string> cancel_case_names();

/// Each case in modes exact, standard and draft. An unknown name is an Error of family input.
Result<void> bench_cancel(const CancelOptions& options, const std::stop_token& stop,
                          const std::function<void(const CancelResult&)>& done);

}  // namespace leeward::app

#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/concentration.h"
#include "core/model/progress.h"
#include "core/model/result.h"
#include "core/model/scenario.h"
#include "core/scenario/response_plan.h"
#include "data/response_store.h"
#include "dispersion/run.h"

/// Unit fields of patterns (docs/decisions/0005): found in the store, or solved and kept there.
namespace leeward::app {

/// Hours of one local standard day, as indices into the met hours.
struct DayOfHours {
  std::size_t first = 0;
  std::size_t count = 0;
};
/// The local standard days of ascending hours; an hour ending 24:00 belongs to the day that ends.
std::vector<DayOfHours> days_of(const MetSeries& met);

/// What is to be known of which sources where and when.
struct ResponseJob {
  /// Sources, urban areas, options, meteorology and receptors. Its rates, schedules and background do not
  /// count.
  const Scenario* scenario = nullptr;
  std::span<const ResponsePattern> patterns;
  dispersion::Mode mode = dispersion::Mode::standard;
  int thread_count = 0;  ///< 0: all cores
};

/// Names of the blocks of a job: SHA-256 of all that makes them.
class ResponseKeys {
public:
  explicit ResponseKeys(const ResponseJob& job);
  const std::vector<DayOfHours>& days() const { return days_; }
  /// Of the block [hour of the day][receptor].
  std::string hours(std::size_t pattern, std::size_t day) const;

private:
  std::vector<DayOfHours> days_;
  std::vector<std::string> of_pattern_;
  std::vector<std::string> of_day_;
};

struct ResponseNeed {
  std::size_t pattern = 0;
  std::size_t day = 0;
};

struct ResponseAccount {
  std::size_t found = 0;  ///< blocks of one pattern and day
  std::size_t solved = 0;
  std::size_t solved_patterns = 0;  ///< of which at least one day was solved
  double seconds = 0;
  dispersion::SampledError sampled_error;  ///< the worst of what was solved
  std::vector<Fault> notes;
};

/// A block: unit field of the pattern [hour of the day][receptor], ug/m3 per unit rate; 0 in hours without a
/// value.
using TakeResponse =
    std::function<Result<void>(std::size_t pattern, std::size_t day, std::span<const float> values)>;

/// Hands over each block that is needed, once, from the store or solved. Patterns of a day are solved
/// together, each of their sources once. Blocks that are solved are kept when `keep` says so. The same bits
/// found or solved, for any number of threads and whatever else is needed.
/// @param store  nullptr: everything is solved
/// @param most_bytes  of the blocks held at once; more patterns than fit are solved one lot after the other
Result<ResponseAccount> give_responses(const ResponseJob& job, const ResponseKeys& keys,
                                       std::span<const ResponseNeed> needs, data::ResponseStore* store,
                                       bool keep, std::uint64_t most_bytes, const std::stop_token& stop,
                                       ProgressSink& progress, const TakeResponse& take);

}  // namespace leeward::app

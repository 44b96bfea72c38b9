#include "app/response_solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "part_progress.h"

namespace leeward::app {
namespace response_detail {

using Clock = std::chrono::steady_clock;

/// The sources of some patterns, one column each, in the hours of one day.
Scenario scenario_of(const ResponseJob& job, const DayOfHours& day, std::span<const std::size_t> patterns) {
  const Scenario& whole = *job.scenario;
  Scenario part;
  part.schedules = {constant_factors()};
  part.receptors = whole.receptors;
  part.urban_areas = whole.urban_areas;
  part.is_flat = whole.is_flat;
  part.has_stack_tip_downwash = whole.has_stack_tip_downwash;
  part.met.profile_base_elevation_m = whole.met.profile_base_elevation_m;
  part.met.utc_offset_hours = whole.met.utc_offset_hours;
  part.met.is_adjusted_u_star = whole.met.is_adjusted_u_star;
  part.met.is_bulk_richardson = whole.met.is_bulk_richardson;
  part.met.hours.assign(whole.met.hours.begin() + static_cast<std::ptrdiff_t>(day.first),
                        whole.met.hours.begin() + static_cast<std::ptrdiff_t>(day.first + day.count));
  std::map<std::uint32_t, std::size_t> index_of;  // ascending: the order of sources is the scenario's
  for (const std::size_t pattern : patterns)
    for (const PatternWeight& weight : job.patterns[pattern]) index_of[weight.source] = 0;
  for (auto& [source, index] : index_of) {
    index = part.sources.size();
    Source& copy = part.sources.emplace_back(whole.sources[source]);
    std::visit(
        [&patterns](SourceCommon& shared) {
          shared.schedule = 0;
          shared.hourly.reset();
          shared.rates.assign(patterns.size(), 0.0);
        },
        copy);
  }
  for (std::size_t column = 0; column < patterns.size(); ++column) {
    part.columns.push_back({.pollutant = "unit", .group = fmt::format("pattern {}", patterns[column])});
    for (const PatternWeight& weight : job.patterns[patterns[column]])
      std::visit([&](SourceCommon& shared) { shared.rates[column] = weight.weight; },
                 part.sources[index_of[weight.source]]);
  }
  return part;
}

/// Collects the hours of a day, pattern by pattern.
class BlockSink final : public dispersion::HourSink {
public:
  BlockSink(std::size_t patterns, std::size_t hours, std::size_t receptors)
      : hours_(hours), receptors_(receptors), values_(patterns * hours * receptors) {}

  void take(std::size_t hour, HourStatus, std::span<const double> values) override {
    for (std::size_t column = 0; column * receptors_ < values.size(); ++column) {
      const auto from = values.subspan(column * receptors_, receptors_);
      std::transform(from.begin(), from.end(),
                     values_.begin() + static_cast<std::ptrdiff_t>((column * hours_ + hour) * receptors_),
                     [](double value) { return static_cast<float>(value); });
    }
  }
  std::span<const float> block(std::size_t column) const {
    return std::span(values_).subspan(column * hours_ * receptors_, hours_ * receptors_);
  }

private:
  std::size_t hours_;
  std::size_t receptors_;
  std::vector<float> values_;
};

void keep_worst(dispersion::SampledError& worst, const dispersion::SampledError& error) {
  worst.hours += error.hours;
  worst.receptors += error.receptors;
  worst.pairs += error.pairs;
  worst.largest_of_peak = std::max(worst.largest_of_peak, error.largest_of_peak);
  worst.largest_local = std::max(worst.largest_local, error.largest_local);
  worst.p99_local = std::max(worst.p99_local, error.p99_local);
}

}  // namespace response_detail

Result<ResponseAccount> give_responses(const ResponseJob& job, const ResponseKeys& keys,
                                       std::span<const ResponseNeed> needs, data::ResponseStore* store,
                                       bool keep, std::uint64_t most_bytes, const std::stop_token& stop,
                                       ProgressSink& progress, const TakeResponse& take) {
  using namespace response_detail;
  const auto start = Clock::now();
  ResponseAccount account;
  const std::size_t receptors = job.scenario->receptors.size();
  std::map<std::size_t, std::vector<std::size_t>> patterns_of;  // day -> patterns
  for (const ResponseNeed& need : needs) patterns_of[need.day].push_back(need.pattern);
  std::set<std::size_t> solved_patterns;
  std::size_t given = 0;
  const auto fraction = [&](std::size_t blocks) {
    return static_cast<double>(given + blocks) / static_cast<double>(std::max<std::size_t>(1, needs.size()));
  };
  for (auto& [day, patterns] : patterns_of) {
    const DayOfHours& hours = keys.days()[day];
    const std::size_t block_size = hours.count * receptors;
    std::vector<std::size_t> missing;
    std::vector<float> block(store != nullptr ? block_size : 0);
    for (const std::size_t pattern : patterns) {
      if (stop.stop_requested()) return fail(ErrorCode::cancelled, "cancelled");
      if (store == nullptr || !store->has(keys.hours(pattern, day)) ||
          !store->read(keys.hours(pattern, day), block)) {
        missing.push_back(pattern);
        continue;
      }
      ++account.found;
      if (auto taken = take(pattern, day, block); !taken) return tl::unexpected(taken.error());
      progress.report("reading responses", fraction(1));
      ++given;
    }
    const std::size_t lot_size =
        std::max<std::uint64_t>(1, most_bytes / std::max<std::uint64_t>(1, block_size * sizeof(float)));
    for (std::size_t first = 0; first < missing.size(); first += lot_size) {
      const auto lot = std::span(missing).subspan(first, std::min(lot_size, missing.size() - first));
      const Scenario scenario = scenario_of(job, hours, lot);
      BlockSink sink(lot.size(), hours.count, receptors);
      PartProgress part(
          progress,
          fmt::format("solving {} responses of day {} of {}", lot.size(), day + 1, keys.days().size()),
          fraction(0), fraction(lot.size()));
      auto report =
          dispersion::run(scenario, {.thread_count = job.thread_count, .mode = job.mode}, stop, part, sink);
      if (!report) return tl::unexpected(report.error());
      if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "cancelled");
      keep_worst(account.sampled_error, report->sampled_error);
      account.notes.insert(account.notes.end(), report->notes.begin(), report->notes.end());
      for (std::size_t column = 0; column < lot.size(); ++column) {
        if (keep && store != nullptr) store->write(keys.hours(lot[column], day), sink.block(column));
        if (auto taken = take(lot[column], day, sink.block(column)); !taken)
          return tl::unexpected(taken.error());
      }
      account.solved += lot.size();
      solved_patterns.insert(lot.begin(), lot.end());
      given += lot.size();
    }
  }
  account.solved_patterns = solved_patterns.size();
  account.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return account;
}

}  // namespace leeward::app

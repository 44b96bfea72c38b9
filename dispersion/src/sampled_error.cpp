#include "sampled_error.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/model/parallel.h"

namespace leeward::dispersion {
namespace sample_detail {

constexpr std::size_t most_hours = 4;
/// Pairs of source and receptor a sample may cost: this share of the run, at least so many, at most so many.
constexpr double share_of_run = 0.05;
constexpr double always_allowed = 2e5;
constexpr double never_more = 2e6;
/// What a line or area integral costs beside a plume.
constexpr double integral_cost = 4;
constexpr double local_threshold = 1e-3;  ///< of the peak
constexpr std::size_t receptors_at_once = 8;

/// SplitMix64: the n-th of a fixed sequence of pseudo-random numbers.
std::uint64_t scrambled(std::uint64_t n) {
  std::uint64_t z = (n + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

double peak_of(std::span<const double> values) {
  return values.empty() ? 0.0 : std::max(0.0, *std::max_element(values.begin(), values.end()));
}

/// The peak itself, for one half receptors above the threshold, the rest anywhere.
std::vector<std::size_t> choose(std::span<const double> values, std::size_t count, std::uint64_t seed) {
  const std::size_t n = values.size();
  std::set<std::size_t> chosen;
  const auto top = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
  chosen.insert(top);
  const double threshold = local_threshold * values[top];
  constexpr std::size_t tries = 64;
  for (std::size_t k = 0; k < tries * count && chosen.size() < count / 2; ++k) {
    const std::size_t i = scrambled(seed + 2 * k) % n;
    if (values[i] > threshold) chosen.insert(i);
  }
  for (std::size_t k = 0; chosen.size() < std::min(count, n); ++k)
    chosen.insert(scrambled(seed + 2 * k + 1) % n);
  return {chosen.begin(), chosen.end()};
}

}  // namespace sample_detail

bool SamplePlan::has(std::size_t hour_index) const {
  return std::binary_search(hours.begin(), hours.end(), hour_index);
}

SamplePlan make_sample_plan(const RunInputs& run, std::size_t receptors) {
  using namespace sample_detail;
  SamplePlan plan;
  const Scenario& scenario = *run.scenario;
  if (run.mode == Mode::exact || receptors == 0 || run.base_rates->empty()) return plan;
  const std::size_t n = scenario.met.hours.size();
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < n; ++i) order.emplace_back(scrambled(i), i);
  std::sort(order.begin(), order.end());
  for (const auto& [key, i] : order) {
    if (plan.hours.size() == most_hours || run.stop.stop_requested()) break;
    if (make_boundary_layer(scenario.met.hours[i], run.air_options).status == HourStatus::valid)
      plan.hours.push_back(i);
  }
  std::sort(plan.hours.begin(), plan.hours.end());
  if (plan.hours.empty()) return plan;
  double cost = 0;
  for (const Source& source : scenario.sources)
    cost += std::holds_alternative<LineSource>(source) || std::holds_alternative<AreaSource>(source)
                ? integral_cost
                : 1.0;
  const double all = cost * static_cast<double>(scenario.receptors.size()) * static_cast<double>(n);
  const double allowed = std::clamp(share_of_run * all, always_allowed, never_more);
  const double of_each = allowed / (cost * static_cast<double>(plan.hours.size()));
  plan.receptors = std::min(receptors, static_cast<std::size_t>(std::max(1.0, of_each)));
  return plan;
}

void ErrorSample::compare(const RunInputs& run, const PreparedHour& hour, std::span<const double> values,
                          int thread_count) {
  using namespace sample_detail;
  const Scenario& scenario = *run.scenario;
  const std::size_t n = scenario.receptors.size();
  const std::size_t columns = scenario.columns.size();
  std::vector<double> peaks(columns);
  for (std::size_t c = 0; c < columns; ++c)
    if (!hour.sources.has_credit[c]) peaks[c] = peak_of(values.subspan(c * n, n));
  const auto shown = std::find_if(peaks.begin(), peaks.end(), [](double peak) { return peak > 0; });
  if (shown == peaks.end()) return;
  const auto column = static_cast<std::size_t>(shown - peaks.begin());
  const std::vector<std::size_t> chosen =
      choose(values.subspan(column * n, n), receptors_, scrambled(hour.index));
  std::vector<double> sums(columns * chosen.size());
  const std::size_t parts = (chosen.size() + receptors_at_once - 1) / receptors_at_once;
  const bool is_done = parallel_for(parts, thread_count, run.stop, [&](std::size_t part) {
    const std::size_t first = part * receptors_at_once;
    const std::size_t count = std::min(receptors_at_once, chosen.size() - first);
    std::vector<Receptor> receptors;
    for (std::size_t k = 0; k < count; ++k) receptors.push_back(scenario.receptors[chosen[first + k]]);
    std::vector<double> unit(count);
    for (std::size_t i = 0; i < hour.fields.size() && !run.stop.stop_requested(); ++i) {
      hour.fields[i]->exact(receptors, unit.data());
      for (const ColumnRate& entry : hour.sources.rates_of(i))
        for (std::size_t k = 0; k < count; ++k)
          sums[entry.column * chosen.size() + first + k] += entry.rate * unit[k];
    }
  });
  if (!is_done || run.stop.stop_requested()) return;
  error_.hours += 1;
  error_.receptors += chosen.size();
  error_.pairs += std::uint64_t{hour.fields.size()} * chosen.size();
  for (std::size_t c = 0; c < columns; ++c) {
    if (peaks[c] <= 0) continue;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      const double exact = sums[c * chosen.size() + k];
      const double difference = std::abs(values[c * n + chosen[k]] - exact);
      error_.largest_of_peak = std::max(error_.largest_of_peak, difference / peaks[c]);
      if (exact > local_threshold * peaks[c]) local_.push_back(difference / exact);
    }
  }
}

SampledError ErrorSample::result() const {
  SampledError error = error_;
  if (local_.empty()) return error;
  std::vector<double> sorted = local_;
  std::sort(sorted.begin(), sorted.end());
  error.largest_local = sorted.back();
  error.p99_local = sorted[(sorted.size() - 1) * 99 / 100];
  return error;
}

}  // namespace leeward::dispersion

#include "hour_repair.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "core/model/parallel.h"

namespace leeward::dispersion {
namespace repair_detail {

constexpr double rounding_of_peak = 1e-9;

double solve_again(const RunInputs& run, const PreparedHour& hour, const Receptor& receptor,
                   std::size_t column) {
  double sum = 0;
  for (std::size_t i = 0; i < hour.fields.size() && !run.stop.stop_requested(); ++i)
    for (const ColumnRate& entry : hour.sources.rates_of(i)) {
      if (entry.column != column) continue;
      double unit = 0;
      hour.fields[i]->exact({&receptor, 1}, &unit);
      sum += entry.rate * unit;
    }
  return sum;
}

}  // namespace repair_detail

std::uint64_t repair_negative(const RunInputs& run, const PreparedHour& hour,
                              std::span<const Extremes> extremes, int thread_count,
                              std::span<double> values) {
  using namespace repair_detail;
  const ReceptorTree& tree = *run.tree;
  const std::size_t columns = run.scenario->columns.size();
  const std::size_t n = tree.receptors.size();
  std::vector<double> peak(columns, 0.0);
  std::vector<std::size_t> tasks;  // with something to mend
  for (std::size_t task = 0; task < tree.task_count(); ++task) {
    bool has_negative = false;
    for (std::size_t c = 0; c < columns; ++c) {
      const Extremes& e = extremes[task * columns + c];
      peak[c] = std::max(peak[c], e.highest);
      has_negative |= e.lowest < 0 && !hour.sources.has_credit[c];
    }
    if (has_negative) tasks.push_back(task);
  }
  std::atomic<std::uint64_t> solved_again{0};
  parallel_for(tasks.size(), thread_count, run.stop, [&](std::size_t i) {
    const std::size_t task = tasks[i];
    const TreeSquare& first = tree.squares[tree.subtrees[tree.tasks[task]]];
    const TreeSquare& last = tree.squares[tree.subtrees[tree.tasks[task + 1] - 1]];
    for (std::size_t c = 0; c < columns; ++c) {
      if (hour.sources.has_credit[c] || !(extremes[task * columns + c].lowest < 0)) continue;
      for (std::size_t r = first.first; r < last.first + last.count && !run.stop.stop_requested(); ++r) {
        double& value = values[c * n + tree.original[r]];
        if (value >= 0) continue;
        if (value > -rounding_of_peak * peak[c]) {
          value = 0;
        } else {
          value = solve_again(run, hour, tree.receptors[r], c);
          solved_again.fetch_add(1, std::memory_order_relaxed);
        }
      }
    }
  });
  return solved_again.load();
}

}  // namespace leeward::dispersion

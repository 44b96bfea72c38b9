#include "engine_plan.h"

#include <algorithm>
#include <vector>

#include "core/model/parallel.h"
#include "receptor_tree.h"
#include "tree_walk.h"

namespace leeward::dispersion {
namespace plan_detail {

/// Memory of the hours worked on at once; one hour may need more.
constexpr std::uint64_t window_bytes = std::uint64_t{256} << 20U;
constexpr std::size_t largest_window_hours = 12;

/// What a field takes in an hour, with its share of profile tables, about [bytes]: measured for sources that
/// have no release in common, at 40,000 receptors; plumes and areas for each height of receptors.
constexpr std::uint64_t plume_bytes = 80000;
constexpr std::uint64_t area_bytes = 25000;
constexpr std::uint64_t link_bytes = 4000;
constexpr std::size_t receptors_with_tables = 1000;

}  // namespace plan_detail

EngineLoad engine_load(const Scenario& scenario) {
  EngineLoad load{.receptors = scenario.receptors.size(),
                  .columns = scenario.columns.size(),
                  .hours = scenario.met.hours.size()};
  std::vector<double> heights;
  for (const Receptor& receptor : scenario.receptors)
    if (heights.empty() || heights.back() != receptor.height_m) heights.push_back(receptor.height_m);
  std::sort(heights.begin(), heights.end());
  load.heights = static_cast<std::size_t>(std::unique(heights.begin(), heights.end()) - heights.begin());
  for (const Source& source : scenario.sources) {
    if (std::holds_alternative<LineSource>(source))
      ++load.links;
    else if (std::holds_alternative<AreaSource>(source))
      ++load.areas;
    else
      ++load.stacks_and_volumes;
  }
  return load;
}

EnginePlan make_engine_plan(const EngineLoad& load, const RunOptions& options) {
  using namespace plan_detail;
  const std::uint64_t n = load.receptors;
  const std::uint64_t columns = load.columns;
  EnginePlan plan;
  plan.threads = options.thread_count > 0 ? options.thread_count : default_thread_count();
  plan.hour_value_bytes = n * columns * sizeof(double);
  // Heights of a few receptors have no tables of their own.
  const std::size_t heights = std::min(load.heights, 1 + load.receptors / receptors_with_tables);
  plan.hour_field_bytes =
      std::uint64_t{heights} * (load.stacks_and_volumes * plume_bytes + load.areas * area_bytes) +
      load.links * link_bytes;
  const std::uint64_t hour = std::max<std::uint64_t>(1, plan.hour_value_bytes + plan.hour_field_bytes);
  plan.window_hours = std::min(
      static_cast<std::size_t>(std::clamp<std::uint64_t>(window_bytes / hour, 1, largest_window_hours)),
      std::max<std::size_t>(1, load.hours));
  // Leaves of about 32 receptors and half as many squares again; a task has at most a sixteenth of the
  // receptors.
  constexpr std::uint64_t receptors_per_leaf = 32;
  const std::uint64_t squares = n / receptors_per_leaf * 3 / 2 + 2;
  const std::uint64_t padded = n + n / 4 + lane_multiple;
  const std::uint64_t tree = n * (sizeof(Receptor) + sizeof(std::size_t) + 2 * sizeof(std::uint32_t)) +
                             padded * 4 * sizeof(float) + squares * sizeof(TreeSquare);
  const std::uint64_t walk = TreeWalk::bytes(squares / 16 + 2, padded / 16 + leaf_capacity, columns);
  plan.bytes = tree + plan.window_hours * hour + static_cast<std::uint64_t>(plan.threads) * walk;
  return plan;
}

std::uint64_t engine_bytes(const EngineLoad& load, const RunOptions& options) {
  return make_engine_plan(load, options).bytes;
}

}  // namespace leeward::dispersion

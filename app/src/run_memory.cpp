#include "run_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>

#include "core/model/receptor.h"
#include "dispersion/run.h"

namespace leeward::app {
namespace {

constexpr double bytes_per_gb = 1e9;

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The number of a one-number file of the system; infinity when there is none ("max" too).
double number_in(const char* file) {
  std::ifstream stream(file);
  double value = 0;
  return stream >> value ? value : unlimited;
}

/// The number behind a key of a file of the system, whose lines are "key number ..."; `otherwise` when it has
/// none.
double number_of(const char* file, const std::string& wanted, double otherwise) {
  std::ifstream stream(file);
  std::string key;
  double value = 0;
  std::string rest;
  while (stream >> key >> value && std::getline(stream, rest))
    if (key == wanted) return value;
  return otherwise;
}

}  // namespace

double run_bytes(const RunSize& size) {
  constexpr double field_value = 4;  // float
  constexpr double met_hour = 300;
  constexpr double map_copies = 2 + 1.0 / 3;  // maps, the dataset of them, its overviews
  const auto hours = static_cast<double>(size.hours);
  const auto pollutants = static_cast<double>(size.pollutants);
  const double places = std::accumulate(size.places.begin(), size.places.end(), 0.0);
  const double most_places =
      size.places.empty() ? 0.0 : *std::max_element(size.places.begin(), size.places.end());
  const double fields = hours * pollutants * places * field_value;
  const dispersion::EngineLoad load{.receptors = static_cast<std::size_t>(most_places),
                                    .columns = size.pollutants,
                                    .hours = size.hours,
                                    .stacks_and_volumes = size.stacks_and_volumes,
                                    .areas = size.areas,
                                    .links = size.links};
  const double solving = most_places * static_cast<double>(sizeof(Receptor)) +
                         static_cast<double>(dispersion::engine_bytes(load, {.thread_count = size.threads}));
  const double writing = hours * size.ground_places * field_value * map_copies;
  return 2 * hours * met_hour + fields + std::max(solving, writing);
}

double available_bytes() {
  const double available = 1024 * number_of("/proc/meminfo", "MemAvailable:", unlimited);
  const double limit = number_in("/sys/fs/cgroup/memory.max");
  const double used = number_in("/sys/fs/cgroup/memory.current");
  if (!(limit < unlimited && used < unlimited)) return available;
  // What is cached of files counts as used there and is given back when it is needed.
  constexpr const char* statistics = "/sys/fs/cgroup/memory.stat";
  const double cached = number_of(statistics, "inactive_file", 0) + number_of(statistics, "active_file", 0);
  return std::min(available, std::max(0.0, limit - used + cached));
}

Result<void> expect_memory(const RunSize& size, double available) {
  const double needed = run_bytes(size);
  if (needed <= available) return {};
  const double places = std::accumulate(size.places.begin(), size.places.end(), 0.0);
  return fail(
      ErrorCode::resource,
      fmt::format(
          "the run needs about {:.1f} GB of memory ({} hours, {:.0f} places, {} pollutants), {:.1f} GB are "
          "free; expected fewer hours, a larger grid_spacing_m, or no 3D grid",
          needed / bytes_per_gb, size.hours, places, size.pollutants, available / bytes_per_gb));
}

}  // namespace leeward::app

#include "run_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>

#include "app/write_products.h"
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

RunBytes run_bytes(const RunSize& size) {
  constexpr double field_value = 4;  // float
  constexpr double met_hour = 300;
  constexpr double map_copies = 2 + 1.0 / 3;  // maps, the dataset of them, its overviews
  const auto hours = static_cast<double>(size.hours);
  const auto pollutants = static_cast<double>(size.pollutants);
  const double places = std::accumulate(size.places.begin(), size.places.end(), 0.0);
  const double most_places =
      size.places.empty() ? 0.0 : *std::max_element(size.places.begin(), size.places.end());
  const dispersion::EngineLoad load{.receptors = static_cast<std::size_t>(most_places),
                                    .heights = size.heights,
                                    .columns = size.pollutants,
                                    .hours = size.hours,
                                    .stacks_and_volumes = size.stacks_and_volumes,
                                    .areas = size.areas,
                                    .links = size.links};
  const double solving = most_places * static_cast<double>(sizeof(Receptor)) +
                         static_cast<double>(dispersion::engine_bytes(load, {.thread_count = size.threads}));
  const double maps =
      std::min(hours, static_cast<double>(hours_per_file(static_cast<std::size_t>(size.ground_places))));
  const double writing = maps * size.ground_places * field_value * map_copies;
  return {.fields = hours * pollutants * places * field_value,
          .rest = 2 * hours * met_hour + std::max(solving, writing)};
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

std::filesystem::path nearest_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::path place = std::filesystem::absolute(folder, error);
  while (!std::filesystem::is_directory(place, error) && place.has_relative_path())
    place = place.parent_path();
  return place;
}

double free_disk_bytes(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  return error ? 0.0 : static_cast<double>(space.available);
}

Result<RunBytes> plan_memory(const RunSize& size, double available, double free_disk) {
  RunBytes bytes = run_bytes(size);
  if (bytes.in_memory() <= available) return bytes;
  bytes.are_fields_on_disk = true;
  // The products need room there too.
  constexpr double products_per_field = 1;
  if (bytes.in_memory() <= available && (1 + products_per_field) * bytes.fields <= free_disk) return bytes;
  const double places = std::accumulate(size.places.begin(), size.places.end(), 0.0);
  return fail(
      ErrorCode::resource,
      fmt::format(
          "the run needs about {:.1f} GB of memory ({} hours, {:.0f} places, {} pollutants), or {:.1f} "
          "GB and {:.1f} GB of disk; {:.1f} GB and {:.1f} GB of disk are free; expected fewer hours, "
          "a larger grid_spacing_m, or no 3D grid",
          (bytes.fields + bytes.rest) / bytes_per_gb, size.hours, places, size.pollutants,
          bytes.rest / bytes_per_gb, (1 + products_per_field) * bytes.fields / bytes_per_gb,
          available / bytes_per_gb, free_disk / bytes_per_gb));
}

}  // namespace leeward::app

#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/model/receptor.h"
#include "core/model/result.h"

/// What a run keeps in memory, told before it starts: a system that runs out of memory kills the program
/// without a word.
namespace leeward::app {

struct RunSize {
  std::size_t hours = 0;
  std::size_t pollutants = 0;
  std::vector<double> places;  ///< receptors of each grid
  double ground_places = 0;    ///< of the lowest height, which the hourly maps show
  std::size_t heights = 1;     ///< of the grid with most of them
  std::size_t stacks_and_volumes = 0;
  std::size_t areas = 0;
  std::size_t links = 0;
  int threads = 0;  ///< 0: all cores
};

/// What a run keeps beside the twin itself [bytes].
struct RunBytes {
  double fields = 0;  ///< of all hours, 4 bytes a value
  /// At its peak: the receptors and what the solver takes (dispersion::engine_bytes), or the maps of one file
  /// on their way into a GeoTIFF (hours_per_file).
  double rest = 0;
  bool are_fields_on_disk = false;
  double in_memory() const { return are_fields_on_disk ? rest : fields + rest; }
};
RunBytes run_bytes(const RunSize& size);

/// What a new allocation may take [bytes]: the system's free memory, or what a container's limit leaves if
/// that is less; infinity where the system does not say.
double available_bytes();

/// The folder itself, or the nearest above it that exists.
std::filesystem::path nearest_folder(const std::filesystem::path& folder);
/// Free room of the disk an existing folder is on [bytes]; 0 where the system does not say.
double free_disk_bytes(const std::filesystem::path& folder);

/// Fields that do not fit into memory go to disk. An error of family `resource` with the numbers when they
/// fit on neither, or the rest does not fit.
Result<RunBytes> plan_memory(const RunSize& size, double available, double free_disk);

}  // namespace leeward::app

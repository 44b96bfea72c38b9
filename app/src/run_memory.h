#pragma once
#include <cstddef>
#include <cstdint>
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
  std::size_t stacks_and_volumes = 0;
  std::size_t areas = 0;
  std::size_t links = 0;
  int threads = 0;  ///< 0: all cores
};

/// Peak of a run's memory [bytes] beside the twin itself: the fields of all hours (4 bytes a value), the
/// receptors, what the solver takes (dispersion::engine_bytes), or the maps of one pollutant on their way
/// into a GeoTIFF.
double run_bytes(const RunSize& size);

/// What a new allocation may take [bytes]: the system's free memory, or what a container's limit leaves if
/// that is less; infinity where the system does not say.
double available_bytes();

/// An error of family `resource` with both numbers when the run does not fit.
Result<void> expect_memory(const RunSize& size, double available);

}  // namespace leeward::app

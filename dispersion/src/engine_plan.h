#pragma once
#include <cstddef>
#include <cstdint>

#include "dispersion/run.h"

/// Internal to the solver: how many hours are worked on at once, and the memory it takes.
namespace leeward::dispersion {

struct EnginePlan {
  int threads = 1;
  std::size_t window_hours = 1;
  std::uint64_t hour_value_bytes = 0;  ///< results of an hour that wait to be handed over
  std::uint64_t hour_field_bytes = 0;  ///< about; fields of all sources in an hour
  std::uint64_t bytes = 0;             ///< all of it
};
EnginePlan make_engine_plan(const EngineLoad& load, const RunOptions& options);

}  // namespace leeward::dispersion

#pragma once
#include <cstddef>
#include <stop_token>
#include <vector>

#include "core/model/scenario.h"
#include "dispersion/met_profile.h"
#include "dispersion/run.h"
#include "hour_fields.h"
#include "hour_sources.h"
#include "receptor_tree.h"

/// Internal to the solver: one hour made ready to be walked over the tree.
namespace leeward::dispersion {

/// What holds for all hours of a run.
struct RunInputs {
  const Scenario* scenario = nullptr;
  const ReceptorTree* tree = nullptr;
  const BaseRates* base_rates = nullptr;
  BoundaryLayerOptions air_options = {};
  PlumeOptions plume_options = {};
  Mode mode = Mode::standard;
  std::stop_token stop = {};
};

/// Stays where it is: fields point into it.
struct PreparedHour {
  std::size_t index = 0;  ///< into Scenario::met
  BoundaryLayer air;
  HourSources sources;
  HourContext context;
  std::vector<SourceFields> owners;
  std::vector<const SourceField*> fields;  ///< one for each of sources.active, in its order
};

/// Fields only when the hour is valid. When stop was requested meanwhile the hour is of no use.
void prepare_hour(const RunInputs& run, std::size_t hour_index, int thread_count, PreparedHour& hour);

}  // namespace leeward::dispersion

#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/scenario.h"
#include "dispersion/met_profile.h"
#include "dispersion/plume.h"
#include "dispersion/run.h"
#include "receptor_tree.h"
#include "source_field.h"

/// Internal to the solver: all that depends on the hour and not on the receptor.
namespace leeward::dispersion {

/// A source that emits in the hour. `source` is as it releases in this hour (hourly emissions may have
/// changed it).
struct ActiveSource {
  std::size_t index = 0;  ///< into Scenario::sources
  const Source* source = nullptr;
};

/// What the fields of an hour are made from; outlives them.
struct HourContext {
  const BoundaryLayer* air = nullptr;  ///< valid
  PlumeOptions options;
  const ReceptorTree* tree = nullptr;
  Mode mode = Mode::standard;
  int thread_count = 1;  ///< threads to make the fields with
  std::stop_token stop;
};

using SourceFields = std::vector<std::unique_ptr<SourceField>>;

/// Fields of the sources given, in their order: `fields[i]` belongs to `sources[i]`. What releases have in
/// common (profile tables of a class) is made once. When stop was requested meanwhile the fields are of no
/// use.
/// @pre all sources of the span are of the kind
SourceFields make_plume_fields(std::span<const ActiveSource> stacks_and_volumes, const HourContext& hour);
SourceFields make_area_fields(std::span<const ActiveSource> areas, const HourContext& hour);
SourceFields make_road_fields(std::span<const ActiveSource> links, const HourContext& hour);

}  // namespace leeward::dispersion

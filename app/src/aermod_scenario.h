#pragma once
#include <vector>

#include "core/model/result.h"
#include "core/model/scenario.h"
#include "data/aermod_runstream.h"
#include "dispersion/column_plan.h"

/// What an AERMOD runstream describes, as a scenario of ours.
namespace leeward::app {

/// Hours of the files' local standard time stand as UTC: nothing in a run of AERMOD's depends on the zone.
/// One column per source group, in the order of SRCGROUP; concentrations in the unit of EMISUNIT or CONCUNIT.
/// Reads the meteorology and the files by the hour. Remarks of the readers travel with the scenario.
Result<Loaded<Scenario>> scenario_of(const data::AermodRun& run);

/// NO2 chemistry of a runstream whose scenario it is: all columns are NO2; method none without ARM2 or OLM. Reads the
/// hourly ozone.
Result<Loaded<dispersion::Chemistry>> chemistry_of(const data::AermodRun& run, const Scenario& scenario);

/// One source without what needs the groups or the hours (rates, schedule, hourly emissions).
Source source_of(const data::AermodSource& source);

/// Rate of a source in the unit of its kind: RLINE gives its emission by area, ours are by length.
double rate_of(const data::AermodSource& source);

/// First-order loss of a source (physics/07 and AERMOD's rules): HALFLIFE or DCAYCOEF; SO2 from urban
/// sources 4.81e-5 1/s when none is given or with DFAULT, SO2 from others none; nothing else with DFAULT;
/// roads none at all.
double decay_of(const data::AermodRun& run, const data::AermodSource& source);

}  // namespace leeward::app

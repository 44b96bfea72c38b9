#pragma once
#include "core/model/scenario.h"
#include "data/hash.h"

/// Internal to app: what makes a result, for hashes.
namespace leeward::app {

/// Place, form and release of a source: all its unit field depends on beside hour, receptors and options of the scenario. Not
/// its name, group, schedule and rates.
void add_release(data::Sha256& hash, const Scenario& scenario, const Source& source);
void add_receptors(data::Sha256& hash, const std::vector<Receptor>& receptors);
/// What holds for all hours.
void add_met_site(data::Sha256& hash, const MetSeries& met);
void add_met_hour(data::Sha256& hash, const MetHour& hour);
/// Options of the whole scenario.
void add_options(data::Sha256& hash, const Scenario& scenario);

}  // namespace leeward::app

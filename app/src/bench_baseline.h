#pragma once
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/raster.h"
#include "core/model/result.h"
#include "core/model/scenario.h"

/// What a benchmark is compared with, measured in the same run on the same machine.
namespace leeward::app {

/// Source-receptor-hours a second of mode exact, on a part of the receptors spread over all of them.
Result<double> exact_pairs_per_s(const Scenario& scenario, int thread_count, const std::stop_token& stop);

/// Pairs a second of the scalar plume, one receptor after the other in double precision on one thread, over
/// some of the hours, sources and receptors; making a plume counts as little as its share of receptors. 0 for
/// roads, whose exact mode is that evaluation.
double scalar_pairs_per_s(const Scenario& scenario);

/// Receptor-node pairs a second of the hill height's definition, node by node on one thread, for some of the
/// receptors. Says so when a height differs from `heights_m`.
Result<double> definition_pairs_per_s(const Raster<float>& terrain, std::span<const Vec2> places,
                                      std::span<const double> elevations_m,
                                      std::span<const double> heights_m);

}  // namespace leeward::app

#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/receptor.h"
#include "core/model/result.h"
#include "core/model/scenario.h"
#include "dispersion/column_plan.h"

namespace leeward::app {

/// Where a source of a scenario comes from.
struct SourceOrigin {
  enum class Layer { stacks, volumes, areas, roads };
  Layer layer = Layer::stacks;
  std::size_t feature = 0;  ///< into the city's layer
  /// Rate of the source per unit of the feature's emission [-]: links of a simplified road make up for its lost length.
  double rate_factor = 1;
};

struct CitySources {
  Scenario scenario;
  std::vector<SourceOrigin> origins;  ///< one per source
};

/// Sources, schedules and options of a twin as the solver takes them; receptors and meteorology are the caller's.
/// Road polylines become straight links: simplified to 1 m, their emission kept to the last gram. Polygons of areas
/// become one source each. Columns are the twin's pollutants, all linear; with chemistry by OLM one more for the in-stack NO2
/// (city_plan.h makes the pollutants of products of them).
Result<Loaded<CitySources>> build_city_sources(const City& city);
/// The same without the origins.
Result<Loaded<Scenario>> build_sources(const City& city);

/// Receptors of a grid layout over the twin's terrain, with hill heights (physics/03 part A).
/// Places without terrain take the nearest valid elevation; a note counts them.
Result<Loaded<std::vector<Receptor>>> build_receptors(const City& city, const GridLayout& layout, int thread_count,
                                                      const std::stop_token& stop);

/// Hex SHA-256 of all that makes a result: solver version and mode, sources, receptors, met, options.
std::string hash_of(const Scenario& scenario, const std::string& mode);
/// The same of linear columns with what is made of them.
std::string hash_of(const Scenario& scenario, const dispersion::ColumnPlan& plan, const std::string& mode);

/// A polyline with fewer vertices, none of the dropped ones further than `tolerance_m` from it (Douglas and Peucker 1973).
Polyline simplified(const Polyline& line, double tolerance_m);

}  // namespace leeward::app

#pragma once
// Roads for tests: the RLINE cases of the AERMOD reference set as scenarios, and a sink that keeps hours.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "core/model/scenario.h"
#include "dispersion/run.h"
#include "reference_met.h"

namespace leeward::test {

/// RLINE and RLINEXT sources, flagpole-less receptors and met of a case folder; one column per road. Other
/// sources are left out.
inline Scenario read_road_case(const std::string& case_name) {
  const std::filesystem::path folder = reference_folder() / case_name;
  Scenario scenario;
  scenario.is_flat = true;
  scenario.schedules.push_back(constant_factors());
  scenario.met = read_case_met(case_name);
  scenario.urban_areas = read_reference_options(folder / "aermod.inp").urban_areas;
  std::ifstream in(folder / "aermod.inp");
  std::string line;
  std::vector<LineSource> roads;
  std::set<std::string> extended;  // RLINEXT
  const auto road = [&](const std::string& id) {
    return std::find_if(roads.begin(), roads.end(), [&](const LineSource& r) { return r.id == id; });
  };
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string key, id, kind;
    words >> key;
    if (key == "LOCATION") {
      LineSource source;
      words >> source.id >> kind >> source.begin_m.x >> source.begin_m.y;
      if (kind == "RLINE") {
        words >> source.end_m.x >> source.end_m.y;
        roads.push_back(source);
      } else if (kind == "RLINEXT") {
        double end_height_m = 0;
        words >> source.release_height_m >> source.end_m.x >> source.end_m.y >> end_height_m;
        source.end_release_height_m = end_height_m;
        extended.insert(source.id);
        roads.push_back(source);
      }
    } else if (key == "SRCPARAM") {
      words >> id;
      const auto source = road(id);
      if (source == roads.end()) continue;
      double rate = 0;  // g/(m2 s), of RLINEXT g/(m s)
      if (extended.count(id) > 0) {
        words >> rate >> source->offset_m >> source->width_m >> source->initial_sigma_z_m;
        source->rates = {rate};
      } else {
        words >> rate >> source->release_height_m >> source->width_m >> source->initial_sigma_z_m;
        source->rates = {rate * source->width_m};
      }
    } else if (key == "RBARRIER") {
      words >> id;
      RoadBarrier barrier;
      while (words >> barrier.height_m >> barrier.offset_m) road(id)->barriers.push_back(barrier);
    } else if (key == "RDEPRESS") {
      RoadDepression cutting;
      words >> id >> cutting.depth_m >> cutting.top_width_m >> cutting.bottom_width_m;
      road(id)->depression = cutting;
    } else if (key == "URBANSRC") {
      while (words >> id)
        if (const auto source = road(id); source != roads.end()) source->is_urban = true;
    } else if (key == "DISCCART") {
      Receptor receptor;
      words >> receptor.position_m.x >> receptor.position_m.y;
      scenario.receptors.push_back(receptor);
    }
  }
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const double rate = roads[i].rates.at(0);
    roads[i].rates.assign(roads.size(), 0.0);
    roads[i].rates[i] = rate;
    scenario.columns.push_back({"NOx", roads[i].id});
    scenario.sources.emplace_back(roads[i]);
  }
  return scenario;
}

/// Keeps all that a run hands over.
class KeepingSink final : public dispersion::HourSink {
public:
  void take(std::size_t hour_index, HourStatus status, std::span<const double> values) override {
    index.push_back(hour_index);
    statuses.push_back(status);
    hours.emplace_back(values.begin(), values.end());
  }
  std::vector<std::size_t> index;
  std::vector<HourStatus> statuses;
  std::vector<std::vector<double>> hours;
};

struct Differences {
  std::vector<double> sorted;
  double quantile(double share) const {
    return sorted.at(static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1)));
  }
};

/// |run - expected| / max(expected, 1e-3 of the hour's largest of the road): the reference set's measure.
inline Differences compare_with_reference(const Scenario& scenario, const KeepingSink& run,
                                          const std::string& case_name, const std::string& table_name) {
  const std::filesystem::path file = reference_folder() / case_name / table_name;
  const ReferenceTable table = read_reference_table(file);
  const std::vector<std::string> groups = read_reference_texts(file, "group");
  std::map<std::pair<std::size_t, std::size_t>, double> largest;
  struct Row {
    std::size_t hour, receptor, column;
    double expected;
  };
  std::vector<Row> rows;
  for (std::size_t i = 0; i < table.rows; ++i) {
    const auto column = std::find_if(scenario.columns.begin(), scenario.columns.end(),
                                     [&](const Column& c) { return c.group == groups[i]; });
    if (column == scenario.columns.end()) continue;
    const Row row{static_cast<std::size_t>(table["hour"][i]) - 1,
                  static_cast<std::size_t>(table["rec"][i]) - 1,
                  static_cast<std::size_t>(column - scenario.columns.begin()), table["conc"][i]};
    double& top = largest[{row.hour, row.column}];
    top = std::max(top, row.expected);
    rows.push_back(row);
  }
  Differences out;
  for (const Row& row : rows) {
    const double scale = std::max(row.expected, 1e-3 * largest[{row.hour, row.column}]);
    if (scale == 0) continue;
    const double value = run.hours.at(row.hour).at(row.column * scenario.receptors.size() + row.receptor);
    out.sorted.push_back(std::abs(value - row.expected) / scale);
  }
  std::sort(out.sorted.begin(), out.sorted.end());
  return out;
}

}  // namespace leeward::test

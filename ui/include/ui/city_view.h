#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/city.h"
#include "core/model/concentration.h"
#include "core/model/result.h"

/// What the controllers hand to the window, made off the GUI thread and never changed after.
namespace leeward::ui {

struct CityView {
  std::shared_ptr<const City> city;
  std::vector<Fault> faults;         ///< notes and warnings of reading it
  std::optional<UtcHour> met_first;  ///< hours there is meteorology for
  std::optional<UtcHour> met_last;
};

/// Mean and maximum of one map.
struct MapSummary {
  bool has_values = false;
  double mean = 0;
  double maximum = 0;
  Vec2 maximum_at_m;
};

/// A statistic of a run: fields and, for each [pollutant][hour], the summary of the ground map.
struct ShownFields {
  FieldPtr ground;
  FieldPtr volume;  ///< null: no 3D grid
  std::vector<std::vector<MapSummary>> summaries;
};

enum class MapStatistic { hourly, mean, maximum };

struct RunView {
  std::string run_id;
  std::string mode;
  std::string solver;
  std::string scenario;
  std::string created;
  std::string input_hash;
  std::string manifest_path;
  std::vector<Fault> notes;
  ShownFields hourly;
  ShownFields mean;  ///< one "hour": over the valid hours
  ShownFields maximum;
  std::vector<std::vector<double>> breaks;  ///< per pollutant, the same for all hours and statistics
  std::vector<bool> has_background;  ///< per pollutant; empty: no pollutant of the run has any
  std::size_t valid_hours = 0;
  std::size_t calm_hours = 0;
  std::size_t missing_hours = 0;

  const ShownFields& of(MapStatistic statistic) const {
    return statistic == MapStatistic::mean ? mean : statistic == MapStatistic::maximum ? maximum : hourly;
  }
};

/// What the user asks for when a run is started.
struct RunWish {
  std::optional<UtcHour> from;  ///< hour ends, inclusive; nullopt: as the twin says
  std::optional<UtcHour> to;
  bool is_exact = false;
  bool has_volume = true;
};

using CityViewPtr = std::shared_ptr<const CityView>;
using RunViewPtr = std::shared_ptr<const RunView>;

}  // namespace leeward::ui

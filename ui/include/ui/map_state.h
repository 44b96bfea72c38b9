#pragma once
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ui/city_view.h"
#include "ui/decorations.h"
#include "ui/display_text.h"
#include "ui/scene/view_state.h"

namespace leeward::ui {

/// What is shown, apart from any widget: the window and `--screenshot` make their pictures through it. Not a
/// QObject; belongs to one thread.
class MapState {
public:
  struct ScaleChoice {
    std::vector<double> breaks;  ///< empty: the run's own
    std::string ramp;            ///< empty: the first
  };

  void set_city(CityViewPtr city);
  /// Null: no run. The hour shown before is kept where the new run has it.
  void set_run(RunViewPtr run);

  const CityViewPtr& city() const { return city_; }
  const RunViewPtr& run() const { return run_; }
  const HourText& hour_text() const { return hour_text_; }

  std::vector<std::string> pollutants() const;
  void set_pollutant(const std::string& id);
  const std::string& pollutant() const { return pollutant_; }
  std::size_t pollutant_index() const;

  void set_statistic(MapStatistic statistic) { statistic_ = statistic; }
  MapStatistic statistic() const { return statistic_; }

  std::size_t hour_count() const;
  void set_hour(std::size_t index);
  std::size_t hour() const { return hour_; }
  std::optional<UtcHour> shown_hour() const;

  void set_scale_choice(ScaleChoice choice);  ///< of the shown pollutant
  ScaleChoice scale_choice() const;           ///< with the breaks that are in use
  /// Back to the run's own breaks and the first ramp.
  void reset_scale_choice();

  bool has_layer(SceneLayer layer) const;  ///< the city or run has something to show there
  void set_visible(SceneLayer layer, bool is_visible) {
    visible_[static_cast<std::size_t>(layer)] = is_visible;
  }
  bool is_visible(SceneLayer layer) const { return visible_[static_cast<std::size_t>(layer)]; }

  Camera camera;
  double drape_opacity = 0.75;
  double slice_height_m = 50;
  double vertical_exaggeration = 1.0;

  /// The field shown, hour index within it, and the summary of its ground map.
  const ShownFields* shown() const;  ///< null: no run
  std::size_t shown_hour_index() const { return statistic_ == MapStatistic::hourly ? hour_ : 0; }
  std::optional<MapSummary> summary() const;

  /// The hours of the run, first to last, in one line; empty without a run.
  QString period_text() const;
  ViewState view() const;
  MapLabels labels() const;

private:
  QStringList hour_lines() const;
  QString notice() const;
  QString subtitle() const;

  CityViewPtr city_;
  RunViewPtr run_;
  HourText hour_text_;
  std::string pollutant_;
  MapStatistic statistic_ = MapStatistic::hourly;
  std::size_t hour_ = 0;
  std::map<std::string, ScaleChoice> scales_;
  std::array<bool, scene_layer_count> visible_ = ViewState{}.visible;
};

QString layer_label(SceneLayer layer);
/// How many features a layer has; nullopt for layers that are not counted.
std::optional<std::size_t> feature_count(const City& city, SceneLayer layer);

}  // namespace leeward::ui

#include "ui/map_state.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/colour_ramp.h"
#include "ui/scene/field_sample.h"

namespace leeward::ui {
namespace {

struct MapText {
  Q_DECLARE_TR_FUNCTIONS(MapText)
};

QString averaging_text(MapStatistic statistic, const ConcentrationField& field) {
  const QString averaging = QString::fromStdString(field.averaging);
  switch (statistic) {
    case MapStatistic::hourly:
      return averaging;
    case MapStatistic::mean:
      return MapText::tr("period mean");
    case MapStatistic::maximum:
      return MapText::tr("period maximum of 1-h means");
  }
  return averaging;
}

}  // namespace

QString layer_label(SceneLayer layer) {
  switch (layer) {
    case SceneLayer::terrain:
      return MapText::tr("Terrain");
    case SceneLayer::land_cover:
      return MapText::tr("Land cover");
    case SceneLayer::buildings:
      return MapText::tr("Buildings");
    case SceneLayer::roads:
      return MapText::tr("Roads");
    case SceneLayer::stacks:
      return MapText::tr("Stacks");
    case SceneLayer::areas:
      return MapText::tr("Area sources");
    case SceneLayer::stations:
      return MapText::tr("Stations");
    case SceneLayer::receptors:
      return MapText::tr("Receptors");
    case SceneLayer::zones:
      return MapText::tr("Zones");
    case SceneLayer::drape:
      return MapText::tr("Ground map");
    case SceneLayer::slice:
      return MapText::tr("Horizontal slice");
    case SceneLayer::volume:
      return MapText::tr("3D volume");
  }
  return {};
}

std::optional<std::size_t> feature_count(const City& city, SceneLayer layer) {
  switch (layer) {
    case SceneLayer::buildings:
      return city.buildings.size();
    case SceneLayer::roads:
      return city.roads.size();
    case SceneLayer::stacks:
      return city.stacks.size();
    case SceneLayer::areas:
      return city.areas.size();
    case SceneLayer::stations:
      return city.stations.size();
    case SceneLayer::receptors:
      return city.receptors.size();
    case SceneLayer::zones:
      return city.zones.size();
    case SceneLayer::terrain:
    case SceneLayer::land_cover:
    case SceneLayer::drape:
    case SceneLayer::slice:
    case SceneLayer::volume:
      return std::nullopt;
  }
  return std::nullopt;
}

void MapState::set_city(CityViewPtr city) {
  city_ = std::move(city);
  set_run(nullptr);
  scales_.clear();
  hour_ = 0;
  pollutant_.clear();
  if (!city_) return;
  const TwinSettings& settings = city_->city->settings;
  hour_text_ = HourText(settings.time_zone, settings.utc_offset_hours);
  if (!settings.pollutants.empty()) pollutant_ = settings.pollutants.front();
}

void MapState::set_run(RunViewPtr run) {
  const std::optional<UtcHour> before = shown_hour();
  run_ = std::move(run);
  hour_ = 0;
  if (!run_) return;
  if (run_->hourly.volume && !run_->hourly.volume->layout.heights_m.empty()) {
    const auto& heights = run_->hourly.volume->layout.heights_m;
    slice_height_m = std::clamp(slice_height_m, heights.front(), heights.back());
  }
  const auto all = pollutants();
  if (std::find(all.begin(), all.end(), pollutant_) == all.end()) pollutant_ = all.empty() ? "" : all.front();
  const ConcentrationField& field = *run_->hourly.ground;
  const auto kept = before ? std::find(field.hours.begin(), field.hours.end(), *before) : field.hours.end();
  if (kept != field.hours.end()) {
    hour_ = static_cast<std::size_t>(kept - field.hours.begin());
    return;
  }
  const auto valid = std::find(field.status.begin(), field.status.end(), HourStatus::valid);
  if (valid != field.status.end()) hour_ = static_cast<std::size_t>(valid - field.status.begin());
}

std::vector<std::string> MapState::pollutants() const {
  if (run_) return run_->hourly.ground->pollutants;
  return city_ ? city_->city->settings.pollutants : std::vector<std::string>{};
}

void MapState::set_pollutant(const std::string& id) {
  pollutant_ = id;
}

std::size_t MapState::pollutant_index() const {
  const auto all = pollutants();
  const auto found = std::find(all.begin(), all.end(), pollutant_);
  return found == all.end() ? 0 : static_cast<std::size_t>(found - all.begin());
}

std::size_t MapState::hour_count() const {
  return run_ ? run_->hourly.ground->hours.size() : 0;
}

void MapState::set_hour(std::size_t index) {
  if (index < hour_count()) hour_ = index;
}

std::optional<UtcHour> MapState::shown_hour() const {
  return hour_ < hour_count() ? std::optional(run_->hourly.ground->hours[hour_]) : std::nullopt;
}

void MapState::set_scale_choice(ScaleChoice choice) {
  scales_[pollutant_] = std::move(choice);
}

MapState::ScaleChoice MapState::scale_choice() const {
  const auto found = scales_.find(pollutant_);
  ScaleChoice choice = found == scales_.end() ? ScaleChoice{} : found->second;
  if (choice.breaks.empty() && run_ && pollutant_index() < run_->breaks.size())
    choice.breaks = run_->breaks[pollutant_index()];
  return choice;
}

void MapState::reset_scale_choice() {
  scales_.erase(pollutant_);
}

bool MapState::has_layer(SceneLayer layer) const {
  if (!city_) return false;
  const City& city = *city_->city;
  switch (layer) {
    case SceneLayer::terrain:
      return true;
    case SceneLayer::land_cover:
      return !city.land_cover.empty();
    case SceneLayer::drape:
      return run_ != nullptr;
    case SceneLayer::slice:
    case SceneLayer::volume:
      return run_ && run_->hourly.volume;
    default:
      return feature_count(city, layer).value_or(0) > 0;
  }
}

const ShownFields* MapState::shown() const {
  return run_ ? &run_->of(statistic_) : nullptr;
}

std::optional<MapSummary> MapState::summary() const {
  const ShownFields* fields = shown();
  if (!fields || pollutant_index() >= fields->summaries.size()) return std::nullopt;
  const auto& hours = fields->summaries[pollutant_index()];
  return shown_hour_index() < hours.size() ? std::optional(hours[shown_hour_index()]) : std::nullopt;
}

ViewState MapState::view() const {
  ViewState view;
  view.camera = camera;
  for (std::size_t i = 0; i < scene_layer_count; ++i)
    view.visible[i] = visible_[i] && has_layer(static_cast<SceneLayer>(i));
  if (const ShownFields* fields = shown()) {
    view.ground = fields->ground;
    view.volume = fields->volume;
  }
  view.pollutant = pollutant_index();
  view.hour = shown_hour_index();
  const ScaleChoice choice = scale_choice();
  view.scale = make_scale(choice.breaks, ramp_by_id(choice.ramp));
  view.drape_opacity = drape_opacity;
  view.slice_height_m = slice_height_m;
  view.vertical_exaggeration = vertical_exaggeration;
  return view;
}

QString MapState::period_text() const {
  if (hour_count() == 0) return {};
  const auto& hours = run_->hourly.ground->hours;
  return MapText::tr("hours ending %1 to %2")
      .arg(hour_text_.with_utc(hours.front()), hour_text_.with_utc(hours.back()));
}

QStringList MapState::hour_lines() const {
  const ConcentrationField& field = *run_->hourly.ground;
  if (field.hours.empty()) return {};
  if (statistic_ == MapStatistic::hourly) return {hour_text_.hour_ending(field.hours[hour_])};
  QStringList lines{MapText::tr("hours ending %1").arg(hour_text_.with_utc(field.hours.front())),
                    MapText::tr("to %1").arg(hour_text_.with_utc(field.hours.back())),
                    MapText::tr("valid hours: %1").arg(run_->valid_hours)};
  if (run_->calm_hours + run_->missing_hours > 0)
    lines << MapText::tr("left out: %1 calm, %2 without meteorology")
                 .arg(run_->calm_hours)
                 .arg(run_->missing_hours);
  return lines;
}

QString MapState::subtitle() const {
  const QString what = pollutant_text(pollutant_);
  if (statistic_ != MapStatistic::hourly)
    return QStringLiteral("%1, %2").arg(what, averaging_text(statistic_, *run_->hourly.ground));
  const auto hour = shown_hour();
  return hour ? QStringLiteral("%1, %2").arg(what, hour_text_.hour_ending(*hour)) : what;
}

QString MapState::notice() const {
  if (!run_) return MapText::tr("No run yet: the city without a pollution field");
  const ConcentrationField& field = *shown()->ground;
  const std::size_t hour = shown_hour_index();
  if (hour >= field.status.size()) return MapText::tr("The run has no hours");
  if (statistic_ == MapStatistic::hourly) return status_text(field.status[hour]);
  return field.status[hour] == HourStatus::valid ? QString()
                                                 : MapText::tr("No valid hour in the period: no value");
}

MapLabels MapState::labels() const {
  MapLabels labels;
  if (!city_) return labels;
  const TwinSettings& settings = city_->city->settings;
  labels.title = QString::fromStdString(settings.name);
  if (settings.is_fictional) labels.banner = MapText::tr("FICTIONAL CITY");
  for (const std::string& line : settings.attribution) labels.attribution << QString::fromStdString(line);
  labels.notice = notice();
  if (!run_) return labels;
  const ShownFields& fields = *shown();
  const ViewState shown_view = view();
  const auto is_on = [&](SceneLayer layer) { return shown_view.visible[static_cast<std::size_t>(layer)]; };
  if (is_on(SceneLayer::drape) && !fields.ground->layout.heights_m.empty())
    labels.drawn_as
        << MapText::tr("map at %1 m above ground").arg(number_text(fields.ground->layout.heights_m.front()));
  if (is_on(SceneLayer::slice))
    labels.drawn_as << MapText::tr("slice at %1 m above ground").arg(number_text(slice_height_m));
  if (is_on(SceneLayer::volume)) labels.drawn_as << MapText::tr("3D volume");
  // Without a drawn field there is nothing a legend could explain.
  if (labels.drawn_as.isEmpty()) {
    labels.notice.clear();
    return labels;
  }
  labels.quantity = pollutant_text(pollutant_);
  labels.subtitle = subtitle();
  labels.averaging = averaging_text(statistic_, *fields.ground);
  if (const auto& has_background = run_->has_background; pollutant_index() < has_background.size())
    labels.averaging += has_background[pollutant_index()] ? MapText::tr(", with background")
                                                          : MapText::tr(", without background");
  labels.unit = unit_text(fields.ground->unit);
  labels.hour = hour_lines();
  labels.scale = shown_view.scale;
  if (is_on(SceneLayer::drape)) labels.opacity = drape_opacity;
  return labels;
}

}  // namespace leeward::ui

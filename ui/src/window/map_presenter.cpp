#include "ui/map_presenter.h"

#include <algorithm>
#include <utility>

#include "ui/camera_math.h"

namespace leeward::ui {

MapPresenter::MapPresenter(MapView* view, RendererFactory factory, QObject* parent)
    : QObject(parent), view_(view), renderer_(std::move(factory)) {
  connect(view_, &MapView::camera_changed, this, [this](const Camera& camera) {
    state_.camera = camera;
    fitted_view_.clear();
    refresh();
  });
  connect(view_, &MapView::size_changed, this, [this] {
    renderer_.set_size(view_->device_size(), view_->devicePixelRatioF());
    if (!fitted_view_.empty()) show_view(std::string(fitted_view_));  // a copy: setting the camera clears it
  });
  connect(view_, &MapView::clicked, this,
          [this](QPoint pixel) { renderer_.pick(PickPurpose::click, pixel); });
  connect(view_, &MapView::hovered, this,
          [this](QPoint pixel) { renderer_.pick(PickPurpose::hover, pixel); });
  connect(view_, &MapView::left, this, &MapPresenter::pointer_left);
  connect(&renderer_, &RenderThread::picture_ready, this, &MapPresenter::take_picture);
  connect(&renderer_, &RenderThread::pick_answered, this, &MapPresenter::take_pick);
  connect(&renderer_, &RenderThread::failed, this, [this](const QString& message) {
    has_failed_ = true;
    view_->set_message(tr("The 3D map cannot be drawn.\n%1").arg(message));
    Q_EMIT failed(message);
  });
}

void MapPresenter::set_city(CityViewPtr city) {
  state_.set_city(std::move(city));
  view_->set_picture(nullptr);
  std::shared_ptr<const City> plain = state_.city() ? state_.city()->city : nullptr;
  view_->set_city(plain);
  if (!plain) return;
  if (!has_failed_) view_->set_message(tr("Drawing the city…"));
  renderer_.set_city(plain);
  renderer_.set_size(view_->device_size(), view_->devicePixelRatioF());
  show_view("overview");
  city_serial_ = wanted_serial_;
}

void MapPresenter::set_run(RunViewPtr run) {
  state_.set_run(std::move(run));
  refresh();
}

Result<void> MapPresenter::show_view(const std::string& name) {
  if (!state_.city()) return {};
  const auto camera = named_camera(*state_.city()->city, name, view_->size());
  if (!camera) return tl::unexpected(camera.error());
  set_camera(*camera);
  fitted_view_ = name;
  return {};
}

bool MapPresenter::is_current() const {
  return shown_serial_ >= wanted_serial_ && view_->picture() &&
         view_->picture()->image.size() == view_->device_size();
}

void MapPresenter::set_camera(const Camera& camera) {
  fitted_view_.clear();
  state_.camera = camera;
  view_->set_camera(camera);
  refresh();
}

void MapPresenter::refresh() {
  if (state_.city()) wanted_serial_ = renderer_.set_view(state_.view(), state_.labels());
}

void MapPresenter::take_picture(const PicturePtr& picture) {
  // A resize draws the same wish again: same serial, new picture. Older ones, and those of a city before, are
  // dropped.
  if (!state_.city() || picture->serial < std::max(shown_serial_, city_serial_)) return;
  shown_serial_ = picture->serial;
  if (!has_failed_) view_->set_message({});
  view_->set_picture(picture);
  Q_EMIT picture_shown();
}

void MapPresenter::take_pick(const PickAnswer& answer) {
  if (answer.purpose == PickPurpose::click)
    Q_EMIT clicked(answer);
  else
    Q_EMIT hovered(answer);
}

}  // namespace leeward::ui

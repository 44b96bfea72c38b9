#include "ui/render_thread.h"

#include <QGuiApplication>
#include <exception>
#include <utility>

namespace leeward::ui {

RenderThread::RenderThread(RendererFactory factory, QObject* parent)
    : QObject(parent), factory_(std::move(factory)) {
  worker_ = std::jthread([this](const std::stop_token& stop) {
    // Nothing may leave a thread: what a driver throws at us becomes a message.
    try {
      work(stop);
    } catch (const std::exception& error) {
      Q_EMIT failed(tr("The 3D map broke down: %1").arg(QString::fromUtf8(error.what())));
    }
  });
}

RenderThread::~RenderThread() {
  worker_.request_stop();
  if (worker_.joinable()) worker_.join();
}

template <class Change>
void RenderThread::request(Change&& change) {
  {
    const std::scoped_lock lock(mutex_);
    change(requests_);
  }
  changed_.notify_one();
}

void RenderThread::set_city(std::shared_ptr<const City> city) {
  request([&](Requests& r) {
    r.city = std::move(city);
    // A view of the city before must not be drawn over the new one, nor may clicks on it be answered.
    r.view.reset();
    r.clicks.clear();
    r.hover.reset();
  });
}

void RenderThread::set_size(QSize device_px, double pixel_ratio) {
  if (device_px.isEmpty()) return;
  request([&](Requests& r) { r.size = Size{device_px, pixel_ratio}; });
}

std::uint64_t RenderThread::set_view(ViewState view, MapLabels labels) {
  const std::uint64_t serial = ++last_serial_;
  request([&](Requests& r) { r.view = View{std::move(view), std::move(labels), serial}; });
  return serial;
}

void RenderThread::pick(PickPurpose purpose, QPoint device_px) {
  request([&](Requests& r) {
    if (purpose == PickPurpose::click)
      r.clicks.push_back(device_px);
    else
      r.hover = device_px;
  });
}

void RenderThread::draw(Renderer& renderer, const View& view, const Size& size) {
  const QSizeF logical = size.logical();
  auto picture = std::make_shared<Picture>();
  picture->view = view.state;
  picture->view.covered =
      covered_boxes(lay_out(logical, view.labels, view.state.camera, QGuiApplication::font()), logical);
  renderer.set_view(picture->view);
  picture->image = renderer.render();
  picture->image.setDevicePixelRatio(size.pixel_ratio);
  picture->labels = view.labels;
  picture->serial = view.serial;
  Q_EMIT picture_ready(picture);
}

void RenderThread::work(const std::stop_token& stop) {
  std::unique_ptr<Renderer> renderer;
  Size size;
  std::optional<View> view;
  std::shared_ptr<const City> city;
  while (true) {
    Requests now;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !requests_.empty(); })) return;
      now = std::exchange(requests_, {});
    }
    // Picks first: they were made on the picture that was drawn last.
    const auto answer = [&](PickPurpose purpose, QPoint pixel) {
      std::optional<Pick> pick;
      if (renderer && view && !now.city) pick = renderer->pick(pixel.x(), pixel.y());
      Q_EMIT pick_answered({purpose, pixel, pick});
    };
    for (const QPoint pixel : now.clicks) answer(PickPurpose::click, pixel);
    if (now.hover) answer(PickPurpose::hover, *now.hover);

    if (now.city) {
      city = *now.city;
      view.reset();
    }
    if (now.size) size = *now.size;
    if (now.view) view = std::move(*now.view);
    if (size.device_px.isEmpty()) {
      // Too early: what is known is kept until the widget has a size.
      continue;
    }
    const bool is_new = !renderer;
    if (is_new) {
      auto made = factory_(size.device_px.width(), size.device_px.height(), size.drawn_ratio());
      if (!made) {
        Q_EMIT failed(QString::fromStdString(to_text(made.error())));
        return;
      }
      renderer = std::move(*made);
    } else if (now.size) {
      renderer->resize(size.device_px.width(), size.device_px.height(), size.drawn_ratio());
    }
    if (city && (now.city || is_new)) renderer->set_city(city);
    const bool is_changed = now.city || now.size || now.view;
    if (city && view && is_changed) draw(*renderer, *view, size);
  }
}

}  // namespace leeward::ui

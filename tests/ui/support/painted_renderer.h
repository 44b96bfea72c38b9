#pragma once
#include <QImage>
#include <QPainter>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "ui/camera_math.h"
#include "ui/renderer.h"
#include "ui/scene/field_sample.h"

namespace leeward::ui::made {

/// What the doubles of one window saw; shared with the render thread.
struct RenderLog {
  std::atomic<int> pictures{0};
  std::atomic<int> cities{0};
  std::chrono::milliseconds delay{0};
};

/// A renderer without OpenGL: flat ground, the field in its classes, stacks as dots. Picks meet the flat
/// ground.
class PaintedRenderer final : public Renderer {
public:
  PaintedRenderer(int width, int height, std::shared_ptr<RenderLog> log)
      : size_(width, height), log_(std::move(log)) {}
  void resize(int width, int height, double) override { size_ = {width, height}; }
  void set_city(std::shared_ptr<const City> city) override {
    city_ = std::move(city);
    ++log_->cities;
  }
  void set_view(const ViewState& view) override { view_ = view; }

  QImage render() override {
    std::this_thread::sleep_for(log_->delay);
    QImage image(size_, QImage::Format_RGB32);
    image.fill(QColor(0xcf, 0xdd, 0xe8));
    for (int y = 0; y < image.height(); y += step) {
      for (int x = 0; x < image.width(); x += step) {
        const auto ground = ground_at(view_.camera, QSizeF(size_), QPointF(x, y));
        if (!ground || !city_->settings.domain_m.contains(*ground)) continue;
        QPainter(&image).fillRect(x, y, step, step, colour_at(*ground));
      }
    }
    ++log_->pictures;
    return image;
  }

  std::optional<Pick> pick(int x, int y) override {
    const auto ground = ground_at(view_.camera, QSizeF(size_), QPointF(x, y));
    if (!ground || !city_ || !city_->settings.domain_m.contains(*ground)) return std::nullopt;
    Pick pick;
    pick.position_m = *ground;
    pick.elevation_m = 40;
    if (view_.ground)
      pick.value_ug_per_m3 = sample_level(*view_.ground, view_.pollutant, view_.hour, 0, *ground);
    for (const Stack& stack : city_->stacks)
      if (length(stack.position_m - *ground) < 60) pick.feature = "stack " + stack.id + " " + stack.name;
    return pick;
  }

private:
  static constexpr int step = 8;
  QColor colour_at(Vec2 p) const {
    if (!view_.visible[static_cast<std::size_t>(SceneLayer::drape)] || !view_.ground)
      return {0xdd, 0xe3, 0xd2};
    const auto value = sample_level(*view_.ground, view_.pollutant, view_.hour, 0, p);
    if (!value) return {0xdd, 0xe3, 0xd2};
    std::size_t at = 0;
    while (at < view_.scale.breaks.size() && *value >= view_.scale.breaks[at]) ++at;
    const unsigned rgba = view_.scale.colours[at];
    return (rgba & 0xffU) != 0 ? QColor::fromRgb(QRgb(rgba >> 8)) : QColor(0xdd, 0xe3, 0xd2);
  }

  QSize size_;
  std::shared_ptr<RenderLog> log_;
  std::shared_ptr<const City> city_;
  ViewState view_;
};

inline RendererFactory painted_factory(std::shared_ptr<RenderLog> log) {
  return [log](int width, int height, double) -> Result<std::unique_ptr<Renderer>> {
    return std::make_unique<PaintedRenderer>(width, height, log);
  };
}

}  // namespace leeward::ui::made

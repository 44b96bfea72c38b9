#pragma once
#include <QImage>
#include <functional>
#include <memory>
#include <optional>

#include "core/model/city.h"
#include "core/model/result.h"
#include "ui/scene/view_state.h"

namespace leeward::ui {

/// What RenderThread needs of a renderer; SceneRenderer is the one users get, tests bring their own.
/// All calls come from one thread.
class Renderer {
public:
  Renderer() = default;
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;
  virtual ~Renderer() = default;
  virtual void resize(int width_px, int height_px, double pixel_ratio) = 0;
  virtual void set_city(std::shared_ptr<const City> city) = 0;
  virtual void set_view(const ViewState& view) = 0;
  virtual QImage render() = 0;
  virtual std::optional<Pick> pick(int x_px, int y_px) = 0;
};

/// Called in the thread that will use the renderer.
using RendererFactory =
    std::function<Result<std::unique_ptr<Renderer>>(int width_px, int height_px, double pixel_ratio)>;

RendererFactory scene_renderer_factory();

}  // namespace leeward::ui

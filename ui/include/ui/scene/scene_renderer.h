#pragma once
#include <QImage>
#include <memory>
#include <optional>

#include "core/model/city.h"
#include "core/model/result.h"
#include "ui/scene/view_state.h"

namespace leeward::ui {

/// Draws the city off screen by OpenSceneGraph on a surfaceless EGL context (software or GPU; no display needed).
/// All calls of one object come from one thread; different objects may live in different threads.
class SceneRenderer {
 public:
  /// An Error of family resource says what OpenGL lacked.
  static Result<std::unique_ptr<SceneRenderer>> create(int width_px, int height_px, double pixel_ratio = 1.0);
  ~SceneRenderer();
  SceneRenderer(const SceneRenderer&) = delete;
  SceneRenderer& operator=(const SceneRenderer&) = delete;

  void resize(int width_px, int height_px, double pixel_ratio);
  /// Builds terrain, buildings, roads, ... ; may take a second for a large city.
  void set_city(std::shared_ptr<const City> city);
  void set_view(const ViewState& view);
  QImage render();
  /// @param x_px, y_px  device pixels from the top left
  std::optional<Pick> pick(int x_px, int y_px);
  /// A camera that shows the whole domain from the south at 40 degrees.
  static Camera overview(const City& city);

 private:
  SceneRenderer();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leeward::ui

#pragma once
#include <QImage>
#include <memory>
#include <utility>

#include "support/made_city.h"
#include "ui/scene/scene_renderer.h"

/// A renderer with the made-up city, for tests that look at pixels or pick.
namespace leeward::ui::made {

inline std::size_t index(SceneLayer layer) {
  return static_cast<std::size_t>(layer);
}

/// Only the bare ground and what is asked for.
inline ViewState view_of(const City& city, std::initializer_list<SceneLayer> layers) {
  ViewState view;
  view.visible.fill(false);
  view.visible[index(SceneLayer::terrain)] = true;
  for (const SceneLayer layer : layers) view.visible[index(layer)] = true;
  view.camera = SceneRenderer::overview(city);
  view.scale = scale();
  view.hour = 1;
  return view;
}

/// Straight down on p, `metres_high` of ground in the picture's height.
inline Camera above(Vec2 p, double metres_high) {
  Camera camera;
  camera.target_m = p;
  camera.target_elevation_m = elevation(p);
  camera.pitch_deg = 90;
  camera.distance_m = 0.5 * metres_high / std::tan(0.5 * vertical_field_of_view_deg * std::numbers::pi / 180);
  return camera;
}

inline int differing_pixels(const QImage& a, const QImage& b) {
  int count = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
  return count;
}

}  // namespace leeward::ui::made

#include "ui/renderer.h"

#include "ui/scene/scene_renderer.h"

namespace leeward::ui {
namespace {

class OffScreenRenderer final : public Renderer {
public:
  explicit OffScreenRenderer(std::unique_ptr<SceneRenderer> scene) : scene_(std::move(scene)) {}
  void resize(int width_px, int height_px, double pixel_ratio) override {
    scene_->resize(width_px, height_px, pixel_ratio);
  }
  void set_city(std::shared_ptr<const City> city) override { scene_->set_city(std::move(city)); }
  void set_view(const ViewState& view) override { scene_->set_view(view); }
  QImage render() override { return scene_->render(); }
  std::optional<Pick> pick(int x_px, int y_px) override { return scene_->pick(x_px, y_px); }

private:
  std::unique_ptr<SceneRenderer> scene_;
};

}  // namespace

RendererFactory scene_renderer_factory() {
  return [](int width_px, int height_px, double pixel_ratio) -> Result<std::unique_ptr<Renderer>> {
    auto scene = SceneRenderer::create(width_px, height_px, pixel_ratio);
    if (!scene) return tl::unexpected(scene.error());
    return std::make_unique<OffScreenRenderer>(std::move(*scene));
  };
}

}  // namespace leeward::ui

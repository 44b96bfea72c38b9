#include "desktop/screenshot.h"

#include <fmt/format.h>

#include <QFileInfo>
#include <QGuiApplication>
#include <QImageWriter>
#include <QSaveFile>
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/open_city.h"
#include "app/run_city.h"
#include "desktop/views.h"
#include "ui/camera_math.h"
#include "ui/decorations.h"
#include "ui/renderer.h"

namespace leeward::desktop {
namespace {

/// The run asked for, the newest one, or null when the twin has none.
Result<ui::RunViewPtr> wanted_run(const Options& options) {
  std::filesystem::path folder;
  if (!options.run_id.empty()) {
    folder = std::filesystem::path(options.city) / "runs" / options.run_id;
    if (!std::filesystem::exists(folder / "manifest.json"))
      return fail(ErrorCode::input, fmt::format("--run {}: the twin has no such run ({} is missing)",
                                                options.run_id, (folder / "manifest.json").string()));
  } else if (const auto runs = app::list_runs(options.city); !runs.empty()) {
    folder = runs.front();
  } else {
    return ui::RunViewPtr();
  }
  auto run = app::load_run(folder);
  if (!run) return tl::unexpected(run.error());
  return make_run_view(*run);
}

}  // namespace

Result<void> save_picture(const QImage& picture, const QString& file) {
  const QByteArray format = QFileInfo(file).suffix().toLower().toLatin1();
  if (!QImageWriter::supportedImageFormats().contains(format))
    return fail(ErrorCode::input,
                fmt::format("{}: pictures are written as .png or .jpg", file.toStdString()));
  QSaveFile out(file);
  if (!out.open(QIODevice::WriteOnly))
    return fail(ErrorCode::resource,
                fmt::format("{} cannot be written: {}", file.toStdString(), out.errorString().toStdString()));
  QImageWriter writer(&out, format);
  // For PNG the same number would mean hardly any compression.
  if (format == "jpg" || format == "jpeg") writer.setQuality(92);
  if (!writer.write(picture) || !out.commit())
    return fail(ErrorCode::resource,
                fmt::format("{} cannot be written: {}", file.toStdString(), out.errorString().toStdString()));
  return {};
}

Result<QImage> draw_for_print(const ui::Picture& picture, const std::shared_ptr<const City>& city) {
  constexpr double most_px = 8192;
  const QSizeF logical = picture.image.deviceIndependentSize();
  const double most = most_px / std::max(logical.width(), logical.height());
  const double ratio =
      std::min(std::max(picture.image.devicePixelRatio(), print_width_px / logical.width()), most);
  const QSize size(static_cast<int>(std::lround(ratio * logical.width())),
                   static_cast<int>(std::lround(ratio * logical.height())));
  auto renderer = ui::scene_renderer_factory()(size.width(), size.height(), ratio * ui::type_growth(logical));
  if (!renderer) return tl::unexpected(renderer.error());
  (*renderer)->set_city(city);
  (*renderer)->set_view(picture.view);
  QImage drawn = (*renderer)->render();
  drawn.setDevicePixelRatio(ratio);
  return ui::decorated(std::move(drawn), picture.labels, picture.view.camera);
}

Result<QImage> draw_screenshot(const Options& options) {
  auto city = app::open_city(options.city);
  if (!city) return tl::unexpected(city.error());
  auto run = wanted_run(options);
  if (!run) return tl::unexpected(run.error());
  ui::MapState state;
  state.set_city(make_city_view(std::move(*city)));
  state.set_run(*run);
  if (auto applied = apply(options, state, QSizeF(options.size)); !applied)
    return tl::unexpected(applied.error());

  auto renderer = ui::scene_renderer_factory()(options.size.width(), options.size.height(),
                                               ui::type_growth(QSizeF(options.size)));
  if (!renderer) return tl::unexpected(renderer.error());
  (*renderer)->set_city(state.city()->city);
  ui::ViewState view = state.view();
  view.covered = ui::covered_boxes(
      ui::lay_out(QSizeF(options.size), state.labels(), view.camera, QGuiApplication::font()),
      QSizeF(options.size));
  (*renderer)->set_view(view);
  QImage drawn = (*renderer)->render();
  drawn.setDevicePixelRatio(1);
  return ui::decorated(std::move(drawn), state.labels(), state.camera);
}

int make_screenshot(const Options& options) {
  const auto report = [](const Error& error) {
    fmt::print(stderr, "leeward: {}\n", to_text(error));
    return exit_code_of(error);
  };
  const auto picture = draw_screenshot(options);
  if (!picture) return report(picture.error());
  const auto saved = save_picture(*picture, QString::fromStdString(options.screenshot));
  return saved ? exit_done : report(saved.error());
}

}  // namespace leeward::desktop

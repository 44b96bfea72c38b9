#include "desktop/desktop_app.h"

#include <fmt/format.h>

#include <QApplication>
#include <QTimer>
#include <utility>

#include "app/version.h"
#include "desktop/recent_twins.h"
#include "desktop/screenshot.h"
#include "ui/map_presenter.h"

namespace leeward::desktop {
namespace {

constexpr int grab_delay_ms = 250;  // layouts and the last repaint

QString build_lines() {
  QString text;
  for (const auto& [name, version] : app::build_versions())
    text += QStringLiteral("%1: %2\n").arg(QString::fromStdString(name), QString::fromStdString(version));
  return text;
}

}  // namespace

DesktopApp::DesktopApp(Options options, QObject* parent)
    : QObject(parent),
      options_(std::move(options)),
      wants_grab_(!options_.window_screenshot.empty()),
      window_(ui::scene_renderer_factory()) {
  window_.set_about({QString::fromStdString(app::program_version()), build_lines()});
  window_.set_recent(recent_twins());
  connect(&window_, &ui::MainWindow::export_wished, this, &DesktopApp::export_picture);
  connect_city();
  connect_run();
}

void DesktopApp::connect_city() {
  connect(&window_, &ui::MainWindow::open_wished, &cities_,
          [this](const QString& folder) { cities_.open(folder); });
  connect(&window_, &ui::MainWindow::run_chosen, &cities_, &CityController::load_run);
  connect(&cities_, &CityController::opening, &window_, &ui::MainWindow::show_opening);
  connect(&cities_, &CityController::opened, this,
          [this](const ui::CityViewPtr& city, const QString& folder) {
            remember_twin(folder);
            window_.set_recent(recent_twins());
            window_.set_city(city);
            window_.set_runs(cities_.run_ids());
          });
  connect(&cities_, &CityController::open_failed, this, [this](const QString& text) {
    if (wants_grab_) return leave({ErrorCode::input, text.toStdString()});
    window_.show_open_failed(text);
  });
  connect(&cities_, &CityController::loading_run, &window_, &ui::MainWindow::show_loading_run);
  connect(&cities_, &CityController::run_loaded, this, [this](const ui::RunViewPtr& run) {
    window_.set_run(run);
    take_loaded();
    window_.show_idle({});
  });
  connect(&cities_, &CityController::run_failed, this, [this](const QString& text) {
    if (wants_grab_) return leave({ErrorCode::input, text.toStdString()});
    window_.show_idle({});
    window_.show_error(tr("The run cannot be loaded"), text);
  });
  connect(&cities_, &CityController::no_run, this, [this] {
    take_loaded();
    window_.show_idle(tr("The twin has no run yet"));
  });
}

void DesktopApp::connect_run() {
  connect(&window_, &ui::MainWindow::run_wished, &runs_,
          [this](const ui::RunWish& wish) { runs_.start(cities_.city(), wish); });
  connect(&window_, &ui::MainWindow::cancel_wished, &runs_, &RunController::cancel);
  connect(&runs_, &RunController::progress, &window_, &ui::MainWindow::show_run_progress);
  connect(&runs_, &RunController::finished, this, [this](const ui::RunViewPtr& run) {
    window_.set_run(run);
    window_.set_runs(cities_.run_ids());
    window_.show_idle(tr("Run %1 is done").arg(QString::fromStdString(run->run_id)));
  });
  connect(&runs_, &RunController::cancelled, this,
          [this] { window_.show_idle(tr("The run was cancelled; nothing was written")); });
  connect(&runs_, &RunController::failed, this, [this](const QString& text) {
    window_.show_idle({});
    window_.show_error(tr("The run failed"), text);
  });
}

void DesktopApp::start() {
  window_.resize(wants_grab_ || options_.has_size ? options_.size : QSize(1440, 900));
  window_.show();
  if (!options_.city.empty()) {
    cities_.open(QString::fromStdString(options_.city), QString::fromStdString(options_.run_id));
  } else if (wants_grab_) {
    QTimer::singleShot(grab_delay_ms, this, &DesktopApp::grab_window);
  }
}

void DesktopApp::take_loaded() {
  if (!std::exchange(is_first_load_, false)) return;
  if (auto applied = apply(options_, window_.presenter().state(), window_.map_size()); !applied) {
    if (wants_grab_) return leave(applied.error());
    window_.show_error(tr("The command line asks for what is not there"),
                       QString::fromStdString(to_text(applied.error())));
  }
  window_.take_state();
  is_loaded_ = true;
  if (!wants_grab_) return;
  connect(&window_, &ui::MainWindow::settled, this, [this] {
    if (std::exchange(is_loaded_, false)) QTimer::singleShot(grab_delay_ms, this, &DesktopApp::grab_window);
  });
}

void DesktopApp::grab_window() {
  const auto saved =
      save_picture(window_.grab().toImage(), QString::fromStdString(options_.window_screenshot));
  if (!saved) return leave(saved.error());
  QCoreApplication::exit(exit_done);
}

void DesktopApp::leave(const Error& error) {
  fmt::print(stderr, "leeward: {}\n", to_text(error));
  QCoreApplication::exit(exit_code_of(error));
}

void DesktopApp::export_picture(const ui::PicturePtr& picture, const std::shared_ptr<const City>& city,
                                const QString& file) {
  const auto tell = [this, file](const QString& problem) {
    QMetaObject::invokeMethod(
        this,
        [this, file, problem] {
          if (problem.isEmpty())
            window_.show_message(tr("Picture written: %1").arg(file));
          else
            window_.show_error(tr("The picture cannot be written"), problem);
        },
        Qt::QueuedConnection);
  };
  background_.start(
      [picture, city, file, tell](const std::stop_token&) {
        const auto drawn = draw_for_print(*picture, city);
        const auto saved = drawn ? save_picture(*drawn, file) : Result<void>(tl::unexpected(drawn.error()));
        tell(saved ? QString() : QString::fromStdString(to_text(saved.error())));
      },
      [tell](const Error& error) { tell(QString::fromStdString(to_text(error))); });
}

}  // namespace leeward::desktop

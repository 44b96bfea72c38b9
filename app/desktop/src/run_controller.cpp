#include "desktop/run_controller.h"

#include <chrono>

#include "core/model/progress.h"
#include "desktop/views.h"

namespace leeward::desktop {
namespace {

/// Passes progress on to a controller in another thread. `report` is called at most about ten times a second.
class QueuedProgress final : public ProgressSink {
public:
  explicit QueuedProgress(RunController& controller) : controller_(controller) {}
  void report(const std::string& step, double fraction) override {
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    QMetaObject::invokeMethod(
        &controller_,
        [controller = &controller_, text = QString::fromStdString(step), fraction, elapsed] {
          if (controller->is_running())
            Q_EMIT controller->progress(text, fraction, seconds_left(elapsed, fraction));
        },
        Qt::QueuedConnection);
  }

private:
  RunController& controller_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

app::RunRequest request_of(const ui::RunWish& wish) {
  app::RunRequest request;
  request.from = wish.from;
  request.to = wish.to;
  request.mode = wish.is_exact ? dispersion::Mode::exact : dispersion::Mode::standard;
  request.has_volume = wish.has_volume;
  return request;
}

double seconds_left(double elapsed_s, double fraction) {
  // In the first second and percent the estimate jumps about.
  if (fraction <= 0.01 || elapsed_s < 1) return -1;
  return elapsed_s * (1 - fraction) / fraction;
}

void RunController::end(const Error& error) {
  is_running_ = false;
  stop_.reset();
  if (error.code == ErrorCode::cancelled)
    Q_EMIT cancelled();
  else
    Q_EMIT failed(QString::fromStdString(to_text(error)));
}

void RunController::start(const ui::CityViewPtr& city, const ui::RunWish& wish) {
  if (is_running_) return;
  is_running_ = true;
  Q_EMIT progress(tr("preparing"), 0, -1);
  const auto fail_with = [this](const Error& error) {
    QMetaObject::invokeMethod(
        this, [this, error] { end(error); }, Qt::QueuedConnection);
  };
  stop_ = background_.start(
      [this, city, wish, fail_with](const std::stop_token& stop) {
        QueuedProgress sink(*this);
        auto run = app::run_city(*city->city, request_of(wish), stop, sink);
        if (!run) return fail_with(run.error());
        const ui::RunViewPtr view = make_run_view(*run);
        QMetaObject::invokeMethod(
            this,
            [this, view] {
              is_running_ = false;
              stop_.reset();
              Q_EMIT finished(view);
            },
            Qt::QueuedConnection);
      },
      fail_with);
}

void RunController::cancel() {
  if (stop_) stop_->request_stop();
}

}  // namespace leeward::desktop

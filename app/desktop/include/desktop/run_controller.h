#pragma once
#include <QObject>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

#include "app/run_city.h"
#include "desktop/background.h"
#include "ui/city_view.h"

namespace leeward::desktop {

app::RunRequest request_of(const ui::RunWish& wish);
/// Seconds that are left after `elapsed` when `fraction` is done; negative: too early to say.
double seconds_left(double elapsed_s, double fraction);

/// Runs the solver off the GUI thread, one run at a time. Every run has a thread and a stop source of its
/// own.
class RunController final : public QObject {
  Q_OBJECT
public:
  explicit RunController(QObject* parent = nullptr) : QObject(parent) {}
  /// Ignored while a run is under way.
  void start(const ui::CityViewPtr& city, const ui::RunWish& wish);
  void cancel();
  bool is_running() const { return is_running_; }

Q_SIGNALS:
  void progress(const QString& step, double fraction, double seconds_left);
  void finished(const leeward::ui::RunViewPtr& run);
  void cancelled();
  void failed(const QString& message);

private:
  void end(const Error& error);

  bool is_running_ = false;
  std::optional<std::stop_source> stop_;
  Background background_;  ///< last: its threads end first
};

}  // namespace leeward::desktop

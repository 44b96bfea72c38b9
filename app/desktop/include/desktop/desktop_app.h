#pragma once
#include <QObject>

#include "desktop/city_controller.h"
#include "desktop/options.h"
#include "desktop/run_controller.h"
#include "ui/main_window.h"

namespace leeward::desktop {

/// The window and its controllers, wired up.
class DesktopApp final : public QObject {
  Q_OBJECT
public:
  explicit DesktopApp(Options options, QObject* parent = nullptr);
  void start();
  ui::MainWindow& window() { return window_; }

private:
  void connect_city();
  void connect_run();
  void take_loaded();  ///< city and run are there
  void grab_window();
  void leave(const Error& error);  ///< of --window-screenshot
  void export_picture(const ui::PicturePtr& picture, const std::shared_ptr<const City>& city,
                      const QString& file);

  Options options_;
  bool is_first_load_ = true;
  bool wants_grab_ = false;
  bool is_loaded_ = false;
  ui::MainWindow window_;
  CityController cities_;
  RunController runs_;
  Background background_;  ///< last: its threads end first
};

}  // namespace leeward::desktop

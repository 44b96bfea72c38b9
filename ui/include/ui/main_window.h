#pragma once
#include <QImage>
#include <QMainWindow>
#include <QStringList>
#include <memory>

#include "ui/city_view.h"
#include "ui/field_bar.h"
#include "ui/info_dialogs.h"
#include "ui/main_actions.h"
#include "ui/render_thread.h"
#include "ui/renderer.h"

class QActionGroup;
class QSlider;
class QStackedWidget;
class QTreeView;

namespace leeward::ui {

class InspectorPanel;
class LayerTreeModel;
class MapPresenter;
class MapView;
class StartPage;
class StatusPanel;
class TimeBar;

/// The window: it shows what the controllers hand it and tells them what the user wishes. It reads and writes
/// nothing.
class MainWindow final : public QMainWindow {
  Q_OBJECT
public:
  explicit MainWindow(RendererFactory factory, QWidget* parent = nullptr);
  ~MainWindow() override;

  void set_about(AboutText text) { about_ = std::move(text); }
  void set_recent(const QStringList& folders);
  /// A twin is being read.
  void show_opening(const QString& folder);
  void set_city(CityViewPtr city);
  /// Reading ended without a city; what was open stays.
  void show_open_failed(const QString& message);
  /// Ids of the twin's runs, newest first.
  void set_runs(const QStringList& run_ids);
  void show_loading_run(const QString& run_id);
  void set_run(RunViewPtr run);
  void show_run_progress(const QString& step, double fraction, double seconds_left);
  /// Nothing is under way any more; the message goes to the status bar.
  void show_idle(const QString& message);
  void show_message(const QString& message);
  void show_error(const QString& title, const QString& message);

  bool is_running() const { return is_running_; }
  /// Nothing is being read and the newest picture is on screen.
  bool is_settled() const;
  MapPresenter& presenter() { return *presenter_; }
  QSizeF map_size() const;
  /// After the presenter's state was changed from outside.
  void take_state();
  const MainActions& actions() const { return actions_; }

Q_SIGNALS:
  void open_wished(const QString& folder);
  void run_wished(const leeward::ui::RunWish& wish);
  void cancel_wished();
  void run_chosen(const QString& run_id);
  /// @param picture  what is on screen; the file gets the same view with more pixels
  void export_wished(const leeward::ui::PicturePtr& picture, const std::shared_ptr<const leeward::City>& city,
                     const QString& file);
  void settled();

protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

private:
  void make_docks();
  void make_toolbars();
  void make_menus();
  void make_field_menu(QMenu* menu);
  void connect_actions();
  void connect_map();
  /// The map with its panels, or the start page without.
  void show_page(bool is_map);
  void refresh();     ///< map and everything that shows the state
  void show_state();  ///< everything but the map
  void show_enabled();
  void show_period();
  void fill_pollutants();
  void fill_runs();
  void choose_twin();
  void choose_export();
  void ask_run();
  void edit_scale();
  void go_to(const char* view);
  void set_full_screen(bool is_full);

  MainActions actions_;
  AboutText about_;
  bool is_busy_ = false;
  bool is_running_ = false;
  QStringList run_ids_;
  QStackedWidget* pages_ = nullptr;
  StartPage* start_ = nullptr;
  MapView* map_ = nullptr;
  MapPresenter* presenter_ = nullptr;
  TimeBar* time_ = nullptr;
  FieldBar* field_ = nullptr;
  LayerTreeModel* layers_ = nullptr;
  QTreeView* tree_ = nullptr;
  QSlider* opacity_ = nullptr;
  InspectorPanel* inspector_ = nullptr;
  StatusPanel* status_ = nullptr;
  QMenu* recent_menu_ = nullptr;
  QMenu* runs_menu_ = nullptr;
  QMenu* pollutant_menu_ = nullptr;
  QActionGroup* statistic_group_ = nullptr;
  QActionGroup* shape_group_ = nullptr;
  std::vector<QAction*> panel_actions_;
  std::vector<QWidget*> panels_;  ///< that make sense with a twin only
};

}  // namespace leeward::ui

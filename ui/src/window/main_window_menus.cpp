// Docks, toolbars, menus and what the commands of MainWindow do.
#include <QActionGroup>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenuBar>
#include <QSlider>
#include <QStatusBar>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/display_text.h"
#include "ui/inspector_panel.h"
#include "ui/layer_tree_model.h"
#include "ui/main_window.h"
#include "ui/map_presenter.h"
#include "ui/map_view.h"
#include "ui/run_dialog.h"
#include "ui/scale_dialog.h"
#include "ui/start_page.h"
#include "ui/status_panel.h"
#include "ui/time_bar.h"

namespace leeward::ui {
namespace {

constexpr int opacity_steps = 100;
constexpr double key_zoom = 0.8;

}  // namespace

void MainWindow::make_docks() {
  const auto add = [this](const QString& name, const QString& title, QWidget* widget,
                          Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(widget);
    addDockWidget(area, dock);
    panel_actions_.push_back(dock->toggleViewAction());
    panels_.push_back(dock);
  };
  auto* left = new QWidget(this);
  layers_ = new LayerTreeModel(this);
  tree_ = new QTreeView(left);
  tree_->setObjectName(QStringLiteral("layers"));
  tree_->setAccessibleName(tr("Layers of the map"));
  tree_->setModel(layers_);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(LayerTreeModel::name_column, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(LayerTreeModel::count_column, QHeaderView::ResizeToContents);
  tree_->setUniformRowHeights(true);
  tree_->setItemsExpandable(true);
  tree_->expandAll();
  opacity_ = new QSlider(Qt::Horizontal, left);
  opacity_->setObjectName(QStringLiteral("opacity"));
  opacity_->setRange(0, opacity_steps);
  opacity_->setValue(static_cast<int>(opacity_steps * presenter_->state().drape_opacity));
  opacity_->setAccessibleName(tr("Opacity of the ground map"));
  auto* opacity_label = new QLabel(tr("&Opacity of the ground map"), left);
  opacity_label->setBuddy(opacity_);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(4, 4, 4, 6);
  for (QWidget* part : std::initializer_list<QWidget*>{tree_, opacity_label, opacity_})
    column->addWidget(part);
  inspector_ = new InspectorPanel(this);
  left->setMinimumWidth(220);
  inspector_->setMinimumWidth(290);
  add(QStringLiteral("dock_layers"), tr("Layers"), left, Qt::LeftDockWidgetArea);
  add(QStringLiteral("dock_inspector"), tr("Inspector"), inspector_, Qt::RightDockWidgetArea);
}

void MainWindow::make_toolbars() {
  QToolBar* bar = addToolBar(tr("Main"));
  bar->setObjectName(QStringLiteral("main_bar"));
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  bar->setIconSize({20, 20});
  bar->addActions({actions_.open, actions_.run, actions_.export_picture});
  bar->addSeparator();
  bar->addActions({actions_.overview, actions_.top, actions_.stack});
  field_ = new FieldBar(this);
  field_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  field_->setIconSize({20, 20});
  field_->addAction(actions_.scale);
  addToolBar(field_);
  panels_.push_back(field_);
  panel_actions_.push_back(bar->toggleViewAction());
  panel_actions_.push_back(field_->toggleViewAction());
}

void MainWindow::make_field_menu(QMenu* menu) {
  pollutant_menu_ = menu->addMenu(tr("&Pollutant"));
  connect(pollutant_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_pollutants);
  QMenu* statistics = menu->addMenu(tr("&Statistic"));
  statistic_group_ = new QActionGroup(this);
  for (const MapStatistic statistic : {MapStatistic::hourly, MapStatistic::mean, MapStatistic::maximum}) {
    QAction* action = statistics->addAction(statistic_label(statistic));
    action->setCheckable(true);
    statistic_group_->addAction(action);
    connect(action, &QAction::triggered, this,
            [this, statistic] { Q_EMIT field_->statistic_wished(statistic); });
  }
  QMenu* shapes = menu->addMenu(tr("Show &as"));
  shape_group_ = new QActionGroup(this);
  for (const FieldShape shape : {FieldShape::map, FieldShape::slice, FieldShape::volume}) {
    QAction* action = shapes->addAction(shape_label(shape));
    action->setCheckable(true);
    shape_group_->addAction(action);
    connect(action, &QAction::triggered, this, [this, shape] { Q_EMIT field_->shape_wished(shape); });
  }
  menu->addSeparator();
  menu->addAction(actions_.scale);
}

void MainWindow::make_menus() {
  QMenu* twin = menuBar()->addMenu(tr("&Twin"));
  twin->addAction(actions_.open);
  recent_menu_ = twin->addMenu(tr("&Recent twins"));
  recent_menu_->setEnabled(false);
  twin->addSeparator();
  twin->addAction(actions_.export_picture);
  twin->addSeparator();
  twin->addAction(actions_.quit);
  QMenu* view = menuBar()->addMenu(tr("&View"));
  view->addActions({actions_.overview, actions_.top, actions_.stack});
  view->addSeparator();
  view->addActions({actions_.zoom_in, actions_.zoom_out});
  view->addSeparator();
  QMenu* panels = view->addMenu(tr("&Panels and toolbars"));
  for (QAction* action : panel_actions_) panels->addAction(action);
  view->addAction(actions_.full_screen);
  make_field_menu(menuBar()->addMenu(tr("&Field")));
  QMenu* run = menuBar()->addMenu(tr("&Run"));
  run->addActions({actions_.run, actions_.cancel});
  run->addSeparator();
  runs_menu_ = run->addMenu(tr("&Show run"));
  connect(runs_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_runs);
  QMenu* time = menuBar()->addMenu(tr("T&ime"));
  time->addActions({actions_.play, actions_.back, actions_.forward, actions_.first, actions_.last});
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  help->addActions({actions_.shortcuts, actions_.about});
}

void MainWindow::connect_actions() {
  // In full screen the menu bar stays, but keys must work even if a style hides it.
  addActions(QList<QAction*>(actions_.all.begin(), actions_.all.end()));
  const auto on = [this](QAction* action, auto&& does) { connect(action, &QAction::triggered, this, does); };
  on(actions_.open, [this] { choose_twin(); });
  on(actions_.export_picture, [this] { choose_export(); });
  on(actions_.quit, [this] { close(); });
  on(actions_.overview, [this] { go_to("overview"); });
  on(actions_.top, [this] { go_to("top"); });
  on(actions_.stack, [this] { go_to("stack"); });
  on(actions_.zoom_in, [this] { map_->zoom(map_->rect().center(), key_zoom); });
  on(actions_.zoom_out, [this] { map_->zoom(map_->rect().center(), 1 / key_zoom); });
  on(actions_.full_screen, [this] { set_full_screen(actions_.full_screen->isChecked()); });
  on(actions_.scale, [this] { edit_scale(); });
  on(actions_.run, [this] { ask_run(); });
  on(actions_.cancel, [this] { Q_EMIT cancel_wished(); });
  on(actions_.play, [this] { time_->toggle_play(); });
  on(actions_.back, [this] { time_->step(-1); });
  on(actions_.forward, [this] { time_->step(1); });
  on(actions_.first, [this] { time_->go_first(); });
  on(actions_.last, [this] { time_->go_last(); });
  on(actions_.shortcuts, [this] { show_shortcuts(this, actions_.all); });
  on(actions_.about, [this] { show_about(this, about_, presenter_->state().city()); });
  connect(this, &MainWindow::cancel_wished, status_, &StatusPanel::show_cancelling);
  connect(field_, &FieldBar::pollutant_wished, this, [this](const QString& id) {
    presenter_->state().set_pollutant(id.toStdString());
    refresh();
  });
  connect(field_, &FieldBar::statistic_wished, this, [this](MapStatistic statistic) {
    presenter_->state().set_statistic(statistic);
    refresh();
  });
  connect(field_, &FieldBar::shape_wished, this, [this](FieldShape shape) {
    set_shape(presenter_->state(), shape);
    refresh();
  });
  connect(field_, &FieldBar::slice_height_wished, this, [this](double height_m) {
    presenter_->state().slice_height_m = height_m;
    refresh();
  });
}

void MainWindow::set_recent(const QStringList& folders) {
  start_->show_recent(folders);
  recent_menu_->clear();
  recent_menu_->setEnabled(!folders.isEmpty());
  for (const QString& folder : folders)
    connect(recent_menu_->addAction(QString(folder).replace(u'&', QStringLiteral("&&"))), &QAction::triggered,
            this, [this, folder] { Q_EMIT open_wished(folder); });
}

void MainWindow::show_enabled() {
  const MapState& state = presenter_->state();
  const bool has_city = state.city() != nullptr;
  const bool has_run = state.run() != nullptr;
  const bool is_free = !is_busy_ && !is_running_;
  actions_.open->setEnabled(is_free);
  recent_menu_->setEnabled(is_free && !recent_menu_->isEmpty());
  start_->setEnabled(is_free);
  actions_.run->setEnabled(has_city && is_free);
  actions_.cancel->setEnabled(is_running_);
  for (QAction* action :
       {actions_.export_picture, actions_.overview, actions_.top, actions_.zoom_in, actions_.zoom_out})
    action->setEnabled(has_city);
  actions_.stack->setEnabled(has_city && !state.city()->city->stacks.empty());
  actions_.scale->setEnabled(has_run);
  const bool has_hours = has_run && state.statistic() == MapStatistic::hourly;
  for (QAction* action : {actions_.play, actions_.back, actions_.forward, actions_.first, actions_.last})
    action->setEnabled(has_hours);

  statistic_group_->setEnabled(has_run);
  statistic_group_->actions().at(static_cast<int>(state.statistic()))->setChecked(true);
  const auto shape = shape_of(state);
  for (int i = 0; i < shape_group_->actions().size(); ++i) {
    static constexpr SceneLayer layers[] = {SceneLayer::drape, SceneLayer::slice, SceneLayer::volume};
    shape_group_->actions().at(i)->setEnabled(state.has_layer(layers[i]));
    shape_group_->actions().at(i)->setChecked(shape && static_cast<int>(*shape) == i);
  }
  pollutant_menu_->setEnabled(has_run);
  runs_menu_->setEnabled(is_free && !run_ids_.isEmpty());
}

void MainWindow::fill_pollutants() {
  const MapState& state = presenter_->state();
  pollutant_menu_->clear();
  for (const std::string& id : state.pollutants()) {
    QAction* action = pollutant_menu_->addAction(pollutant_text(id));
    action->setCheckable(true);
    action->setChecked(id == state.pollutant());
    connect(action, &QAction::triggered, this,
            [this, id] { Q_EMIT field_->pollutant_wished(QString::fromStdString(id)); });
  }
}

void MainWindow::fill_runs() {
  const RunViewPtr& run = presenter_->state().run();
  runs_menu_->clear();
  for (const QString& id : run_ids_) {
    QAction* action = runs_menu_->addAction(id);
    action->setCheckable(true);
    action->setChecked(run && id.toStdString() == run->run_id);
    connect(action, &QAction::triggered, this, [this, id] { Q_EMIT run_chosen(id); });
  }
}

void MainWindow::choose_twin() {
  const QString folder =
      QFileDialog::getExistingDirectory(this, tr("Open twin"), QString(), QFileDialog::ShowDirsOnly);
  if (!folder.isEmpty()) Q_EMIT open_wished(folder);
}

void MainWindow::choose_export() {
  // Taken now: the dialog may stay open while hours play on.
  const PicturePtr picture = map_->picture();
  if (!picture) return statusBar()->showMessage(tr("There is no picture yet"));
  const MapState& state = presenter_->state();
  const std::shared_ptr<const City> city = state.city()->city;
  QString name = QString::fromStdString(state.city()->city->settings.name +
                                        (state.run() ? " " + state.pollutant() : ""));
  name.replace(u'/', u'-');
  const QString file = QFileDialog::getSaveFileName(this, tr("Export picture"), name + QStringLiteral(".png"),
                                                    tr("Pictures (*.png *.jpg)"));
  if (!file.isEmpty()) Q_EMIT export_wished(picture, city, file);
}

void MainWindow::ask_run() {
  auto* dialog = new RunDialog(*presenter_->state().city(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] { Q_EMIT run_wished(dialog->wish()); });
  dialog->open();
}

void MainWindow::edit_scale() {
  const MapState& state = presenter_->state();
  const std::size_t index = state.pollutant_index();
  const std::vector<double> own =
      index < state.run()->breaks.size() ? state.run()->breaks[index] : std::vector<double>{};
  auto* dialog = new ScaleDialog(pollutant_text(state.pollutant()), unit_text(state.shown()->ground->unit),
                                 state.scale_choice(), own, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ScaleDialog::applied, this, [this, dialog] {
    if (dialog->is_reset())
      presenter_->state().reset_scale_choice();
    else
      presenter_->state().set_scale_choice(dialog->choice());
    refresh();
  });
  dialog->open();
}

}  // namespace leeward::ui

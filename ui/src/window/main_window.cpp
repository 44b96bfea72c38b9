#include "ui/main_window.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QHeaderView>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QSlider>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/facts.h"
#include "ui/inspector_panel.h"
#include "ui/layer_tree_model.h"
#include "ui/map_presenter.h"
#include "ui/map_view.h"
#include "ui/start_page.h"
#include "ui/status_panel.h"
#include "ui/time_bar.h"

namespace leeward::ui {
namespace {

constexpr int message_ms = 8000;
constexpr int layers_width = 250;
constexpr int inspector_width = 330;

/// The one folder that is dragged over the window; empty when it is something else.
QString dragged_folder(const QMimeData* data) {
  const QList<QUrl> urls = data->urls();
  return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

}  // namespace

MainWindow::MainWindow(RendererFactory factory, QWidget* parent) : QMainWindow(parent), actions_(this) {
  setObjectName(QStringLiteral("main_window"));
  setWindowTitle(tr("Leeward"));
  setWindowIcon(painted_icon(IconShape::application));
  setAcceptDrops(true);
  resize(1440, 900);
  pages_ = new QStackedWidget(this);
  start_ = new StartPage(pages_);
  auto* map_page = new QWidget(pages_);
  map_ = new MapView(map_page);
  time_ = new TimeBar(map_page);
  auto* column = new QVBoxLayout(map_page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(map_, 1);
  column->addWidget(time_);
  pages_->addWidget(start_);
  pages_->addWidget(map_page);
  setCentralWidget(pages_);
  presenter_ = new MapPresenter(map_, std::move(factory), this);
  status_ = new StatusPanel(this);
  statusBar()->addPermanentWidget(status_);
  make_docks();
  make_toolbars();
  make_menus();
  connect_actions();
  connect_map();
  show_state();
  show_page(false);
}

void MainWindow::show_page(bool is_map) {
  pages_->setCurrentIndex(is_map ? 1 : 0);
  for (QWidget* panel : panels_) panel->setVisible(is_map);
  // Hidden docks forget their widths.
  if (is_map) resizeDocks(findChildren<QDockWidget*>(), {layers_width, inspector_width}, Qt::Horizontal);
}

// The presenter's thread must not call into widgets that are gone.
MainWindow::~MainWindow() {
  delete presenter_;
}

void MainWindow::connect_map() {
  connect(presenter_, &MapPresenter::picture_shown, time_, &TimeBar::picture_shown);
  connect(presenter_, &MapPresenter::picture_shown, this, [this] {
    if (is_settled()) Q_EMIT settled();
  });
  connect(presenter_, &MapPresenter::failed, this, [this](const QString& message) {
    show_error(tr("The 3D map cannot be drawn"), message);
    Q_EMIT settled();
  });
  connect(presenter_, &MapPresenter::hovered, this, [this](const PickAnswer& answer) {
    if (!answer.pick) return status_->show_cursor({}, {});
    QString value = value_text(presenter_->state(), *answer.pick);
    if (answer.pick->value_ug_per_m3)
      value.prepend(pollutant_text(presenter_->state().pollutant()) + QStringLiteral(": "));
    status_->show_cursor(position_text(answer.pick->position_m), value);
  });
  connect(presenter_, &MapPresenter::pointer_left, this, [this] { status_->show_cursor({}, {}); });
  connect(presenter_, &MapPresenter::clicked, this,
          [this](const PickAnswer& answer) { inspector_->show_place(presenter_->state(), answer.pick); });
  connect(map_, &MapView::play_toggled, time_, &TimeBar::toggle_play);
  connect(map_, &MapView::step_wished, time_, &TimeBar::step);
  connect(time_, &TimeBar::hour_changed, this, [this](std::size_t hour) {
    presenter_->state().set_hour(hour);
    refresh();
  });
  connect(status_, &StatusPanel::cancel_wished, this, &MainWindow::cancel_wished);
  connect(start_, &StartPage::open_wished, this, &MainWindow::choose_twin);
  connect(start_, &StartPage::recent_wished, this, &MainWindow::open_wished);
  connect(layers_, &LayerTreeModel::visibility_wished, this, [this](SceneLayer layer, bool is_visible) {
    presenter_->state().set_visible(layer, is_visible);
    refresh();
  });
  connect(opacity_, &QSlider::valueChanged, this, [this](int percent) {
    presenter_->state().drape_opacity = static_cast<double>(percent) / opacity_->maximum();
    presenter_->refresh();
  });
}

void MainWindow::refresh() {
  presenter_->refresh();
  show_state();
}

QSizeF MainWindow::map_size() const {
  return map_->size();
}

void MainWindow::take_state() {
  const MapState& state = presenter_->state();
  time_->set_hour(state.hour());
  presenter_->set_camera(state.camera);
  show_state();
}

void MainWindow::show_state() {
  const MapState& state = presenter_->state();
  layers_->show(state);
  field_->show_state(state);
  inspector_->show_state(state);
  show_period();
  show_enabled();
}

void MainWindow::show_period() {
  const MapState& state = presenter_->state();
  if (state.run() && state.statistic() != MapStatistic::hourly)
    time_->set_period(tr("%1: %2").arg(statistic_label(state.statistic()), state.period_text()));
  else
    time_->set_period({});
}

void MainWindow::show_opening(const QString& folder) {
  is_busy_ = true;
  status_->show_busy(tr("Opening %1").arg(folder), false);
  show_enabled();
}

void MainWindow::set_city(CityViewPtr city) {
  time_->set_hours({}, {}, {});
  presenter_->set_city(std::move(city));
  const MapState& state = presenter_->state();
  run_ids_.clear();
  inspector_->show_place(state, std::nullopt);
  show_page(state.city() != nullptr);
  const QString name = state.city() ? QString::fromStdString(state.city()->city->settings.name) : QString();
  setWindowTitle(name.isEmpty() ? tr("Leeward") : tr("%1 – Leeward").arg(name));
  status_->show_crs(state.city() ? QString::fromStdString(state.city()->city->settings.crs) : QString());
  if (state.city()) map_->setFocus();
  show_state();
}

void MainWindow::show_open_failed(const QString& message) {
  show_idle({});
  show_error(tr("The twin cannot be opened"), message);
}

void MainWindow::set_runs(const QStringList& run_ids) {
  run_ids_ = run_ids;
  show_state();
}

void MainWindow::show_loading_run(const QString& run_id) {
  is_busy_ = true;
  status_->show_busy(tr("Loading run %1").arg(run_id), false);
  show_enabled();
}

void MainWindow::set_run(RunViewPtr run) {
  presenter_->set_run(std::move(run));
  const MapState& state = presenter_->state();
  if (state.run()) {
    const ConcentrationField& field = *state.run()->hourly.ground;
    time_->set_hours(field.hours, field.status, state.hour_text());
    time_->set_hour(state.hour());
  } else {
    time_->set_hours({}, {}, {});
  }
  show_state();
}

void MainWindow::show_run_progress(const QString& step, double fraction, double seconds_left) {
  is_running_ = true;
  status_->show_progress(step, fraction, seconds_left);
  show_enabled();
}

void MainWindow::show_idle(const QString& message) {
  is_busy_ = false;
  is_running_ = false;
  status_->show_idle();
  if (!message.isEmpty()) statusBar()->showMessage(message, message_ms);
  show_enabled();
  if (is_settled()) Q_EMIT settled();
}

void MainWindow::show_message(const QString& message) {
  statusBar()->showMessage(message, message_ms);
}

void MainWindow::show_error(const QString& title, const QString& message) {
  // The first line says what, the rest lists every fault.
  const qsizetype line = message.indexOf(QLatin1Char('\n'));
  auto* box = new QMessageBox(QMessageBox::Critical, title, line < 0 ? message : message.left(line),
                              QMessageBox::Close, this);
  box->setObjectName(QStringLiteral("error_box"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setTextInteractionFlags(Qt::TextSelectableByMouse);
  if (line >= 0) {
    const QString faults = message.mid(line + 1).trimmed();
    const qsizetype second = faults.indexOf(QLatin1Char('\n'));
    box->setInformativeText(faults.left(second));  // the whole text when there is no second
    if (second >= 0) box->setDetailedText(faults);
  }
  box->open();
}

bool MainWindow::is_settled() const {
  return !is_busy_ && !is_running_ && (!presenter_->state().city() || presenter_->is_current());
}

void MainWindow::set_full_screen(bool is_full) {
  if (is_full)
    showFullScreen();
  else
    showNormal();
}

void MainWindow::go_to(const char* view) {
  if (const auto shown = presenter_->show_view(view); !shown)
    show_message(QString::fromStdString(to_text(shown.error())));
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (is_running_) {
    const auto answer = QMessageBox::question(this, tr("A run is under way"),
                                              tr("Stop the run and leave? Nothing of it will be written."),
                                              QMessageBox::Yes | QMessageBox::No, QMessageBox::No);
    if (answer != QMessageBox::Yes) return event->ignore();
    Q_EMIT cancel_wished();
  }
  time_->stop();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!dragged_folder(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QString folder = dragged_folder(event->mimeData());
  if (!folder.isEmpty() && !is_busy_ && !is_running_) Q_EMIT open_wished(folder);
}

}  // namespace leeward::ui

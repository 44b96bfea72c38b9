// The whole window with a painted renderer: what the user does becomes what is shown and what the controllers
// hear.
#include <gtest/gtest.h>

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMetaMethod>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTreeView>
#include <QtTest/QTest>
#include <set>

#include "support/made_run.h"
#include "support/painted_renderer.h"
#include "ui/camera_math.h"
#include "ui/layer_tree_model.h"
#include "ui/main_window.h"
#include "ui/map_presenter.h"
#include "ui/map_view.h"
#include "ui/run_dialog.h"
#include "ui/time_bar.h"

namespace leeward::ui {
namespace {

constexpr int patience_ms = 10000;

/// Whether anybody listens to an action.
class ListenedAction : public QAction {
public:
  static bool has_listener(const QAction& action) {
    return (action.*(&ListenedAction::isSignalConnected))(QMetaMethod::fromSignal(&QAction::triggered));
  }
};

class MainWindowTest : public testing::Test {
protected:
  void SetUp() override {
    window.resize(1200, 800);
    window.show();
  }
  void open(bool has_volume = true) {
    window.set_city(made::city_view(city));
    window.set_run(made::run_view(*city, has_volume, 10));
    window.set_runs({QStringLiteral("base-2024-03-09-0123abcd")});
    window.show_idle({});
    ASSERT_TRUE(settle());
  }
  bool settle() {
    return QTest::qWaitFor([this] { return window.is_settled() && map()->picture(); }, patience_ms);
  }
  MapView* map() { return window.findChild<MapView*>(); }
  const MapState& state() { return window.presenter().state(); }

  std::shared_ptr<made::RenderLog> log = std::make_shared<made::RenderLog>();
  std::shared_ptr<City> city = made::city();
  MainWindow window{made::painted_factory(log)};
};

TEST_F(MainWindowTest, StartsWithAPageThatOpensTwins) {
  window.set_recent({QStringLiteral("/a/city")});
  EXPECT_FALSE(window.actions().run->isEnabled());
  EXPECT_TRUE(window.actions().open->isEnabled());
  EXPECT_TRUE(window.findChild<QPushButton*>(QStringLiteral("start_open"))->isVisible());
}

TEST_F(MainWindowTest, ShowsCityAndRunWithTheLabelsOfTheSamePicture) {
  open();
  EXPECT_EQ(map()->picture()->labels.title, QStringLiteral("Made-up city"));
  EXPECT_EQ(map()->picture()->view.ground, state().run()->hourly.ground);
  EXPECT_FALSE(map()->picture()->image.isNull());
  EXPECT_TRUE(window.windowTitle().contains(QStringLiteral("Made-up city")));
}

TEST_F(MainWindowTest, CheckBoxOfTheTreeHidesALayer) {
  open();
  auto* tree = window.findChild<QTreeView*>(QStringLiteral("layers"));
  auto* model = window.findChild<LayerTreeModel*>();
  const QModelIndex drape = model->index_of(SceneLayer::drape);
  QStyleOptionViewItem option;
  option.initFrom(tree->viewport());
  option.rect = tree->visualRect(drape);
  option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
  const QRect box = tree->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, tree);
  QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, box.center());
  EXPECT_FALSE(state().is_visible(SceneLayer::drape));
  ASSERT_TRUE(settle());
  EXPECT_FALSE(map()->picture()->view.visible[static_cast<std::size_t>(SceneLayer::drape)]);
  EXPECT_TRUE(map()->picture()->labels.quantity.isEmpty());
}

TEST_F(MainWindowTest, PlayingShowsEveryHour) {
  open();
  auto* bar = window.findChild<TimeBar*>();
  std::set<std::size_t> seen;
  QObject::connect(&window.presenter(), &MapPresenter::picture_shown, bar,
                   [&] { seen.insert(map()->picture()->view.hour); });
  bar->set_hours_per_second(100);
  map()->setFocus();
  QTest::keyClick(map(), Qt::Key_Space);
  ASSERT_TRUE(bar->is_playing());
  EXPECT_TRUE(QTest::qWaitFor([&] { return seen.size() == 10; }, patience_ms)) << seen.size();
  QTest::keyClick(map(), Qt::Key_Space);
  EXPECT_FALSE(bar->is_playing());
}

TEST_F(MainWindowTest, DraggingMovesTheGroundWithTheCursor) {
  open();
  window.actions().top->trigger();
  ASSERT_TRUE(settle());
  const QPoint from(300, 300);
  const QPoint to(360, 330);
  const auto before = ground_at(state().camera, map()->size(), from);
  QTest::mousePress(map(), Qt::LeftButton, {}, from);
  QTest::mouseMove(map(), from + QPoint(20, 10));
  QTest::mouseMove(map(), to);
  QTest::mouseRelease(map(), Qt::LeftButton, {}, to);
  const auto after = ground_at(state().camera, map()->size(), to);
  EXPECT_NEAR(after->x, before->x, 1e-3);  // straight down: the height of the target does not matter
  EXPECT_NEAR(after->y, before->y, 1e-3);
}

TEST_F(MainWindowTest, ClickShowsTheValueThere) {
  open();
  window.actions().top->trigger();
  ASSERT_TRUE(settle());
  QSignalSpy answers(&window.presenter(), &MapPresenter::clicked);
  QTest::mouseClick(map(), Qt::LeftButton, {}, map()->rect().center());
  ASSERT_TRUE(QTest::qWaitFor([&] { return answers.count() == 1; }, patience_ms));
  const auto pick = answers[0][0].value<PickAnswer>().pick;
  ASSERT_TRUE(pick);
  EXPECT_LT(length(pick->position_m - state().camera.target_m), 10);  // half a pixel
  EXPECT_TRUE(pick->value_ug_per_m3);
}

TEST_F(MainWindowTest, KeysMoveTurnAndAskLikeTheMouse) {
  open();
  const Camera before = state().camera;
  map()->setFocus();
  QTest::keyClick(map(), Qt::Key_Right, Qt::ShiftModifier);
  EXPECT_GT(state().camera.target_m.x, before.target_m.x);  // looking north: east is on the right
  EXPECT_NEAR(state().camera.target_m.y, before.target_m.y, 1e-6);
  QTest::keyClick(map(), Qt::Key_Up, Qt::ShiftModifier);
  EXPECT_GT(state().camera.target_m.y, before.target_m.y);
  QTest::keyClick(map(), Qt::Key_Down, Qt::AltModifier);
  EXPECT_GT(state().camera.pitch_deg, before.pitch_deg);
  QTest::keyClick(map(), Qt::Key_Right, Qt::AltModifier);
  EXPECT_GT(state().camera.azimuth_deg, before.azimuth_deg);
  ASSERT_TRUE(settle());
  QSignalSpy answers(&window.presenter(), &MapPresenter::clicked);
  QTest::keyClick(map(), Qt::Key_Return);
  ASSERT_TRUE(QTest::qWaitFor([&] { return answers.count() == 1; }, patience_ms));
  EXPECT_TRUE(answers[0][0].value<PickAnswer>().pick);
}

TEST_F(MainWindowTest, RendererKnowsWhatLiesOverThePicture) {
  open();
  const auto& picture = *map()->picture();
  const DecorationLayout layout =
      lay_out(map()->size(), picture.labels, picture.view.camera, QGuiApplication::font());
  const QPointF legend = layout.legend.center() / type_growth(map()->size());
  EXPECT_TRUE(std::any_of(picture.view.covered.begin(), picture.view.covered.end(), [&](const Box2& box) {
    return box.contains({legend.x(), legend.y()});
  }));
}

TEST_F(MainWindowTest, PollutantStatisticAndShapeReachTheRenderer) {
  open();
  auto* pollutant = window.findChild<QComboBox*>(QStringLiteral("pollutant"));
  pollutant->setCurrentIndex(1);
  Q_EMIT pollutant->activated(1);
  auto* statistic = window.findChild<QComboBox*>(QStringLiteral("statistic"));
  statistic->setCurrentIndex(2);
  Q_EMIT statistic->activated(2);
  auto* shape = window.findChild<QComboBox*>(QStringLiteral("shape"));
  shape->setCurrentIndex(1);
  Q_EMIT shape->activated(1);
  ASSERT_TRUE(settle());
  const ViewState& view = map()->picture()->view;
  EXPECT_EQ(view.pollutant, 1U);
  EXPECT_EQ(view.ground, state().run()->maximum.ground);
  EXPECT_TRUE(view.visible[static_cast<std::size_t>(SceneLayer::slice)]);
  EXPECT_FALSE(view.visible[static_cast<std::size_t>(SceneLayer::drape)]);
  EXPECT_EQ(view.scale.breaks, state().run()->breaks[1]);
  EXPECT_FALSE(window.actions().play->isEnabled());
}

TEST_F(MainWindowTest, RunDialogTellsTheController) {
  open();
  QSignalSpy wishes(&window, &MainWindow::run_wished);
  window.actions().run->trigger();
  auto* dialog = window.findChild<RunDialog*>();
  ASSERT_TRUE(dialog);
  QTest::keyClick(dialog, Qt::Key_Return);
  ASSERT_EQ(wishes.count(), 1);
  EXPECT_EQ(wishes[0][0].value<RunWish>().from, UtcHour{475000});
}

TEST_F(MainWindowTest, ProgressCanBeCancelledAndEndsIdle) {
  open();
  QSignalSpy cancels(&window, &MainWindow::cancel_wished);
  window.show_run_progress(QStringLiteral("solving"), 0.4, 65);
  EXPECT_FALSE(window.actions().run->isEnabled());
  EXPECT_FALSE(window.is_settled());
  auto* cancel = window.findChild<QPushButton*>(QStringLiteral("status_cancel"));
  ASSERT_TRUE(cancel->isVisible());
  QTest::mouseClick(cancel, Qt::LeftButton);
  EXPECT_EQ(cancels.count(), 1);
  EXPECT_FALSE(cancel->isEnabled());
  window.show_idle(QStringLiteral("cancelled"));
  EXPECT_TRUE(window.actions().run->isEnabled());
  EXPECT_FALSE(cancel->isVisible());
}

TEST_F(MainWindowTest, SlowRendererDoesNotStopTheWindow) {
  log->delay = std::chrono::milliseconds(400);
  open();
  for (int i = 0; i < 3; ++i) window.actions().zoom_in->trigger();
  QElapsedTimer timer;
  qint64 longest = 0;
  const int before = log->pictures;
  while (log->pictures == before) {
    timer.start();
    QApplication::processEvents();
    longest = std::max(longest, timer.elapsed());
    QTest::qSleep(1);
  }
  EXPECT_LT(longest, 200);  // half a picture; a window that waited would need 400 ms
}

TEST_F(MainWindowTest, RendererThatCannotStartIsToldAndTheRestWorks) {
  MainWindow broken([](int, int, double) -> Result<std::unique_ptr<Renderer>> {
    return fail(ErrorCode::resource, "no OpenGL here");
  });
  broken.show();
  broken.set_city(made::city_view(city));
  ASSERT_TRUE(QTest::qWaitFor([&] { return broken.findChild<QMessageBox*>() != nullptr; }, patience_ms));
  EXPECT_TRUE(broken.findChild<QMessageBox*>()->text().contains(QStringLiteral("no OpenGL here")));
  EXPECT_TRUE(broken.findChild<MapView*>()->message().contains(QStringLiteral("no OpenGL here")));
}

TEST_F(MainWindowTest, NotesOfTwinAndRunAreSaidOnce) {
  Fault gap;
  gap.severity = Severity::warning;
  gap.file = "met.csv";
  gap.found = "2 hours without wind";
  Fault assumption;
  assumption.severity = Severity::note;
  assumption.found = "136 roads: illustrative fleet";
  auto twin = std::make_shared<CityView>(*made::city_view(city));
  twin->faults = {gap};
  auto run = std::make_shared<RunView>(*made::run_view(*city, false, 10));
  run->notes = {gap, assumption};
  window.set_city(twin);
  window.set_run(run);
  const auto* notes = window.findChild<QListWidget*>(QStringLiteral("notes"));
  ASSERT_EQ(notes->count(), 2);
  EXPECT_TRUE(notes->item(0)->text().contains(QStringLiteral("met.csv")));
  EXPECT_EQ(notes->item(1)->text(), QStringLiteral("136 roads: illustrative fleet"));
}

TEST_F(MainWindowTest, ErrorsShowEveryFault) {
  window.show_open_failed(QStringLiteral("the twin has 2 faults\n  first\n  second"));
  auto* box = window.findChild<QMessageBox*>();
  ASSERT_TRUE(box);
  EXPECT_EQ(box->text(), QStringLiteral("the twin has 2 faults"));
  EXPECT_EQ(box->informativeText(), QStringLiteral("first"));  // without a click on "details"
  EXPECT_TRUE(box->detailedText().contains(QStringLiteral("second")));
}

/// Every entry of every menu does something: it has sub-entries, or somebody listens, or it is a panel switch
/// of Qt's.
TEST_F(MainWindowTest, EveryMenuEntryIsConnected) {
  open();
  QList<QMenu*> menus;
  for (QAction* top : window.menuBar()->actions()) menus << top->menu();
  for (qsizetype i = 0; i < menus.size(); ++i) {
    Q_EMIT menus[i]->aboutToShow();
    for (QAction* entry : menus[i]->actions()) {
      if (entry->menu()) {
        menus << entry->menu();
      } else if (!entry->isSeparator() && !entry->isCheckable()) {
        EXPECT_TRUE(ListenedAction::has_listener(*entry)) << entry->text().toStdString();
      }
    }
  }
  EXPECT_GE(menus.size(), 6 + 5);
}

TEST_F(MainWindowTest, EveryControlHasANameForScreenReaders) {
  open();
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    const bool is_control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
                            qobject_cast<QAbstractSlider*>(widget) ||
                            qobject_cast<QAbstractItemView*>(widget);
    if (!is_control || widget->objectName().startsWith(QStringLiteral("qt_")) ||
        !widget->isVisibleTo(&window))
      continue;
    QAccessibleInterface* access = QAccessible::queryAccessibleInterface(widget);
    ASSERT_TRUE(access);
    const bool is_inner = qobject_cast<QComboBox*>(widget->parentWidget()) ||
                          qobject_cast<QScrollBar*>(widget) || qobject_cast<QHeaderView*>(widget);
    EXPECT_TRUE(is_inner || !access->text(QAccessible::Name).isEmpty())
        << widget->metaObject()->className() << " " << widget->objectName().toStdString();
  }
}

}  // namespace
}  // namespace leeward::ui

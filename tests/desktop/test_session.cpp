// A user's session with real mouse and key events (xdotool, X server, window manager): open, look, hide a
// layer, play, pick a value, run, cancel, export, leave.
#include <gtest/gtest.h>

#include <QApplication>
#include <QImage>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>
#include <QWindow>
#include <QtTest/QTest>
#include <set>

#include "desktop/desktop_app.h"
#include "small_twin.h"
#include "ui/camera_math.h"
#include "ui/facts_table.h"
#include "ui/layer_tree_model.h"
#include "ui/map_presenter.h"
#include "ui/map_view.h"
#include "ui/run_dialog.h"
#include "ui/status_panel.h"
#include "ui/time_bar.h"

namespace leeward::desktop {
namespace {

using leeward::testing::program;
using leeward::testing::RunningProgram;
using leeward::testing::ScratchFolder;

constexpr int patience_ms = 60000;

/// Sends events from another process while this one's event loop runs.
bool xdotool(const QStringList& words) {
  QProcess tool;
  tool.start(QStringLiteral("xdotool"), words);
  return QTest::qWaitFor([&] { return tool.state() == QProcess::NotRunning; }, patience_ms) &&
         tool.exitCode() == 0;
}
bool click_at(const QWidget* widget, QPoint local, int button = 1) {
  const QPoint at = widget->mapToGlobal(local);
  return xdotool({QStringLiteral("mousemove"), QString::number(at.x()), QString::number(at.y()),
                  QStringLiteral("click"), QString::number(button)});
}
bool press_keys(const char* keys) {
  return xdotool({QStringLiteral("key"), QString::fromLatin1(keys)});
}

class Session : public ::testing::Test {
protected:
  void start(const leeward::testing::SmallTwin& twin) {
    Options options;
    options.city = twin.folder.string();
    app = std::make_unique<DesktopApp>(options);
    app->start();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&app->window(), patience_ms));
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return app->window().is_settled() && map()->picture(); }, patience_ms));
  }
  ui::MapView* map() { return app->window().findChild<ui::MapView*>(); }
  const ui::MapState& state() { return app->window().presenter().state(); }
  bool wait_settled() {
    return QTest::qWaitFor([this] { return app->window().is_settled(); }, patience_ms);
  }

  std::unique_ptr<DesktopApp> app;
};

TEST_F(Session, LooksAtARunWithMouseAndKeys) {
  start(leeward::testing::twin_with_run());
  // A layer off by its check box.
  auto* tree = app->window().findChild<QTreeView*>(QStringLiteral("layers"));
  const QModelIndex roads = app->window().findChild<ui::LayerTreeModel*>()->index_of(ui::SceneLayer::roads);
  QStyleOptionViewItem option;
  option.initFrom(tree->viewport());
  option.rect = tree->visualRect(roads);
  option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
  const QImage with_roads = map()->picture()->image;
  ASSERT_TRUE(
      click_at(tree->viewport(),
               tree->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, tree).center()));
  ASSERT_TRUE(QTest::qWaitFor([this] { return !state().is_visible(ui::SceneLayer::roads); }, patience_ms));
  ASSERT_TRUE(wait_settled());
  EXPECT_NE(map()->picture()->image, with_roads);

  // Top view by key, a value by click.
  ASSERT_TRUE(press_keys("ctrl+2"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return state().camera.pitch_deg > 89; }, patience_ms));
  ASSERT_TRUE(wait_settled());
  QSignalSpy picks(&app->window().presenter(), &ui::MapPresenter::clicked);
  ASSERT_TRUE(click_at(map(), map()->rect().center()));
  ASSERT_TRUE(QTest::qWaitFor([&] { return picks.count() == 1; }, patience_ms));
  const auto pick = picks[0][0].value<ui::PickAnswer>().pick;
  ASSERT_TRUE(pick);
  // The middle of the picture shows the camera's target whatever the map's shape; straight down, relief
  // shifts nothing.
  const double pixel_m = ui::metres_per_pixel(state().camera, QSizeF(map()->size()));
  EXPECT_LT(length(pick->position_m - state().camera.target_m), 3 * pixel_m);
  const auto* place = app->window().findChild<ui::FactsTable*>(QStringLiteral("facts_place"));
  EXPECT_TRUE(place->value(ui::pollutant_text("NOx")).contains(QStringLiteral("µg/m³")));

  // The wheel zooms, the left button drags.
  const double distance = state().camera.distance_m;
  ASSERT_TRUE(click_at(map(), map()->rect().center(), 4));
  ASSERT_TRUE(QTest::qWaitFor([&] { return state().camera.distance_m < distance; }, patience_ms));
  const Vec2 target = state().camera.target_m;
  const QPoint at = map()->mapToGlobal(map()->rect().center());
  ASSERT_TRUE(xdotool({"mousemove", QString::number(at.x()), QString::number(at.y()), "mousedown", "1"}));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(xdotool({"mousemove_relative", "20", "0"}));
  ASSERT_TRUE(xdotool({"mouseup", "1"}));
  ASSERT_TRUE(QTest::qWaitFor([&] { return state().camera.target_m.x < target.x; }, patience_ms));

  // Playing shows the hours one after the other.
  std::set<std::size_t> hours;
  QObject::connect(&app->window().presenter(), &ui::MapPresenter::picture_shown, app.get(),
                   [&] { hours.insert(map()->picture()->view.hour); });
  ASSERT_TRUE(press_keys("ctrl+space"));
  EXPECT_TRUE(QTest::qWaitFor([&] { return hours.size() >= 4; }, patience_ms));
  ASSERT_TRUE(press_keys("ctrl+space"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return !app->window().findChild<ui::TimeBar*>()->is_playing(); },
                              patience_ms));

  ASSERT_TRUE(press_keys("F11"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return app->window().isFullScreen(); }, patience_ms));
  ASSERT_TRUE(press_keys("F11"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return !app->window().isFullScreen(); }, patience_ms));
}

TEST_F(Session, RunsAndCancels) {
  const ScratchFolder scratch;
  const auto twin = leeward::testing::make_small_twin(scratch.path(), 6, false);
  start(twin);
  EXPECT_FALSE(state().run());
  ASSERT_TRUE(press_keys("ctrl+r"));
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return app->window().findChild<ui::RunDialog*>() != nullptr; }, patience_ms));
  ASSERT_TRUE(QTest::qWaitForWindowActive(app->window().findChild<ui::RunDialog*>(), patience_ms));
  ASSERT_TRUE(press_keys("Return"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return state().run() != nullptr; }, patience_ms));
  ASSERT_TRUE(wait_settled());
  EXPECT_EQ(app::list_runs(twin.folder).size(), 1U);

  // The same again, exactly this time, and cancelled by the button.
  std::filesystem::remove_all(twin.folder / "runs");
  ui::RunWish wish;
  wish.is_exact = true;
  Q_EMIT app->window().run_wished(wish);
  auto* cancel = app->window().findChild<QPushButton*>(QStringLiteral("status_cancel"));
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return cancel->isVisible() || !app->window().is_running(); }, patience_ms));
  if (app->window().is_running()) {
    ASSERT_TRUE(click_at(cancel, cancel->rect().center()));
    ASSERT_TRUE(QTest::qWaitFor([this] { return !app->window().is_running(); }, patience_ms));
    EXPECT_TRUE(app::list_runs(twin.folder).empty());
  }
  EXPECT_TRUE(app->window().actions().run->isEnabled());
}

/// The dash between is not spelled out: in the C locale, which a bare machine has, xdotool finds no character
/// beyond ASCII.
constexpr const char* small_title = "^Small .*Leeward$";

TEST(Program, StartsOpensExportsAndLeavesClean) {
  const ScratchFolder scratch;
  const auto& twin = leeward::testing::twin_with_run();
  const std::string picture = (scratch.path() / "map.png").string();
  RunningProgram leeward({program("leeward"), twin.folder.string()});
  ASSERT_TRUE(
      xdotool({"search", "--sync", "--onlyvisible", "--name", small_title, "windowactivate", "--sync"}));
  // Export is there from the first picture on, which nothing outside the program shows: the key is pressed
  // until it acts.
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        const bool is_open = xdotool({"search", "--onlyvisible", "--name", "^Export picture$"});
        if (!is_open && press_keys("ctrl+e")) QTest::qWait(700);
        return is_open;
      },
      patience_ms));
  ASSERT_TRUE(xdotool(
      {"search", "--sync", "--onlyvisible", "--name", "^Export picture$", "windowactivate", "--sync"}));
  ASSERT_TRUE(press_keys("ctrl+a"));
  ASSERT_TRUE(xdotool({"type", QString::fromStdString(picture)}));
  ASSERT_TRUE(press_keys("Return"));
  EXPECT_TRUE(QTest::qWaitFor([&] { return std::filesystem::exists(picture); }, patience_ms));
  EXPECT_FALSE(QImage(QString::fromStdString(picture)).isNull());
  ASSERT_TRUE(
      xdotool({"search", "--sync", "--onlyvisible", "--name", small_title, "windowactivate", "--sync"}));
  ASSERT_TRUE(press_keys("ctrl+q"));
  const auto result = leeward.wait();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.signal, 0);
}

}  // namespace
}  // namespace leeward::desktop

// Opening, loading and running off the GUI thread; what the window is handed agrees with the products.
#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest/QTest>
#include <algorithm>

#include "desktop/city_controller.h"
#include "desktop/run_controller.h"
#include "desktop/views.h"
#include "small_twin.h"

namespace leeward::desktop {
namespace {

constexpr int patience_ms = 60000;

TEST(Views, MeanAndMaximumAreOverTheValidHours) {
  const auto& twin = leeward::testing::twin_with_run();
  const auto run = app::load_run(twin.folder / "runs" / twin.run_id);
  ASSERT_TRUE(run);
  const ui::RunViewPtr view = make_run_view(*run);
  EXPECT_EQ(view->valid_hours + view->calm_hours + view->missing_hours, 12U);
  EXPECT_EQ(view->calm_hours, 1U);
  EXPECT_EQ(view->missing_hours, 1U);
  const ConcentrationField& field = *run->ground;
  const std::size_t cell = field.layout.size() / 3;
  double sum = 0;
  float largest = 0;
  for (std::size_t h = 0; h < field.hours.size(); ++h) {
    if (field.status[h] != HourStatus::valid) continue;
    sum += static_cast<double>(field.hour_values(0, h)[cell]);
    largest = std::max(largest, field.hour_values(0, h)[cell]);
  }
  const double mean = sum / static_cast<double>(view->valid_hours);
  EXPECT_NEAR(static_cast<double>(view->mean.ground->hour_values(0, 0)[cell]), mean,
              1e-6 * mean);  // float output
  EXPECT_EQ(view->maximum.ground->hour_values(0, 0)[cell], largest);
  ASSERT_TRUE(view->maximum.volume);
  EXPECT_EQ(view->maximum.volume->layout, run->volume->layout);
  // The summary's place holds the summary's value.
  const ui::MapSummary& summary = view->maximum.summaries[0][0];
  const auto level = view->maximum.ground->level_values(0, 0, 0);
  EXPECT_EQ(summary.maximum, static_cast<double>(*std::max_element(level.begin(), level.end())));
  EXPECT_TRUE(std::is_sorted(view->breaks[0].begin(), view->breaks[0].end()));
}

TEST(CityController, OpensATwinAndItsNewestRun) {
  const auto& twin = leeward::testing::twin_with_run();
  CityController controller;
  QSignalSpy opened(&controller, &CityController::opened);
  QSignalSpy loaded(&controller, &CityController::run_loaded);
  controller.open(QString::fromStdString(twin.folder.string()));
  EXPECT_EQ(opened.count(), 0);  // not in this call: the window goes on
  ASSERT_TRUE(QTest::qWaitFor([&] { return loaded.count() == 1; }, patience_ms));
  EXPECT_EQ(controller.city()->city->settings.name, "Small");
  EXPECT_EQ(loaded[0][0].value<ui::RunViewPtr>()->run_id, twin.run_id);
  EXPECT_EQ(to_iso(*controller.city()->met_first), "2024-06-20T01:00Z");
}

TEST(CityController, WhatIsNotATwinFailsWithWords) {
  CityController controller;
  QSignalSpy failed(&controller, &CityController::open_failed);
  controller.open(QStringLiteral("/nowhere/at/all"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }, patience_ms));
  EXPECT_TRUE(failed[0][0].toString().contains(QStringLiteral("/nowhere/at/all")));
}

TEST(CityController, TheNewerRequestWins) {
  const auto& twin = leeward::testing::twin_with_run();
  CityController controller;
  QSignalSpy opened(&controller, &CityController::opened);
  QSignalSpy failed(&controller, &CityController::open_failed);
  QSignalSpy loaded(&controller, &CityController::run_loaded);
  controller.open(QStringLiteral("/nowhere/at/all"));
  controller.open(QString::fromStdString(twin.folder.string()));
  ASSERT_TRUE(QTest::qWaitFor([&] { return loaded.count() == 1; }, patience_ms));
  EXPECT_EQ(failed.count(), 0);
  EXPECT_EQ(opened.count(), 1);
}

TEST(RunController, FinishesWithWhatTheCommandWrites) {
  const leeward::testing::ScratchFolder scratch;
  const auto twin = leeward::testing::make_small_twin(scratch.path(), 12, false);
  const auto city = make_city_view(std::move(*app::open_city(twin.folder)));
  RunController controller;
  QSignalSpy finished(&controller, &RunController::finished);
  QSignalSpy progress(&controller, &RunController::progress);
  controller.start(city, {.from = *parse_iso_hour("2024-06-20T02:00Z"),
                          .to = *parse_iso_hour("2024-06-20T04:00Z"),
                          .has_volume = false});
  EXPECT_TRUE(controller.is_running());
  ASSERT_TRUE(QTest::qWaitFor([&] { return finished.count() == 1; }, patience_ms));
  EXPECT_FALSE(controller.is_running());
  EXPECT_GE(progress.count(), 1);
  const auto run = finished[0][0].value<ui::RunViewPtr>();
  EXPECT_EQ(run->hourly.ground->hours.size(), 3U);
  EXPECT_FALSE(run->hourly.volume);
  EXPECT_TRUE(std::filesystem::exists(run->manifest_path));
}

TEST(RunController, CancelLeavesNothingAndTheNextRunStillRuns) {
  const leeward::testing::ScratchFolder scratch;
  const auto twin = leeward::testing::make_small_twin(scratch.path(), 30, false);
  const auto city = make_city_view(std::move(*app::open_city(twin.folder)));
  RunController controller;
  QSignalSpy cancelled(&controller, &RunController::cancelled);
  QSignalSpy finished(&controller, &RunController::finished);
  ui::RunWish wish;
  wish.is_exact = true;
  controller.start(city, wish);
  controller.cancel();
  ASSERT_TRUE(QTest::qWaitFor([&] { return cancelled.count() == 1; }, patience_ms));
  EXPECT_TRUE(app::list_runs(twin.folder).empty());
  controller.start(city, {.from = *parse_iso_hour("2024-06-20T02:00Z"),
                          .to = *parse_iso_hour("2024-06-20T02:00Z"),
                          .has_volume = false});
  ASSERT_TRUE(QTest::qWaitFor([&] { return finished.count() == 1; }, patience_ms));
  EXPECT_EQ(cancelled.count(), 1);  // the old stop does not reach the new run
}

TEST(RunController, AFaultIsToldInWords) {
  const auto& twin = leeward::testing::twin_with_run();
  const auto city = make_city_view(std::move(*app::open_city(twin.folder)));
  RunController controller;
  QSignalSpy failed(&controller, &RunController::failed);
  controller.start(city, {.from = UtcHour{1}, .to = UtcHour{2}});
  ASSERT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }, patience_ms));
  EXPECT_TRUE(failed[0][0].toString().contains(QStringLiteral("no meteorology")));
}

TEST(TimeLeft, IsProportionalAndSilentAtFirst) {
  EXPECT_LT(seconds_left(0.2, 0.5), 0);
  EXPECT_LT(seconds_left(30, 0.005), 0);
  EXPECT_DOUBLE_EQ(seconds_left(30, 0.25), 90);
  EXPECT_DOUBLE_EQ(seconds_left(30, 1), 0);
}

}  // namespace
}  // namespace leeward::desktop

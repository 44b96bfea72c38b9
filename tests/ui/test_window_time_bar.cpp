// Choosing the hour: slider geometry, steps, playing that waits for its pictures, marks of hours without a
// value.
#include <gtest/gtest.h>

#include <QLabel>
#include <QSignalSpy>
#include <QTimer>
#include <QToolButton>
#include <QtTest/QTest>

#include "ui/hour_slider.h"
#include "ui/time_bar.h"

namespace leeward::ui {
namespace {

const UtcHour first_hour = *parse_iso_hour("2024-06-20T01:00Z");

void fill(TimeBar& bar, std::size_t count) {
  std::vector<UtcHour> hours;
  std::vector<HourStatus> status(count, HourStatus::valid);
  for (std::size_t i = 0; i < count; ++i) hours.push_back(first_hour + static_cast<std::int64_t>(i));
  if (count > 8) {
    status[5] = HourStatus::calm;
    status[7] = HourStatus::missing;
  }
  bar.set_hours(hours, status, HourText("Europe/Berlin", 1));
}

QString text_of(TimeBar& bar, const char* name) {
  return bar.findChild<QLabel*>(QLatin1String(name))->text();
}

TEST(TimeBar, WithoutARunNothingCanBeChosen) {
  TimeBar bar;
  EXPECT_FALSE(bar.findChild<HourSlider*>()->isEnabled());
  bar.toggle_play();
  EXPECT_FALSE(bar.is_playing());
  EXPECT_TRUE(text_of(bar, "hour_text").contains(QStringLiteral("No run yet")));
}

TEST(TimeBar, NamesTheHourByItsEndInLocalTimeAndUtc) {
  TimeBar bar;
  fill(bar, 24);
  bar.set_hour(8);
  EXPECT_TRUE(
      text_of(bar, "hour_text").contains(QStringLiteral("Hour ending 2024-06-20 11:00 CEST (09:00 UTC)")));
  EXPECT_EQ(text_of(bar, "hour_status"), QStringLiteral("9 of 24"));
  bar.set_hour(5);
  EXPECT_TRUE(text_of(bar, "hour_status").contains(QStringLiteral("Calm")));
  bar.set_hour(7);
  EXPECT_TRUE(text_of(bar, "hour_status").contains(QStringLiteral("No meteorology")));
}

TEST(TimeBar, SetHourIsSilentAndStepsSpeak) {
  TimeBar bar;
  fill(bar, 24);
  QSignalSpy changes(&bar, &TimeBar::hour_changed);
  bar.set_hour(3);
  EXPECT_EQ(changes.count(), 0);
  bar.step(2);
  ASSERT_EQ(changes.count(), 1);
  EXPECT_EQ(changes[0][0].toULongLong(), 5U);
  bar.go_last();
  EXPECT_EQ(bar.hour(), 23U);
  bar.step(1);  // stays
  EXPECT_EQ(bar.hour(), 23U);
  bar.go_first();
  EXPECT_EQ(bar.hour(), 0U);
}

TEST(TimeBar, PlayingWaitsForThePictureAndStartsAgainAtTheEnd) {
  TimeBar bar;
  fill(bar, 3);
  bar.set_hours_per_second(200);
  bar.toggle_play();
  ASSERT_TRUE(bar.is_playing());
  const auto comes_to = [&bar](std::size_t hour) {
    return QTest::qWaitFor([&] { return bar.hour() == hour; }, 30000);
  };
  EXPECT_TRUE(comes_to(1));
  // Many ticks more, and it stays: its picture has not come. The probe's timer is the slower one.
  int ticks = 0;
  QTimer probe;
  QObject::connect(&probe, &QTimer::timeout, [&ticks] { ++ticks; });
  probe.start(20);
  ASSERT_TRUE(QTest::qWaitFor([&] { return ticks >= 3; }, 30000));
  EXPECT_EQ(bar.hour(), 1U);
  bar.picture_shown();
  EXPECT_TRUE(comes_to(2));
  bar.picture_shown();
  EXPECT_TRUE(comes_to(0));
  bar.toggle_play();
  EXPECT_FALSE(bar.is_playing());
}

TEST(TimeBar, PeriodTakesTheHourAway) {
  TimeBar bar;
  fill(bar, 24);
  bar.toggle_play();
  bar.set_period(QStringLiteral("Period mean"));
  EXPECT_FALSE(bar.is_playing());
  EXPECT_FALSE(bar.findChild<HourSlider*>()->isEnabled());
  EXPECT_EQ(text_of(bar, "hour_text"), QStringLiteral("Period mean"));
  bar.set_period({});
  EXPECT_TRUE(bar.findChild<HourSlider*>()->isEnabled());
}

TEST(TimeBar, EveryControlIsReachableByKeyboardAndHasAName) {
  TimeBar bar;
  fill(bar, 24);
  for (QToolButton* button : bar.findChildren<QToolButton*>()) {
    EXPECT_FALSE(button->accessibleName().isEmpty());
    EXPECT_TRUE(button->focusPolicy() & Qt::TabFocus);
  }
  EXPECT_FALSE(bar.findChild<HourSlider*>()->accessibleName().isEmpty());
}

TEST(HourSlider, ClickingACellChoosesItsHour) {
  TimeBar bar;
  bar.resize(900, 80);
  fill(bar, 24);
  bar.show();
  QTest::qWait(10);
  auto* slider = bar.findChild<HourSlider*>();
  for (const int hour : {0, 5, 13, 23}) {
    QTest::mouseClick(slider, Qt::LeftButton, {}, slider->cell(hour).center().toPoint());
    EXPECT_EQ(slider->value(), hour);
  }
  EXPECT_EQ(slider->index_at({-50, 5}), 0);
  EXPECT_EQ(slider->index_at({5000, 5}), 23);
}

TEST(HourSlider, KeysMoveIt) {
  TimeBar bar;
  fill(bar, 48);
  auto* slider = bar.findChild<HourSlider*>();
  QTest::keyClick(slider, Qt::Key_Right);
  EXPECT_EQ(slider->value(), 1);
  QTest::keyClick(slider, Qt::Key_PageUp);
  EXPECT_EQ(slider->value(), 25);  // a day
  QTest::keyClick(slider, Qt::Key_End);
  EXPECT_EQ(slider->value(), 47);
}

TEST(HourSlider, CalmAndMissingHoursLookDifferentFromValidOnes) {
  TimeBar bar;
  bar.resize(900, 80);
  fill(bar, 24);
  bar.set_hour(20);
  auto* slider = bar.findChild<HourSlider*>();
  bar.show();
  QTest::qWait(10);
  const QImage picture = slider->grab().toImage();
  const auto colours = [&](int hour) {
    const QRect cell = slider->cell(hour).toRect().adjusted(2, 2, -2, -2);
    long red = 0;
    long blue = 0;
    for (int y = cell.top(); y <= cell.bottom(); ++y)
      for (int x = cell.left(); x <= cell.right(); ++x) {
        red += qRed(picture.pixel(x, y));
        blue += qBlue(picture.pixel(x, y));
      }
    const long all = static_cast<long>(cell.width()) * cell.height();
    return std::pair(red / all, blue / all);
  };
  const auto valid = colours(10);
  const auto calm = colours(5);
  const auto no_met = colours(7);
  EXPECT_GT(valid.second, valid.first + 30);          // blue
  EXPECT_LT(std::abs(calm.first - calm.second), 20);  // grey
  EXPECT_GT(no_met.first, no_met.second + 15);        // red hatching
}

}  // namespace
}  // namespace leeward::ui

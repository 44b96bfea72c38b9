// What is written over a picture: nothing overlaps, nothing is cut off, the legend says what the map shows.
#include <gtest/gtest.h>

#include <QFontMetricsF>
#include <QGuiApplication>
#include <array>

#include "support/made_run.h"
#include "ui/camera_math.h"
#include "ui/colour_ramp.h"
#include "ui/decorations.h"
#include "ui/map_state.h"

namespace leeward::ui {
namespace {

MapState state_with_run() {
  MapState state;
  const auto city = made::city();
  state.set_city(made::city_view(city));
  state.set_run(made::run_view(*city, true, 10));
  state.camera = *named_camera(*city, "top");
  return state;
}

MapLabels long_labels() {
  MapLabels labels = state_with_run().labels();
  labels.title =
      QStringLiteral("Gemeinsames Stadt-Umland-Modell Großbeispielhausen an der Oberen Beispielach");
  labels.attribution = {
      QStringLiteral(
          "© Landesamt für Geobasisinformation, Datenlizenz Deutschland – Namensnennung – Version 2.0"),
      QStringLiteral("© OpenStreetMap contributors, ODbL 1.0"),
      QStringLiteral("Deutscher Wetterdienst, Climate Data Center")};
  labels.notice = QStringLiteral("No meteorology in this hour: no modelled value");
  labels.scale = make_scale({0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200}, colour_ramps().front());
  return labels;
}

void expect_tidy(const DecorationLayout& layout, QSizeF size) {
  const std::array boxes{layout.title,     layout.banner,      layout.north_arrow, layout.legend,
                         layout.scale_bar, layout.attribution, layout.notice};
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].isEmpty()) continue;
    EXPECT_TRUE(QRectF(QPointF(0, 0), size).contains(boxes[i]))
        << "box " << i << " at " << size.width() << "x" << size.height();
    for (std::size_t j = i + 1; j < boxes.size(); ++j)
      EXPECT_FALSE(!boxes[j].isEmpty() && boxes[i].intersects(boxes[j]))
          << i << " meets " << j << " at " << size.width() << "x" << size.height();
  }
}

TEST(Decorations, NothingOverlapsOrIsCutOffInAnyUsualSize) {
  const Camera camera = state_with_run().camera;
  for (const MapLabels& labels : {state_with_run().labels(), long_labels()})
    for (const QSizeF size :
         {QSizeF(640, 480), QSizeF(800, 600), QSizeF(1024, 768), QSizeF(1280, 800), QSizeF(1600, 1000),
          QSizeF(1920, 1080), QSizeF(2560, 1440), QSizeF(3840, 2160), QSizeF(600, 1000)}) {
      const DecorationLayout layout = lay_out(size, labels, camera, QGuiApplication::font());
      EXPECT_TRUE(layout.is_whole) << size.width() << "x" << size.height();
      expect_tidy(layout, size);
      EXPECT_GE(layout.type_size_px, 7);
      EXPECT_FALSE(layout.legend.isEmpty());
      EXPECT_FALSE(layout.scale_bar.isEmpty());
      EXPECT_FALSE(layout.banner.isEmpty());
    }
}

TEST(Decorations, UsualSizesHaveLegibleType) {
  const MapState state = state_with_run();
  for (const QSizeF size : {QSizeF(800, 600), QSizeF(1600, 1000)})
    EXPECT_GE(lay_out(size, state.labels(), state.camera, QGuiApplication::font()).type_size_px, 12);
  EXPECT_GE(lay_out({3840, 2160}, state.labels(), state.camera, QGuiApplication::font()).type_size_px, 24);
}

TEST(Decorations, ASmallMapKeepsMostOfItself) {
  const MapState state = state_with_run();
  const QSizeF size(430, 530);
  const DecorationLayout layout = lay_out(size, state.labels(), state.camera, QGuiApplication::font());
  EXPECT_TRUE(layout.is_whole);
  EXPECT_GE(layout.type_size_px, 9);
  EXPECT_LT(layout.legend.width() * layout.legend.height(), 0.2 * size.width() * size.height());
}

TEST(Decorations, ScaleBarIsTrue) {
  const MapState state = state_with_run();
  const QSizeF size(1600, 1000);
  const DecorationLayout layout = lay_out(size, state.labels(), state.camera, QGuiApplication::font());
  const Vec2 a = *ground_at(state.camera, size, {500, 500});
  const Vec2 b = *ground_at(state.camera, size, {500 + layout.scale_bar_px, 500});
  EXPECT_NEAR(length(b - a), layout.scale_bar_m,
              1e-6 * layout.scale_bar_m);  // same projection, rounding only
}

TEST(Decorations, TiltedViewHasNoScaleBar) {
  MapState state = state_with_run();
  state.camera.pitch_deg = 40;
  EXPECT_TRUE(
      lay_out({1600, 1000}, state.labels(), state.camera, QGuiApplication::font()).scale_bar.isEmpty());
}

TEST(Decorations, LegendListsEveryClassHighestFirst) {
  EXPECT_EQ(class_texts(made::scale()), (QStringList{"≥ 160", "80 – 160", "40 – 80", "20 – 40", "10 – 20",
                                                     "5 – 10", "< 5 (not coloured)"}));
}

TEST(Decorations, PictureKeepsItsSizeAndGetsItsLegend) {
  const MapState state = state_with_run();
  for (const QColor ground : {QColor(Qt::white), QColor(Qt::black)}) {
    QImage plain(900, 700, QImage::Format_RGB32);
    plain.fill(ground);
    const QImage picture = decorated(plain, state.labels(), state.camera);
    ASSERT_EQ(picture.size(), plain.size());
    const DecorationLayout layout =
        lay_out(QSizeF(900, 700), state.labels(), state.camera, QGuiApplication::font());
    // A light panel on any ground, with dark type in it.
    int light = 0;
    int dark = 0;
    for (int y = static_cast<int>(layout.legend.top()); y < static_cast<int>(layout.legend.bottom()); ++y)
      for (int x = static_cast<int>(layout.legend.left()); x < static_cast<int>(layout.legend.right()); ++x) {
        const int grey = qGray(picture.pixel(x, y));
        light += grey > 200;
        dark += grey < 90;
      }
    const auto all = static_cast<int>(layout.legend.width() * layout.legend.height());
    EXPECT_GT(light, all / 2);
    EXPECT_GT(dark, all / 100);
  }
}

TEST(MapLabels, SayWhatTheMapShows) {
  MapState state = state_with_run();
  MapLabels labels = state.labels();
  EXPECT_EQ(labels.title, QStringLiteral("Made-up city"));
  EXPECT_EQ(labels.banner, QStringLiteral("FICTIONAL CITY"));
  EXPECT_EQ(labels.unit, QStringLiteral("µg/m³"));
  EXPECT_EQ(labels.averaging, QStringLiteral("1-h mean"));
  EXPECT_TRUE(labels.subtitle.contains(QStringLiteral("hour ending")));
  EXPECT_TRUE(labels.notice.isEmpty());
  state.set_hour(made::calm_hour);
  EXPECT_TRUE(state.labels().notice.contains(QStringLiteral("Calm")));
  state.set_statistic(MapStatistic::maximum);
  labels = state.labels();
  EXPECT_TRUE(labels.notice.isEmpty());
  EXPECT_TRUE(labels.averaging.contains(QStringLiteral("maximum")));
  EXPECT_TRUE(labels.hour.join(u' ').contains(QStringLiteral("left out: 1 calm, 1 without meteorology")));
}

TEST(MapLabels, SayWhetherBackgroundIsInThePollutant) {
  MapState state = state_with_run();
  auto run = std::make_shared<RunView>(*state.run());
  run->has_background = {true, false};
  state.set_run(run);
  ASSERT_EQ(state.pollutants().size(), 2U);
  EXPECT_EQ(state.labels().averaging, QStringLiteral("1-h mean, with background"));
  state.set_pollutant(state.pollutants()[1]);
  EXPECT_EQ(state.labels().averaging, QStringLiteral("1-h mean, without background"));
}

TEST(MapLabels, WithoutADrawnFieldThereIsNoLegend) {
  MapState state = state_with_run();
  state.set_visible(SceneLayer::drape, false);
  EXPECT_TRUE(state.labels().quantity.isEmpty());
}

}  // namespace
}  // namespace leeward::ui

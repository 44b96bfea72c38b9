// Pictures by facts about their pixels: what a layer changes and where, and that a colour is its class.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "support/scene_setup.h"
#include "ui/scene/field_sample.h"

namespace leeward::ui {
namespace {

constexpr int width_px = 480;
constexpr int height_px = 300;

struct ScenePictures : testing::Test {
  std::shared_ptr<City> city = made::city();
  std::unique_ptr<SceneRenderer> renderer;

  void SetUp() override {
    auto made = SceneRenderer::create(width_px, height_px);
    ASSERT_TRUE(made.has_value()) << to_text(made.error());
    renderer = std::move(*made);
    renderer->set_city(city);
  }
  QImage picture(const ViewState& view) {
    renderer->set_view(view);
    return renderer->render();
  }
};

TEST_F(ScenePictures, TwoRendersHaveTheSameBits) {
  ViewState view = made::view_of(*city, {SceneLayer::buildings, SceneLayer::roads, SceneLayer::stacks,
                                         SceneLayer::drape, SceneLayer::stations, SceneLayer::volume});
  view.ground = made::ground_field(*city, 3);
  view.volume = made::volume_field(*city, 3);
  const QImage first = picture(view);
  EXPECT_EQ(first, picture(view));
  auto second = SceneRenderer::create(width_px, height_px);
  ASSERT_TRUE(second.has_value());
  (*second)->set_city(city);
  (*second)->set_view(view);
  EXPECT_EQ(first, (*second)->render());
}

TEST_F(ScenePictures, EachLayerChangesThePicture) {
  ViewState bare = made::view_of(*city, {});
  bare.ground = made::ground_field(*city, 3);
  bare.volume = made::volume_field(*city, 3);
  const QImage without = picture(bare);
  for (const SceneLayer layer :
       {SceneLayer::land_cover, SceneLayer::buildings, SceneLayer::roads, SceneLayer::stacks,
        SceneLayer::areas, SceneLayer::stations, SceneLayer::receptors, SceneLayer::zones, SceneLayer::drape,
        SceneLayer::slice, SceneLayer::volume}) {
    ViewState view = bare;
    view.visible[made::index(layer)] = true;
    EXPECT_GT(made::differing_pixels(without, picture(view)), 20) << layer_id(layer);
    EXPECT_EQ(made::differing_pixels(without, picture(bare)), 0)
        << layer_id(layer) << " left something behind";
  }
  ViewState nothing = bare;
  nothing.visible.fill(false);
  EXPECT_GT(made::differing_pixels(without, picture(nothing)), width_px * height_px / 4);
}

TEST_F(ScenePictures, ABuildingIsWhereItsFootprintIs) {
  ViewState view = made::view_of(*city, {});
  view.camera = made::above(made::known_building, 300);
  const QImage without = picture(view);
  view.visible[made::index(SceneLayer::buildings)] = true;
  const QImage with = picture(view);
  const auto pixel = [&](Vec2 p) {  // 1 m a pixel; roofs nearer to the eye are larger by 30 m in 475 m
    const Vec2 d = p - made::known_building;
    return QPoint(width_px / 2 + static_cast<int>(d.x), height_px / 2 - static_cast<int>(d.y));
  };
  const QPoint block = pixel(made::known_building + Vec2{24, 0});
  const QPoint courtyard = pixel(made::known_building);
  EXPECT_NE(without.pixel(block), with.pixel(block));
  EXPECT_EQ(without.pixel(courtyard), with.pixel(courtyard));
}

TEST_F(ScenePictures, DrapeHasTheClassColourOfTheValue) {
  ViewState view = made::view_of(*city, {SceneLayer::drape});
  auto field = std::make_shared<ConcentrationField>(*made::ground_field(*city, 3));
  for (float& value : field->values) value *= 4;  // so that the upper classes are there too
  view.ground = field;
  view.drape_opacity = 1;
  int compared = 0;
  std::vector<bool> seen(view.scale.colours.size());
  for (const Vec2 at :
       {Vec2{700, 1000}, Vec2{2600, 1500}, Vec2{3400, 1200}, Vec2{1500, 2300}, Vec2{2000, 950}}) {
    view.camera = made::above(made::south_west + at, 900);
    const QImage image = picture(view);
    for (int y = 10; y < height_px - 10; y += 23)
      for (int x = 10; x < width_px - 10; x += 29) {
        const auto pick = renderer->pick(x, y);
        if (!pick) continue;  // beside the domain
        const auto value = sample_level(*field, 0, view.hour, 0, pick->position_m);
        EXPECT_EQ(pick->value_ug_per_m3, value);
        if (!value) continue;
        // Near a break, smoothing of edges mixes two classes; there the colour is not asked for.
        const auto near_break = std::any_of(view.scale.breaks.begin(), view.scale.breaks.end(),
                                            [&](double b) { return std::abs(*value / b - 1) < 0.12; });
        if (near_break) continue;
        const auto k = static_cast<std::size_t>(
            std::upper_bound(view.scale.breaks.begin(), view.scale.breaks.end(), *value) -
            view.scale.breaks.begin());
        const unsigned colour = view.scale.colours[k];
        if ((colour & 0xffu) != 0xffu) continue;  // hidden or see-through
        EXPECT_EQ(image.pixel(x, y) & 0xffffffu, colour >> 8)
            << "value " << *value << " at " << x << ", " << y;
        seen[k] = true;
        ++compared;
      }
  }
  EXPECT_GT(compared, 100);
  EXPECT_GE(std::count(seen.begin(), seen.end(), true), 4);
}

TEST_F(ScenePictures, CalmAndMissingHoursDrawNoField) {
  ViewState view = made::view_of(*city, {});
  const QImage bare = picture(view);
  view.visible[made::index(SceneLayer::drape)] = true;
  view.visible[made::index(SceneLayer::slice)] = true;
  view.visible[made::index(SceneLayer::volume)] = true;
  view.ground = made::ground_field(*city, 9);
  view.volume = made::volume_field(*city, 9);
  EXPECT_GT(made::differing_pixels(bare, picture(view)), 1000);
  for (const std::size_t hour : {made::calm_hour, made::missing_hour, std::size_t{99}}) {
    view.hour = hour;
    EXPECT_EQ(made::differing_pixels(bare, picture(view)), 0) << "hour " << hour;
  }
}

TEST_F(ScenePictures, AHiddenLowestClassShowsTheGround) {
  auto field = std::make_shared<ConcentrationField>(*made::ground_field(*city, 1));
  std::fill(field->values.begin(), field->values.end(), 1.0F);  // below the first break
  ViewState view = made::view_of(*city, {SceneLayer::drape});
  view.hour = 0;
  const QImage bare = picture(view);
  view.ground = field;
  EXPECT_EQ(made::differing_pixels(bare, picture(view)), 0);
}

TEST_F(ScenePictures, CellsWithoutAValueShowTheGround) {
  auto field = std::make_shared<ConcentrationField>(*made::ground_field(*city, 1));
  std::fill(field->values.begin(), field->values.end(), 50.0F);
  const auto& grid = field->layout.grid;
  for (std::size_t row = 40; row < 60; ++row)
    for (std::size_t column = 60; column < 90; ++column)
      field->values[row * grid.columns + column] = std::numeric_limits<float>::quiet_NaN();
  ViewState view = made::view_of(*city, {SceneLayer::drape});
  view.hour = 0;
  view.drape_opacity = 1;
  view.camera = made::above(grid.position(75, 50), 300);
  const QImage bare = picture(view);
  view.ground = field;
  EXPECT_EQ(made::differing_pixels(bare, picture(view)), 0);
  view.camera = made::above(grid.position(110, 50), 300);
  EXPECT_EQ(picture(view).pixel(width_px / 2, height_px / 2) & 0xffffffu, made::scale().colours[4] >> 8);
}

TEST_F(ScenePictures, SliceLiesAboveTheGroundItCovers) {
  ViewState view = made::view_of(*city, {SceneLayer::slice});
  view.volume = made::volume_field(*city, 3);
  view.slice_height_m = 50;
  const QImage low = picture(view);
  view.slice_height_m = 350;
  EXPECT_GT(made::differing_pixels(low, picture(view)), 500);
  view.slice_height_m = 500;  // above the highest level there is nothing
  const QImage none = picture(view);
  view.visible[made::index(SceneLayer::slice)] = false;
  EXPECT_EQ(made::differing_pixels(none, picture(view)), 0);
}

// Class limits far below the values put everything into the highest class; what is thin stays thin all the
// same.
TEST_F(ScenePictures, LowClassLimitsDoNotHideTheCityInHaze) {
  ViewState view = made::view_of(*city, {});
  const QImage bare = picture(view);
  view.volume = made::volume_field(*city, 3);
  view.visible[made::index(SceneLayer::volume)] = true;
  const auto strongly_changed = [&] {
    const QImage hazy = picture(view);
    int count = 0;
    for (int y = 0; y < height_px; ++y)
      for (int x = 0; x < width_px; ++x) {
        const QRgb a = bare.pixel(x, y);
        const QRgb b = hazy.pixel(x, y);
        const int change =
            std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b));
        count += change > 240 ? 1 : 0;
      }
    return count;
  };
  for (double& limit : view.scale.breaks) limit *= 1e-4;
  const int changed = strongly_changed();
  EXPECT_GT(changed, 100);  // the plume itself shows
  EXPECT_LT(changed, width_px * height_px / 8);
}

TEST_F(ScenePictures, ResizedPictureEqualsOneOfThatSize) {
  ViewState view = made::view_of(
      *city, {SceneLayer::buildings, SceneLayer::stations, SceneLayer::volume, SceneLayer::drape});
  view.ground = made::ground_field(*city, 3);
  view.volume = made::volume_field(*city, 3);
  picture(view);
  renderer->resize(640, 402, 1);
  const QImage resized = picture(view);
  EXPECT_EQ(resized.size(), QSize(640, 402));
  auto fresh = SceneRenderer::create(640, 402);
  ASSERT_TRUE(fresh.has_value());
  (*fresh)->set_city(city);
  (*fresh)->set_view(view);
  EXPECT_EQ(made::differing_pixels(resized, (*fresh)->render()), 0);
}

TEST_F(ScenePictures, HighPixelRatioShowsTheSameFiner) {
  const ViewState view = made::view_of(
      *city, {SceneLayer::buildings, SceneLayer::land_cover, SceneLayer::roads, SceneLayer::stations});
  const QImage coarse = picture(view);
  renderer->resize(2 * width_px, 2 * height_px, 2);
  const QImage fine = picture(view);
  EXPECT_EQ(fine.size(), QSize(2 * width_px, 2 * height_px));
  EXPECT_EQ(fine.devicePixelRatio(), 2);
  const QImage halved = fine.scaled(width_px, height_px, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  int far_off = 0;
  for (int y = 0; y < height_px; ++y)
    for (int x = 0; x < width_px; ++x)
      far_off += std::abs(qGray(halved.pixel(x, y)) - qGray(coarse.pixel(x, y))) > 40 ? 1 : 0;
  EXPECT_LT(far_off, width_px * height_px / 50);  // edges only
}

TEST_F(ScenePictures, DarkSkyIsDark) {
  ViewState view = made::view_of(*city, {});
  view.camera.pitch_deg = 8;
  EXPECT_GT(qGray(picture(view).pixel(width_px / 2, 4)), 150);
  view.is_dark = true;
  EXPECT_LT(qGray(picture(view).pixel(width_px / 2, 4)), 90);
}

TEST_F(ScenePictures, OverviewShowsTheWholeDomain) {
  ViewState view = made::view_of(*city, {});
  view.camera = SceneRenderer::overview(*city);
  const QImage image = picture(view);
  ViewState nothing = view;
  nothing.visible.fill(false);
  const QImage sky = picture(nothing);
  int rim = 0;
  int inside = 0;
  for (int y = 0; y < height_px; ++y)
    for (int x = 0; x < width_px; ++x) {
      const bool is_rim = x == 0 || y == 0 || x == width_px - 1 || y == height_px - 1;
      const bool differs = image.pixel(x, y) != sky.pixel(x, y);
      rim += is_rim && differs ? 1 : 0;
      inside += differs ? 1 : 0;
    }
  EXPECT_EQ(rim, 0);
  EXPECT_GT(inside, width_px * height_px / 4);
}

TEST_F(ScenePictures, EmptyCityAndNoCityDraw) {
  auto fresh = SceneRenderer::create(64, 48);
  ASSERT_TRUE(fresh.has_value());
  EXPECT_EQ((*fresh)->render().size(), QSize(64, 48));
  EXPECT_FALSE((*fresh)->pick(3, 3).has_value());
  (*fresh)->set_city(std::make_shared<City>());
  EXPECT_EQ((*fresh)->render().size(), QSize(64, 48));
}

TEST(SceneThreads, EachThreadHasARendererOfItsOwn) {
  const auto city = made::city();
  const auto draw = [&] {
    auto renderer = SceneRenderer::create(200, 120);
    if (!renderer) return QImage();
    (*renderer)->set_city(city);
    (*renderer)->set_view(
        made::view_of(*city, {SceneLayer::buildings, SceneLayer::stations, SceneLayer::areas}));
    return (*renderer)->render();
  };
  const QImage here = draw();
  QImage a;
  QImage b;
  std::thread first([&] { a = draw(); });
  std::thread second([&] { b = draw(); });
  first.join();
  second.join();
  EXPECT_FALSE(here.isNull());
  EXPECT_EQ(here, a);
  EXPECT_EQ(here, b);
}

}  // namespace
}  // namespace leeward::ui

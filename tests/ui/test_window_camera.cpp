// The camera of mouse and scale bar: identities of the projection; no numbers from elsewhere.
#include <gtest/gtest.h>

#include <QRectF>
#include <cmath>

#include "support/made_city.h"
#include "ui/camera_math.h"

namespace leeward::ui {
namespace {

const QSizeF ground_pixels(1200, 800);

Camera tilted() {
  Camera camera;
  camera.target_m = {390000, 5819500};
  camera.distance_m = 2500;
  camera.azimuth_deg = 33;
  camera.pitch_deg = 42;
  return camera;
}

constexpr double mm = 1e-3;  // metres; the target has 7 digits before the point, double keeps 1e-9

TEST(CameraMath, MiddleOfThePictureIsTheTarget) {
  const auto ground = ground_at(tilted(), ground_pixels, {600, 400});
  ASSERT_TRUE(ground);
  EXPECT_NEAR(ground->x, 390000, mm);
  EXPECT_NEAR(ground->y, 5819500, mm);
}

TEST(CameraMath, LookingNorthUpIsNorthAndRightIsEast) {
  Camera camera = tilted();
  camera.azimuth_deg = 0;
  EXPECT_GT(ground_at(camera, ground_pixels, {600, 300})->y, camera.target_m.y);
  EXPECT_GT(ground_at(camera, ground_pixels, {700, 400})->x, camera.target_m.x);
}

TEST(CameraMath, LookingEastUpIsEastAndRightIsSouth) {
  Camera camera = tilted();
  camera.azimuth_deg = 90;
  EXPECT_GT(ground_at(camera, ground_pixels, {600, 300})->x, camera.target_m.x);
  EXPECT_LT(ground_at(camera, ground_pixels, {700, 400})->y, camera.target_m.y);
}

TEST(CameraMath, SkyHasNoGround) {
  Camera camera = tilted();
  camera.pitch_deg = 8;
  EXPECT_FALSE(ground_at(camera, ground_pixels, {600, 0}));
}

TEST(CameraMath, PanKeepsTheGroundUnderTheCursor) {
  const QPointF from(300, 500);
  const QPointF to(810, 420);
  const auto before = ground_at(tilted(), ground_pixels, from);
  const Camera moved = panned(tilted(), ground_pixels, from, to);
  const auto after = ground_at(moved, ground_pixels, to);
  ASSERT_TRUE(before && after);
  EXPECT_NEAR(after->x, before->x, mm);
  EXPECT_NEAR(after->y, before->y, mm);
}

TEST(CameraMath, ZoomKeepsTheGroundUnderTheCursor) {
  for (const double factor : {0.5, 0.8, 1.25, 3.0}) {
    const QPointF at(200, 650);
    const auto before = ground_at(tilted(), ground_pixels, at);
    const auto after = ground_at(zoomed(tilted(), ground_pixels, at, factor), ground_pixels, at);
    ASSERT_TRUE(before && after);
    EXPECT_NEAR(after->x, before->x, mm) << factor;
    EXPECT_NEAR(after->y, before->y, mm) << factor;
  }
}

TEST(CameraMath, OrbitThereAndBackIsTheSameView) {
  const Camera there = orbited(tilted(), ground_pixels, {123, -40});
  const Camera back = orbited(there, ground_pixels, {-123, 40});
  EXPECT_NEAR(back.azimuth_deg, tilted().azimuth_deg, 1e-9);  // rounding of fmod
  EXPECT_NEAR(back.pitch_deg, tilted().pitch_deg, 1e-9);
}

TEST(CameraMath, PixelOfTheTopViewHasTheSameSizeEverywhere) {
  Camera camera = tilted();
  camera.pitch_deg = 90;
  camera.azimuth_deg = 0;
  const double scale = metres_per_pixel(camera, ground_pixels);
  for (const QPointF at : {QPointF(10, 10), QPointF(600, 400), QPointF(1100, 790)}) {
    const Vec2 a = *ground_at(camera, ground_pixels, at);
    const Vec2 b = *ground_at(camera, ground_pixels, at + QPointF(1, 0));
    EXPECT_NEAR(length(b - a), scale, mm);
  }
}

TEST(CameraMath, WithinKeepsEveryLimit) {
  const auto city = made::city();
  Camera wild;
  wild.target_m = {0, 0};
  wild.distance_m = 1e9;
  wild.pitch_deg = -20;
  const Camera tame = within(wild, *city);
  EXPECT_TRUE(city->settings.domain_m.grown(0.25 * made::width_m).contains(tame.target_m));
  EXPECT_LE(tame.distance_m, 6 * made::width_m);
  EXPECT_GE(tame.pitch_deg, 5);
  wild.distance_m = 0;
  EXPECT_GE(within(wild, *city).distance_m, 30);
}

TEST(NamedCamera, TopShowsTheWholeDomain) {
  const auto city = made::city();
  const auto camera = named_camera(*city, "top");
  ASSERT_TRUE(camera);
  EXPECT_TRUE(is_top_view(*camera));
  const Vec2 north_west = *ground_at(*camera, ground_pixels, {0, 0});
  const Vec2 south_east = *ground_at(*camera, ground_pixels, {1200, 800});
  const Box2 domain = city->settings.domain_m;
  EXPECT_LT(north_west.x, domain.min.x);
  EXPECT_GT(north_west.y, domain.max.y);
  EXPECT_GT(south_east.x, domain.max.x);
  EXPECT_LT(south_east.y, domain.min.y);
}

TEST(NamedCamera, TopLeavesRoomForTitleAttributionAndLegend) {
  const auto city = made::city();
  const Box2 domain = city->settings.domain_m;
  const QSizeF picture(1600, 1000);
  const auto camera = named_camera(*city, "top", picture);
  ASSERT_TRUE(camera);
  const auto north_west =
      pixel_of(*camera, picture, {domain.min.x, domain.max.y, camera->target_elevation_m});
  const auto south_east =
      pixel_of(*camera, picture, {domain.max.x, domain.min.y, camera->target_elevation_m});
  EXPECT_GE(north_west->y(), 66);
  EXPECT_LE(south_east->y(), 1000 - 46);
  EXPECT_GE(north_west->x(), 32);
  EXPECT_LE(south_east->x(), 1600 - 275 + 1);
  EXPECT_GT(south_east->y() - north_west->y(), 800);  // and no more room than needed
}

TEST(CameraMath, APointAppearsWhereItsGroundIs) {
  for (const QPointF at : {QPointF(100, 700), QPointF(600, 400), QPointF(1150, 350)}) {
    const Vec2 ground = *ground_at(tilted(), ground_pixels, at);
    const auto back = pixel_of(tilted(), ground_pixels, {ground.x, ground.y, tilted().target_elevation_m});
    ASSERT_TRUE(back);
    EXPECT_NEAR(back->x(), at.x(), 1e-6);  // the inverse; rounding of 7 digits before the point
    EXPECT_NEAR(back->y(), at.y(), 1e-6);
  }
  Camera behind = tilted();
  EXPECT_FALSE(pixel_of(behind, ground_pixels, {behind.target_m.x, behind.target_m.y, 1e5}));
}

TEST(NamedCamera, OverviewAndTopShowTheWholeDomainInAnyShape) {
  const auto city = made::city();
  const Box2 domain = city->settings.domain_m;
  for (const char* name : {"overview", "top"})
    for (const QSizeF shape : {QSizeF(640, 480), QSizeF(500, 900), QSizeF(1600, 1000), QSizeF(2400, 600)}) {
      const auto camera = named_camera(*city, name, shape);
      ASSERT_TRUE(camera);
      for (const Vec2 corner :
           {domain.min, domain.max, Vec2{domain.min.x, domain.max.y}, Vec2{domain.max.x, domain.min.y}}) {
        const auto at = pixel_of(*camera, shape, {corner.x, corner.y, camera->target_elevation_m});
        ASSERT_TRUE(at);
        EXPECT_TRUE(QRectF(QPointF(0, 0), shape).contains(*at))
            << name << " " << shape.width() << "x" << shape.height();
      }
    }
}

TEST(NamedCamera, StackWithoutIdIsTheLargest) {
  const auto city = made::city();
  const auto camera = named_camera(*city, "stack");
  ASSERT_TRUE(camera);
  EXPECT_EQ(camera->target_m, city->stacks[0].position_m);  // 40 g/s, the others 8 and 5
  EXPECT_EQ(named_camera(*city, "stack:S03")->target_m, city->stacks[2].position_m);
}

TEST(NamedCamera, StreetTakesItsFiveNumbers) {
  const auto camera = named_camera(*made::city(), "street:390000,5819000,250,350,12");
  ASSERT_TRUE(camera);
  EXPECT_EQ(camera->target_m, (Vec2{390000, 5819000}));
  EXPECT_EQ(camera->distance_m, 250);
  EXPECT_EQ(camera->azimuth_deg, 350);
  EXPECT_EQ(camera->pitch_deg, 12);
}

TEST(NamedCamera, WrongViewsAreRefusedWithWhatIsExpected) {
  const auto city = made::city();
  for (const char* name :
       {"sideways", "stack:S99", "street:1,2,3", "street:390000,5819000,250,0,95", "street:1,2,250,0,40",
        "street:390000,5819000,250,0,40,7", "street:nan,5819000,250,0,40"}) {
    const auto camera = named_camera(*city, name);
    ASSERT_FALSE(camera) << name;
    EXPECT_EQ(camera.error().code, ErrorCode::input);
    EXPECT_FALSE(camera.error().message.empty());
  }
}

}  // namespace
}  // namespace leeward::ui

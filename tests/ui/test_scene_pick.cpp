// Picking against the city's own numbers: what is drawn at a place is found at its pixel.
#include <gtest/gtest.h>

#include <cmath>

#include "core/model/raster.h"
#include "support/scene_setup.h"
#include "ui/scene/field_sample.h"
#include "view_frame.h"

namespace leeward::ui {
namespace {

constexpr int pick_width_px = 800;
constexpr int pick_height_px = 500;

struct ScenePick : testing::Test {
  std::shared_ptr<City> city = made::city();
  TerrainSurface surface{*city};
  std::unique_ptr<SceneRenderer> renderer;
  ViewState view = made::view_of(*city, {SceneLayer::buildings, SceneLayer::roads, SceneLayer::stacks,
                                         SceneLayer::areas, SceneLayer::stations, SceneLayer::drape});

  void SetUp() override {
    auto made = SceneRenderer::create(pick_width_px, pick_height_px);
    ASSERT_TRUE(made.has_value()) << to_text(made.error());
    renderer = std::move(*made);
    renderer->set_city(city);
    renderer->set_view(view);
  }
  // Pixel from the top left.
  std::optional<Vec2> pixel_of(Vec2 p, double elevation_m) const {
    const auto frame =
        make_view_frame(view.camera, view.vertical_exaggeration, pick_width_px, pick_height_px, surface, 500);
    const auto on = frame.project(p, elevation_m);
    if (!on) return std::nullopt;
    return Vec2{on->pixel.x - 0.5, pick_height_px - on->pixel.y - 0.5};
  }
  std::optional<Pick> pick_at(Vec2 p, double elevation_m) {
    const auto pixel = pixel_of(p, elevation_m);
    if (!pixel) return std::nullopt;
    return renderer->pick(static_cast<int>(std::lround(pixel->x)), static_cast<int>(std::lround(pixel->y)));
  }
};

TEST_F(ScenePick, RoundTripAtSeveralCameras) {
  view.visible[made::index(SceneLayer::buildings)] = false;
  view.ground = made::ground_field(*city, 3);
  const Vec2 middle = city->settings.domain_m.centre();
  const Camera overview = SceneRenderer::overview(*city);
  Camera turned = overview;
  turned.azimuth_deg = 217;
  const Camera cameras[] = {overview, turned, made::above(middle, 2500), {middle, 45, 700, 120, 25}};
  for (const double exaggeration : {1.0, 3.0})
    for (const Camera& camera : cameras) {
      view.camera = camera;
      view.vertical_exaggeration = exaggeration;
      renderer->set_view(view);
      const double metres_per_px = 2 * std::tan(0.5 * vertical_field_of_view_deg * std::numbers::pi / 180) *
                                   camera.distance_m / pick_height_px;
      int found = 0;
      for (const Vec2 offset : {Vec2{0, 0}, Vec2{150, 60}, Vec2{-120, 100}, Vec2{40, -140}}) {
        const Vec2 p = middle + offset;
        const auto pick = pick_at(p, surface.elevation_m(p));
        if (!pick || !pick->feature.empty()) continue;
        ++found;
        // Half a pixel, longer along the ground when it is seen at a slant.
        const double slack = 1.5 * metres_per_px / std::sin(camera.pitch_deg * std::numbers::pi / 180);
        EXPECT_NEAR(pick->position_m.x, p.x, slack);
        EXPECT_NEAR(pick->position_m.y, p.y, slack);
        EXPECT_NEAR(pick->elevation_m, *sample_bilinear(city->terrain, pick->position_m), 1e-6);
        EXPECT_EQ(pick->value_ug_per_m3, sample_level(*view.ground, 0, view.hour, 0, pick->position_m));
        EXPECT_TRUE(pick->value_ug_per_m3.has_value());
      }
      EXPECT_GE(found, 2);
    }
}

TEST_F(ScenePick, BuildingByItsRoofAndItsWall) {
  const Building& b = city->buildings.front();
  view.camera = {made::known_building, b.base_elevation_m, 400, 0, 35};
  renderer->set_view(view);
  const double roof = b.base_elevation_m + b.height_m;
  const auto on_roof = pick_at(made::known_building + Vec2{24, 0}, roof);
  ASSERT_TRUE(on_roof.has_value());
  EXPECT_EQ(on_roof->feature, "building B-known");
  EXPECT_NEAR(on_roof->elevation_m, roof, 0.01);
  const auto on_wall =
      pick_at(made::known_building + Vec2{3, -25}, b.base_elevation_m + 12);  // its south side
  ASSERT_TRUE(on_wall.has_value());
  EXPECT_EQ(on_wall->feature, "building B-known");
  EXPECT_NEAR(on_wall->position_m.y, made::known_building.y - 25, 0.05);
  view.visible[made::index(SceneLayer::buildings)] = false;
  renderer->set_view(view);
  EXPECT_NE(pick_at(made::known_building + Vec2{24, 0}, roof)->feature, "building B-known");
}

TEST_F(ScenePick, CourtyardIsGround) {
  view.camera = made::above(made::known_building, 250);
  renderer->set_view(view);
  const auto pick = renderer->pick(pick_width_px / 2, pick_height_px / 2);
  ASSERT_TRUE(pick.has_value());
  EXPECT_EQ(pick->feature, "");
}

TEST_F(ScenePick, ThinThingsAreCaughtNearThem) {
  const Stack& stack = city->stacks.front();
  const auto on_stack = pick_at(stack.position_m, stack.base_elevation_m + 0.7 * stack.stack_height_m);
  ASSERT_TRUE(on_stack.has_value());
  EXPECT_EQ(on_stack->feature, "stack S01 Power plant");
  EXPECT_EQ(on_stack->position_m, stack.position_m);
  const Station& station = city->stations[1];
  const auto on_station = pick_at(station.position_m, surface.elevation_m(station.position_m));
  ASSERT_TRUE(on_station.has_value());
  EXPECT_EQ(on_station->feature, "station ST2 Riverside");
}

TEST_F(ScenePick, RoadsAndAreasByTheirGround) {
  const Vec2 on_ring{made::south_west.x + 3350, made::south_west.y + 800};
  const auto road = pick_at(on_ring, surface.elevation_m(on_ring));
  ASSERT_TRUE(road.has_value());
  EXPECT_EQ(road->feature, "road R2 Ring east");
  const Vec2 in_port{made::south_west.x + 3200, made::south_west.y + 300};
  const auto port = pick_at(in_port, surface.elevation_m(in_port));
  ASSERT_TRUE(port.has_value());
  EXPECT_EQ(port->feature, "area source A1 Port");
}

TEST_F(ScenePick, NoValueInACalmHourAndNothingInTheSky) {
  view.ground = made::ground_field(*city, 9);
  view.hour = made::calm_hour;
  view.camera.pitch_deg = 10;
  renderer->set_view(view);
  const auto ground = renderer->pick(pick_width_px / 2, pick_height_px / 2);
  ASSERT_TRUE(ground.has_value());
  EXPECT_FALSE(ground->value_ug_per_m3.has_value());
  EXPECT_FALSE(renderer->pick(pick_width_px / 2, 2).has_value());
  EXPECT_FALSE(renderer->pick(-1, 5).has_value());
}

TEST_F(ScenePick, EyeStaysAboveTheGround) {
  const Camera low{made::hill, 0, 300, 45, 5};  // aims far below the hill's top
  const auto frame = make_view_frame(low, 1, pick_width_px, pick_height_px, surface, 400);
  const Vec2 over{frame.eye.x + surface.frame().origin.x, frame.eye.y + surface.frame().origin.y};
  EXPECT_GT(frame.eye.z + surface.frame().origin.z, surface.elevation_m(over) + 1);
}

}  // namespace
}  // namespace leeward::ui

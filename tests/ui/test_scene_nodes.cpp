// Nodes by their bounding boxes and counts; no OpenGL.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <osg/ComputeBoundsVisitor>
#include <osg/Geometry>

#include "area_node.h"
#include "building_node.h"
#include "font.h"
#include "labels.h"
#include "ribbons.h"
#include "road_node.h"
#include "stack_node.h"
#include "support/made_city.h"
#include "terrain_node.h"
#include "ui/scene/scene_renderer.h"
#include "volume_pass.h"

namespace leeward::ui {
namespace {

osg::BoundingBox box_of(osg::Node& node) {
  osg::ComputeBoundsVisitor visitor;
  node.accept(visitor);
  return visitor.getBoundingBox();
}

std::size_t triangles_of(const osg::Group& group) {
  std::size_t count = 0;
  for (unsigned i = 0; i < group.getNumChildren(); ++i)
    if (const auto* geometry = dynamic_cast<const osg::Geometry*>(group.getChild(i)))
      for (unsigned k = 0; k < geometry->getNumPrimitiveSets(); ++k)
        count += geometry->getPrimitiveSet(k)->getNumIndices() / 3;
  return count;
}

struct SceneNodes : testing::Test {
  std::shared_ptr<City> city = made::city();
  TerrainSurface surface{*city};
  Vec3 local(Vec2 p, double z) const { return surface.frame().local(p, z); }
};

TEST_F(SceneNodes, GroundCoversTheDomainFromItsLowestToItsHighest) {
  const auto node = make_terrain_node(*city, surface);
  const osg::BoundingBox box = box_of(*node.ground);
  EXPECT_NEAR(box.xMax() - box.xMin(), made::width_m, 0.01);  // floats of some km
  EXPECT_NEAR(box.yMax() - box.yMin(), made::height_m, 0.01);
  EXPECT_NEAR(box.zMin(), 0, 1e-3);
  EXPECT_NEAR(box.zMax(), surface.highest_m() - surface.lowest_m(), 1e-3);
}

TEST_F(SceneNodes, ABuildingStandsOnItsFootprintWithItsHeight) {
  city->buildings.resize(1);
  const Building& b = city->buildings.front();
  const auto node = make_building_node(*city, surface);
  const osg::BoundingBox box = box_of(*node);
  const Box2 plan = bounds(b.footprint_m.outer);
  EXPECT_NEAR(box.xMin(), local(plan.min, 0).x, 0.01);
  EXPECT_NEAR(box.yMax(), local(plan.max, 0).y, 0.01);
  EXPECT_NEAR(box.zMax(), b.base_elevation_m + b.height_m - surface.frame().origin.z, 0.01);
  for (const Vec2 p : b.footprint_m.outer) EXPECT_LE(box.zMin(), local(p, surface.elevation_m(p)).z);
  // 8 walls of two triangles; a roof with one hole of 4 + 4 corners has 8.
  EXPECT_EQ(triangles_of(*node), 24u);
}

TEST_F(SceneNodes, BuildingsAreMerged) {
  EXPECT_LE(make_building_node(*city, surface)->getNumChildren(), 64u);
}

TEST_F(SceneNodes, RoofsOfAFlatTwinStandOnTheFlatGround) {
  city->terrain = {};
  const TerrainSurface flat(*city);
  for (const Building& b : city->buildings) EXPECT_EQ(building_extent(b, *city, flat).roof_m, b.height_m);
}

TEST_F(SceneNodes, RoadsFollowTheGround) {
  const Road& hill_road =
      *std::find_if(city->roads.begin(), city->roads.end(), [](const Road& r) { return r.id == "H1"; });
  const Polyline line = on_ground(hill_road.line_m, surface);
  EXPECT_NEAR(length(line), length(hill_road.line_m), 1e-6);
  for (std::size_t i = 1; i < line.size(); ++i) {
    const Vec2 middle = 0.5 * (line[i - 1] + line[i]);
    const double chord = 0.5 * (surface.elevation_m(line[i - 1]) + surface.elevation_m(line[i]));
    EXPECT_LT(std::abs(surface.elevation_m(middle) - chord), 0.3);  // the lift of a ribbon
  }
}

TEST_F(SceneNodes, RoadsOnFlatGroundGetNoExtraPoints) {
  city->terrain = {};
  const TerrainSurface flat(*city);
  EXPECT_EQ(on_ground(city->roads[1].line_m, flat).size(), city->roads[1].line_m.size());
}

TEST_F(SceneNodes, StacksHaveTheirHeight) {
  city->stacks.resize(1);
  const auto node = make_stack_node(*city, surface);
  const osg::BoundingBox box = box_of(*node);
  EXPECT_NEAR(box.zMax(), local({}, city->stacks[0].base_elevation_m + city->stacks[0].stack_height_m).z,
              0.01);
}

TEST_F(SceneNodes, AreaMaskIsWhiteInsideAndBlackOutside) {
  const auto mask = make_area_mask(*city, surface);
  ASSERT_TRUE(mask.valid());
  const auto at = [&](Vec2 p) {
    const Box2& box = surface.bounds();
    return *mask->data(static_cast<unsigned>((p.x - box.min.x) / box.width() * mask->s()),
                       static_cast<unsigned>((p.y - box.min.y) / box.height() * mask->t()));
  };
  EXPECT_EQ(at(centroid(city->areas[0].polygons_m[0].outer)), 255);
  EXPECT_EQ(at(made::south_west + Vec2{2000, 1500}), 0);
  EXPECT_EQ(at(made::south_west + Vec2{3300, 2700}), 0);  // where it would be upside down
  // A district of 4 square kilometres is outlined only.
  city->areas[0].polygons_m[0].outer = made::box_ring(made::south_west + Vec2{2000, 1500}, 2000, 2000, 0);
  const auto district = make_area_mask(*city, surface);
  EXPECT_EQ(std::count(district->data(), district->data() + district->s() * district->t(), 255), 0);
  city->areas.clear();
  EXPECT_FALSE(make_area_mask(*city, surface).valid());
}

TEST_F(SceneNodes, EverythingNamedHasALabel) {
  const auto anchors = label_anchors(*city, surface);
  const auto has = [&](const std::string& text) {
    return std::any_of(anchors.begin(), anchors.end(), [&](const LabelAnchor& a) { return a.text == text; });
  };
  for (const char* text : {"Power plant", "Centre", "North school", "Low-emission zone", "Port"})
    EXPECT_TRUE(has(text)) << text;
}

TEST_F(SceneNodes, NamesNeverOverlapAndStayOnThePicture) {
  // The same stack eight times: only some of the names have room.
  for (int i = 0; i < 7; ++i) {
    Stack copy = city->stacks.front();
    copy.position_m.x += 15.0 * (i + 1);
    city->stacks.push_back(copy);
  }
  Labels labels;
  labels.set_city(*city, surface);
  ViewState view;
  view.visible.fill(true);
  view.camera = SceneRenderer::overview(*city);
  const ViewFrame frame = make_view_frame(view.camera, 1, 1280, 800, surface, 500);
  const auto shown = [&] {
    std::vector<osg::BoundingBox> boxes;
    struct Collect : osg::NodeVisitor {
      explicit Collect(std::vector<osg::BoundingBox>& into)
          : osg::NodeVisitor(TRAVERSE_ACTIVE_CHILDREN), out(into) {}
      void apply(osg::Drawable& drawable) override {
        if (auto* text = dynamic_cast<osgText::Text*>(&drawable)) out.push_back(text->getBoundingBox());
      }
      std::vector<osg::BoundingBox>& out;
    } collect(boxes);
    labels.node()->accept(collect);
    return boxes;
  };
  labels.arrange(frame, view);
  const auto boxes = shown();
  const std::size_t names = label_anchors(*city, surface).size();
  EXPECT_GE(boxes.size(), 6u);
  EXPECT_LT(boxes.size(), names);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_GE(boxes[i].xMin(), 0);
    EXPECT_LE(boxes[i].xMax(), 1280);
    for (std::size_t k = 0; k < i; ++k) {
      const bool is_apart = boxes[i].xMax() < boxes[k].xMin() || boxes[k].xMax() < boxes[i].xMin() ||
                            boxes[i].yMax() < boxes[k].yMin() || boxes[k].yMax() < boxes[i].yMin();
      EXPECT_TRUE(is_apart);
    }
  }
  // A legend over the right half, given from the top left at pixel ratio 1.
  view.covered = {{{640, 0}, {1280, 800}}};
  labels.arrange(frame, view);
  EXPECT_FALSE(shown().empty());
  EXPECT_LT(shown().size(), boxes.size());
  for (const osg::BoundingBox& box : shown()) EXPECT_LE(box.xMax(), 640);
  view.visible.fill(false);
  labels.arrange(frame, view);
  EXPECT_TRUE(shown().empty());
}

TEST_F(SceneNodes, NameGoesToTheOtherSideOfItsMarkerWhenSomethingCoversOne) {
  city->stations.resize(1);
  Labels labels;
  labels.set_city(*city, surface);
  ViewState view;
  view.visible.fill(false);
  view.visible[static_cast<std::size_t>(SceneLayer::stations)] = true;
  view.camera = SceneRenderer::overview(*city);
  const ViewFrame frame = make_view_frame(view.camera, 1, 1280, 800, surface, 500);
  const Vec2 place = city->stations[0].position_m;
  const double x = frame.project(place, surface.elevation_m(place))->pixel.x;
  const auto& texts = *labels.node()->getChild(1)->asGroup();
  const auto& text = dynamic_cast<const osgText::Text&>(*texts.getChild(0));
  labels.arrange(frame, view);
  ASSERT_NE(text.getNodeMask(), 0u);
  EXPECT_GT(text.getBoundingBox().xMin(), x);
  view.covered = {{{x + 12, 0}, {1280, 800}}};
  labels.arrange(frame, view);
  ASSERT_NE(text.getNodeMask(), 0u);
  EXPECT_LT(text.getBoundingBox().xMax(), x);
}

TEST(CodePoints, ReadUtf8AndSkipBrokenBytes) {
  EXPECT_EQ(code_points("a\xc3\xa4\xe6\xb7\xb1\xf0\x9f\x8c\x8d"),
            (std::vector<unsigned>{'a', 0xe4, 0x6df1, 0x1f30d}));
  EXPECT_EQ(code_points("\xffx\xe6\xb7"), (std::vector<unsigned>{'x'}));
}

TEST(ScalePosition, RunsFromClassToClass) {
  const ColourScale scale = made::scale();  // breaks 5, 10, 20 ... in 7 classes
  EXPECT_DOUBLE_EQ(scale_position(scale, 0), 0);
  EXPECT_DOUBLE_EQ(scale_position(scale, 5), 1.0 / 7);
  EXPECT_DOUBLE_EQ(scale_position(scale, 7.5), 1.5 / 7);
  EXPECT_DOUBLE_EQ(scale_position(scale, 160), 6.0 / 7);
  EXPECT_DOUBLE_EQ(scale_position(scale, 1e9), 1);
  EXPECT_DOUBLE_EQ(scale_position({}, 3), 0);
}

}  // namespace
}  // namespace leeward::ui

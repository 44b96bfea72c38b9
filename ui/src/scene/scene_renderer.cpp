#include "ui/scene/scene_renderer.h"

#include <osgViewer/Viewer>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "area_node.h"
#include "building_node.h"
#include "core/model/log.h"
#include "core/model/units.h"
#include "egl_context.h"
#include "field_layer.h"
#include "frame_graph.h"
#include "gl_parts.h"
#include "labels.h"
#include "picking.h"
#include "road_node.h"
#include "shaders.h"
#include "stack_node.h"
#include "terrain_node.h"
#include "volume_pass.h"

namespace leeward::ui {

struct SceneRenderer::Impl {
  std::unique_ptr<EglContext> context;
  osg::ref_ptr<osgViewer::Viewer> viewer;
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> window;
  std::unique_ptr<FrameGraph> graph;
  std::unique_ptr<Labels> labels;
  VolumePass volume;
  FieldLayer drape;
  FieldLayer slice;
  int width_px = 1;
  int height_px = 1;
  double pixel_ratio = 1;

  std::shared_ptr<const City> city;
  TerrainSurface surface;
  Picker picker;
  double highest_m = 0;
  ViewState view;
  ViewFrame frame;

  TerrainNode terrain;
  bool has_areas = false;
  osg::ref_ptr<osg::Group> buildings;
  osg::ref_ptr<osg::Group> roads;
  osg::ref_ptr<osg::Group> stacks;
  osg::ref_ptr<osg::Group> areas;
  osg::ref_ptr<osg::Group> zones;
  osg::ref_ptr<osg::Group> sheet;

  bool is_visible(SceneLayer layer) const { return view.visible[static_cast<std::size_t>(layer)]; }
  void start_viewer();
  void build();
  void apply_view();
  void release();
};

// Straight down on a whole city a house is a pixel or two: thousands of them would dapple the ground map
// until its classes cannot be read. They fade where they are that small.
double building_opacity(const Camera& camera, const ViewFrame& frame, double pixel_ratio) {
  constexpr double least = 0.3;
  const double metres_per_px = 2 * frame.half_height() * camera.distance_m * pixel_ratio / frame.height_px;
  const double smallness = std::clamp((metres_per_px - 4) / 5, 0.0, 1.0);
  const double steepness = std::clamp((camera.pitch_deg - 55) / 25, 0.0, 1.0);
  return 1 - (1 - least) * smallness * steepness;
}

void SceneRenderer::Impl::start_viewer() {
  graph = std::make_unique<FrameGraph>(width_px, height_px);
  labels = std::make_unique<Labels>();
  graph->flat()->addChild(labels->node());
  graph->haze_camera()->addChild(volume.node());
  viewer = new osgViewer::Viewer;
  viewer->setThreadingModel(osgViewer::ViewerBase::SingleThreaded);
  window = viewer->setUpViewerAsEmbeddedInWindow(0, 0, width_px, height_px);
  viewer->setLightingMode(osg::View::NO_LIGHT);
  osg::Camera& camera = *viewer->getCamera();
  camera.setProjectionResizePolicy(osg::Camera::FIXED);
  camera.setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  camera.setCullingMode(osg::CullSettings::NO_CULLING);
  camera.setClearColor({0, 0, 0, 1});
  camera.setViewMatrix(osg::Matrixd::identity());
  camera.setProjectionMatrixAsOrtho2D(0, width_px, 0, height_px);
  viewer->setSceneData(graph->root());
  viewer->realize();
}

void SceneRenderer::Impl::release() {
  if (!viewer || !context->make_current()) return;
  if (osg::State* state = window->getState()) {
    graph->root()->releaseGLObjects(state);
    viewer->getCamera()->releaseGLObjects(state);
    osg::flushAllDeletedGLObjects(state->getContextID());
  }
}

void SceneRenderer::Impl::build() {
  osg::Group& world = *graph->world();
  world.removeChildren(0, world.getNumChildren());
  surface = TerrainSurface(*city);
  terrain = make_terrain_node(*city, surface);
  osg::StateSet& ground = *terrain.ground->getOrCreateStateSet();
  drape.attach(ground);
  const Box2& box = surface.bounds();
  ground.addUniform(new osg::Uniform("mesh_box", box_uniform(box, surface.frame())));
  osg::ref_ptr<osg::Image> mask = make_area_mask(*city, surface);
  has_areas = mask.valid();
  if (!mask) mask = byte_image(1, 1, 1, {0});
  ground.setTextureAttribute(unit_areas, make_texture(mask, true, has_areas));

  buildings = make_building_node(*city, surface);
  roads = make_road_node(*city, surface);
  stacks = make_stack_node(*city, surface);
  areas = make_area_node(*city, surface);
  zones = make_zone_node(*city, surface);
  sheet = make_terrain_mesh(surface);
  sheet->setName("slice");
  osg::StateSet& sheet_state = *sheet->getOrCreateStateSet();
  sheet_state.setAttributeAndModes(make_program("slice", shader::slice_vertex, shader::slice_fragment));
  sheet_state.setRenderBinDetails(bin_slice, "RenderBin");
  set_blending(sheet_state);
  slice.attach(sheet_state);
  // The shader lifts it: bounds on the ground say nothing about what is seen.
  for (unsigned i = 0; i < sheet->getNumChildren(); ++i) sheet->getChild(i)->setCullingActive(false);
  for (const osg::ref_ptr<osg::Group>& node :
       {terrain.ground, terrain.sides, roads, areas, zones, buildings, stacks, sheet})
    world.addChild(node);

  highest_m = surface.highest_m();
  for (const Building& b : city->buildings)
    highest_m = std::max(highest_m, building_extent(b, *city, surface).roof_m);
  for (const Stack& s : city->stacks)
    highest_m = std::max(highest_m, stack_base_m(s, *city, surface) + s.stack_height_m);
  volume.set_surface(surface);
  labels->set_city(*city, surface);
  picker = Picker(city, surface);
}

void SceneRenderer::Impl::apply_view() {
  if (!city) return;
  double top = highest_m + view.slice_height_m;
  if (view.volume && !view.volume->layout.heights_m.empty()) top += view.volume->layout.heights_m.back();
  frame = make_view_frame(view.camera, view.vertical_exaggeration, width_px, height_px, surface, top);
  graph->set_view(frame, pixel_ratio);
  const Box2& box = surface.bounds();
  graph->set_sky(view.is_dark, std::hypot(box.width(), box.height()));
  set_classes(graph->shared_state(), view.scale);

  const auto show = [](osg::Node& node, bool is_shown) { node.setNodeMask(is_shown ? ~0u : 0u); };
  show(*terrain.ground, is_visible(SceneLayer::terrain));
  show(*terrain.sides, is_visible(SceneLayer::terrain));
  show(*buildings, is_visible(SceneLayer::buildings));
  show(*roads, is_visible(SceneLayer::roads));
  show(*stacks, is_visible(SceneLayer::stacks));
  show(*areas, is_visible(SceneLayer::areas));
  show(*zones, is_visible(SceneLayer::zones));

  osg::StateSet& ground = *terrain.ground->getOrCreateStateSet();
  const auto set = [&](osg::StateSet& state, const char* name, double value) {
    state.getOrCreateUniform(name, osg::Uniform::FLOAT)->set(static_cast<float>(value));
  };
  set(ground, "has_land", terrain.has_land_cover && is_visible(SceneLayer::land_cover) ? 1 : 0);
  set(ground, "has_areas", has_areas && is_visible(SceneLayer::areas) ? 1 : 0);
  const bool has_scale = !view.scale.colours.empty();
  const bool has_drape = has_scale && is_visible(SceneLayer::drape) &&
                         drape.show(view.ground, view.pollutant, view.hour, LevelPair{}, surface);
  set(ground, "field_opacity", has_drape ? std::clamp(view.drape_opacity, 0.0, 1.0) : 0.0);

  set(*buildings->getOrCreateStateSet(), "solid_opacity",
      has_drape ? building_opacity(view.camera, frame, pixel_ratio) : 1);

  bool has_slice = false;
  if (has_scale && is_visible(SceneLayer::slice) && view.volume)
    if (const auto levels = levels_around(view.volume->layout, view.slice_height_m))
      has_slice = slice.show(view.volume, view.pollutant, view.hour, *levels, surface);
  show(*sheet, has_slice);
  set(*sheet->getOrCreateStateSet(), "slice_height", view.slice_height_m);

  const bool has_volume = is_visible(SceneLayer::volume) &&
                          volume.show(view.volume, view.pollutant, view.hour, view.scale, surface);
  if (has_volume) volume.set_camera(frame.exaggeration, view.camera.distance_m);
  graph->set_haze_visible(has_volume);

  labels->set_style(pixel_ratio, view.is_dark);
  labels->arrange(frame, view);
}

SceneRenderer::SceneRenderer() : impl_(std::make_unique<Impl>()) {}

SceneRenderer::~SceneRenderer() {
  if (impl_ && impl_->context) impl_->release();
}

Result<std::unique_ptr<SceneRenderer>> SceneRenderer::create(int width_px, int height_px,
                                                             double pixel_ratio) {
  std::unique_ptr<SceneRenderer> made(new SceneRenderer);
  Impl& impl = *made->impl_;
  impl.width_px = std::max(1, width_px);
  impl.height_px = std::max(1, height_px);
  impl.pixel_ratio = pixel_ratio > 0 ? pixel_ratio : 1;
  auto context = EglContext::create(impl.width_px, impl.height_px);
  if (!context) return Unexpected(context.error());
  impl.context = std::move(*context);
  impl.start_viewer();
  return made;
}

void SceneRenderer::resize(int width_px, int height_px, double pixel_ratio) {
  Impl& impl = *impl_;
  width_px = std::max(1, width_px);
  height_px = std::max(1, height_px);
  impl.pixel_ratio = pixel_ratio > 0 ? pixel_ratio : 1;
  if (width_px != impl.width_px || height_px != impl.height_px) {
    if (const auto resized = impl.context->resize(width_px, height_px); !resized) {
      log::error("ui", resized.error().message);
      return;
    }
    impl.width_px = width_px;
    impl.height_px = height_px;
    impl.graph->resize(width_px, height_px);
    impl.window->resized(0, 0, width_px, height_px);
    impl.viewer->getCamera()->setViewport(0, 0, width_px, height_px);
    impl.viewer->getCamera()->setProjectionMatrixAsOrtho2D(0, width_px, 0, height_px);
  }
  impl.apply_view();
}

void SceneRenderer::set_city(std::shared_ptr<const City> city) {
  Impl& impl = *impl_;
  impl.city = std::move(city);
  if (!impl.city || !impl.context->make_current()) return;
  impl.build();
  impl.apply_view();
}

void SceneRenderer::set_view(const ViewState& view) {
  impl_->view = view;
  impl_->apply_view();
}

QImage SceneRenderer::render() {
  Impl& impl = *impl_;
  QImage picture(impl.width_px, impl.height_px, QImage::Format_RGB32);
  if (!impl.city) {
    picture.fill(0xffe8edf1u);
    return picture;
  }
  if (const auto current = impl.context->make_current(); !current) {
    log::error("ui", current.error().message);
    picture.fill(0xffe8edf1u);
    return picture;
  }
  impl.viewer->frame(0.0);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, impl.width_px, impl.height_px, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, picture.bits());
  picture = picture.mirrored();
  picture.setDevicePixelRatio(impl.pixel_ratio);
  return picture;
}

std::optional<Pick> SceneRenderer::pick(int x_px, int y_px) {
  Impl& impl = *impl_;
  if (!impl.city || x_px < 0 || y_px < 0 || x_px >= impl.width_px || y_px >= impl.height_px)
    return std::nullopt;
  return impl.picker.pick(impl.frame, impl.view, {x_px + 0.5, impl.height_px - y_px - 0.5}, impl.pixel_ratio,
                          impl.surface);
}

Camera SceneRenderer::overview(const City& city) {
  const TerrainSurface surface(city);
  Box2 box = city.settings.domain_m;
  if (box.empty()) box = surface.bounds();
  Camera camera;
  camera.target_m = box.centre();
  camera.azimuth_deg = 0;
  camera.pitch_deg = 40;
  // The corners fill the middle 94 % of a picture 1.5 times as wide as high, with as much room above as
  // below.
  constexpr double aspect = 1.5;
  constexpr double used = 0.94;
  constexpr int rounds = 12;  // each brings the margins about ten times closer
  const double t = std::tan(0.5 * vertical_field_of_view_deg * rad_per_deg);
  const double p = camera.pitch_deg * rad_per_deg;
  const std::array<Vec2, 4> corners{box.min, box.max, Vec2{box.min.x, box.max.y}, Vec2{box.max.x, box.min.y}};
  for (int round = 0; round < rounds; ++round) {
    camera.target_elevation_m = surface.elevation_m(camera.target_m);
    struct Seen {
      double right;
      double up;
      double ahead;
    };
    const auto seen = [&](Vec2 corner) {
      const Vec2 d = corner - camera.target_m;
      const double z = surface.elevation_m(corner) - camera.target_elevation_m;
      return Seen{d.x, d.y * std::sin(p) + z * std::cos(p), d.y * std::cos(p) - z * std::sin(p)};
    };
    camera.distance_m = 1;
    for (const Vec2 corner : corners) {
      const Seen s = seen(corner);
      const double needed = std::max(std::abs(s.right) / aspect, std::abs(s.up)) / (used * t) - s.ahead;
      camera.distance_m = std::max(camera.distance_m, needed);
    }
    double highest = -1;
    double lowest = 1;
    for (const Vec2 corner : corners) {
      const Seen s = seen(corner);
      const double y = s.up / ((camera.distance_m + s.ahead) * t);
      highest = std::max(highest, y);
      lowest = std::min(lowest, y);
    }
    camera.target_m.y += 0.5 * (highest + lowest) * camera.distance_m * t / std::sin(p);
  }
  camera.target_elevation_m = surface.elevation_m(camera.target_m);
  return camera;
}

}  // namespace leeward::ui

#include "frame_graph.h"

#include <osg/CullFace>
#include <osg/Depth>

#include <algorithm>

#include "gl_parts.h"
#include "shaders.h"

namespace leeward::ui {
namespace {

osg::ref_ptr<osg::Texture2D> target(GLenum internal_format, GLenum format, GLenum type, bool is_smooth) {
  osg::ref_ptr<osg::Texture2D> texture = make_texture(nullptr, is_smooth, false);
  texture->setInternalFormat(static_cast<GLint>(internal_format));
  texture->setSourceFormat(format);
  texture->setSourceType(type);
  return texture;
}

osg::ref_ptr<osg::Camera> pass(int order) {
  osg::ref_ptr<osg::Camera> camera = new osg::Camera;
  camera->setRenderOrder(osg::Camera::PRE_RENDER, order);
  camera->setRenderTargetImplementation(osg::Camera::FRAME_BUFFER_OBJECT);
  camera->setReferenceFrame(osg::Transform::ABSOLUTE_RF);
  // Depths of the passes must agree, and OSG's own guess would differ with what is in view.
  camera->setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  camera->setCullingMode(osg::CullSettings::VIEW_FRUSTUM_SIDES_CULLING);
  return camera;
}

void set_uniform(osg::StateSet& state, const char* name, float value) {
  state.getOrCreateUniform(name, osg::Uniform::FLOAT)->set(value);
}
void set_uniform(osg::StateSet& state, const char* name, const osg::Vec2f& value) {
  state.getOrCreateUniform(name, osg::Uniform::FLOAT_VEC2)->set(value);
}
void set_uniform(osg::StateSet& state, const char* name, const osg::Vec3f& value) {
  state.getOrCreateUniform(name, osg::Uniform::FLOAT_VEC3)->set(value);
}
osg::Vec3f times(const Vec3& v, double s) {
  return {static_cast<float>(s * v.x), static_cast<float>(s * v.y), static_cast<float>(s * v.z)};
}
osg::Vec3f rgb(int red, int green, int blue) {
  return {static_cast<float>(red) / 255.0F, static_cast<float>(green) / 255.0F,
          static_cast<float>(blue) / 255.0F};
}

osg::ref_ptr<osg::Geometry> sky() {
  osg::ref_ptr<osg::Geometry> quad = full_screen_quad();
  osg::StateSet& state = *quad->getOrCreateStateSet();
  state.setAttributeAndModes(make_program("sky", shader::screen_vertex, shader::sky_fragment));
  state.setRenderBinDetails(bin_sky, "RenderBin");
  state.setAttributeAndModes(new osg::Depth(osg::Depth::LEQUAL, 0, 1, false));
  return quad;
}

}  // namespace

FrameGraph::FrameGraph(int width_px, int height_px)
    : root_(new osg::Group),
      opaque_(pass(0)),
      haze_(pass(1)),
      world_(new osg::MatrixTransform),
      flat_(new osg::Group),
      composite_(full_screen_quad()),
      colour_(target(GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, false)),
      depth_(target(GL_DEPTH_COMPONENT24, GL_DEPTH_COMPONENT, GL_UNSIGNED_INT, false)),
      haze_colour_(target(GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, false)) {
  osg::StateSet& shared = shared_state();
  shared.setMode(GL_LIGHTING, osg::StateAttribute::OFF);
  shared.setMode(GL_CULL_FACE, osg::StateAttribute::OFF);

  opaque_->setClearMask(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  opaque_->attach(osg::Camera::COLOR_BUFFER, colour_);
  opaque_->attach(osg::Camera::DEPTH_BUFFER, depth_);
  world_->setName("world");
  opaque_->addChild(world_);
  opaque_->addChild(sky());

  haze_->setClearMask(GL_COLOR_BUFFER_BIT);
  haze_->setClearColor({0, 0, 0, 0});
  haze_->attach(osg::Camera::COLOR_BUFFER, haze_colour_);
  osg::StateSet& haze_state = *haze_->getOrCreateStateSet();
  haze_state.setTextureAttribute(unit_depth, depth_);
  add_sampler(haze_state, "depth", unit_depth);
  haze_state.setMode(GL_DEPTH_TEST, osg::StateAttribute::OFF);

  osg::StateSet& over = *composite_->getOrCreateStateSet();
  over.setAttributeAndModes(make_program("composite", shader::screen_vertex, shader::composite_fragment));
  over.setTextureAttribute(unit_colour, colour_);
  over.setTextureAttribute(unit_haze, haze_colour_);
  add_sampler(over, "picture", unit_colour);
  add_sampler(over, "haze", unit_haze);
  over.setMode(GL_DEPTH_TEST, osg::StateAttribute::OFF);
  over.setRenderBinDetails(0, "RenderBin");

  flat_->setName("flat");
  osg::StateSet& flat_state = *flat_->getOrCreateStateSet();
  flat_state.setMode(GL_DEPTH_TEST, osg::StateAttribute::OFF);
  flat_state.setRenderBinDetails(10, "RenderBin");

  root_->addChild(opaque_);
  root_->addChild(haze_);
  root_->addChild(composite_);
  root_->addChild(flat_);
  resize(width_px, height_px);
  set_haze_visible(false);
}

void FrameGraph::resize(int width_px, int height_px) {
  const int half_width = std::max(1, (width_px + 1) / 2);
  const int half_height = std::max(1, (height_px + 1) / 2);
  // Both the viewport and the attachments (which also resizes the textures): resizeAttachments alone would
  // crop.
  opaque_->setViewport(0, 0, width_px, height_px);
  opaque_->resizeAttachments(width_px, height_px);
  haze_->setViewport(0, 0, half_width, half_height);
  haze_->resizeAttachments(half_width, half_height);
  set_uniform(*composite_->getOrCreateStateSet(), "pixel",
              osg::Vec2f(1.0F / static_cast<float>(width_px), 1.0F / static_cast<float>(height_px)));
}

void FrameGraph::set_view(const ViewFrame& view, double pixel_ratio) {
  opaque_->setViewMatrix(view.view_matrix());
  opaque_->setProjectionMatrix(view.projection_matrix());
  world_->setMatrix(osg::Matrixd::scale(1, 1, view.exaggeration));
  osg::StateSet& state = shared_state();
  set_uniform(state, "sight_ahead", times(view.ahead, 1));
  set_uniform(state, "sight_right", times(view.right, view.half_width()));
  set_uniform(state, "sight_up", times(view.up, view.half_height()));
  set_uniform(state, "eye", times(view.eye, 1));
  set_uniform(state, "exaggeration", static_cast<float>(view.exaggeration));
  const double n = view.near_m;
  const double f = view.far_m;
  set_uniform(
      state, "depth_terms",
      osg::Vec2f(static_cast<float>((f + n) / (2 * f * n)), static_cast<float>((f - n) / (2 * f * n))));
  // Widths on the picture are given at pixel ratio 1.
  set_uniform(state, "pixel_at_one",
              static_cast<float>(2 * view.half_height() / view.height_px * pixel_ratio));
}

void FrameGraph::set_sky(bool is_dark, double scene_size_m) {
  osg::StateSet& state = shared_state();
  set_uniform(state, "fog_colour", is_dark ? rgb(58, 66, 80) : rgb(232, 237, 241));
  set_uniform(state, "sky_high", is_dark ? rgb(20, 24, 34) : rgb(158, 190, 219));
  set_uniform(state, "sky_below", is_dark ? rgb(30, 34, 42) : rgb(203, 211, 218));
  set_uniform(state, "brightness", is_dark ? 0.66F : 1.0F);
  set_uniform(state, "solid_opacity", 1.0F);
  set_uniform(state, "fog_range",
              osg::Vec2f(static_cast<float>(0.5 * scene_size_m), static_cast<float>(3.5 * scene_size_m)));
}

void FrameGraph::set_haze_visible(bool is_visible) {
  haze_->setNodeMask(is_visible ? ~0u : 0u);
  set_uniform(*composite_->getOrCreateStateSet(), "has_haze", is_visible ? 1.0F : 0.0F);
}

}  // namespace leeward::ui

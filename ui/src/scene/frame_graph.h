#pragma once
#include <osg/Camera>
#include <osg/Group>
#include <osg/MatrixTransform>
#include <osg/Texture2D>

#include "view_frame.h"

namespace leeward::ui {

/// The passes of one picture: the opaque world into colour and depth textures, the ray-marched haze at half
/// the resolution into another, then both together with smoothed edges, then what lies flat on the picture
/// (labels).
class FrameGraph {
public:
  FrameGraph(int width_px, int height_px);

  osg::Group* root() { return root_; }
  osg::MatrixTransform* world() { return world_; }  ///< scaled by the vertical exaggeration
  osg::Group* flat() { return flat_; }              ///< pixels from the bottom left, over everything
  osg::Camera* haze_camera() { return haze_; }
  osg::StateSet& shared_state() { return *root_->getOrCreateStateSet(); }

  void resize(int width_px, int height_px);
  void set_view(const ViewFrame& view, double pixel_ratio);
  void set_sky(bool is_dark, double scene_size_m);
  void set_haze_visible(bool is_visible);

private:
  osg::ref_ptr<osg::Group> root_;
  osg::ref_ptr<osg::Camera> opaque_;
  osg::ref_ptr<osg::Camera> haze_;
  osg::ref_ptr<osg::MatrixTransform> world_;
  osg::ref_ptr<osg::Group> flat_;
  osg::ref_ptr<osg::Geometry> composite_;
  osg::ref_ptr<osg::Texture2D> colour_;
  osg::ref_ptr<osg::Texture2D> depth_;
  osg::ref_ptr<osg::Texture2D> haze_colour_;
};

}  // namespace leeward::ui

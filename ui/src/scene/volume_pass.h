#pragma once
#include <osg/Camera>
#include <osg/Geometry>
#include <osg/Texture2D>
#include <osg/Texture3D>

#include <cstddef>

#include "terrain_surface.h"
#include "ui/scene/view_state.h"

namespace leeward::ui {

/// The 3D field as coloured haze: rays through a texture whose layers follow the ground. Colours run smoothly
/// between the classes; the higher a value among those of the hour, the more opaque; hidden classes stay
/// clear.
class VolumePass {
public:
  VolumePass();
  osg::Node* node() { return quad_; }
  void set_surface(const TerrainSurface& surface);
  /// False when there is nothing to draw (no field, calm or missing hour, every value in a hidden class).
  bool show(const FieldPtr& field, std::size_t pollutant, std::size_t hour, const ColourScale& scale,
            const TerrainSurface& surface);
  /// @param distance_m  from the eye to what it looks at: haze nearer than a part of that is thinned out
  void set_camera(double exaggeration, double distance_m);

private:
  void fill(const ConcentrationField& field, std::size_t pollutant, std::size_t hour,
            const ColourScale& scale, const TerrainSurface& surface);

  osg::ref_ptr<osg::Geometry> quad_;
  osg::ref_ptr<osg::Texture2D> ground_;
  osg::ref_ptr<osg::Texture2D> transfer_;
  osg::ref_ptr<osg::Texture3D> volume_;
  FieldPtr field_;
  std::size_t pollutant_ = 0;
  std::size_t hour_ = 0;
  ColourScale scale_;
  bool is_empty_ = true;
  Vec3 low_;
  Vec3 high_;
};

/// Where a value lies on a scale: 0..1, class k of n from k/n to (k+1)/n, linear inside a class, the last one
/// up to twice its lower break.
double scale_position(const ColourScale& scale, double value);

}  // namespace leeward::ui

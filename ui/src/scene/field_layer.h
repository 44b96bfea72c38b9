#pragma once
#include <osg/StateSet>
#include <osg/Texture2D>

#include <cstddef>
#include <vector>

#include "terrain_surface.h"
#include "ui/scene/field_sample.h"
#include "ui/scene/view_state.h"

namespace leeward::ui {

/// The classes of a scale as uniforms of `state` (the whole scene's).
void set_classes(osg::StateSet& state, const ColourScale& scale);

/// One level of a field (or a height between two) as a float texture with the uniforms that place it: what
/// the drape and the slice draw. The shader interpolates between cell centres and takes the class of the
/// result, so the picture agrees with sample_level.
class FieldLayer {
public:
  FieldLayer();
  /// The texture and `field_box` go into `state`.
  void attach(osg::StateSet& state);
  /// Shows this level pair; false when there is nothing to show (calm, missing, no such hour). Cheap when
  /// unchanged.
  bool show(const FieldPtr& field, std::size_t pollutant, std::size_t hour, const LevelPair& levels,
            const TerrainSurface& surface);

private:
  struct Shown {
    FieldPtr field;
    std::size_t pollutant = 0;
    std::size_t hour = 0;
    LevelPair levels;
  };
  osg::ref_ptr<osg::Texture2D> texture_;
  osg::ref_ptr<osg::Uniform> box_;
  Shown shown_;
};

/// x and y of the box from the local origin, and one over its width and height.
osg::Vec4f box_uniform(const Box2& box, const LocalFrame& frame);

/// Stands for "no value" where a cell is not finite: far below any class, and stays so when interpolated.
inline constexpr float no_value = -1e30F;

}  // namespace leeward::ui

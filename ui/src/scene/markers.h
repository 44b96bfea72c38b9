#pragma once
#include <osg/Geometry>

#include "labels.h"

namespace leeward::ui {

/// A marker as a picture on a rectangle of pixels with its place at (0, 0); smooth at any pixel ratio.
osg::ref_ptr<osg::Geometry> make_marker(MarkerKind kind, double pixel_ratio);

}  // namespace leeward::ui

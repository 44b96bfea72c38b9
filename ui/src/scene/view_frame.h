#pragma once
#include <osg/Matrixd>

#include <optional>

#include "core/model/geometry.h"
#include "terrain_surface.h"
#include "ui/scene/view_state.h"

namespace leeward::ui {

/// The orbit camera as vectors and matrices of the drawn world: metres from the local origin, elevations
/// exaggerated.
struct ViewFrame {
  LocalFrame frame;
  double exaggeration = 1;
  int width_px = 1;
  int height_px = 1;
  Vec3 eye;
  Vec3 ahead;  ///< unit vectors
  Vec3 right;
  Vec3 up;
  double near_m = 1;
  double far_m = 1000;

  double half_height() const;  ///< of the picture at distance 1
  double half_width() const { return half_height() * width_px / height_px; }
  osg::Matrixd view_matrix() const;
  osg::Matrixd projection_matrix() const;
  /// Pixel (from the bottom left) of a place in city coordinates, and its distance along the axis.
  struct OnPicture {
    Vec2 pixel;
    double along_m = 0;
  };
  std::optional<OnPicture> project(Vec2 p, double elevation_m) const;
  /// The line of sight through a pixel (from the bottom left) in city coordinates; direction.t in metres
  /// along the axis.
  SightRay ray(Vec2 pixel) const;
};

/// @param highest_m  highest elevation drawn; nothing beyond the far plane that follows from it
ViewFrame make_view_frame(const Camera& camera, double exaggeration, int width_px, int height_px,
                          const TerrainSurface& surface, double highest_m);

}  // namespace leeward::ui

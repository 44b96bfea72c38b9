#include "view_frame.h"

#include <algorithm>
#include <cmath>

#include "core/model/units.h"

namespace leeward::ui {
namespace {

constexpr double least_clearance_m = 1.7;  // the eye stays a person's height above the ground

double dot3(const Vec3& a, const Vec3& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
Vec3 along(const Vec3& from, double t, const Vec3& direction) {
  return {from.x + t * direction.x, from.y + t * direction.y, from.z + t * direction.z};
}

}  // namespace

double ViewFrame::half_height() const {
  return std::tan(0.5 * vertical_field_of_view_deg * rad_per_deg);
}

osg::Matrixd ViewFrame::view_matrix() const {
  const Vec3 centre = along(eye, 1, ahead);
  return osg::Matrixd::lookAt(osg::Vec3d(eye.x, eye.y, eye.z), osg::Vec3d(centre.x, centre.y, centre.z),
                              osg::Vec3d(up.x, up.y, up.z));
}

osg::Matrixd ViewFrame::projection_matrix() const {
  return osg::Matrixd::frustum(-near_m * half_width(), near_m * half_width(), -near_m * half_height(),
                               near_m * half_height(), near_m, far_m);
}

std::optional<ViewFrame::OnPicture> ViewFrame::project(Vec2 p, double elevation_m) const {
  const Vec3 local = frame.local(p, elevation_m);
  const Vec3 d{local.x - eye.x, local.y - eye.y, local.z * exaggeration - eye.z};
  const double depth = dot3(d, ahead);
  if (depth <= near_m) return std::nullopt;
  const double x = dot3(d, right) / (depth * half_width());
  const double y = dot3(d, up) / (depth * half_height());
  return OnPicture{{0.5 * (x + 1) * width_px, 0.5 * (y + 1) * height_px}, depth};
}

SightRay ViewFrame::ray(Vec2 pixel) const {
  const double x = (2 * pixel.x / width_px - 1) * half_width();
  const double y = (2 * pixel.y / height_px - 1) * half_height();
  const Vec3 d = along(along(ahead, x, right), y, up);
  return {{frame.origin.x + eye.x, frame.origin.y + eye.y, frame.origin.z + eye.z / exaggeration},
          {d.x, d.y, d.z / exaggeration}};
}

ViewFrame make_view_frame(const Camera& camera, double exaggeration, int width_px, int height_px,
                          const TerrainSurface& surface, double highest_m) {
  ViewFrame v;
  v.frame = surface.frame();
  v.exaggeration = exaggeration > 0 ? exaggeration : 1;
  v.width_px = width_px;
  v.height_px = height_px;
  const double a = camera.azimuth_deg * rad_per_deg;
  const double p = std::clamp(camera.pitch_deg, 0.0, 90.0) * rad_per_deg;
  v.ahead = {std::sin(a) * std::cos(p), std::cos(a) * std::cos(p), -std::sin(p)};
  v.right = {std::cos(a), -std::sin(a), 0};
  v.up = {std::sin(a) * std::sin(p), std::cos(a) * std::sin(p), std::cos(p)};
  Vec3 target = v.frame.local(camera.target_m, camera.target_elevation_m);
  target.z *= v.exaggeration;
  const double distance = std::max(camera.distance_m, 1.0);
  v.eye = along(target, -distance, v.ahead);
  const Vec2 over{v.eye.x + v.frame.origin.x, v.eye.y + v.frame.origin.y};
  double clearance = v.eye.z;
  if (surface.bounds().contains(over)) {
    const double ground = (surface.elevation_m(over) - v.frame.origin.z) * v.exaggeration;
    v.eye.z = std::max(v.eye.z, ground + least_clearance_m);
    clearance = v.eye.z - ground;
  }
  v.near_m = std::clamp(0.02 * distance, 0.5, std::max(0.5, 0.3 * clearance));
  const Box2& box = surface.bounds();
  v.far_m = 10 * v.near_m;
  for (const double x : {box.min.x, box.max.x})
    for (const double y : {box.min.y, box.max.y})
      for (const double z : {surface.lowest_m() - 0.05 * std::max(box.width(), box.height()), highest_m}) {
        Vec3 corner = v.frame.local({x, y}, z);
        corner.z *= v.exaggeration;
        const Vec3 d{corner.x - v.eye.x, corner.y - v.eye.y, corner.z - v.eye.z};
        v.far_m = std::max(v.far_m, 1.05 * dot3(d, v.ahead));
      }
  return v;
}

}  // namespace leeward::ui

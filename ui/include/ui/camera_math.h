#pragma once
#include <QPointF>
#include <QSizeF>
#include <optional>
#include <string_view>

#include "core/model/city.h"
#include "core/model/geometry.h"
#include "core/model/result.h"
#include "ui/scene/view_state.h"

/// Geometry of the orbit camera for mouse, scale bar and named views. Positions on the picture are in pixels
/// from the top left (x right, y down), in the unit of `picture`.
namespace leeward::ui {

/// Where the ray through a pixel meets the horizontal plane of the camera's target.
/// @returns nullopt above the horizon and further than 50 times the camera's distance, where a pixel is
/// kilometres wide
std::optional<Vec2> ground_at(const Camera& camera, QSizeF picture, QPointF pixel);

/// Width of a pixel on the plane of the target [m]; holds for the whole picture only straight down.
double metres_per_pixel(const Camera& camera, QSizeF picture);

/// Looks straight down, so that a scale bar is true everywhere on flat ground.
bool is_top_view(const Camera& camera);

/// Moves the camera so that the ground that was under `from` comes under `to`.
Camera panned(const Camera& camera, QSizeF picture, QPointF from, QPointF to);
/// Turns by mouse movement in pixels: a picture's width is half a turn.
Camera orbited(const Camera& camera, QSizeF picture, QPointF by);
/// Distance times `factor`; the ground under `pixel` stays there.
Camera zoomed(const Camera& camera, QSizeF picture, QPointF pixel, double factor);

/// Keeps the camera at a useful place over the city: target on the terrain and not far outside the domain,
/// distance between 30 m and six domain sizes, pitch 5..90 degrees.
Camera within(Camera camera, const City& city);

/// Where a point appears on the picture; nullopt behind the eye.
std::optional<QPointF> pixel_of(const Camera& camera, QSizeF picture, Vec3 point);
/// Moves the camera away until the whole box, at the elevation of the target, is in the picture with some
/// margin.
Camera fitted(Camera camera, const Box2& box, QSizeF picture);
/// Straight down on the box, so that title, attribution and, where there is room, the legend lie beside it.
Camera beside_decorations(Camera camera, const Box2& box, QSizeF picture);
/// How much larger than usual the type on a picture is: 1 from 640 x 560 to 1600 x 1000 logical pixels,
/// 0.77..3.
double type_growth(QSizeF picture);

/// "overview", "top", "stack" (from behind the stack with the largest emission), "stack:ID" and
/// "street:X,Y,DISTANCE,AZIMUTH,PITCH" (metres of the city's CRS, metres, degrees).
Result<Camera> named_camera(const City& city, std::string_view name);
/// As above; overview and top show the whole domain in a picture of this shape.
Result<Camera> named_camera(const City& city, std::string_view name, QSizeF picture);

}  // namespace leeward::ui

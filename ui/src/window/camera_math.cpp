#include "ui/camera_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

#include "core/model/raster.h"
#include "core/model/units.h"
#include "ui/scene/scene_renderer.h"

namespace leeward::ui {
namespace {

constexpr double top_pitch_deg = 90;
constexpr double lowest_pitch_deg = 5;
constexpr double nearest_distance_m = 30;
constexpr double farthest_ground = 50;  // times the distance

double half_height() {
  return std::tan(0.5 * vertical_field_of_view_deg * rad_per_deg);
}

double elevation_at(const City& city, Vec2 p) {
  const Box2 box = city.terrain.bounds();
  if (city.terrain.empty()) return 0;
  // Outside the raster the ground goes on at the height of its edge.
  const Vec2 inside{std::clamp(p.x, box.min.x, box.max.x), std::clamp(p.y, box.min.y, box.max.y)};
  return sample_bilinear(city.terrain, inside).value_or(0.0);
}

Camera top_camera(const City& city) {
  const Box2 box = city.settings.domain_m;
  Camera camera;
  camera.target_m = box.centre();
  camera.pitch_deg = top_pitch_deg;
  camera.target_elevation_m = elevation_at(city, camera.target_m);
  // Some room around the domain, and room for hills that rise towards the camera.
  camera.distance_m = 0.54 * std::max(box.height(), 0.72 * box.width()) / half_height();
  return camera;
}

double total(const Emission& emission) {
  double sum = 0;
  for (const auto& [pollutant, rate] : emission) sum += rate;
  return sum;
}

Camera stack_camera(const City& city, const Stack& stack) {
  Camera camera;
  camera.target_m = stack.position_m;
  camera.target_elevation_m = elevation_at(city, stack.position_m) + 0.5 * stack.stack_height_m;
  camera.distance_m = std::max(400.0, 8 * stack.stack_height_m);
  const Vec2 to_centre = city.settings.domain_m.centre() - stack.position_m;
  camera.azimuth_deg = length(to_centre) > 1 ? std::atan2(to_centre.x, to_centre.y) / rad_per_deg : 0;
  if (camera.azimuth_deg < 0) camera.azimuth_deg += 360;
  camera.pitch_deg = 18;
  return camera;
}

Result<Camera> stack_by_id(const City& city, std::string_view id) {
  if (city.stacks.empty()) return fail(ErrorCode::input, "the city has no stacks to look from");
  if (id.empty()) {
    const auto largest = std::max_element(
        city.stacks.begin(), city.stacks.end(),
        [](const Stack& a, const Stack& b) { return total(a.emission_g_per_s) < total(b.emission_g_per_s); });
    return stack_camera(city, *largest);
  }
  const auto found =
      std::find_if(city.stacks.begin(), city.stacks.end(), [&](const Stack& s) { return s.id == id; });
  if (found == city.stacks.end())
    return fail(ErrorCode::input, fmt::format("the city has no stack '{}'", id));
  return stack_camera(city, *found);
}

Result<Camera> street_camera(const City& city, std::string_view text) {
  const auto wrong = [&] {
    return fail(ErrorCode::input,
                fmt::format("view 'street:{}': expected street:X,Y,DISTANCE,AZIMUTH,PITCH with the place "
                            "in metres of {}, a distance of at least {} m and a pitch of {}..{} degrees",
                            text, city.settings.crs, nearest_distance_m, lowest_pitch_deg, top_pitch_deg));
  };
  std::array<double, 5> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    const bool is_last = i + 1 == numbers.size();
    if (error != std::errc() || !std::isfinite(numbers[i]) ||
        (is_last ? next != end : next == end || *next != ','))
      return wrong();
    at = is_last ? next : next + 1;
  }
  if (numbers[2] < nearest_distance_m || numbers[4] < lowest_pitch_deg || numbers[4] > top_pitch_deg)
    return wrong();
  Camera camera;
  camera.target_m = {numbers[0], numbers[1]};
  camera.distance_m = numbers[2];
  camera.azimuth_deg = std::fmod(std::fmod(numbers[3], 360.0) + 360.0, 360.0);
  camera.pitch_deg = numbers[4];
  if (!city.settings.domain_m.contains(camera.target_m))
    return fail(ErrorCode::input,
                fmt::format("view 'street:{}' looks at a place outside the city's domain", text));
  camera.target_elevation_m = elevation_at(city, camera.target_m);
  return camera;
}

}  // namespace

std::optional<Vec2> ground_at(const Camera& camera, QSizeF picture, QPointF pixel) {
  const double t = half_height();
  const double right = (2 * pixel.x() / picture.width() - 1) * t * picture.width() / picture.height();
  const double up = (1 - 2 * pixel.y() / picture.height()) * t;
  const double a = camera.azimuth_deg * rad_per_deg;
  const double p = camera.pitch_deg * rad_per_deg;
  // Looking direction, its right and its up, in east, north, upwards.
  const double x = std::sin(a) * std::cos(p) + right * std::cos(a) + up * std::sin(a) * std::sin(p);
  const double y = std::cos(a) * std::cos(p) - right * std::sin(a) + up * std::cos(a) * std::sin(p);
  const double z = -std::sin(p) + up * std::cos(p);
  if (z >= 0) return std::nullopt;
  const double along = camera.distance_m * std::sin(p) / -z;
  if (along > farthest_ground * camera.distance_m) return std::nullopt;
  const double back = camera.distance_m * std::cos(p);
  return Vec2{camera.target_m.x - back * std::sin(a) + along * x,
              camera.target_m.y - back * std::cos(a) + along * y};
}

std::optional<QPointF> pixel_of(const Camera& camera, QSizeF picture, Vec3 point) {
  const double a = camera.azimuth_deg * rad_per_deg;
  const double p = camera.pitch_deg * rad_per_deg;
  // Relative to the target, in the camera's right, up and looking direction.
  const double east = point.x - camera.target_m.x;
  const double north = point.y - camera.target_m.y;
  const double height = point.z - camera.target_elevation_m;
  const double ahead = east * std::sin(a) + north * std::cos(a);
  const double right = east * std::cos(a) - north * std::sin(a);
  const double up = ahead * std::sin(p) + height * std::cos(p);
  const double depth = camera.distance_m + ahead * std::cos(p) - height * std::sin(p);
  if (depth <= 0) return std::nullopt;
  const double pixels = 0.5 * picture.height() / half_height() / depth;
  return QPointF(0.5 * picture.width() + right * pixels, 0.5 * picture.height() - up * pixels);
}

Camera fitted(Camera camera, const Box2& box, QSizeF picture) {
  const double margin = 0.02 * picture.width();
  const QRectF inner = QRectF(QPointF(0, 0), picture).adjusted(margin, margin, -margin, -margin);
  const auto is_inside = [&] {
    for (const double x : {box.min.x, box.max.x})
      for (const double y : {box.min.y, box.max.y}) {
        const auto at = pixel_of(camera, picture, {x, y, camera.target_elevation_m});
        if (!at || !inner.contains(*at)) return false;
      }
    return true;
  };
  for (int step = 0; step < 60 && !is_inside(); ++step) camera.distance_m *= 1.05;
  return camera;
}

Camera beside_decorations(Camera camera, const Box2& box, QSizeF picture) {
  // What a title of two lines, an attribution of two lines and a legend need, at pixel ratio and type
  // growth 1.
  constexpr double title_px = 66;
  constexpr double attribution_px = 46;
  constexpr double legend_px = 275;
  constexpr double hills = 1.02;  // what rises towards the camera is seen larger
  const double growth = type_growth(picture);
  const double side = 0.02 * picture.width();
  // A picture too low for the words of a large one: the domain goes before them.
  const double above = std::min(title_px * growth, 0.12 * picture.height());
  const double below = std::min(attribution_px * growth, 0.08 * picture.height());
  const QSizeF room(picture.width() - 2 * side, picture.height() - above - below);
  const double metres_per_px = hills * std::max(box.width() / room.width(), box.height() / room.height());
  camera.distance_m = 0.5 * metres_per_px * picture.height() / half_height();
  // To the left as far as the legend needs it and the picture has room.
  const double gap = 0.5 * (picture.width() - box.width() / metres_per_px);
  const double left = std::clamp(legend_px * growth - gap, 0.0, std::max(0.0, gap - side));
  camera.target_m = box.centre() + metres_per_px * Vec2{left, 0.5 * (above - below)};
  return camera;
}

double metres_per_pixel(const Camera& camera, QSizeF picture) {
  return 2 * half_height() * camera.distance_m / picture.height();
}

bool is_top_view(const Camera& camera) {
  return camera.pitch_deg > 89.9;
}

Camera panned(const Camera& camera, QSizeF picture, QPointF from, QPointF to) {
  const auto a = ground_at(camera, picture, from);
  const auto b = ground_at(camera, picture, to);
  if (!a || !b) return camera;
  Camera moved = camera;
  moved.target_m = camera.target_m + (*a - *b);
  return moved;
}

Camera orbited(const Camera& camera, QSizeF picture, QPointF by) {
  Camera turned = camera;
  turned.azimuth_deg = std::fmod(camera.azimuth_deg + 180 * by.x() / picture.width() + 360, 360.0);
  turned.pitch_deg =
      std::clamp(camera.pitch_deg + 120 * by.y() / picture.height(), lowest_pitch_deg, top_pitch_deg);
  return turned;
}

Camera zoomed(const Camera& camera, QSizeF picture, QPointF pixel, double factor) {
  Camera nearer = camera;
  nearer.distance_m = camera.distance_m * factor;
  if (const auto fixed = ground_at(camera, picture, pixel))
    nearer.target_m = *fixed + factor * (camera.target_m - *fixed);
  return nearer;
}

Camera within(Camera camera, const City& city) {
  const Box2 box = city.settings.domain_m;
  const double size = std::max(box.width(), box.height());
  const Box2 reach = box.grown(0.25 * size);
  camera.target_m.x = std::clamp(camera.target_m.x, reach.min.x, reach.max.x);
  camera.target_m.y = std::clamp(camera.target_m.y, reach.min.y, reach.max.y);
  camera.distance_m = std::clamp(camera.distance_m, nearest_distance_m, 6 * size);
  camera.pitch_deg = std::clamp(camera.pitch_deg, lowest_pitch_deg, top_pitch_deg);
  camera.target_elevation_m = elevation_at(city, camera.target_m);
  return camera;
}

Result<Camera> named_camera(const City& city, std::string_view name) {
  if (name == "overview") return SceneRenderer::overview(city);
  if (name == "top") return top_camera(city);
  if (name == "stack") return stack_by_id(city, "");
  if (name.starts_with("stack:")) return stack_by_id(city, name.substr(6));
  if (name.starts_with("street:")) return street_camera(city, name.substr(7));
  return fail(ErrorCode::input, fmt::format("unknown view '{}'; expected overview, top, stack, stack:ID or "
                                            "street:X,Y,DISTANCE,AZIMUTH,PITCH",
                                            name));
}

double type_growth(QSizeF picture) {
  const double large = std::min(picture.width() / 1600, picture.height() / 1000);
  if (large >= 1) return std::min(large, 3.0);
  // On a small map a legend of the usual type would hide a third of it.
  return std::clamp(std::min(picture.width() / 640, picture.height() / 560), 0.77, 1.0);
}

Result<Camera> named_camera(const City& city, std::string_view name, QSizeF picture) {
  auto camera = named_camera(city, name);
  if (!camera || picture.isEmpty()) return camera;
  if (name == "top") *camera = beside_decorations(*camera, city.settings.domain_m, picture);
  if (name == "overview") *camera = fitted(*camera, city.settings.domain_m, picture);
  return camera;
}

}  // namespace leeward::ui

#include "picking.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "building_node.h"
#include "core/model/raster.h"
#include "labels.h"
#include "road_node.h"
#include "stack_node.h"
#include "ui/scene/field_sample.h"

namespace leeward::ui {
namespace {

constexpr double catch_px = 5;  // how near the pointer must be to a thin thing

bool is_shown(const ViewState& state, SceneLayer layer) {
  return state.visible[static_cast<std::size_t>(layer)];
}

std::string described(const char* kind, const std::string& id, const std::string& name) {
  std::string text = kind;
  if (!id.empty()) text += " " + id;
  if (!name.empty() && name != id) text += " " + name;
  return text;
}

// The ray's stretch inside a box of the map and a band of elevations.
bool passes_box(const SightRay& ray, const Box2& box, double low, double high, double& enter, double& leave) {
  enter = 0;
  leave = std::numeric_limits<double>::infinity();
  const auto clip = [&](double from, double direction, double a, double b) {
    if (direction == 0) return from >= a && from <= b;
    const double s = (a - from) / direction;
    const double t = (b - from) / direction;
    enter = std::max(enter, std::min(s, t));
    leave = std::min(leave, std::max(s, t));
    return enter <= leave;
  };
  return clip(ray.from.x, ray.direction.x, box.min.x, box.max.x) &&
         clip(ray.from.y, ray.direction.y, box.min.y, box.max.y) &&
         clip(ray.from.z, ray.direction.z, low, high);
}

void hit_walls(const SightRay& ray, const Ring& ring, double foot, double roof, double& nearest) {
  const Vec2 o{ray.from.x, ray.from.y};
  const Vec2 d{ray.direction.x, ray.direction.y};
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec2 a = ring[i];
    const Vec2 side = ring[(i + 1) % ring.size()] - a;
    const double det = cross(d, side);
    if (det == 0) continue;
    const double t = cross(a - o, side) / det;
    const double s = cross(a - o, d) / det;
    if (t <= 0 || s < 0 || s > 1 || t >= nearest) continue;
    const double z = ray.from.z + t * ray.direction.z;
    if (z >= foot && z <= roof) nearest = t;
  }
}

double distance_to_line(Vec2 p, const Polyline& line) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < line.size(); ++i)
    nearest = std::min(nearest, distance_to_segment(p, line[i - 1], line[i]));
  return nearest;
}

}  // namespace

Picker::Picker(std::shared_ptr<const City> city, const TerrainSurface& surface) : city_(std::move(city)) {
  for (std::size_t i = 0; i < city_->buildings.size(); ++i) {
    const Building& building = city_->buildings[i];
    if (building.footprint_m.outer.size() < 3 || !(building.height_m > 0)) continue;
    const BuildingExtent extent = building_extent(building, *city_, surface);
    blocks_.push_back({i, bounds(building.footprint_m.outer), extent.foot_m, extent.roof_m});
  }
  for (const Road& road : city_->roads) road_boxes_.push_back(bounds(road.line_m));
}

std::optional<Picker::Hit> Picker::hit_buildings(const SightRay& ray) const {
  double nearest = std::numeric_limits<double>::infinity();
  const Block* found = nullptr;
  for (const Block& block : blocks_) {
    double enter = 0;
    double leave = 0;
    if (!passes_box(ray, block.box, block.foot_m, block.roof_m, enter, leave) || enter >= nearest) continue;
    const Polygon& footprint = city_->buildings[block.building].footprint_m;
    double t = std::numeric_limits<double>::infinity();
    if (ray.direction.z < 0 && ray.from.z > block.roof_m) {
      const double at_roof = (block.roof_m - ray.from.z) / ray.direction.z;
      const Vec3 p = ray.at(at_roof);
      if (contains(footprint, {p.x, p.y})) t = at_roof;
    }
    hit_walls(ray, footprint.outer, block.foot_m, block.roof_m, t);
    for (const Ring& hole : footprint.holes) hit_walls(ray, hole, block.foot_m, block.roof_m, t);
    if (t < nearest) {
      nearest = t;
      found = &block;
    }
  }
  if (!found) return std::nullopt;
  return Hit{nearest, described("building", city_->buildings[found->building].id, ""), std::nullopt,
             std::nullopt};
}

std::optional<Picker::Hit> Picker::hit_columns(const ViewFrame& view, const ViewState& state, Vec2 pixel,
                                               double pixel_ratio, const TerrainSurface& surface) const {
  std::optional<Hit> best;
  double best_px = catch_px * pixel_ratio;
  const auto offer = [&](double px, double along, std::string feature, Vec2 at, double elevation_m) {
    if (px > best_px) return;
    best_px = px;
    best = Hit{along, std::move(feature), at, elevation_m};
  };
  const City& city = *city_;
  if (is_shown(state, SceneLayer::stacks))
    for (const Stack& s : city.stacks) {
      const double base = stack_base_m(s, city, surface);
      const auto low = view.project(s.position_m, base);
      const auto high = view.project(s.position_m, base + s.stack_height_m);
      if (!low || !high) continue;
      const double radius =
          0.6 * s.stack_diameter_m * view.height_px / (2 * view.half_height() * low->along_m);
      offer(std::max(0.0, distance_to_segment(pixel, low->pixel, high->pixel) - radius), low->along_m,
            described("stack", s.id, s.name), s.position_m, base);
    }
  const auto marker = [&](Vec2 p, double elevation_m, double pin_px, std::string feature) {
    const auto foot = view.project(p, elevation_m);
    if (!foot) return;
    const Vec2 head{foot->pixel.x, foot->pixel.y + pin_px * pixel_ratio};
    // Markers are drawn over everything, so nothing hides them from the pointer either.
    offer(distance_to_segment(pixel, foot->pixel, head), 0, std::move(feature), p, elevation_m);
  };
  if (is_shown(state, SceneLayer::stations))
    for (const Station& s : city.stations)
      marker(s.position_m, surface.elevation_m(s.position_m), pin_height_px,
             described("station", s.id, s.name));
  if (is_shown(state, SceneLayer::receptors))
    for (const ReceptorFeature& r : city.receptors)
      marker(r.position_m, surface.elevation_m(r.position_m) + r.height_m, 0,
             described("receptor", r.id, r.name));
  if (is_shown(state, SceneLayer::areas))
    for (const VolumeFeature& v : city.volumes)
      marker(v.position_m, surface.elevation_m(v.position_m) + v.release_height_m, 0,
             described("volume source", v.id, v.name));
  return best;
}

std::string Picker::feature_on_ground(const ViewFrame&, const ViewState& state, Vec2 p,
                                      double metres_per_px) const {
  if (is_shown(state, SceneLayer::roads)) {
    const Road* nearest = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < city_->roads.size(); ++i) {
      const Road& road = city_->roads[i];
      const double reach = std::max(0.5 * drawn_width_m(road), 1.5 * metres_per_px);
      if (!road_boxes_[i].grown(reach).contains(p)) continue;
      const double distance = distance_to_line(p, road.line_m);
      if (distance > reach || distance >= least) continue;
      least = distance;
      nearest = &road;
    }
    if (nearest) return described("road", nearest->id, nearest->name);
  }
  if (is_shown(state, SceneLayer::areas))
    for (const AreaFeature& a : city_->areas)
      if (contains(a.polygons_m, p)) return described("area source", a.id, a.name);
  if (is_shown(state, SceneLayer::zones))
    for (const Zone& z : city_->zones)
      if (contains(z.polygons_m, p)) return described("zone", z.id, z.name);
  return {};
}

std::optional<Pick> Picker::pick(const ViewFrame& view, const ViewState& state, Vec2 pixel,
                                 double pixel_ratio, const TerrainSurface& surface) const {
  if (!city_) return std::nullopt;
  const SightRay ray = view.ray(pixel);
  std::optional<Hit> hit;
  if (const auto ground = surface.hit(ray)) hit = Hit{*ground, {}, std::nullopt, std::nullopt};
  const bool is_ground = hit.has_value();
  bool is_on_ground = is_ground;
  if (is_shown(state, SceneLayer::buildings)) {
    auto building = hit_buildings(ray);
    if (building && (!hit || building->t < hit->t)) {
      hit = std::move(building);
      is_on_ground = false;
    }
  }
  auto column = hit_columns(view, state, pixel, pixel_ratio, surface);
  // A stack's foot may be behind the ground that is seen beside it by a little.
  if (column && (!hit || column->t < 1.02 * hit->t + 5)) {
    hit = std::move(column);
    is_on_ground = false;
  }
  if (!hit) return std::nullopt;

  Pick pick;
  const Vec3 p = ray.at(hit->t);
  pick.position_m = hit->at.value_or(Vec2{p.x, p.y});
  pick.elevation_m = hit->elevation_m.value_or(p.z);
  pick.feature = hit->feature;
  if (is_on_ground) {
    if (!city_->terrain.empty())
      pick.elevation_m = sample_bilinear(city_->terrain, pick.position_m).value_or(p.z);
    const double metres_per_px = 2 * view.half_height() * hit->t / view.height_px * pixel_ratio;
    pick.feature = feature_on_ground(view, state, pick.position_m, metres_per_px);
  }
  if (state.ground)
    pick.value_ug_per_m3 = sample_level(*state.ground, state.pollutant, state.hour, 0, pick.position_m);
  else if (state.volume)
    pick.value_ug_per_m3 =
        sample_at_height(*state.volume, state.pollutant, state.hour, state.slice_height_m, pick.position_m);
  return pick;
}

}  // namespace leeward::ui

#include "sample_city.h"

#include <algorithm>
#include <cmath>

#include "blocks.h"
#include "land_cover.h"
#include "links.h"
#include "people.h"
#include "relief.h"
#include "works.h"

namespace leeward::sample {
namespace {

constexpr double terrain_cell_m = 25;
constexpr double terrain_margin_m = 500;
constexpr double land_cover_cell_m = 10;

Vec2 placed(Vec2 p) {
  return {std::round((p.x + origin_m.x) * 100.0) / 100.0, std::round((p.y + origin_m.y) * 100.0) / 100.0};
}

std::vector<Vec2> placed(std::vector<Vec2> points) {
  for (Vec2& p : points) p = placed(p);
  return points;
}

MultiPolygon placed(MultiPolygon polygons) {
  for (Polygon& polygon : polygons) polygon.outer = placed(std::move(polygon.outer));
  return polygons;
}

template <class T>
Raster<T> placed(Raster<T> raster) {
  raster.north_west = placed(raster.north_west);
  return raster;
}

std::string numbered(const char* prefix, std::size_t number) { return prefix + std::to_string(number); }

double decimetres(double value) { return std::round(value * 10.0) / 10.0; }

void add_roads(City& city, const std::vector<Link>& links) {
  for (const Link& link : links) {
    Road road;
    road.id = numbered("R", 1001 + city.roads.size());
    road.name = link.is_bridge ? link.name + " Bridge" : link.name;
    road.road_class = to_text(link.street_class);
    road.group = "traffic";
    road.line_m = placed(link.line);
    road.width_m = width_m(link.street_class);
    road.traffic = {link.vehicles_per_day, link.heavy_share, link.speed_km_per_h};
    road.schedule = "traffic";
    city.roads.push_back(std::move(road));
  }
}

void add_buildings(City& city, const Coast& coast, const std::vector<House>& houses) {
  for (const House& house : houses) {
    Building building;
    building.id = numbered("B", 10001 + city.buildings.size());
    building.footprint_m = Polygon{placed(house.footprint), {}};
    // Stands on the lowest of its corners, as surveys give it.
    double base = elevation_m(coast, house.footprint.front());
    for (const Vec2 p : house.footprint) base = std::min(base, elevation_m(coast, p));
    building.base_elevation_m = decimetres(base);
    building.height_m = decimetres(house.height_m);
    building.height_origin = "made up";
    city.buildings.push_back(std::move(building));
  }
}

void add_sources(City& city, const Coast& coast, std::vector<AreaFeature> heating) {
  for (Stack& stack : works_stacks()) {
    stack.base_elevation_m = decimetres(elevation_m(coast, stack.position_m));
    stack.position_m = placed(stack.position_m);
    city.stacks.push_back(std::move(stack));
  }
  for (AreaFeature& one : works_areas()) city.areas.push_back(std::move(one));
  for (AreaFeature& one : heating) city.areas.push_back(std::move(one));
  for (AreaFeature& one : city.areas) one.polygons_m = placed(std::move(one.polygons_m));
  for (VolumeFeature& one : works_volumes()) {
    one.base_elevation_m = decimetres(elevation_m(coast, one.position_m));
    one.position_m = placed(one.position_m);
    city.volumes.push_back(std::move(one));
  }
  city.schedules = city_schedules();
}

}  // namespace

SampleCity make_city() {
  const Coast coast;
  Plan plan = make_plan(coast);
  const std::vector<Block> blocks = make_blocks(coast, plan);
  add_waterfront(coast, plan);
  const std::vector<Link> links = make_links(coast, plan);

  SampleCity made;
  City& city = made.city;
  made.houses = make_houses(coast, plan, blocks, links);
  city.settings.name = "Port Alder";
  city.settings.is_fictional = true;
  city.settings.attribution = {notice};
  city.settings.crs = crs;
  city.settings.time_zone = "Etc/GMT+2";
  city.settings.utc_offset_hours = utc_offset_hours;
  city.settings.domain_m = {origin_m, origin_m + Vec2{domain_width_m, domain_height_m}};
  add_roads(city, links);
  add_buildings(city, coast, made.houses);
  add_sources(city, coast, heating_areas(coast, plan, made.houses));
  city.zones = make_zones(plan, made.houses);
  for (Zone& zone : city.zones) zone.polygons_m = placed(std::move(zone.polygons_m));
  city.receptors = make_receptors(made.houses);
  for (ReceptorFeature& one : city.receptors) one.position_m = placed(one.position_m);
  city.stations = make_stations(made.houses, links);
  for (Station& one : city.stations) one.position_m = placed(one.position_m);
  city.terrain = placed(terrain_raster(coast, terrain_cell_m, terrain_margin_m));
  city.land_cover = placed(land_cover_raster(coast, blocks, made.houses, links, land_cover_cell_m));
  city.population = placed(population_raster(made.houses));
  return made;
}

}  // namespace leeward::sample

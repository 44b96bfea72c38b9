#include "people.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/model/units.h"

namespace leeward::sample {
namespace {

constexpr double storey_height_m = 3.1;
constexpr double floor_per_person_m2 = 52;

Vec2 middle_of(const House& house) { return centroid(house.footprint); }

bool is_built_on(const std::vector<House>& houses, Vec2 p) {
  return std::any_of(houses.begin(), houses.end(), [p](const House& h) {
    return length(middle_of(h) - p) < 120 && contains(h.footprint, p);
  });
}

/// Beside the nearest road of a class that carries traffic, 2 m off its edge, where no building stands.
Vec2 kerb(const std::vector<Link>& links, const std::vector<House>& houses, Vec2 near) {
  const Link* best = nullptr;
  double distance = 1e300;
  for (const Link& link : links)
    if (link.vehicles_per_day > 9000 && !link.is_bridge && length(link.line) > 60 && distance_to_line(near, link.line) < distance) {
      distance = distance_to_line(near, link.line);
      best = &link;
    }
  if (!best) return near;
  const auto [p, d] = at_length(best->line, 0.45 * length(best->line));
  const double off = 0.5 * width_m(best->street_class) + 2.0;
  const Vec2 left = p + off * left_normal(d);
  return is_built_on(houses, left) ? p - off * left_normal(d) : left;
}

Vec2 open_place(const std::vector<House>& houses, Vec2 near) {
  for (int ring = 0; ring < 20; ++ring)
    for (int k = 0; k < 8; ++k) {
      const Vec2 p = near + turned({8.0 * ring, 0}, k * std::numbers::pi / 4);
      if (!is_built_on(houses, p)) return p;
    }
  return near;
}

}  // namespace

double residents(const House& house) {
  const double storeys = std::max(1.0, std::floor(house.height_m / storey_height_m));
  const double floor = 0.8 * area(Polygon{house.footprint, {}}) * storeys;
  switch (house.use) {
    case Use::dwelling: return floor / floor_per_person_m2;
    case Use::mixed: return 0.55 * floor / floor_per_person_m2;
    default: return 0;
  }
}

std::vector<Zone> make_zones(const Plan& plan, const std::vector<House>& houses) {
  std::map<std::string, Zone> zones;
  std::map<std::string, double> people;
  for (const House& house : houses) people[house.district] += residents(house);
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    Cell cell = plan.cells[i];
    for (const auto& [at, direction] : {std::pair<Vec2, Vec2>{{0, 0}, {1, 0}}, {{domain_width_m, 0}, {0, 1}},
                                        {{domain_width_m, domain_height_m}, {-1, 0}}, {{0, domain_height_m}, {0, -1}}})
      if (!cell.ring.empty()) cell = left_of(cell, at, direction, -1);
    if (!cell.ring.empty()) cell = inset(cell, 0.5);  // parts of one district must not share edges
    if (cell.ring.empty()) continue;
    Zone& zone = zones[plan.districts[i]];
    zone.name = plan.districts[i];
    zone.kind = "district";
    zone.polygons_m.push_back(Polygon{cell.ring, {}});
  }
  std::vector<Zone> out;
  for (auto& [name, zone] : zones) {
    zone.id = "Z" + std::to_string(1 + out.size());
    zone.population = std::round(people[name]);
    out.push_back(std::move(zone));
  }
  return out;
}

Raster<float> population_raster(const std::vector<House>& houses) {
  Raster<float> raster;
  raster.columns = 120;
  raster.rows = 100;
  raster.north_west = {0, domain_height_m};
  raster.cell_width_m = 100;
  raster.cell_height_m = 100;
  raster.unit = "people per cell";
  raster.cells.assign(raster.columns * raster.rows, 0.0F);
  raster.valid.assign(raster.cells.size(), 1);
  for (const House& house : houses) {
    const Vec2 p = middle_of(house);
    const auto column = static_cast<std::size_t>(p.x / 100);
    const auto row = static_cast<std::size_t>((domain_height_m - p.y) / 100);
    raster.cells[raster.index(column, row)] += static_cast<float>(residents(house));
  }
  for (float& cell : raster.cells) cell = std::round(cell);
  return raster;
}

std::vector<AreaFeature> heating_areas(const Coast& coast, const Plan& plan, const std::vector<House>& houses) {
  std::vector<AreaFeature> areas;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Ring& ring = plan.cells[i].ring;
    double people = 0;
    for (const House& house : houses)
      if (contains(ring, middle_of(house))) people += residents(house);
    if (people < 1500) continue;
    Cell land = plan.cells[i];
    // Cells that reach into the sea end at the shore's latitude in their middle.
    if (coast.is_sea(centroid(ring)) || std::any_of(ring.begin(), ring.end(), [&](Vec2 p) { return coast.is_sea(p); })) {
      double south = 1e300;
      for (const House& house : houses)
        if (contains(ring, middle_of(house))) south = std::min(south, middle_of(house).y);
      land = left_of(land, {0, south - 20}, {1, 0}, -1);
    }
    AreaFeature one;
    one.id = "H" + std::to_string(401 + areas.size());
    one.name = "Heating of dwellings, " + plan.districts[i];
    one.sector = "heating";
    one.group = "heating";
    one.polygons_m = {Polygon{land.ring, {}}};
    one.release_height_m = 12;
    one.initial_sigma_z_m = 6;
    const double m2 = area(one.polygons_m);
    const auto rate = [&](double kg_per_person_year) { return g_per_s_from_t_per_year(kg_per_person_year * people / 1000) / m2; };
    one.emission_g_per_m2_s = {{"NOx", rate(0.85)}, {"PM10", rate(0.42)}, {"PM2.5", rate(0.40)}, {"SO2", rate(0.12)}};
    one.schedule = "heating";
    one.origin = "made up";
    areas.push_back(std::move(one));
  }
  return areas;
}

std::vector<ReceptorFeature> make_receptors(const std::vector<House>& houses) {
  constexpr std::array<const char*, 16> school_names = {"Alder", "Beacon", "Bay", "Castle", "Eastbank", "Foundry", "Garden", "Harbour",
                                                       "Larkrise", "Millrace", "Northgate", "Orchard", "Ridge", "Strand", "Wall", "West"};
  std::vector<ReceptorFeature> receptors;
  Vec2 last{-1e9, -1e9};
  for (const House& house : houses) {
    if (house.use != Use::public_building || house.height_m > 20 || length(middle_of(house) - last) < 150) continue;
    last = middle_of(house);
    if (last.x > 9500) continue;  // the airport's
    ReceptorFeature one;
    const std::size_t n = receptors.size();
    one.id = "P" + std::to_string(501 + n);
    one.kind = n % 7 == 3 ? "hospital" : n % 3 == 2 ? "kindergarten" : "school";
    one.name = std::string(school_names[n % school_names.size()]) +
               (one.kind == "hospital" ? " Hospital" : one.kind == "school" ? " School" : " Kindergarten");
    if (n >= school_names.size()) one.name += " " + std::to_string(1 + n / school_names.size());
    one.position_m = last + Vec2{0, 0};
    receptors.push_back(std::move(one));
  }
  return receptors;
}

std::vector<Station> make_stations(const std::vector<House>& houses, const std::vector<Link>& links) {
  struct Site {
    const char* name;
    const char* kind;
    Vec2 near;
  };
  const Site sites[] = {{"Centre Ring", "traffic", {5050, 5380}},      {"Harbour Avenue", "traffic", {4300, 4300}},
                        {"Foundry Avenue", "traffic", {6750, 5250}},   {"Bypass junction", "traffic", {5000, 7150}},
                        {"Town Hall Square", "background", {4900, 4600}}, {"Old Town", "background", {4020, 4050}},
                        {"Orchard Park", "background", {2900, 5350}},  {"Northgate", "background", {5000, 6250}},
                        {"Millrace", "background", {7350, 5800}},      {"Dock Road", "industry", {7000, 3420}},
                        {"Refinery fence", "industry", {9150, 3420}},  {"Beacon Hill", "rural", {3300, 8300}}};
  std::vector<Station> stations;
  for (const Site& site : sites) {
    Station one;
    one.id = "M" + std::to_string(1 + stations.size());
    one.name = site.name;
    one.kind = site.kind;
    one.position_m = one.kind == "traffic" ? kerb(links, houses, site.near) : open_place(houses, site.near);
    one.inlet_height_m = one.kind == "traffic" ? 2.5 : 3.5;
    one.pollutants = {"NOx", "PM10"};
    if (one.kind != "industry") one.pollutants.emplace_back("PM2.5");
    stations.push_back(std::move(one));
  }
  return stations;
}

}  // namespace leeward::sample

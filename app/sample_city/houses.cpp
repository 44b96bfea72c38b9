#include "houses.h"

#include <algorithm>
#include <cmath>

#include "grid_index.h"
#include "lots.h"
#include "noise.h"
#include "random.h"
#include "relief.h"
#include "works.h"

namespace leeward::sample {
namespace {

constexpr double storey_m = 3.1;
constexpr double pavement_m = 2.5;

double storeys(double count) { return std::round(std::max(1.0, count)) * storey_m; }

/// Towers stand around the centre and a second, lower peak by the harbour.
double skyline_m(Vec2 p) {
  const double centre = 135.0 * std::exp(-0.5 * std::pow(length(p - Vec2{5150, 4650}) / 330, 2));
  const double harbour = 55.0 * std::exp(-0.5 * std::pow(length(p - Vec2{5350, 3950}) / 240, 2));
  return 22.0 + centre + harbour;
}

class Builder {
 public:
  Builder(const Coast& coast, const Plan& plan) : coast_(coast), plan_(plan) {}

  void build(const Block& block) {
    district_ = block.district;
    std::vector<double> insets;
    for (const int label : block.cell.labels)
      insets.push_back(label < 0 ? 4.0 : 0.5 * width_m(plan_.streets[static_cast<std::size_t>(label)].street_class) + pavement_m);
    const Cell plot = inset(block.cell, insets);
    if (plot.ring.size() < 3) return;
    const Vec2 p = centroid(plot.ring);
    switch (block.character) {
      case Character::downtown: return towers(plot);
      case Character::old_town: return old_town(plot);
      case Character::perimeter: return perimeter(plot);
      case Character::houses: return detached(plot, urbanity(coast_, p));
      case Character::estate: return estate(plot);
      case Character::industry: return halls(plot);
      case Character::country: return farms(plot);
      case Character::park: case Character::port: case Character::airport: return;
    }
  }
  void add(House house) { houses_.push_back(std::move(house)); }
  std::size_t count() const { return houses_.size(); }
  std::vector<House> take() { return std::move(houses_); }

 private:
  void put(Ring footprint, double height_m, Use use) { houses_.push_back({std::move(footprint), height_m, use, district_}); }

  void towers(const Cell& plot) {
    for (const Cell& lot : plots_of(plot, 2300, 0.0, random_)) {
      if (random_.chance(0.07)) continue;
      const double peak = skyline_m(centroid(lot.ring));
      const double draw = random_.uniform();
      const double height = storeys(peak * (0.30 + 0.85 * draw * draw * draw + 0.12 * random_.uniform()) / storey_m);
      Cell body = inset(lot, height > 60 ? random_.uniform(5.0, 8.0) : random_.uniform(0.6, 2.5));
      if (body.ring.size() < 3) continue;
      // A tall one is a rectangle in its plot.
      const Frame frame = frame_of(body.ring);
      const Ring tower = rectangle(frame.centre - 0.42 * frame.length_m * frame.along -
                                       0.42 * frame.width_m * left_normal(frame.along),
                                   frame.along, 0.84 * frame.length_m, 0.84 * frame.width_m);
      const bool is_tower = height > 45 && is_inside(lot.ring, tower);
      put(is_tower ? tower : body.ring, height, random_.chance(0.65) ? Use::office : Use::mixed);
    }
  }

  void old_town(const Cell& plot) {
    if (random_.chance(0.05)) return;  // a square
    const Frame frame = frame_of(plot.ring);
    if (frame.width_m < 34) {
      for (const Cell& lot : plots_of(plot, 240, 0.08, random_)) narrow(lot);
      return;
    }
    for (const Ring& ring : row_of(plot, {0.0, 10, 22, 13, 0, 0.97}, random_))
      put(ring, storeys(random_.uniform(2.6, 5.4)) + random_.uniform(0, 2.5), Use::mixed);
    const Cell yard = inset(plot, 19);
    if (yard.ring.size() > 2)
      for (const Cell& lot : plots_of(yard, 330, 0.1, random_))
        if (random_.chance(0.45)) narrow(lot);
  }

  void narrow(const Cell& lot) {
    const Cell body = inset(lot, 0.3);
    if (body.ring.size() > 2 && area(Polygon{body.ring, {}}) > 45)
      put(body.ring, storeys(random_.uniform(1.8, 4.6)) + random_.uniform(0, 2.5), Use::mixed);
  }

  void perimeter(const Cell& plot) {
    const Vec2 p = centroid(plot.ring);
    const double near = std::exp(-length(p - city_centre) / 1900);
    const double base = 3.2 + 3.6 * near + 0.8 * fractal_noise(p, 800, 2, 131);
    if (random_.chance(0.05)) {  // a school or an office in its grounds
      for (const Ring& ring : slabs_on(inset(plot, 8), 62, 18, 46, random_))
        put(ring, storeys(random_.uniform(2.5, 4.5)), Use::public_building);
      return;
    }
    const Row row{random_.uniform(0.5, 3.5), 26, 58, 13.5, 0, random_.uniform(0.88, 0.99)};
    for (const Ring& ring : row_of(plot, row, random_))
      put(ring, storeys(base + random_.uniform(-0.9, 1.1)), random_.chance(0.25) ? Use::mixed : Use::dwelling);
    const Cell yard = inset(plot, 34);
    if (yard.ring.size() > 2 && frame_of(yard.ring).width_m > 24 && random_.chance(0.7))
      for (const Ring& ring : slabs_on(yard, 26, 13, 42, random_)) put(ring, storeys(random_.uniform(1.0, 3.0)), Use::mixed);
  }

  void detached(const Cell& plot, double urban) {
    const bool is_terrace = urban > 0.46 && random_.chance(0.55);
    const Row row = is_terrace ? Row{random_.uniform(3, 6), 34, 70, 10.5, 9, 0.92}
                               : Row{random_.uniform(5, 9), 11, 19, 11, 18 + 22 * (1 - urban), 0.78 + 0.15 * urban};
    for (const Ring& ring : row_of(plot, row, random_))
      put(ring, storeys(is_terrace ? random_.uniform(1.8, 3.4) : random_.uniform(1.2, 2.4)) + random_.uniform(1.0, 2.6),
          Use::dwelling);
  }

  void estate(const Cell& plot) {
    const double base = random_.uniform(5, 11);
    for (const Ring& ring : slabs_on(inset(plot, 10), random_.uniform(55, 78), 13, random_.uniform(48, 60), random_))
      put(ring, storeys(base + random_.uniform(-1, 1)), Use::dwelling);
  }

  void halls(const Cell& plot) {
    for (const Cell& lot : plots_of(inset(plot, 5), 6500, 0.0, random_)) {
      if (random_.chance(0.2)) continue;
      const Cell body = inset(lot, random_.uniform(7, 15));
      if (body.ring.size() < 3) continue;
      const Frame frame = frame_of(body.ring);
      const double share = random_.uniform(0.68, 0.92);
      const Ring hall = rectangle(frame.centre - 0.5 * share * (frame.length_m * frame.along +
                                                                frame.width_m * left_normal(frame.along)),
                                  frame.along, share * frame.length_m, share * frame.width_m);
      if (frame.width_m > 14 && is_inside(lot.ring, hall)) put(hall, random_.uniform(6.5, 14.5), Use::industry);
    }
  }

  void farms(const Cell& plot) {
    const Vec2 p = centroid(plot.ring);
    if (slope(coast_, p) > 0.12 || elevation_m(coast_, p) > 130 || !random_.chance(0.75)) return;
    const Vec2 along = turned({1, 0}, random_.uniform(0, 3.1));
    put(rectangle(p, along, random_.uniform(14, 20), random_.uniform(9, 12)), storeys(2) + 2, Use::dwelling);
    put(rectangle(p + 24.0 * along + -12.0 * left_normal(along), along, random_.uniform(22, 38), random_.uniform(12, 16)), 7.5,
        Use::industry);
  }

  const Coast& coast_;
  const Plan& plan_;
  Random random_{"houses"};
  std::string district_;
  std::vector<House> houses_;
};

double distance_to_ring(const Ring& ring, Vec2 p) {
  double nearest = 1e300;
  for (std::size_t i = 0; i < ring.size(); ++i)
    nearest = std::min(nearest, distance_to_segment(p, ring[i], ring[(i + 1) % ring.size()]));
  return contains(ring, p) ? 0.0 : nearest;
}

}  // namespace

const char* to_text(Use use) {
  switch (use) {
    case Use::dwelling: return "dwelling";
    case Use::mixed: return "mixed";
    case Use::office: return "office";
    case Use::industry: return "industry";
    case Use::public_building: return "public";
  }
  return "";
}

std::vector<House> make_houses(const Coast& coast, const Plan& plan, const std::vector<Block>& blocks,
                               const std::vector<Link>& links) {
  Builder builder(coast, plan);
  for (House& house : works_buildings()) builder.add(std::move(house));
  const std::size_t works = builder.count();
  for (const Block& block : blocks) builder.build(block);

  GridIndex streets(80);
  for (std::size_t i = 0; i < links.size(); ++i)
    for (std::size_t k = 0; k + 1 < links[i].line.size(); ++k) streets.add(i, bounds({links[i].line[k], links[i].line[k + 1]}).grown(16));
  const auto is_on_street = [&](const Ring& ring) {
    for (const std::size_t i : streets.near(bounds(ring))) {
      const double clear = 0.5 * width_m(links[i].street_class) + 1.0;
      for (std::size_t k = 0; k + 1 < links[i].line.size(); ++k) {
        const Vec2 a = links[i].line[k];
        const Vec2 b = links[i].line[k + 1];
        for (const Vec2 p : ring)
          if (distance_to_segment(p, a, b) < clear) return true;
        const double steps = std::ceil(length(b - a) / 6.0);
        for (double s = 0; s <= steps; ++s)
          if (distance_to_ring(ring, a + (s / steps) * (b - a)) < clear) return true;
      }
    }
    return false;
  };

  std::vector<House> kept;
  GridIndex standing(60);
  std::size_t number = 0;
  for (House& house : builder.take()) {
    const Ring& ring = house.footprint;
    if (number++ >= works && is_reserved(centroid(ring))) continue;
    const bool is_wet = std::any_of(ring.begin(), ring.end(), [&](Vec2 p) {
      return coast.water_distance_m(p) < 9 || p.x < 5 || p.y < 5 || p.x > domain_width_m - 5 || p.y > domain_height_m - 5;
    });
    if (is_wet || area(Polygon{ring, {}}) < 30 || is_on_street(ring)) continue;
    const auto others = standing.near(bounds(ring));
    if (std::any_of(others.begin(), others.end(), [&](std::size_t i) { return overlap(kept[i].footprint, ring, -0.02); })) continue;
    standing.add(kept.size(), bounds(ring));
    kept.push_back(std::move(house));
  }
  return kept;
}

}  // namespace leeward::sample

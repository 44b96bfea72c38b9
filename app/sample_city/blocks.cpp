#include "blocks.h"

#include <algorithm>
#include <array>

#include "names.h"
#include "random.h"

namespace leeward::sample {
namespace {

struct Pattern {
  double block_area_m2;
  double least_width_m;     ///< narrower blocks are not divided
  double angle_rad;         ///< how crooked the streets are
  double position;          ///< how far from the middle a division may be
};

Pattern pattern_of(Character character) {
  switch (character) {
    case Character::downtown: return {19000, 170, 0.0, 0.0};
    case Character::old_town: return {10500, 100, 0.24, 0.13};
    case Character::perimeter: return {40000, 190, 0.03, 0.08};
    case Character::houses: return {64000, 160, 0.07, 0.09};
    case Character::estate: return {70000, 230, 0.02, 0.05};
    case Character::industry: return {110000, 260, 0.02, 0.06};
    default: return {260000, 400, 0.0, 0.05};
  }
}

class Divider {
 public:
  Divider(const Coast& coast, Plan& plan) : coast_(coast), plan_(plan) {}

  void divide(const Cell& cell, const std::string& district) {
    if (cell.ring.empty()) return;
    const double size = area(Polygon{cell.ring, {}});
    if (size < 500 || !has_land(cell)) return;
    const Character character = busiest(cell, size);
    const Pattern pattern = pattern_of(character);
    const Frame frame = character == Character::downtown ? frame_along(cell.ring, turned({1, 0}, 0.20)) : frame_of(cell.ring);
    if (size < pattern.block_area_m2 * random_.uniform(0.9, 1.7) || frame.width_m < 0.5 * pattern.least_width_m ||
        frame.length_m < pattern.least_width_m) {
      Character own = character_at(coast_, centroid(cell.ring));
      const bool is_lived_in = own == Character::perimeter || own == Character::houses;
      if (is_lived_in && random_.chance(0.04)) own = Character::park;
      blocks_.push_back({cell, own, district});
      return;
    }
    const double place = random_.uniform(-pattern.position, pattern.position) * frame.length_m;
    const Vec2 at = frame.centre + place * frame.along;
    const Vec2 across = turned(left_normal(frame.along), random_.uniform(-pattern.angle_rad, pattern.angle_rad));
    const int label = add_street(cell, at, across, size, character);
    divide(left_of(cell, at, across, label), district);
    divide(left_of(cell, at, -1.0 * across, label), district);
  }

  std::vector<Block> take() { return std::move(blocks_); }

 private:
  bool has_land(const Cell& cell) const {
    const Vec2 middle = centroid(cell.ring);
    if (coast_.water_distance_m(middle) > 20) return true;
    return std::any_of(cell.ring.begin(), cell.ring.end(), [&](Vec2 p) {
      return coast_.water_distance_m(0.5 * (p + middle)) > 20 || coast_.water_distance_m(0.85 * p + 0.15 * middle) > 20;
    });
  }

  /// Large cells are divided as long as any part of them wants smaller blocks.
  Character busiest(const Cell& cell, double size) const {
    const Vec2 middle = centroid(cell.ring);
    Character best = character_at(coast_, middle);
    if (size < 90000) return best;
    for (const Vec2 p : cell.ring) {
      const Character there = character_at(coast_, 0.35 * p + 0.65 * middle);
      if (pattern_of(there).block_area_m2 < pattern_of(best).block_area_m2) best = there;
    }
    return best;
  }

  int add_street(const Cell& cell, Vec2 at, Vec2 across, double size, Character character) {
    // The street runs as far as the line lies in the cell.
    const Cell half = left_of(cell, at, across, -7);
    for (std::size_t i = 0; i < half.ring.size(); ++i) {
      if (half.labels[i] != -7) continue;
      const Vec2 a = half.ring[i];
      const Vec2 b = half.ring[(i + 1) % half.ring.size()];
      const Character here = character_at(coast_, 0.5 * (a + b));
      if (here == Character::country || here == Character::park || here == Character::airport || here == Character::port)
        return -1;
      const bool is_collector = size > (character == Character::downtown ? 150000 : 420000);
      plan_.streets.push_back(
          {{a, b}, is_collector ? StreetClass::tertiary : StreetClass::residential, street_name(random_), false, false, false});
      return static_cast<int>(plan_.streets.size()) - 1;
    }
    return -1;
  }

  const Coast& coast_;
  Plan& plan_;
  Random random_{"blocks"};
  std::vector<Block> blocks_;
};

/// A line at a distance to one side of another, thinned to 4 m.
Polyline beside(const Polyline& line, double from_m, double to_m, const auto& offset_m) {
  Polyline out;
  for (double s = from_m; s <= to_m; s += 70) {
    const auto [p, d] = at_length(line, s);
    const Vec2 ahead = at_length(line, std::min(s + 60, to_m)).first;
    const Vec2 behind = at_length(line, std::max(s - 60, 0.0)).first;
    const Vec2 direction = length(ahead - behind) > 1 ? unit(ahead - behind) : d;
    out.push_back(p + offset_m(s) * left_normal(direction));
  }
  return out;
}

}  // namespace

std::vector<Block> make_blocks(const Coast& coast, Plan& plan) {
  Divider divider(coast, plan);
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    Cell cell = plan.cells[i];
    cell = left_of(cell, {0, 0}, {1, 0}, -1);
    if (!cell.ring.empty()) cell = left_of(cell, {domain_width_m, 0}, {0, 1}, -1);
    if (!cell.ring.empty()) cell = left_of(cell, {domain_width_m, domain_height_m}, {-1, 0}, -1);
    if (!cell.ring.empty()) cell = left_of(cell, {0, domain_height_m}, {0, -1}, -1);
    divider.divide(cell, plan.districts[i]);
  }
  return divider.take();
}

void add_waterfront(const Coast& coast, Plan& plan) {
  const Polyline& river = coast.river();
  const double end = coast.river_length_m() - 480;
  const double begin = 0.46 * coast.river_length_m();
  for (const double side : {-1.0, 1.0}) {
    const auto offset = [&](double s) { return side * (coast.river_half_width_m(s) + bank_distance_m); };
    plan.streets.push_back({beside(river, begin, end, offset), StreetClass::secondary,
                            side < 0 ? "West Embankment" : "East Embankment", false, true, true});
  }
  const Polyline& bay = coast.bay_shore();
  plan.streets.push_back({beside(bay, 900, length(bay) - 60, [](double) { return bank_distance_m; }), StreetClass::secondary,
                          "Bay Promenade", false, true, true});
  // Roads of the port, the refinery and the airport.
  const auto service = [&plan](Polyline line, const char* name, StreetClass street_class) {
    plan.streets.push_back({std::move(line), street_class, name, false, true, true});
  };
  service({{6250, 3330}, {7300, 3290}, {8250, 3330}, {9100, 3260}}, "Dock Road", StreetClass::secondary);
  service({{9100, 3260}, {9700, 3250}, {10900, 3230}, {11700, 3230}}, "Refinery Road", StreetClass::tertiary);
  service({{6610, 3310}, {6610, 2470}}, "Fish Quay", StreetClass::service);
  service({{7320, 3290}, {7320, 2290}}, "Timber Quay", StreetClass::service);
  service({{8250, 3330}, {8300, 2750}, {8300, 2050}}, "Container Terminal Road", StreetClass::service);
  service({{8300, 2420}, {8900, 2420}}, "Terminal Cross Road", StreetClass::service);
  service({{9650, 3250}, {9650, 2560}}, "Tank Farm Road", StreetClass::service);
  service({{10250, 3240}, {10250, 2480}}, "Power Station Road", StreetClass::service);
  service({{9620, 4780}, {9640, 4320}, {9640, 3800}, {9700, 3250}}, "Airport Road", StreetClass::tertiary);
}

}  // namespace leeward::sample

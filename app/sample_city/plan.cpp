#include "plan.h"

#include <algorithm>
#include <array>
#include <numbers>

#include "noise.h"
#include "random.h"
#include "relief.h"

namespace leeward::sample {
namespace {

constexpr std::size_t spokes = 16;
constexpr std::array<double, 7> ring_radius_m = {690, 1380, 2180, 3150, 4300, 5700, 7600};
constexpr std::array<const char*, spokes> spoke_names = {
    "Lighthouse Avenue", "Eastfield Road", "Foundry Avenue", "Millrace Road", "Northgate Avenue", "Beacon Road",
    "Cathedral Avenue", "Orchard Road", "Westhaven Avenue", "Ropewalk", "Harbour Avenue", "Strand Road",
    "Customs Avenue", "Ferry Road", "Dock Avenue", "Shipwright Road"};
constexpr std::array<const char*, 6> ring_names = {"Centre Ring", "Wall Ring", "Garden Ring",
                                                   "Tramway Ring", "Outer Ring", "Green Belt Road"};
constexpr std::array<const char*, 4> inner_districts = {"Eastbank", "Northgate", "Westhaven", "Old Town"};
constexpr std::array<const char*, 8> outer_districts = {"Foundry Fields", "Millrace", "Beacon Hill", "Larkrise",
                                                        "Orchard Park", "Cliffside", "Harbour", "Docklands"};

struct Circle {
  Vec2 centre;
  double radius_m;
};
/// Parks: by the river, the central park, the botanical garden, the headland.
constexpr std::array<Circle, 6> parks = {Circle{{4250, 5750}, 330}, Circle{{7050, 6150}, 300}, Circle{{3050, 4750}, 190},
                                         Circle{{2150, 2350}, 620}, Circle{{5600, 7600}, 260}, Circle{{7500, 4950}, 170}};

bool in_box(Vec2 p, double west, double south, double east, double north) {
  return p.x > west && p.x < east && p.y > south && p.y < north;
}

/// Place of ring k and spoke j; spokes wander outwards.
Vec2 corner(std::size_t k, std::size_t j) {
  const double base = 0.20 + 2.0 * std::numbers::pi * static_cast<double>(j) / spokes;
  const double r = ring_radius_m[k];
  const Vec2 plain{city_centre.x + r * std::cos(base), city_centre.y + r * std::sin(base)};
  const double angle = base + 0.11 * smooth_step(600, 3500, r) * fractal_noise(plain, 2600, 2, 71);
  const double stretched = r * (1.0 + 0.05 * fractal_noise(plain, 2000, 2, 81));
  // The city lies along the shore: longer west to east.
  return {city_centre.x + 1.08 * stretched * std::cos(angle), city_centre.y + 0.96 * stretched * std::sin(angle)};
}

std::string district_of(std::size_t k, std::size_t j) {
  if (k < 2) return inner_districts[(j % spokes) / 4];
  return outer_districts[(j % spokes) / 2];
}

class Planner {
 public:
  explicit Planner(const Coast& coast) : coast_(coast) {}
  Plan make() {
    core();
    for (std::size_t k = 0; k + 1 < ring_radius_m.size(); ++k) {
      const std::size_t step = k < 2 ? 2 : 1;
      for (std::size_t j = 0; j < spokes; j += step) ring_cell(k, j, step);
    }
    motorway();
    return std::move(plan_);
  }

 private:
  int street(Vec2 a, Vec2 b, StreetClass street_class, std::string name) {
    Street one{{a, b}, street_class, std::move(name), true, false, false};
    plan_.streets.push_back(std::move(one));
    return static_cast<int>(plan_.streets.size()) - 1;
  }

  /// Spoke from ring k outwards; made once, -1 when the place is too wild for it.
  int spoke(std::size_t k, std::size_t j) {
    j %= spokes;
    if (const auto found = spoke_index_[k][j]; found >= -1) return found;
    const Vec2 a = corner(k, j);
    const Vec2 b = corner(k + 1, j);
    const bool is_country = urbanity(coast_, 0.5 * (a + b)) < 0.2;
    const bool is_main = j % 2 == 0;
    StreetClass street_class = k < 2 || (is_main && k < 5) ? StreetClass::primary : StreetClass::secondary;
    return spoke_index_[k][j] = is_country ? -1 : street(a, b, street_class, spoke_names[j]);
  }

  int chord(std::size_t k, std::size_t j, std::size_t step) {
    j %= spokes;
    if (k >= ring_names.size()) return -1;
    if (const auto found = ring_index_[k][j]; found >= -1) return found;
    const Vec2 a = corner(k, j);
    const Vec2 b = corner(k, (j + step) % spokes);
    StreetClass street_class = k < 2 ? StreetClass::primary : k < 4 ? StreetClass::secondary : StreetClass::tertiary;
    const bool is_left_out = urbanity(coast_, 0.5 * (a + b)) < (k < 4 ? 0.2 : 0.26);
    return ring_index_[k][j] = is_left_out ? -1 : street(a, b, street_class, ring_names[k]);
  }

  void core() {
    Cell cell;
    for (std::size_t j = 0; j < spokes; j += 2) {
      cell.ring.push_back(corner(0, j));
      cell.labels.push_back(chord(0, j, 2));
    }
    plan_.cells.push_back(std::move(cell));
    plan_.districts.emplace_back("Alder Centre");
  }

  void ring_cell(std::size_t k, std::size_t j, std::size_t step) {
    const std::size_t outer_step = k + 1 < 2 ? 2 : 1;
    Cell cell;
    cell.ring = {corner(k, j)};
    cell.labels = {spoke(k, j)};
    for (std::size_t i = j; i < j + step; i += outer_step) {
      cell.ring.push_back(corner(k + 1, i % spokes));
      cell.labels.push_back(chord(k + 1, i, outer_step));
    }
    cell.ring.push_back(corner(k + 1, (j + step) % spokes));
    cell.labels.push_back(spoke(k, j + step));
    cell.ring.push_back(corner(k, (j + step) % spokes));
    cell.labels.push_back(chord(k, j, step));
    plan_.cells.push_back(std::move(cell));
    plan_.districts.push_back(district_of(k, j));
  }

  void motorway() {
    Street north{spline({{-200, 5250}, {900, 5550}, {2000, 6150}, {3200, 6750}, {4500, 7150}, {5800, 7250},
                         {6700, 7150}, {7700, 6900}, {8500, 6200}, {9000, 5400}, {9600, 4800}, {10600, 4620}, {12200, 4700}},
                        110),
                 StreetClass::motorway, "A1 Alder Bypass", true, false, true};
    Street port{spline({{8990, 5420}, {8700, 4850}, {8620, 4300}, {8450, 3750}, {8250, 3330}}, 90), StreetClass::trunk,
                "Port Link", true, false, true};
    Street valley{spline({{6900, 7080}, {6870, 7650}, {7020, 8250}, {7500, 8780}, {8080, 9250}, {8040, 10200}}, 120),
                  StreetClass::secondary, "Valley Road", true, false, true};
    Street west{spline({{2400, 4950}, {1500, 4700}, {700, 4150}, {-100, 3900}}, 120), StreetClass::secondary, "West Cliff Road", true, false, true};
    plan_.streets.push_back(std::move(valley));
    plan_.streets.push_back(std::move(west));
    plan_.streets.push_back(std::move(north));
    plan_.streets.push_back(std::move(port));
  }

  const Coast& coast_;
  Plan plan_;
  std::array<std::array<int, spokes>, 7> spoke_index_ = filled();
  std::array<std::array<int, spokes>, 7> ring_index_ = filled();
  static std::array<std::array<int, spokes>, 7> filled() {
    std::array<std::array<int, spokes>, 7> all{};
    for (auto& row : all) row.fill(-2);
    return all;
  }
};

}  // namespace

double urbanity(const Coast& coast, Vec2 p) {
  const double east = (p.x - city_centre.x) / 1.15;
  const double north = p.y - city_centre.y;
  const double distance = std::hypot(east, north);
  double u = 1.05 * std::exp(-0.5 * distance * distance / (2080.0 * 2080.0));
  u += 0.22 * std::exp(-0.5 * std::pow(length(p - Vec2{8700, 6000}) / 650, 2));   // a suburb at the junction
  u += 0.26 * std::exp(-0.5 * std::pow(length(p - Vec2{1500, 5000}) / 800, 2));   // a village the city has reached
  u += 0.16 * fractal_noise(p, 1700, 3, 91);
  u -= 0.9 * smooth_step(0.10, 0.24, slope(coast, p));
  u -= 0.8 * smooth_step(85, 160, elevation_m(coast, p));
  return std::clamp(u, 0.0, 1.0);
}

bool is_reserved(Vec2 p) {
  return in_box(p, 9750, 3330, 12100, 4330) || in_box(p, 9120, 2300, 11000, 3180) || in_box(p, 6200, 1800, 9120, 3240);
}

Character character_at(const Coast& coast, Vec2 p) {
  if (in_box(p, 9750, 3330, 12100, 4330)) return Character::airport;
  if (is_reserved(p)) return Character::port;
  for (const Circle& park : parks)
    if (length(p - park.centre) < park.radius_m) return Character::park;
  if (in_box(p, 6450, 3000, 9800, 4330) || in_box(p, 8350, 4330, 9500, 5500)) return Character::industry;
  if (length(p - old_town_centre) < 560) return Character::old_town;
  if (length(p - city_centre) < 760 + 80 * fractal_noise(p, 700, 2, 95)) return Character::downtown;
  const double u = urbanity(coast, p);
  if (length(p - Vec2{2450, 5650}) < 420 || length(p - Vec2{7900, 6150}) < 380 || length(p - Vec2{4450, 6750}) < 330)
    return u > 0.15 ? Character::estate : Character::country;
  if (u > 0.56) return Character::perimeter;
  return u > 0.33 ? Character::houses : Character::country;
}

const char* to_text(StreetClass street_class) {
  switch (street_class) {
    case StreetClass::motorway: return "motorway";
    case StreetClass::trunk: return "trunk";
    case StreetClass::primary: return "primary";
    case StreetClass::secondary: return "secondary";
    case StreetClass::tertiary: return "tertiary";
    case StreetClass::residential: return "residential";
    case StreetClass::service: return "service";
  }
  return "";
}

double width_m(StreetClass street_class) {
  switch (street_class) {
    case StreetClass::motorway: return 27;
    case StreetClass::trunk: return 18;
    case StreetClass::primary: return 20;
    case StreetClass::secondary: return 16;
    case StreetClass::tertiary: return 12;
    case StreetClass::residential: return 8;
    case StreetClass::service: return 7;
  }
  return 0;
}

Plan make_plan(const Coast& coast) { return Planner(coast).make(); }

}  // namespace leeward::sample

#include "road_node.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ribbons.h"

namespace leeward::ui {
namespace {

constexpr Rgb quiet_road{206, 201, 193};
constexpr Rgb casing{150, 145, 142};

double emission_of(const Road& road) {
  double largest = 0;
  for (const auto& [pollutant, rate] : road.emission_g_per_m_s)
    if (std::isfinite(rate)) largest = std::max(largest, rate);
  return largest;
}

// Logarithmic between the city's median-like floor (a hundredth of the largest) and its largest.
Rgb road_colour(double emission, double largest) {
  if (!(emission > 0) || !(largest > 0)) return quiet_road;
  constexpr double decades = 2;
  const double s = std::clamp(1 + std::log10(emission / largest) / decades, 0.0, 1.0);
  const auto mix = [&](int pale, int dark) {
    return static_cast<int>(std::lround(pale + s * (dark - pale)));
  };
  return {mix(178, 74), mix(177, 80), mix(180, 96)};
}

}  // namespace

double drawn_width_m(const Road& road) {
  if (road.width_m > 0) return road.width_m;
  if (road.road_class.starts_with("motorway")) return 24;
  if (road.road_class.starts_with("primary") || road.road_class.starts_with("trunk")) return 16;
  if (road.road_class.starts_with("secondary")) return 12;
  return 8;
}

osg::ref_ptr<osg::Group> make_road_node(const City& city, const TerrainSurface& surface) {
  osg::ref_ptr<osg::Group> group = make_ribbon_group("roads", bin_roads, 0.9);
  std::vector<const Road*> roads;
  double largest = 0;
  for (const Road& road : city.roads) {
    if (road.line_m.size() > 1) roads.push_back(&road);
    largest = std::max(largest, emission_of(road));
  }
  std::stable_sort(roads.begin(), roads.end(),
                   [](const Road* a, const Road* b) { return drawn_width_m(*a) < drawn_width_m(*b); });
  MeshArrays mesh;
  constexpr double widest_quiet_m = 10;
  for (const Road* road : roads)
    if (drawn_width_m(*road) > widest_quiet_m)
      add_ribbon(road->line_m, false, 0.5 * drawn_width_m(*road) + 1.2, shaded(casing, 1), surface, mesh);
  for (const Road* road : roads)
    add_ribbon(road->line_m, false, 0.5 * drawn_width_m(*road),
               shaded(road_colour(emission_of(*road), largest), 1), surface, mesh);
  if (mesh.count() > 0) group->addChild(mesh.geometry());
  return group;
}

}  // namespace leeward::ui

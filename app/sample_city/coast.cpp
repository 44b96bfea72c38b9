#include "coast.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "noise.h"
#include "shapes.h"

namespace leeward::sample {
namespace {

constexpr double knot_m = 50;
constexpr double knot_margin_m = 800;
constexpr int knot_columns = 273;
constexpr int knot_rows = 233;
constexpr double trust_m = 90;  ///< nearer to a shore the distance is measured exactly

/// A natural shore is a spline with small coves.
Polyline with_coves(Polyline line, unsigned seed) {
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    const Vec2 across = left_normal(unit(line[i + 1] - line[i - 1]));
    line[i] = line[i] + (38.0 * fractal_noise(line[i], 420, 3, seed)) * across;
  }
  return line;
}

void append(Polyline& line, const Polyline& more) { line.insert(line.end(), more.begin(), more.end()); }

struct Nearest {
  double distance_m = std::numeric_limits<double>::infinity();
  double along_m = 0;
};

Nearest nearest_on(const Polyline& line, Vec2 p) {
  Nearest best;
  double s = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Vec2 d = line[i + 1] - line[i];
    const double piece = length(d);
    const double t = std::clamp(dot(p - line[i], d) / (piece * piece), 0.0, 1.0);
    const double distance = length(p - (line[i] + t * d));
    if (distance < best.distance_m) best = {distance, s + t * piece};
    s += piece;
  }
  return best;
}

}  // namespace

Coast::Coast() {
  // West to east: cliffs, headland, the bay with the old harbour, the river's mouth, then the port's quays and piers.
  const Polyline west = with_coves(
      spline({{-1500, 2250}, {-600, 2450}, {300, 2350}, {1000, 1900}, {1700, 1450}, {2350, 1350}, {2750, 1700}}, 60), 11);
  bay_ = with_coves(spline({{2750, 1700}, {2900, 2350}, {3150, 2900}, {3600, 3350}, {4150, 3560}, {4700, 3560},
                            {5250, 3420}, {5780, 3330}},
                           60),
                    12);
  const Polyline port = {{6120, 3300}, {6380, 3180}, {6480, 3060}, {6480, 2420}, {6740, 2420}, {6740, 3020},
                         {7080, 3020}, {7080, 2240}, {7560, 2240}, {7560, 2960}, {7960, 2960}, {7960, 1950},
                         {8960, 1950}, {8960, 2640}, {9060, 2700}};
  const Polyline east = with_coves(
      spline({{9060, 2700}, {9500, 2480}, {10100, 2180}, {10800, 2060}, {11500, 1850}, {12300, 1820}, {13500, 1500}}, 60), 13);
  append(coast_, west);
  append(coast_, bay_);
  append(coast_, port);
  append(coast_, east);

  // Meanders grow where the valley is wide.
  river_ = spline({{8900, 11500}, {8650, 10600}, {8350, 9900}, {8420, 9200}, {7900, 8600}, {7350, 8150}, {7560, 7450},
                   {7300, 6800}, {6650, 6450}, {6280, 5950}, {6560, 5350}, {6700, 4800}, {6330, 4250}, {6020, 3800},
                   {5950, 3320}, {5880, 2900}},
                  45);
  river_length_ = length(river_);
  sea_ = coast_;
  sea_.push_back({13500, -4000});
  sea_.push_back({-1500, -4000});
  for (int row = 0; row < knot_rows; ++row)
    for (int column = 0; column < knot_columns; ++column) {
      const Vec2 p{column * knot_m - knot_margin_m, row * knot_m - knot_margin_m};
      sea_knots_.push_back(exact_sea_distance_m(p));
      river_knots_.push_back(exact_river_distance_m(p));
    }
}

double Coast::river_half_width_m(double along_m) const {
  const double share = along_m / river_length_;
  return 14.0 + 34.0 * share + 45.0 * smooth_step(0.86, 0.97, share);
}

bool Coast::is_sea(Vec2 p) const {
  const double far = read(sea_knots_, p);
  return std::abs(far) > trust_m && std::isfinite(far) ? far < 0 : contains(sea_, p);
}

double Coast::exact_sea_distance_m(Vec2 p) const {
  const double distance = distance_to_line(p, coast_);
  return contains(sea_, p) ? -distance : distance;
}

double Coast::exact_river_distance_m(Vec2 p) const {
  const Nearest nearest = nearest_on(river_, p);
  return nearest.distance_m - river_half_width_m(nearest.along_m);
}

double Coast::sea_distance_m(Vec2 p) const {
  const double far = read(sea_knots_, p);
  return std::abs(far) > trust_m && std::isfinite(far) ? far : exact_sea_distance_m(p);
}

double Coast::river_distance_m(Vec2 p) const {
  const double far = read(river_knots_, p);
  return std::abs(far) > trust_m && std::isfinite(far) ? far : exact_river_distance_m(p);
}

double Coast::read(const std::vector<double>& knots, Vec2 p) {
  const double x = (p.x + knot_margin_m) / knot_m;
  const double y = (p.y + knot_margin_m) / knot_m;
  if (!(x >= 0 && y >= 0 && x < knot_columns - 1 && y < knot_rows - 1)) return std::numeric_limits<double>::infinity();
  const auto column = static_cast<std::size_t>(x);
  const auto row = static_cast<std::size_t>(y);
  const double u = x - static_cast<double>(column);
  const std::size_t at = row * knot_columns + column;
  return std::lerp(std::lerp(knots[at], knots[at + 1], u), std::lerp(knots[at + knot_columns], knots[at + knot_columns + 1], u),
                   y - static_cast<double>(row));
}

double Coast::water_distance_m(Vec2 p) const { return std::min(sea_distance_m(p), river_distance_m(p)); }

}  // namespace leeward::sample

#include "relief.h"

#include <algorithm>
#include <cmath>

#include "noise.h"

namespace leeward::sample {
namespace {

double bump(Vec2 p, Vec2 at, double height_m, double east_m, double north_m) {
  const double x = (p.x - at.x) / east_m;
  const double y = (p.y - at.y) / north_m;
  return height_m * std::exp(-0.5 * (x * x + y * y));
}

/// Hills before the valley and the coast cut into them.
double hills_m(Vec2 p) {
  const Vec2 warped{p.x + 350 * fractal_noise(p, 2200, 2, 31), p.y + 350 * fractal_noise(p, 2200, 2, 33)};
  double h = bump(warped, {2900, 9700}, 340, 2100, 950) + bump(warped, {5600, 10300}, 300, 1500, 900) +
             bump(warped, {10700, 8900}, 360, 1500, 1300) + bump(warped, {11600, 6500}, 190, 700, 800) +
             bump(warped, {900, 7600}, 210, 900, 1200) + bump(warped, {1700, 2700}, 150, 750, 520) +
             bump(warped, {250, 4400}, 70, 800, 800);
  // Spurs and gullies.
  h *= 0.66 + 0.32 * fractal_noise(p, 1500, 3, 41) + 0.07 * fractal_noise(p, 420, 2, 51);
  return h + 5.0 * (1.0 + fractal_noise(p, 1300, 3, 61)) * smooth_step(0, 1500, p.y - 2500);
}

}  // namespace

double elevation_m(const Coast& coast, Vec2 p) {
  const double sea = coast.sea_distance_m(p);
  if (sea <= 0) return 0;
  const double river = coast.river_distance_m(p);
  // The river falls from about 45 m where it enters the domain to the sea; it runs south all the way.
  const double up = std::max(0.0, (p.y - 3300) / 7000);
  const double bed = 45.0 * up * up * (1.0 - 0.4 * smooth_step(1200, 3500, river));
  const double bank = bed + 2.2 * smooth_step(0, 25, river);
  const double plain = bank + 16.0 * smooth_step(60, 2600, river) * smooth_step(0, 2200, sea);
  const double valley = smooth_step(60, 1500 - 550 * smooth_step(0.35, 0.9, std::min(up, 1.0)), river);
  const double shore = smooth_step(-40, 480, sea);
  return plain * (0.35 + 0.65 * smooth_step(0, 120, sea)) + hills_m(p) * valley * shore;
}

double slope(const Coast& coast, Vec2 p) {
  const double reach = 30;
  const double east = elevation_m(coast, p + Vec2{reach, 0}) - elevation_m(coast, p - Vec2{reach, 0});
  const double north = elevation_m(coast, p + Vec2{0, reach}) - elevation_m(coast, p - Vec2{0, reach});
  return std::hypot(east, north) / (2 * reach);
}

Raster<float> terrain_raster(const Coast& coast, double cell_m, double margin_m) {
  Raster<float> raster;
  raster.columns = static_cast<std::size_t>(std::lround((domain_width_m + 2 * margin_m) / cell_m));
  raster.rows = static_cast<std::size_t>(std::lround((domain_height_m + 2 * margin_m) / cell_m));
  raster.north_west = {-margin_m, domain_height_m + margin_m};
  raster.cell_width_m = cell_m;
  raster.cell_height_m = cell_m;
  raster.unit += 'm';  // g++ 12 warns of an assignment here (-Wrestrict)
  raster.cells.resize(raster.columns * raster.rows);
  raster.valid.assign(raster.cells.size(), 1);
  for (std::size_t row = 0; row < raster.rows; ++row)
    for (std::size_t column = 0; column < raster.columns; ++column)
      raster.cells[raster.index(column, row)] =
          static_cast<float>(std::round(elevation_m(coast, raster.centre(column, row)) * 10.0) / 10.0);
  return raster;
}

}  // namespace leeward::sample

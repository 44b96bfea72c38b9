#include "land_cover.h"

#include <algorithm>
#include <cmath>

#include "noise.h"
#include "relief.h"

namespace leeward::sample {
namespace {

class Painter {
 public:
  explicit Painter(double cell_m) {
    raster_.columns = static_cast<std::size_t>(domain_width_m / cell_m);
    raster_.rows = static_cast<std::size_t>(domain_height_m / cell_m);
    raster_.north_west = {0, domain_height_m};
    raster_.cell_width_m = cell_m;
    raster_.cell_height_m = cell_m;
    raster_.cells.assign(raster_.columns * raster_.rows, 0);
    raster_.valid.assign(raster_.cells.size(), 1);
  }

  /// Cells in `box` whose centre passes `test` get the class of `choose`.
  void paint(const Box2& box, const auto& choose) {
    const double cell = raster_.cell_width_m;
    const auto bound = [](double value, std::size_t count) {
      return static_cast<std::size_t>(std::clamp(value, 0.0, static_cast<double>(count)));
    };
    for (std::size_t row = bound((domain_height_m - box.max.y) / cell - 1, raster_.rows);
         row < bound((domain_height_m - box.min.y) / cell + 2, raster_.rows); ++row)
      for (std::size_t column = bound(box.min.x / cell - 1, raster_.columns);
           column < bound(box.max.x / cell + 2, raster_.columns); ++column) {
        std::uint8_t& value = raster_.cells[raster_.index(column, row)];
        value = static_cast<std::uint8_t>(choose(raster_.centre(column, row), static_cast<LandCover>(value)));
      }
  }
  Raster<std::uint8_t> take() { return std::move(raster_); }

 private:
  Raster<std::uint8_t> raster_;
};

LandCover wild(const Coast& coast, Vec2 p) {
  const double water = coast.water_distance_m(p);
  if (water < 0) return LandCover::water;
  const double height = elevation_m(coast, p);
  const double wood = fractal_noise(p, 900, 4, 301);
  const double sea = coast.sea_distance_m(p);
  if (sea < 22 && slope(coast, p) < 0.12) return LandCover::bare;  // beach
  if (coast.river_distance_m(p) < 60 && height < 46 && wood > 0.15 && p.y > 7000) return LandCover::wetland;
  if (height > 70 + 60 * wood || slope(coast, p) > 0.16 + 0.08 * wood) return height > 330 && wood < 0 ? LandCover::grass : LandCover::forest;
  if (wood > 0.42) return LandCover::forest;
  // Fields of about 250 m.
  const Vec2 turned_p{0.9 * p.x + 0.44 * p.y + 60 * wood, -0.44 * p.x + 0.9 * p.y};
  const double field = value_noise({std::floor(turned_p.x / 260) * 260, std::floor(turned_p.y / 150) * 150}, 97, 307);
  return field > -0.25 ? LandCover::crop : LandCover::grass;
}

LandCover ground_of(Character character, LandCover below, Vec2 p) {
  if (below == LandCover::water) return below;
  switch (character) {
    case Character::downtown: case Character::old_town: case Character::perimeter: case Character::industry:
      return LandCover::built;
    case Character::houses: case Character::estate: return LandCover::grass;
    case Character::park: return fractal_noise(p, 170, 3, 311) > 0.08 ? LandCover::forest : LandCover::grass;
    case Character::port: return LandCover::bare;
    case Character::airport: return LandCover::grass;
    case Character::country: return below;
  }
  return below;
}

}  // namespace

Raster<std::uint8_t> land_cover_raster(const Coast& coast, const std::vector<Block>& blocks, const std::vector<House>& houses,
                                       const std::vector<Link>& links, double cell_m) {
  Painter painter(cell_m);
  const Box2 all{{0, 0}, {domain_width_m, domain_height_m}};
  painter.paint(all, [&](Vec2 p, LandCover) { return wild(coast, p); });
  for (const Block& block : blocks)
    painter.paint(bounds(block.cell.ring), [&](Vec2 p, LandCover below) {
      return contains(block.cell.ring, p) ? ground_of(block.character, below, p) : below;
    });
  painter.paint({{6100, 1800}, {11900, 4330}}, [&](Vec2 p, LandCover below) {
    if (below == LandCover::water || !is_reserved(p)) return below;
    if (character_at(coast, p) != Character::airport) return LandCover::built;
    const bool is_paved = (std::abs(p.y - 3720) < 24 && p.x > 9850 && p.x < 11850) ||  // runway, taxiway, apron
                          (std::abs(p.y - 3930) < 12 && p.x > 9850 && p.x < 11850) || (p.y > 4020 && p.x > 9880 && p.x < 10900) ||
                          (std::abs(p.x - 10400) < 12 && p.y > 3720 && p.y < 4030) || (std::abs(p.x - 9870) < 12 && p.y > 3720 && p.y < 3930);
    return is_paved ? LandCover::road : LandCover::grass;
  });
  painter.paint({{10000, 6500}, {10500, 6950}}, [](Vec2 p, LandCover below) {
    return length(p - Vec2{10250, 6725}) < 210 ? LandCover::bare : below;
  });
  for (const House& house : houses)
    painter.paint(bounds(house.footprint), [&](Vec2 p, LandCover below) {
      return contains(house.footprint, p) ? LandCover::built : below;
    });
  for (const Link& link : links) {
    const double half = std::max(0.5 * width_m(link.street_class), 0.5 * cell_m);
    for (std::size_t k = 0; k + 1 < link.line.size(); ++k)
      painter.paint(bounds({link.line[k], link.line[k + 1]}).grown(half), [&](Vec2 p, LandCover below) {
        if (below == LandCover::water && !link.is_bridge) return below;
        return distance_to_segment(p, link.line[k], link.line[k + 1]) <= half ? LandCover::road : below;
      });
  }
  return painter.take();
}

}  // namespace leeward::sample

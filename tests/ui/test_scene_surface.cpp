// The drawn ground against the function the made-up city's terrain was made from.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/model/raster.h"
#include "support/made_city.h"
#include "terrain_surface.h"

namespace leeward::ui {
namespace {

TEST(TerrainSurface, FollowsTheRaster) {
  const auto city = made::city();
  const TerrainSurface surface(*city);
  for (double x = 50; x < made::width_m; x += 171)
    for (double y = 50; y < made::height_m; y += 133) {
      const Vec2 p = made::south_west + Vec2{x, y};
      // Mesh cells of 20 m on a hill with slopes up to 0.3 and curvature 1e-3 per metre: well below half a
      // metre.
      EXPECT_NEAR(surface.elevation_m(p), *sample_bilinear(city->terrain, p), 0.5);
    }
}

TEST(TerrainSurface, IsAFlatPlateWithoutTerrain) {
  auto city = made::city();
  city->terrain = {};
  const TerrainSurface surface(*city);
  EXPECT_EQ(surface.bounds(), city->settings.domain_m);
  EXPECT_EQ(surface.elevation_m(made::hill), 0);
}

TEST(TerrainSurface, LargeRastersAreThinned) {
  City city;
  city.settings.domain_m = {{0, 0}, {10000, 10000}};
  city.terrain.columns = city.terrain.rows = 2000;
  city.terrain.north_west = {0, 10000};
  city.terrain.cell_width_m = city.terrain.cell_height_m = 5;
  city.terrain.cells.assign(2000 * 2000, 12.0F);
  city.terrain.valid.assign(2000 * 2000, 1);
  const TerrainSurface surface(city);
  EXPECT_LE(surface.columns() * surface.rows(), 260u * 260u);
  EXPECT_EQ(surface.elevation_m({5000, 5000}), 12);
}

TEST(TerrainSurface, GapsAreFilledFromTheirRim) {
  City city;
  city.settings.domain_m = {{0, 0}, {100, 100}};
  city.terrain.columns = city.terrain.rows = 10;
  city.terrain.north_west = {0, 100};
  city.terrain.cell_width_m = city.terrain.cell_height_m = 10;
  city.terrain.cells.assign(100, 7.0F);
  city.terrain.valid.assign(100, 1);
  for (std::size_t row = 3; row < 8; ++row)
    for (std::size_t column = 2; column < 9; ++column) {
      city.terrain.cells[city.terrain.index(column, row)] = -9999;
      city.terrain.valid[city.terrain.index(column, row)] = 0;
    }
  const TerrainSurface surface(city);
  for (double x = 0; x <= 100; x += 5)
    for (double y = 0; y <= 100; y += 5) EXPECT_EQ(surface.elevation_m({x, y}), 7);
}

TEST(TerrainSurface, RaysEndOnTheSurface) {
  const auto city = made::city();
  const TerrainSurface surface(*city);
  int hits = 0;
  for (double x = 100; x < made::width_m; x += 310)
    for (double y = 100; y < made::height_m; y += 270) {
      const Vec2 p = made::south_west + Vec2{x, y};
      const Vec3 eye{made::south_west.x - 500, made::south_west.y - 900, 700};
      const SightRay ray{eye, {p.x - eye.x, p.y - eye.y, surface.elevation_m(p) - eye.z}};
      const auto t = surface.hit(ray);
      ASSERT_TRUE(t.has_value());
      const Vec3 at = ray.at(*t);
      // Single precision of the vertices: 1e-7 of 250 m, times the length of the ray over its drop.
      EXPECT_NEAR(at.z, surface.elevation_m({at.x, at.y}), 1e-3);
      EXPECT_LE(*t, 1 + 1e-6);  // never behind the place aimed at; before it when a hill is in the way
      hits += *t > 1 - 1e-6 ? 1 : 0;
    }
  EXPECT_GT(hits, 100);
}

TEST(TerrainSurface, RaysMissTheSkyAndTheOutside) {
  const TerrainSurface surface(*made::city());
  const Vec3 eye{made::south_west.x + 2000, made::south_west.y - 900, 500};
  EXPECT_FALSE(surface.hit({eye, {0, 1, 0.1}}));
  EXPECT_FALSE(surface.hit({eye, {0, -1, -0.1}}));
  EXPECT_TRUE(surface.hit({{made::hill.x, made::hill.y, 1000}, {0, 0, -1}}));
}

}  // namespace
}  // namespace leeward::ui

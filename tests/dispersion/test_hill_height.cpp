// Truth: the definition itself (every receptor against every node), and cases whose answer is plain.
#include "dispersion/hill_height.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <thread>

namespace leeward::dispersion {
namespace {

Raster<float> flat_terrain(std::size_t columns, std::size_t rows, float elevation_m) {
  Raster<float> terrain;
  terrain.columns = columns;
  terrain.rows = rows;
  terrain.north_west = {1000, 5000};
  terrain.cell_width_m = 30;
  terrain.cell_height_m = 25;
  terrain.cells.assign(columns * rows, elevation_m);
  terrain.valid.assign(columns * rows, 1);
  return terrain;
}

// White noise over hills, a tenth of the cells without a value (and with a mountain under the mask).
Raster<float> rough_terrain(std::size_t columns, std::size_t rows, unsigned seed) {
  Raster<float> terrain = flat_terrain(columns, rows, 0);
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const double hills =
          std::sin(0.07 * static_cast<double>(column)) * std::cos(0.05 * static_cast<double>(row));
      const std::size_t i = terrain.index(column, row);
      terrain.cells[i] = static_cast<float>(120 * hills + 40 * std::pow(unit(random), 8));
      if (unit(random) > 0.1) continue;
      terrain.valid[i] = 0;
      terrain.cells[i] = 9000;
    }
  }
  return terrain;
}

double brute_force(const Raster<float>& terrain, Vec2 p, double elevation_m) {
  double best = elevation_m;
  for (std::size_t row = 0; row < terrain.rows; ++row) {
    for (std::size_t column = 0; column < terrain.columns; ++column) {
      const std::size_t i = terrain.index(column, row);
      if (!terrain.valid[i]) continue;
      const double z = static_cast<double>(terrain.cells[i]);
      const double dx = p.x - terrain.centre(column, row).x;
      const double dy = p.y - terrain.centre(column, row).y;
      if (z - elevation_m >= 0.10 * std::sqrt(dx * dx + dy * dy)) best = std::max(best, z);
    }
  }
  return best;
}

struct Places {
  std::vector<Vec2> position;
  std::vector<double> elevation;
};

// Inside the terrain and up to a kilometre outside, from valley floors to above the hills.
Places random_places(const Raster<float>& terrain, std::size_t count) {
  std::mt19937 random(7);
  const Box2 box = terrain.bounds();
  std::uniform_real_distribution<double> x(box.min.x - 1000, box.max.x + 1000);
  std::uniform_real_distribution<double> y(box.min.y - 1000, box.max.y + 1000);
  std::uniform_real_distribution<double> z(-150, 170);
  Places places;
  for (std::size_t i = 0; i < count; ++i) {
    places.position.push_back({x(random), y(random)});
    places.elevation.push_back(z(random));
  }
  return places;
}

TEST(HillHeights, AreThoseOfBruteForceOnRoughTerrainWithHoles) {
  struct Size {
    std::size_t columns, rows;
  };
  for (const Size& size : {Size{1, 1}, Size{7, 3}, Size{8, 64}, Size{65, 1}, Size{211, 173}}) {
    const Raster<float> terrain = rough_terrain(size.columns, size.rows, 3);
    const Places places = random_places(terrain, 400);
    const auto found = hill_heights(terrain, places.position, places.elevation, 2, {});
    ASSERT_TRUE(found.has_value());
    std::size_t raised = 0;
    for (std::size_t i = 0; i < places.position.size(); ++i) {
      EXPECT_EQ((*found)[i], brute_force(terrain, places.position[i], places.elevation[i])) << i;
      if ((*found)[i] > places.elevation[i]) ++raised;
    }
    if (size.columns < 200) continue;
    EXPECT_GT(raised, 100U);  // the comparison has both kinds
    EXPECT_LT(raised, 400U);
  }
}

TEST(HillHeights, HaveTheSameBitsForAnyThreadCount) {
  const Raster<float> terrain = rough_terrain(300, 200, 5);
  const Places places = random_places(terrain, 1000);
  const auto one = hill_heights(terrain, places.position, places.elevation, 1, {});
  const auto seven = hill_heights(terrain, places.position, places.elevation, 7, {});
  ASSERT_TRUE(one.has_value() && seven.has_value());
  EXPECT_EQ(*one, *seven);
}

TEST(HillHeights, FollowTheConeAroundOneHill) {
  Raster<float> terrain = flat_terrain(400, 3, 0);
  terrain.cells[terrain.index(200, 1)] = 300;  // seen up to 3000 m away: 100 cells of 30 m
  const Vec2 top = terrain.centre(200, 1);
  const std::vector<Vec2> position{
      top, {top.x + 2999.9, top.y}, {top.x + 3000.1, top.y}, {top.x - 1000, top.y}};
  const std::vector<double> elevation{300, 0, 0, 250};
  const auto found = hill_heights(terrain, position, elevation, 1, {});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ((*found)[0], 300);  // a receptor on the top: its own height
  EXPECT_EQ((*found)[1], 300);
  EXPECT_EQ((*found)[2], 0);
  EXPECT_EQ((*found)[3], 250);  // 50 m higher at 1000 m is below the cone
}

TEST(HillHeights, ACoincidentNodeCounts) {
  const Raster<float> terrain = flat_terrain(20, 20, 50);
  const auto found =
      hill_heights(terrain, std::vector<Vec2>{terrain.centre(4, 5)}, std::vector<double>{49.5}, 1, {});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ((*found)[0], 50);
}

TEST(HillHeights, AreTheElevationsOnFlatEmptyOrMaskedTerrain) {
  Raster<float> terrain = flat_terrain(50, 40, 12.5F);
  const std::vector<Vec2> position{terrain.centre(3, 3), terrain.centre(30, 20), {0, 0}};
  const std::vector<double> elevation{12.5, 12.5, 80};
  EXPECT_EQ(hill_heights(terrain, position, elevation, 2, {}).value(), elevation);
  EXPECT_EQ(hill_heights(Raster<float>{}, position, elevation, 2, {}).value(), elevation);
  terrain = flat_terrain(50, 40, 900);
  std::fill(terrain.valid.begin(), terrain.valid.end(), std::uint8_t{0});
  EXPECT_EQ(hill_heights(terrain, position, elevation, 2, {}).value(), elevation);
  EXPECT_TRUE(hill_heights(terrain, {}, {}, 2, {}).value().empty());
}

TEST(HillHeights, RefuseAPlaceThatIsNoNumber) {
  const Raster<float> terrain = flat_terrain(5, 5, 0);
  const std::vector<Vec2> position{{0, 0}, {1, 1}};
  const auto found = hill_heights(terrain, position, std::vector<double>{1, std::nan("")}, 1, {});
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::input);
  EXPECT_NE(found.error().message.find("receptor 2"), std::string::npos) << found.error().message;
}

TEST(HillHeights, StopWithinATenthOfASecond) {
  const Raster<float> terrain = rough_terrain(1000, 1000, 11);
  const Places places = random_places(terrain, 400000);
  std::stop_source source;
  std::chrono::steady_clock::time_point asked;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    asked = std::chrono::steady_clock::now();
    source.request_stop();
  });
  const auto found = hill_heights(terrain, places.position, places.elevation, 2, source.get_token());
  const auto returned = std::chrono::steady_clock::now();
  stopper.join();
  ASSERT_FALSE(found.has_value()) << "finished before the stop: give it more receptors";
  EXPECT_EQ(found.error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::duration<double>(returned - asked).count(), 0.1);
}

}  // namespace
}  // namespace leeward::dispersion

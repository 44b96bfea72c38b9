// Receptors in quadtrees: what the engine relies on.
#include "receptor_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "support/fake_fields.h"

namespace leeward::dispersion {
namespace {

using namespace leeward::test;

/// Everything that holds for any tree.
void expect_sound(const ReceptorTree& tree, const std::vector<Receptor>& receptors) {
  ASSERT_EQ(tree.receptors.size(), receptors.size());
  std::vector<int> seen(receptors.size(), 0);
  for (const std::size_t i : tree.original) ++seen[i];
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
  ASSERT_EQ(tree.dx_m.size() % lane_multiple, 0u);
  std::size_t in_leaves = 0;
  for (std::size_t s = 0; s < tree.squares.size(); ++s) {
    const TreeSquare& square = tree.squares[s];
    std::size_t in_children = 0;
    for (const std::uint32_t child : square.child) {
      if (child == TreeSquare::none) continue;
      ASSERT_GT(child, s);
      ASSERT_LE(tree.squares[child].end, square.end);
      ASSERT_EQ(tree.squares[child].first, square.first + in_children);
      in_children += tree.squares[child].count;
    }
    ASSERT_EQ(square.is_leaf ? 0u : square.count, in_children);
    for (std::size_t r = square.first; r < square.first + square.count; ++r) {
      const Receptor& receptor = tree.receptors[r];
      ASSERT_EQ(receptor.position_m, receptors[tree.original[r]].position_m);
      const Vec2 d = receptor.position_m - square.centre_m;
      ASSERT_LE(std::abs(d.x), square.half_m + 1e-8);  // rounding of coordinates of 5e6 m
      ASSERT_LE(std::abs(d.y), square.half_m + 1e-8);
      ASSERT_EQ(receptor.height_m, tree.heights_m[square.height_index]);
      ASSERT_GE(receptor.elevation_m, square.lowest_m);
      ASSERT_LE(receptor.elevation_m, square.highest_m);
      ASSERT_LE(receptor.hill_height_m, square.highest_hill_m);
    }
    if (!square.is_leaf) continue;
    in_leaves += square.count;
    ASSERT_GE(square.count, 1u);
    ASSERT_LE(square.count, leaf_capacity);
    const Places places = leaf_places(tree, square);
    ASSERT_EQ(places.padded % lane_multiple, 0u);
    for (std::size_t i = 0; i < places.padded; ++i) {
      const Vec2 d = places.receptors[std::min(i, places.count - 1)].position_m - square.centre_m;
      ASSERT_EQ(places.dx_m[i], static_cast<float>(d.x));
      ASSERT_EQ(places.dy_m[i], static_cast<float>(d.y));
    }
  }
  EXPECT_EQ(in_leaves, receptors.size());

  std::size_t next = 0;  // tasks and their subtrees go through all receptors once, in order
  ASSERT_EQ(tree.tasks.front(), 0u);
  ASSERT_EQ(tree.tasks.back(), tree.subtrees.size());
  ASSERT_TRUE(std::is_sorted(tree.tasks.begin(), tree.tasks.end()));
  for (const std::uint32_t root : tree.subtrees) {
    ASSERT_EQ(tree.squares[root].first, next);
    next += tree.squares[root].count;
  }
  EXPECT_EQ(next, receptors.size());
  EXPECT_LE(tree.task_count(), 65u);
}

std::vector<Receptor> scattered(std::size_t count, double extent_m, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution place(0.0, extent_m);
  std::vector<Receptor> receptors(count);
  for (Receptor& receptor : receptors) receptor.position_m = {place(random), place(random)};
  return receptors;
}

TEST(ReceptorTree, AGridFallsIntoFullLeaves) {
  for (const auto& [columns, rows] : std::vector<std::pair<std::size_t, std::size_t>>{
           {400, 400}, {71, 71}, {300, 90}, {513, 129}, {97, 211}}) {
    const std::vector<Receptor> receptors = grid_of_receptors(columns, rows, 20);
    const ReceptorTree tree = make_receptor_tree(receptors);
    expect_sound(tree, receptors);
    const auto leaves = std::count_if(tree.squares.begin(), tree.squares.end(),
                                      [](const TreeSquare& square) { return square.is_leaf; });
    // 8 x 8 cells each, but for the last of a row or column; narrow ones lie together.
    EXPECT_LE(static_cast<std::size_t>(leaves), ((columns + 7) / 8) * ((rows + 7) / 8))
        << columns << " x " << rows;
  }
  EXPECT_GE(make_receptor_tree(grid_of_receptors(400, 400, 20)).task_count(), 16u);
}

TEST(ReceptorTree, AChildIsAQuarterOfItsParentInAGrid) {
  const ReceptorTree tree = make_receptor_tree(grid_of_receptors(64, 64, 20));
  std::set<double> halves;
  for (const TreeSquare& square : tree.squares) halves.insert(square.half_m);
  EXPECT_EQ(halves.size(), 4u);  // 64, 32, 16 and 8 cells
  EXPECT_EQ(tree.patterns.size(), 4u);
}

TEST(ReceptorTree, HoldsAnyReceptors) {
  std::vector<std::vector<Receptor>> scenes;
  scenes.push_back({{.position_m = {3, 4}}});
  scenes.push_back(scattered(5000, 9000, 1));
  scenes.push_back(std::vector<Receptor>(1000, Receptor{.position_m = {5e5, 5e6}}));  // all at one place
  scenes.push_back(grid_of_receptors(1000, 1, 10));                                   // on a line
  std::vector<Receptor> clusters = scattered(300, 50, 2);  // a road's end, and another town
  for (Receptor& receptor : scattered(300, 50, 3)) {
    receptor.position_m = receptor.position_m + Vec2{80000, 500};
    clusters.push_back(receptor);
  }
  scenes.push_back(clusters);
  std::vector<Receptor> nearly = scattered(300, 1e-9, 4);
  scenes.push_back(nearly);
  for (const std::vector<Receptor>& receptors : scenes)
    expect_sound(make_receptor_tree(receptors), receptors);
}

TEST(ReceptorTree, SquaresRoundClustersAreSmall) {
  std::vector<Receptor> clusters = scattered(60, 50, 2);
  for (Receptor& receptor : scattered(60, 50, 3)) {
    receptor.position_m = receptor.position_m + Vec2{80000, 500};
    clusters.push_back(receptor);
  }
  const ReceptorTree tree = make_receptor_tree(clusters);
  expect_sound(tree, clusters);
  ASSERT_EQ(tree.squares.size(), 3u);  // both together, then each
  EXPECT_LT(tree.squares[1].half_m, 26);
  EXPECT_LT(tree.squares[2].half_m, 26);
}

TEST(ReceptorTree, HasATreeForEachHeight) {
  std::vector<Receptor> volume;
  for (int h = 0; h < 4; ++h)
    for (Receptor receptor : grid_of_receptors(40, 40, 50)) {
      receptor.height_m = 10 * h;
      volume.push_back(receptor);
    }
  const ReceptorTree tree = make_receptor_tree(volume);
  expect_sound(tree, volume);
  EXPECT_EQ(tree.heights_m, (std::vector<double>{0, 10, 20, 30}));
  EXPECT_GE(tree.task_count(), 16u);

  std::vector<Receptor> towers = scattered(3000, 2000, 6);  // every receptor at a height of its own
  for (std::size_t i = 0; i < towers.size(); ++i)
    towers[i].height_m = 0.01 * static_cast<double>(i * 7919 % 3000);
  const ReceptorTree many = make_receptor_tree(towers);
  expect_sound(many, towers);
  EXPECT_EQ(many.heights_m.size(), 3000u);
  EXPECT_EQ(many.squares.size(), 3000u);
}

}  // namespace
}  // namespace leeward::dispersion

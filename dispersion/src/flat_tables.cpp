#include "flat_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace leeward::dispersion {
namespace flat_tables_detail {

constexpr std::size_t fewest_receptors = 200;  // about as many evaluations make a table

/// Square of the distance to the nearest receptor; at most `known`.
double nearest_squared(const ReceptorTree& tree, std::uint32_t index, Vec2 from, double known) {
  const TreeSquare& square = tree.squares[index];
  const Vec2 d = square.centre_m - from;
  const double dx = std::max(std::abs(d.x) - square.half_m, 0.0);
  const double dy = std::max(std::abs(d.y) - square.half_m, 0.0);
  if (dx * dx + dy * dy >= known) return known;
  if (square.is_leaf) {
    for (std::uint32_t i = square.first; i < square.first + square.count; ++i) {
      const Vec2 to = tree.receptors[i].position_m - from;
      known = std::min(known, to.x * to.x + to.y * to.y);
    }
    return known;
  }
  // The child that holds the place first: what is near soon rules out the rest.
  const std::size_t home = (d.x < 0 ? 1U : 0U) + (d.y < 0 ? 2U : 0U);
  for (std::size_t k = 0; k < square.child.size(); ++k)
    if (const std::uint32_t child = square.child[k ^ home]; child != TreeSquare::none)
      known = nearest_squared(tree, child, from, known);
  return known;
}

/// The range of a table: from where a receptor at the nearest distance may still be in the plume at its side.
TableRange table_range(const Plume& plume, const PlumeReceptor& place, TableRange receptors) {
  constexpr double nearest_m = 1.0;
  constexpr double edge_sigmas = 6.0;
  constexpr std::size_t most = 24;
  TableRange range{std::max(receptors.begin_m, nearest_m), receptors.end_m};
  std::array<double, most> distance;
  std::array<std::array<double, plume_channel_count>, most> channels;
  std::size_t count = 0;
  for (double x = range.begin_m; x > nearest_m && count < most; x *= std::numbers::sqrt2 * 0.5)
    distance[count++] = x;
  evaluate_channels(plume, place, count, distance.data(), channels.data());
  for (std::size_t i = 0; i < count; ++i) {
    const double sigma = std::sqrt(0.5 * std::numbers::log2e) /
                         std::min(channels[i][width_channel], channels[i][penetrated_width_channel]);
    if (std::hypot(distance[i], edge_sigmas * sigma) < receptors.begin_m) break;
    range.begin_m = i + 1 < count ? distance[i + 1] : nearest_m;
  }
  range.end_m = std::max(range.end_m * 1.0001, range.begin_m * 1.5);
  return range;
}

}  // namespace flat_tables_detail

TableRange receptor_range(const ReceptorTree& tree, Vec2 source) {
  double nearest = 1e60;
  double farthest = 1.0;
  for (const std::uint32_t root : tree.subtrees) {
    const TreeSquare& square = tree.squares[root];
    const Vec2 d = square.centre_m - source;
    farthest = std::max(farthest, std::hypot(std::abs(d.x) + square.half_m, std::abs(d.y) + square.half_m));
    nearest = flat_tables_detail::nearest_squared(tree, root, source, nearest);
  }
  return {std::exp2(std::floor(0.5 * std::log2(std::max(nearest, 1.0)))),
          std::exp2(std::ceil(std::log2(farthest)))};
}

TablePlaces::TablePlaces(const ReceptorTree& tree)
    : heights(tree.heights_m.size()), receptor_count(tree.receptors.size()) {
  std::vector<bool> is_known(heights.size(), false);
  for (const std::uint32_t root : tree.subtrees) {
    const TreeSquare& square = tree.squares[root];
    HeightPlaces& height = heights[square.height_index];
    if (!is_known[square.height_index])
      height = {square.lowest_m, square.highest_m, true, tree.receptors[square.first]};
    is_known[square.height_index] = true;
    height.lowest_m = std::min(height.lowest_m, square.lowest_m);
    height.highest_m = std::max(height.highest_m, square.highest_m);
  }
  double smallest_half_m = std::numeric_limits<double>::max();
  for (const TreeSquare& square : tree.squares)
    if (square.is_leaf) smallest_half_m = std::min(smallest_half_m, square.half_m);
  narrowest_m = tree.squares.empty() ? 0.0 : 1.999 * smallest_half_m;
  for (const std::uint32_t root : tree.subtrees) {
    const TreeSquare& square = tree.squares[root];
    HeightPlaces& height = heights[square.height_index];
    if (height.lowest_m != height.highest_m) continue;
    for (std::uint32_t i = square.first; i < square.first + square.count && height.has_one_hill; ++i)
      height.has_one_hill = tree.receptors[i].hill_height_m == height.one.hill_height_m;
  }
}

std::shared_ptr<const FlatTables> make_flat_tables(const Plume& plume, bool is_flat, bool is_convective,
                                                   const TablePlaces& places, const TableRange& receptors,
                                                   Mode mode) {
  using namespace flat_tables_detail;
  if (places.receptor_count < fewest_receptors * places.heights.size()) return nullptr;
  auto tables = std::make_shared<FlatTables>();
  for (const HeightPlaces& height : places.heights) {
    const PlumeReceptor place = plume_receptor(height.one, plume.release().base_elevation_m, is_flat);
    const bool is_level = is_flat || height.lowest_m == height.highest_m;
    if (!is_level || (place.height_m != place.flagpole_m && !is_convective && !height.has_one_hill))
      return nullptr;
    tables->place.push_back(place);
  }
  for (const PlumeReceptor& place : tables->place)
    tables->table.emplace_back(plume, place, table_range(plume, place, receptors), fit_tolerance(mode).table,
                               fit_tolerance(mode).window, places.narrowest_m);
  return tables;
}

}  // namespace leeward::dispersion

#pragma once
#include "houses.h"
#include "random.h"

namespace leeward::sample {

/// How buildings line the edges of a block.
struct Row {
  double front_m = 0;         ///< from the edge of the street to the facade
  double least_width_m = 20;
  double greatest_width_m = 35;
  double depth_m = 13;
  double gap_m = 0;           ///< between neighbours, on average
  double share = 0.9;         ///< of the places that are built on
};

/// Footprints along the edges of a convex plot, corners first come, none overlapping.
std::vector<Ring> row_of(const Cell& plot, const Row& row, Random& random);
/// Plots no larger than `area_m2`, divided across their long sides; `crooked_rad` turns the divisions.
std::vector<Cell> plots_of(const Cell& plot, double area_m2, double crooked_rad, Random& random);
/// Slabs side by side across a plot.
std::vector<Ring> slabs_on(const Cell& plot, double length_m, double depth_m, double spacing_m, Random& random);

}  // namespace leeward::sample

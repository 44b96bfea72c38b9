#pragma once
#include <cstddef>
#include <optional>

#include "core/model/concentration.h"

/// Values of a field at a place, as the picture draws them and as a pick reports them.
namespace leeward::ui {

/// Value [unit of the field] at p on one height level: bilinear between the cell centres; within half a cell of the
/// outer edge the value of the nearest centre line is kept (the rule of sample_bilinear for rasters). At a cell
/// centre it is exactly the value of that cell in the products.
/// @returns nullopt outside the cells, in calm and missing hours, and where one of the four cells is not finite
std::optional<double> sample_level(const ConcentrationField& field, std::size_t pollutant, std::size_t hour,
                                   std::size_t height, Vec2 p);

/// As above, linear between the two height levels around `height_above_ground_m`. Below the lowest level the lowest
/// level is kept; above the highest: nullopt.
std::optional<double> sample_at_height(const ConcentrationField& field, std::size_t pollutant, std::size_t hour,
                                       double height_above_ground_m, Vec2 p);

/// Where a height lies between the levels of a layout: values are (1 - weight) * lower + weight * upper.
struct LevelPair {
  std::size_t lower = 0;
  std::size_t upper = 0;
  double weight = 0;
};
/// nullopt above the highest level or when the layout has none.
std::optional<LevelPair> levels_around(const GridLayout& layout, double height_above_ground_m);

/// Whether the field has values for this pollutant and hour (indices in range, hour neither calm nor missing).
bool has_values(const ConcentrationField& field, std::size_t pollutant, std::size_t hour);

}  // namespace leeward::ui

#pragma once
// Made-up source fields for tests of the engine: smooth where the test says so, at no cost of physics.
#include <cmath>
#include <functional>

#include "source_field.h"

namespace leeward::test {

/// A function of place, admitted in squares up to a half side.
class FakeField final : public dispersion::SourceField {
public:
  using Function = std::function<double(Vec2)>;
  FakeField(Function function, double largest_smooth_half_m)
      : function_(std::move(function)), largest_smooth_half_m_(largest_smooth_half_m) {}

  std::size_t term_count() const override { return 1; }
  dispersion::Reach reach(std::size_t, const dispersion::TreeSquare& square) const override {
    return square.half_m <= largest_smooth_half_m_ ? dispersion::Reach::smooth : dispersion::Reach::split;
  }
  void evaluate(std::size_t, const dispersion::Places& places, float* values) const override {
    for (std::size_t i = 0; i < places.padded; ++i)
      values[i] = static_cast<float>(function_(
          places.centre_m + Vec2{static_cast<double>(places.dx_m[i]), static_cast<double>(places.dy_m[i])}));
  }
  std::size_t exact(std::span<const Receptor> receptors, double* values) const override {
    for (std::size_t i = 0; i < receptors.size(); ++i) values[i] = function_(receptors[i].position_m);
    return 1;  // "not converged", to be counted
  }
  bool is_negligible(const dispersion::TreeSquare&) const override { return false; }

private:
  Function function_;
  double largest_smooth_half_m_;
};

inline std::vector<Receptor> grid_of_receptors(std::size_t columns, std::size_t rows, double spacing_m,
                                               Vec2 south_west_m = {449800.5, 5411300.25}) {
  std::vector<Receptor> receptors;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      receptors.push_back({.position_m = south_west_m + Vec2{spacing_m * static_cast<double>(column),
                                                             spacing_m * static_cast<double>(row)},
                           .elevation_m = static_cast<double>(column % 7),
                           .hill_height_m = 20,
                           .height_m = 1.5});
  return receptors;
}

}  // namespace leeward::test

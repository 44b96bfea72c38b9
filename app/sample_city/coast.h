#pragma once
#include <vector>

#include "core/model/geometry.h"

namespace leeward::sample {

/// The domain, in metres from its south-west corner: everything is planned in these coordinates.
inline constexpr double domain_width_m = 12000;
inline constexpr double domain_height_m = 10000;

/// Sea and river of Port Alder.
class Coast {
 public:
  Coast();
  /// From west to east, beyond the domain on both sides; land is on its left.
  const Polyline& coast_line() const { return coast_; }
  /// From the hills to the sea.
  const Polyline& river() const { return river_; }
  double river_half_width_m(double along_m) const;

  bool is_sea(Vec2 p) const;
  /// Distance to the coast line, negative in the sea [m].
  double sea_distance_m(Vec2 p) const;
  /// Distance to the river's bank, negative in the river [m].
  double river_distance_m(Vec2 p) const;
  /// Distance to the nearest water, negative in it [m].
  double water_distance_m(Vec2 p) const;
  double river_length_m() const { return river_length_; }
  /// The coast line's natural part around the bay, where a promenade runs; west to east.
  const Polyline& bay_shore() const { return bay_; }

 private:
  double exact_sea_distance_m(Vec2 p) const;
  double exact_river_distance_m(Vec2 p) const;
  /// Between the knots; infinite outside them.
  static double read(const std::vector<double>& knots, Vec2 p);

  std::vector<double> sea_knots_;    ///< distances on a coarse grid: far from the shore they do
  std::vector<double> river_knots_;
  Polyline coast_;
  Polyline river_;
  Polyline bay_;
  Ring sea_;
  double river_length_ = 0;
};

}  // namespace leeward::sample

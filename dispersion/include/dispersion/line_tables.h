#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "dispersion/line_source.h"

/// The road kernel of line_source.h by tables and few Gauss nodes (mode `standard`).
///
/// Tables: per (release height, initial sigma_z, urban flag), hour and receptor height, cubics of F_z/U and
/// sigma_y,raw^2 over distance along the wind, of f C_m and f over squared distance; 16 segments an octave of distance,
/// four of the formulas' own values a segment, so the table error is below 1e-5 but within a segment in which the loose
/// stop of line_spread or the lid makes the formulas themselves jump (some 1e-3 wide 4 % in distance).
/// Line integral: near the link, the part the plume cone reaches, in u with s = s_c + b sinh(u), split straight upwind
/// of the receptor; far from it 1-6 point nodes by sigma_y and distance against length. Meander likewise by distance.
/// Coherent contributions beyond 6 sigma_y of the link are left out (below 2e-8 of the axis value).
/// Error against line_concentration_exact: tests/dispersion/test_line_source.cpp and docs/models/road.md.
/// Distances are held at 262 km, the end of the tables.
namespace leeward::dispersion {

/// What links must share to share a table.
struct LineClass {
  double release_height_m = 0;
  double initial_sigma_z_m = 0;
  bool operator==(const LineClass&) const = default;
};

/// Tables of one class in one hour for some receptor heights. Immutable once built; safe to share between threads.
class LineTables {
 public:
  /// @param receptor_heights_m  distinct heights above ground
  LineTables(const LineWind& wind, const LineClass& line_class, std::span<const double> receptor_heights_m);

  struct Segment {
    double a[4];  ///< cubic of the first column
    double b[4];  ///< cubic of the second column
  };
  struct Pair {
    double first;
    double second;
  };
  struct Height {
    std::vector<Segment> direct;   ///< F_z/U [s/m2] and sigma_y,raw^2 [m2] by distance
    std::vector<Segment> meander;  ///< f C_m [s/m3] and f [-] by squared distance
  };
  const Height& height(std::size_t index) const { return heights_[index]; }
  /// sigma_y,raw [m] at a distance.
  double raw_sigma_y_m(double distance_m) const;

 private:
  std::vector<Height> heights_;
};

/// Per unit line emission [s/m2], one link at one receptor in the wind frame; same meaning as line_concentration_exact.
class LineEvaluator {
 public:
  LineEvaluator(const LineTables& tables, const LineInWind& link) : tables_(&tables), link_(link) {}
  const LineInWind& link() const { return link_; }

  /// True when no receptor inside the circle can get more than 2e-8 of an axis value from the direct plume.
  bool is_out_of_plume(Vec2 centre_in_wind, double radius_m) const;
  double direct(std::size_t height_index, Vec2 receptor_in_wind) const;
  double meander(std::size_t height_index, Vec2 receptor_in_wind) const;

 private:
  const LineTables* tables_;
  LineInWind link_;
};

}  // namespace leeward::dispersion

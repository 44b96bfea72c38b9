#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dispersion/line_source.h"

/// The road kernel of line_source.h by tables and few Gauss nodes (mode `standard`).
///
/// Tables: per class (release height, initial sigma_z), wind set, hour and receptor height, parabolas of F_z/U and
/// sigma_y,raw^2 over distance along the wind, of f C_m and f over squared distance; 64 segments an octave of distance,
/// three of the formulas' own values a segment. The table error is below 1e-5 but within a segment (1-2 % wide in
/// distance) in which the loose stop of line_spread makes the formulas themselves jump, by up to 2 %.
/// Line integral of the direct part: Gauss-Legendre, in s where the plume is wide against the link, else over the part
/// that the plume cone reaches, in u with s = s_c + b sinh(u), split at s_c, the place straight upwind of the receptor.
/// Meander likewise by distance, split at the nearest place. How far this is from line_concentration_exact is measured
/// in tests/dispersion/test_line_tables.cpp and told in docs/models/road.md.
/// Left out: elements that are more than 5.5 sigma_y off the axis (below 3e-7 of the axis value).
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

  struct Pair {
    double first;
    double second;
  };
  /// Two parabolas of t in [0, 1).
  struct Segment {
    std::array<double, 3> a;
    std::array<double, 3> b;
    Pair at(double t) const { return {a[0] + t * (a[1] + t * a[2]), b[0] + t * (b[1] + t * b[2])}; }
  };
  static constexpr unsigned octaves = 18;
  static constexpr double largest_m = 262143.0;  ///< below 2^18

  /// Of one receptor height.
  struct Height {
    std::vector<Segment> by_distance;          ///< F_z/U [s/m2] and sigma_y,raw^2 [m2]
    std::vector<Segment> by_squared_distance;  ///< f C_m [s/m3] and f [-]

    /// @pre 1 <= distance_m < 2^18
    Pair direct(double distance_m) const {
      const auto bits = std::bit_cast<std::uint64_t>(distance_m);
      return by_distance[(bits >> 46U) - 0xFFC0U].at(fraction(bits << 6U));
    }
    /// @pre 1 <= squared_m2 < 2^36
    Pair meander(double squared_m2) const {
      const auto bits = std::bit_cast<std::uint64_t>(squared_m2);
      return by_squared_distance[(bits >> 47U) - 0x7FE0U].at(fraction(bits << 5U));
    }
  };
  const Height& height(std::size_t index) const { return heights_[index]; }

 private:
  /// The mantissa's bits as a number in [0, 1).
  static double fraction(std::uint64_t shifted) {
    return std::bit_cast<double>((shifted & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U) - 1.0;
  }
  std::vector<Height> heights_;
};

/// One link in one hour: per unit line emission [s/m2] in the wind frame; the sum of both parts has the meaning of
/// line_concentration_exact.
class LineEvaluator {
 public:
  LineEvaluator(const LineTables& tables, const LineInWind& link) : tables_(&tables), link_(link) {}

  /// True when no receptor inside the circle can be reached by the direct plume.
  bool is_out_of_plume(Vec2 centre, double radius_m) const;
  /// Adds the direct part at receptors that lie inside the circle.
  void add_direct(std::size_t height_index, std::span<const Vec2> receptors, Vec2 centre, double radius_m,
                  std::span<double> values) const;
  /// Adds the meander part at receptors that lie inside the circle.
  void add_meander(std::size_t height_index, std::span<const Vec2> receptors, Vec2 centre, double radius_m,
                   std::span<double> values) const;

 private:
  double sigma_y_m(const LineTables::Height& table, double distance_m) const;
  double direct_near(const LineTables::Height& table, Vec2 receptor) const;
  double meander_near(const LineTables::Height& table, Vec2 receptor) const;

  const LineTables* tables_;
  LineInWind link_;
};

}  // namespace leeward::dispersion

#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dispersion/line_source.h"

/// Internal to the solver: the road kernel of line_source.h as tables of one receptor height (modes standard
/// and draft). Per release class (release height, initial sigma_z), wind set, hour and receptor height.
///
/// Arguments are squared distances: 64 equal segments in each octave of them, straight lines in a segment.
/// Logarithms to base 2, so that a power law is straight: about 3e-5 of the formulas' values. Where the loose
/// stop of line_spread makes the formulas jump (by up to 1 %), the segment that holds the jump (0.5-1 % of
/// distance) is a ramp. Distances are held at 262 km, the end of the tables.
namespace leeward::dispersion {

/// What links must share to share tables.
struct RoadClass {
  double release_height_m = 0;
  double initial_sigma_z_m = 0;
};

/// Straight lines of two quantities over t in [0, 1), the place in the segment. The last 8 bits of a slope
/// say where the segment ends, in 1/255: from there on the next row holds, at t - 1.
struct RoadRow {
  float first = 0;
  float first_slope = 0;
  float second = 0;
  float second_slope = 0;
};

struct RoadTable {
  static constexpr unsigned octaves = 36;  ///< of squared distance, from 1 m2
  static constexpr unsigned segment_bits = 6;
  static constexpr float segment_end_unit = 1.0F / 255.0F;
  static constexpr float largest_squared_m2 = 6.8719473e10F;  ///< below 2^36

  std::vector<RoadRow> along;   ///< log2 of F_z/(sqrt(2 pi) U) [s/m2]; sigma_y,raw^2 [m2]; over x^2
  std::vector<RoadRow> around;  ///< log2 of f C_m [s/m3]; 1 - f [-]; over r^2
  /// Where the direct part, or the meander part, jumps or bends by so much that it counts (a jump of more
  /// than 7e-4 of what the link gives at most, or of 1 %); ascending.
  struct Jump {
    double distance_m;
    double size;  ///< of ln C; 0 for a bend
  };
  std::vector<Jump> along_jumps;
  std::vector<Jump> around_jumps;
  /// Segments with more jumps of the direct part, or of the meander part, than the one that the rows can say;
  /// ascending.
  struct Interval {
    double from_m;
    double to_m;
  };
  std::vector<Interval> unresolved;
  std::vector<Interval> around_unresolved;
  bool is_unresolved(double distance_m) const;
  /// Nearer than this the direct part is taken as 0: the receptor is above the plume's lid, or the plume of
  /// an elevated release has not come down to it (F_z/(U sigma_y) below 1e-7 of its largest).
  double first_m = 0;
  /// Nearer than this F_z/U is no slow power of x (above the third), where it counts: more nodes.
  double steep_to_m = 0;
  /// How far beyond its element the direct kernel still varies slowly; 0.25-2 m.
  double near_scale_m = 2;
  /// Whether the kernel changes so soon that it shows that elements nearer than 1 m count as 1 m away.
  bool is_sharp() const { return near_scale_m < 2; }

  struct Pair {
    double first;
    double second;
  };
  Pair direct(double distance_m) const { return at(along, distance_m); }
  Pair meander(double distance_m) const { return at(around, distance_m); }

private:
  static Pair at(const std::vector<RoadRow>& rows, double distance_m) {
    const double squared = distance_m * distance_m;
    const float held = squared <= 1.0                  ? 1.0F
                       : squared >= largest_squared_m2 ? largest_squared_m2
                                                       : static_cast<float>(squared);
    const auto bits = std::bit_cast<std::uint32_t>(held);
    const std::size_t i = (bits >> (23U - segment_bits)) - (127U << segment_bits);
    const float t = std::bit_cast<float>(((bits << segment_bits) & 0x007FFFFFU) | 0x3F800000U) - 1.0F;
    return {line(rows[i].first, rows[i].first_slope, rows[i + 1].first, rows[i + 1].first_slope, t),
            line(rows[i].second, rows[i].second_slope, rows[i + 1].second, rows[i + 1].second_slope, t)};
  }
  static double line(float value, float slope, float next, float next_slope, float t) {
    const float end = static_cast<float>(std::bit_cast<std::uint32_t>(slope) & 0xFFU) * segment_end_unit;
    return t < end ? value + t * slope : next + (t - 1.0F) * next_slope;
  }
};

/// Tables of one class for some receptor heights above ground. The wind's loss rate acts in them.
std::vector<RoadTable> make_road_tables(const LineWind& wind, const RoadClass& road_class,
                                        std::span<const double> receptor_heights_m);

}  // namespace leeward::dispersion

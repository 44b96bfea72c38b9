#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dispersion/line_source.h"

/// Internal to the solver: the road kernel of line_source.h as cubics over distance for one receptor height
/// (modes standard and draft). Per release class (release height, initial sigma_z), wind set, hour and
/// receptor height.
///
/// A cell is an octave of squared distance, x^2 = 2^k (1 + t). Pieces end at the cells' ends and where the
/// loose stop of line_spread makes the formulas jump (each found by bisection), and are halved until a cubic of
///   w = 1.365 t - 0.435 t^2 + 0.07 t^3,  of which log2(1 + t) is a cubic to 1.5e-5,
/// (of t itself for sigma_y^2) holds: 1.5e-4 of the formulas' values where they count, 2e-4 of sigma_y^2. Distances are held at 262 km, the
/// end of the tables.
namespace leeward::dispersion {

/// What links must share to share tables.
struct RoadClass {
  double release_height_m = 0;
  double initial_sigma_z_m = 0;
};

struct RoadTable {
  static constexpr unsigned cells = 36;                        ///< octaves of squared distance, from 1 m2
  static constexpr float largest_squared_m2 = 6.8719473e10F;  ///< below 2^36
  static constexpr std::array<float, 3> warp{1.365F, -0.435F, 0.07F};
  static constexpr std::size_t terms = 4;
  static constexpr std::size_t padding = 64;  ///< readable entries after the last of each array
  /// Of the direct part over the distance along the wind: log2 of F_z/(sqrt(2 pi) U) [s/m2], sigma_y,raw^2 [m2];
  /// over the distance from the element: 1 - f [-], log2 of f C_m [s/m3].
  enum Quantity : std::uint8_t { level, variance, share, around };
  static constexpr std::size_t quantities = 4;

  std::vector<std::int32_t> first;  ///< piece of each cell and of the end; empty: no table
  std::vector<float> end;           ///< squared distance where a piece ends [m2]
  std::vector<float> term;          ///< [quantity][ascending power][piece]
  std::size_t stride = 0;           ///< pieces and padding

  static constexpr unsigned rough_bits = 2;
  std::vector<float> rough_variance;

  /// Where the direct part, or the meander part, jumps or bends by so much that it counts (a jump of more
  /// than 7e-4 of what the link gives at most, or of 1 %); ascending.
  struct Jump {
    double distance_m;
    double size;  ///< of ln C; 0 for a bend
  };
  std::vector<Jump> along_jumps;
  std::vector<Jump> around_jumps;
  /// Nearer than this the direct part is taken as 0: the receptor is above the plume's lid, or the plume of
  /// an elevated release has not come down to it (F_z/(U sigma_y) below 1e-7 of its largest).
  double first_m = 0;
  /// Nearer than this F_z/U is no slow power of x (above the third), where it counts: more nodes.
  double steep_to_m = 0;
  /// How far beyond its element the direct kernel still varies slowly; 0.25-2 m.
  double near_scale_m = 2;
  /// Whether the kernel changes so soon that it shows that elements nearer than 1 m count as 1 m away.
  bool is_sharp() const { return near_scale_m < 2; }
  bool is_empty() const { return first.empty(); }
  std::size_t piece_count() const { return static_cast<std::size_t>(first.back()); }

  const float* terms_of(Quantity q, std::size_t power) const { return term.data() + (terms * q + power) * stride; }

  struct Pair {
    double first;
    double second;
  };
  /// log2 of F_z/(sqrt(2 pi) U), sigma_y,raw^2
  Pair direct(double distance_m) const {
    const Place p = place(distance_m);
    return {value(level, p), value(variance, p)};
  }
  /// sigma_y,raw^2 to 1 %, quickly: straight lines over x^2 in quarters of a cell.
  double rough_variance_m2(double distance_m) const {
    const float squared = held(distance_m);
    const auto bits = std::bit_cast<std::uint32_t>(squared);
    const std::size_t i = (bits >> (23U - rough_bits)) - (127U << rough_bits);
    const float t = std::bit_cast<float>(((bits << rough_bits) & 0x007FFFFFU) | 0x3F800000U) - 1.0F;
    return static_cast<double>(rough_variance[i] + t * (rough_variance[i + 1] - rough_variance[i]));
  }
  /// log2 of f C_m, 1 - f
  Pair meander(double distance_m) const {
    const Place p = place(distance_m);
    return {value(around, p), value(share, p)};
  }

  /// What a quantity is a cubic of: sigma_y^2 is nearly linear in x^2.
  static constexpr double variable(Quantity q, double t, double w) { return q == variance ? t : w; }
  struct Place {
    std::size_t piece;
    double t;
    double w;
  };
  static double warped(double t) {
    const auto c = [](std::size_t k) { return static_cast<double>(warp[k]); };
    return t * (c(0) + t * (c(1) + t * c(2)));
  }
  static float held(double distance_m) {
    const double squared = distance_m * distance_m;
    return squared <= 1.0                                         ? 1.0F
           : squared >= static_cast<double>(largest_squared_m2) ? largest_squared_m2
                                                                  : static_cast<float>(squared);
  }
  Place place(double distance_m) const {
    const float squared = held(distance_m);
    const auto bits = std::bit_cast<std::uint32_t>(squared);
    auto i = static_cast<std::size_t>(first[(bits >> 23U) - 127U]);
    while (squared >= end[i]) ++i;
    const float t = std::bit_cast<float>((bits & 0x007FFFFFU) | 0x3F800000U) - 1.0F;
    return {i, static_cast<double>(t), warped(static_cast<double>(t))};
  }
  double value(Quantity q, const Place& p) const {
    const auto at = [&](std::size_t k) { return static_cast<double>(terms_of(q, k)[p.piece]); };
    const double v = variable(q, p.t, p.w);
    return at(0) + v * (at(1) + v * (at(2) + v * at(3)));
  }
};

/// Tables of one class for some receptor heights above ground. The wind's loss rate acts in them.
std::vector<RoadTable> make_road_tables(const LineWind& wind, const RoadClass& road_class,
                                        std::span<const double> receptor_heights_m);

}  // namespace leeward::dispersion

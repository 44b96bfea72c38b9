#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dispersion/line_source.h"

/// Internal: the road kernel of line_source.h over distance, for mode exact.
namespace leeward::dispersion {

/// Polynomials of degree 5 in distance between the places where the formulas have kinks or jumps (the 1 %
/// stop of line_spread, the parts of the wind table, floors, the lid; each found by bisection). Every piece
/// is checked against the formulas at places between its nodes and halved until it holds: 1e-8 of the value
/// for sigma_y^2 and f; 2e-6 for the vertical terms (whose image series stop at 1e-6), 1e-11 of a plume's
/// axis where they are smaller. Immutable once built; safe to share between threads.
class LineProfile {
public:
  /// @param receptor_heights_m  distinct heights above ground
  /// @param largest_m           distances up to this are wanted
  LineProfile(const LineWind& wind, double release_height_m, double initial_sigma_z_m,
              std::span<const double> receptor_heights_m, double largest_m);

  static constexpr std::size_t terms = 6;
  using Polynomial = std::array<double, terms>;

  /// At one distance along the wind.
  struct Direct {
    double strength;  ///< F_z/(sqrt(2 pi) U) [s/m2]
    double variance;  ///< sigma_y,raw^2 [m2]
  };
  /// @pre 1 <= distance_m <= largest_m()
  Direct direct(std::size_t height_index, double distance_m) const {
    const std::size_t i = piece(distance_m);
    const double t = place(i, distance_m);
    const DirectPiece& p = direct_[height_index][i];
    return {value(p.strength, t), value(p.variance, t)};
  }
  /// f C_m [s/m3] at one distance from the element.
  double meander(std::size_t height_index, double distance_m) const {
    const std::size_t i = piece(distance_m);
    return value(meander_[height_index][i], place(i, distance_m));
  }
  /// sigma_y,raw^2 [m2] at one distance along the wind.
  double variance(double distance_m) const {
    const std::size_t i = piece(distance_m);
    return value(variance_[i], place(i, distance_m));
  }
  /// f [-] at one distance from the element.
  double share(double distance_m) const {
    const std::size_t i = piece(distance_m);
    return value(share_[i], place(i, distance_m));
  }

  double largest_m() const { return largest_m_; }
  /// A place where the kernel jumps or has a strong kink (which counts as a jump by 1): by how much of the
  /// value.
  struct Break {
    double distance_m;
    double direct;   ///< of the direct kernel by distance along the wind
    double share;    ///< of 1 - f by distance from the element
    double meander;  ///< of f C_m
  };
  /// Calls add(distance) for each such place between two distances whose jump counts, ascending.
  template <class Add>
  void for_breaks(double nearest_m, double farthest_m, double Break::*jump, const Add& add) const {
    std::size_t i = break_[piece(nearest_m)];
    while (i < breaks_.size() && breaks_[i].distance_m <= nearest_m) ++i;
    for (; i < breaks_.size() && breaks_[i].distance_m < farthest_m; ++i)
      if (breaks_[i].*jump > smallest_jump) add(breaks_[i].distance_m);
  }
  std::size_t break_count() const { return breaks_.size(); }
  std::size_t piece_count() const { return places_.size(); }

private:
  class Builder;
  static constexpr double smallest_jump =
      3e-5;  ///< what a panel may hold: about a tenth of it gets into its integral
  static constexpr unsigned cells_per_octave_log2 = 4;

  std::size_t piece(double distance_m) const {
    const auto bits = std::bit_cast<std::uint64_t>(distance_m);
    std::size_t i = cell_[(bits >> (52U - cells_per_octave_log2)) - (0x3FFULL << cells_per_octave_log2)];
    while (distance_m >= end_[i]) ++i;
    return i;
  }
  /// In [-1, 1].
  double place(std::size_t i, double distance_m) const {
    return (distance_m - places_[i].middle) * places_[i].per_half;
  }
  static double value(const Polynomial& p, double t) {
    const double t2 = t * t;
    const double even = p[0] + t2 * (p[2] + t2 * p[4]);
    const double odd = p[1] + t2 * (p[3] + t2 * p[5]);
    return even + t * odd;
  }

  struct DirectPiece {
    Polynomial strength;
    Polynomial variance;
  };
  struct Place {
    double middle;
    double per_half;
  };
  double largest_m_ = 0;
  std::vector<std::uint32_t> cell_;  ///< first piece of each sixteenth of an octave
  std::vector<double> end_;
  std::vector<Place> places_;
  std::vector<Polynomial> variance_;
  std::vector<Polynomial> share_;
  std::vector<std::vector<DirectPiece>> direct_;  ///< by height
  std::vector<std::vector<Polynomial>> meander_;  ///< by height
  std::vector<Break> breaks_;
  std::vector<std::uint32_t> break_;  ///< first break at or after the beginning of each piece
};

}  // namespace leeward::dispersion

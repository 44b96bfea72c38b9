#pragma once
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dispersion/plume.h"

/// Internal to the solver: what a plume is along its way, at one height of receptors, as a table
/// (performance-notes.md section 2). With z_r = z_f, or one z_r for all, everything but the lateral Gaussian
/// depends on the distance alone.
namespace leeward::dispersion {

/// Channels of a table. With them, x downwind, y crosswind, r radial,
///   plume along the wind = share(r) [2^(column(x) - (y width(x))^2) + 2^(penetrated_column(x) - (y
///   penetrated_width(x))^2)] meandering part = 2^meander(r) [ug/m3 per g/s] column = log2(1e6 column/(sqrt(2
///   pi) sigma_y)),  width = sqrt(log2(e)/2)/sigma_y,  share = 1 - f, meander = log2(1e6 f (column +
///   penetrated column)/(2 pi r))
/// in the names of PlumeFactors. A plume that has penetrated whole stands in the first two.
enum PlumeChannel : std::size_t {
  column_channel,
  width_channel,
  penetrated_column_channel,
  penetrated_width_channel,
  meander_channel,
  share_channel,
  plume_channel_count = 8  ///< padded
};
using PlumeChannels = std::array<float, plume_channel_count>;

/// Polynomials of degree 7 in [-1, 1], all channels: coefficient[k][channel] of t^k.
inline constexpr std::size_t fit_places = 8;
using ChannelFit = std::array<PlumeChannels, fit_places>;

/// A polynomial over a window of the table, t = (distance - middle)/half, and for which of its parts it
/// holds.
struct WindowFit {
  double begin_m = 0;
  double end_m = 0;
  double middle_m = 0;
  double per_half = 0;
  bool holds_plume = false;  ///< columns and widths
  bool holds_meander = false;
  bool holds_share = false;
  std::size_t plume_terms = 0;  ///< 4, 6 or 8 coefficients of columns and widths that are not 0
  std::size_t meander_terms = 0;
  ChannelFit coefficient{};

  float place(double distance_m) const { return static_cast<float>((distance_m - middle_m) * per_half); }
};

/// Value of each channel.
PlumeChannels evaluate_fit(const ChannelFit& fit, float t);

struct TableRange {
  double begin_m = 1;
  double end_m = 1;
  auto operator<=>(const TableRange&) const = default;
};

class ProfileTable {
public:
  /// Segments halve until polynomials hold `tolerance` (relative, of values above 1e-9 of the table's
  /// largest) at places between the nodes; those that reach the smallest width without it are unsound.
  /// @param place  heights that all receptors have
  /// @param window_tolerance  of the polynomials over windows, against the table
  ProfileTable(const Plume& plume, const PlumeReceptor& place, const TableRange& range, double tolerance,
               double window_tolerance);

  double begin_m() const { return ends_.front(); }
  double end_m() const { return ends_.back(); }
  bool has_penetrated() const { return has_penetrated_; }
  /// Distances between which the plume along the wind, or the meandering part, is above 1e-12 of its largest
  /// value; an empty range where it never is.
  const TableRange& plume_use() const { return plume_use_; }
  const TableRange& meander_use() const { return meander_use_; }
  /// What the table has for 0: values up to these are 0.
  float plume_zero() const { return plume_zero_; }
  float meander_zero() const { return meander_zero_; }
  std::size_t evaluation_count() const { return evaluation_count_; }
  std::size_t segment_count() const { return segments_.size(); }

  /// @returns false when the segment is unsound
  /// @pre begin_m() <= distance <= end_m()
  bool look_up(double distance_m, PlumeChannels& values) const {
    const Place p = place_of(distance_m);
    values = evaluate_fit(*p.fit, p.t);
    return p.is_sound;
  }
  /// The segment's polynomial at a distance, for look-ups by the dozen.
  struct Place {
    const ChannelFit* fit;
    float t;
    bool is_sound;
  };
  Place place_of(double distance_m) const {
    const Segment& s = segments_[locate(distance_m)];
    return {&s.coefficient, static_cast<float>((distance_m - s.middle) * s.per_half), s.is_sound};
  }
  /// Upper bound of both sigma_y up to a distance [m].
  double widest_m(double distance_m) const;
  /// The widest window around a range for which `part` is true; nullptr where none holds.
  const WindowFit* window(const TableRange& range, bool WindowFit::*part) const;

private:
  struct Segment {
    double middle = 0;
    double per_half = 0;
    double widest_before = 0;  ///< largest sigma_y up to the segment's begin
    bool is_sound = false;
    ChannelFit coefficient{};
  };
  std::size_t locate(double distance_m) const {
    std::size_t i = bucket_[bucket_of(distance_m, 0) - bucket_of(begin_m(), 0)];
    while (i + 1 < segments_.size() && ends_[i + 1] <= distance_m) ++i;
    return i;
  }
  /// Number of the part of an octave a distance lies in: 4 2^level parts of equal width.
  static std::uint64_t bucket_of(double distance_m, std::size_t level) {
    return std::bit_cast<std::uint64_t>(distance_m) >> (50U - level);
  }
  static double bucket_begin(std::uint64_t bucket, std::size_t level) {
    return std::bit_cast<double>(bucket << (50U - level));
  }
  double narrowest_width(const PlumeChannels& values) const;
  void make_windows(double tolerance);
  bool fit(WindowFit& window, double tolerance) const;
  template <class Channel>
  TableRange use_of(double largest, const Channel& channel) const;

  std::vector<double> ends_;  ///< of the segments: segment i is [ends_[i], ends_[i + 1])
  std::vector<Segment> segments_;
  std::vector<std::uint32_t> unsound_before_;  ///< segments
  std::vector<std::uint32_t> bucket_;          ///< first segment of each quarter of an octave
  /// Windows of 4 parts that begin at each part of level 0; finer levels only where the level above does not
  /// hold.
  static constexpr std::size_t level_count = 5;
  static constexpr std::uint32_t no_window = 0xffffffff;
  std::array<std::vector<std::uint32_t>, level_count> window_of_;
  std::vector<WindowFit> windows_;
  bool has_penetrated_ = false;
  TableRange plume_use_;
  TableRange meander_use_;
  float plume_zero_ = 0;
  float meander_zero_ = 0;
  std::size_t evaluation_count_ = 0;
};

/// A table's channels by the full formulas at one distance each.
/// @param values  one per distance
void evaluate_channels(const Plume& plume, const PlumeReceptor& place, std::size_t count,
                       const double* distance_m, std::array<double, plume_channel_count>* values);

}  // namespace leeward::dispersion

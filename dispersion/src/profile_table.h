#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "channel_fit.h"
#include "dispersion/plume.h"
#include "table_pairs.h"
#include "window_fit.h"

/// Internal to the solver: what a plume is along its way, at one height of receptors, as a table
/// (performance-notes.md section 2). With z_r = z_f, or one z_r for all, everything but the lateral Gaussian
/// depends on the distance alone.
namespace leeward::dispersion {

struct TableRange {
  double begin_m = 1;
  double end_m = 1;
  auto operator<=>(const TableRange&) const = default;
};

/// Bounds of a table over a sixteenth of an octave of distance.
struct TableBounds {
  float widest_m = 0;       ///< largest sigma_y up to here
  float column_most = 0;    ///< of both columns
  float meander_least = 0;  ///< of the meandering part
};

class ProfileTable {
public:
  /// Segments halve until polynomials hold `tolerance` (relative, of values above 1e-9 of the table's
  /// largest) at places between the nodes; those that reach the smallest width without it are unsound.
  /// @param place  heights that all receptors have
  /// @param window_tolerance  of the polynomials over windows, against the table
  /// @param narrowest_m  width of the narrowest range that window() is asked for
  ProfileTable(const Plume& plume, const PlumeReceptor& place, const TableRange& range, double tolerance,
               double window_tolerance, double narrowest_m);

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
    const TableSegment& s = segments_[locate(distance_m)];
    values = evaluate_fit(s.coefficient, static_cast<float>((distance_m - s.middle) * s.per_half));
    return s.is_sound;
  }
  /// Segments that hold a range.  @pre begin_m() <= range.begin_m <= range.end_m <= end_m()
  std::span<const TableSegment> segments(const TableRange& range) const {
    const std::size_t first = locate(range.begin_m);
    return std::span(segments_).subspan(first, locate(range.end_m) + 1 - first);
  }
  /// Bounds around a distance, held in [begin_m(), end_m()].
  const TableBounds& bounds_at(double distance_m) const {
    const double held = std::clamp(distance_m, begin_m(), end_m());
    return bounds_[bucket_of(held, bounds_level) - bucket_of(begin_m(), bounds_level)];
  }
  /// The widest window around a range in which a part holds; nullptr where there is none.
  const WindowFit* window(const TableRange& range, WindowPart part) const;

private:
  std::size_t locate(double distance_m) const {
    std::size_t i = bucket_[bucket_of(distance_m, locate_level) - bucket_of(begin_m(), locate_level)];
    while (i + 1 < segments_.size() && ends_[i + 1] <= distance_m) ++i;
    return i;
  }
  /// Number of the part of an octave a distance lies in: 2 2^level parts of equal width.
  static std::uint64_t bucket_of(double distance_m, std::size_t level) {
    return std::bit_cast<std::uint64_t>(distance_m) >> (51U - level);
  }
  static double bucket_begin(std::uint64_t bucket, std::size_t level) {
    return std::bit_cast<double>(bucket << (51U - level));
  }
  double narrowest_width(const PlumeChannels& values) const;
  void make_bounds();
  void make_windows(double tolerance, double narrowest_m);
  std::uint32_t fit(WindowFit& window, const ChannelBounds& bounds) const;
  template <class Channel>
  TableRange use_of(double largest, const Channel& channel) const;

  std::vector<double> ends_;  ///< of the segments: segment i is [ends_[i], ends_[i + 1])
  std::vector<TableSegment> segments_;
  std::vector<std::uint32_t> unsound_before_;  ///< segments
  static constexpr std::size_t locate_level = 2;
  std::vector<std::uint32_t> bucket_;  ///< first segment of each eighth of an octave
  /// Windows of window_parts that begin at each part of level 0, 2 octaves; finer levels only where the level
  /// above does not hold. The plume along the wind starts with level 1, where fewer terms hold.
  static constexpr std::size_t level_count = 6;
  static constexpr std::size_t plume_level = 1;
  static constexpr std::uint64_t window_parts = 4;
  /// Of each part: bits of WindowPart for what holds, and above them the place in windows_.
  std::array<std::vector<std::uint32_t>, level_count> window_of_;
  std::vector<WindowFit> windows_;
  static constexpr std::size_t bounds_level = 3;
  std::vector<TableBounds> bounds_;  ///< of each sixteenth of an octave
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

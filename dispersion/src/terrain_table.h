#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dispersion/plume.h"
#include "profile_table.h"

/// Internal to the solver: what a plume is over terrain, as a table over distance and height of the receptor
/// above the source's base (performance-notes.md section 2). One table per release, hour and height above
/// ground.
namespace leeward::dispersion {

/// Channels of a cell. Convective hours, where both terrain states weigh 1/2, have the first six as
/// PlumeChannel says. In stable hours the states are kept apart, because their weight is the receptor's own:
///   column = log2 of the horizontal state at z_r, followed = log2 of the terrain-following one at z_f,
///   each 1e6 column/(sqrt(2 pi) sigma_y);  plume along the wind = share [f 2^column + (1 - f) 2^followed]
///   2^(-(y width)^2) ring = log2(f_m sqrt(2 pi) sigma_y/(2 pi r)): the meandering part is 2^ring [f 2^column
///   + (1 - f) 2^followed]
enum TerrainChannel : std::size_t {
  followed_channel = penetrated_column_channel,
  per_sigma_z_channel = penetrated_width_channel,  ///< 1/(sqrt(2) sigma_z)
  ring_channel = meander_channel,
  plume_height_channel = 6,  ///< h_e
  lid_channel = 7            ///< z_eff
};

inline constexpr std::size_t cell_distance_terms = 6;
inline constexpr std::size_t cell_height_terms = 4;
inline constexpr std::size_t cell_coefficients =
    cell_distance_terms * cell_height_terms * plume_channel_count;

/// A polynomial in u, v over [begin, end) x [lowest, highest): coefficient of u^i v^j of channel c at
/// (c cell_height_terms + j) cell_distance_terms + i;  u = (distance - middle) per_half, v likewise.
struct TerrainCell {
  float begin_m = 0, end_m = 0, middle_m = 0, per_half = 0;
  float lowest_m = 0, highest_m = 0, middle_height_m = 0, per_half_height = 0;
  bool is_sound = false;
  std::array<float, cell_coefficients> coefficient{};
};

/// Critical dividing-streamline heights H_c of a stable hour's profile set, by straight lines between hill
/// tops of k spacing metres. Where H_c jumps or bends in between, the line is marked: receptors there go by
/// the full formulas.
class CriticalHeights {
public:
  static constexpr double spacing_m = 0.25;
  static constexpr float unknown_slope = 1e20F;
  /// @param highest_m  hill top above any source's base
  CriticalHeights(const DividingStreamline& streamline, double highest_m);
  /// H_c at the beginning of interval k at [2 k], its change over the interval at [2 k + 1].
  const std::vector<float>& lines() const { return lines_; }

private:
  std::vector<float> lines_;
};

struct HeightSpan {
  double lowest_m = 0;
  double highest_m = 0;
};

class TerrainTable {
public:
  /// Cells halve in distance or height until their polynomials hold `tolerance` between the nodes; the
  /// smallest that do not are unsound.
  /// @param heights  of the receptors above the source's base, z_r
  /// @param flagpole_m  z_f, the same for all of them
  /// @param receptors_per_m2  how many a cell serves: where they are few it is not refined
  TerrainTable(const Plume& plume, const TableRange& range, const HeightSpan& heights, double flagpole_m,
               double receptors_per_m2, double tolerance);

  const TableRange& range() const { return range_; }
  bool has_states() const { return has_states_; }  ///< terrain states kept apart
  bool has_penetrated() const { return has_penetrated_; }
  double flagpole_m() const { return flagpole_; }
  /// Upper bound of sigma_y up to a distance [m].
  double widest_m(double distance_m) const;
  std::size_t cell_count() const { return cells_.size(); }
  std::size_t evaluation_count() const { return evaluation_count_; }

  /// Calls body for every cell that has a part in the rectangle.
  template <class Body>
  void for_cells(const TableRange& distance, const HeightSpan& heights, const Body& body) const {
    if (distance.end_m < range_.begin_m || distance.begin_m > range_.end_m) return;
    const std::size_t first = bucket(std::max(distance.begin_m, range_.begin_m));
    const std::size_t last = bucket(std::min(distance.end_m, range_.end_m));
    for (std::size_t b = first; b <= last; ++b)
      for (std::uint32_t c = first_cell_[b]; c < first_cell_[b + 1]; ++c) {
        const TerrainCell& cell = cells_[c];
        if (static_cast<double>(cell.begin_m) <= distance.end_m &&
            static_cast<double>(cell.end_m) > distance.begin_m &&
            static_cast<double>(cell.lowest_m) <= heights.highest_m &&
            static_cast<double>(cell.highest_m) > heights.lowest_m)
          body(cell);
      }
  }

private:
  std::size_t bucket(double distance_m) const;
  void make_widest(const Plume& plume, const HeightSpan& heights);

  TableRange range_;
  double flagpole_ = 0;
  bool has_states_ = false;
  bool has_penetrated_ = false;
  std::vector<TerrainCell> cells_;         ///< by half octave of distance
  std::vector<std::uint32_t> first_cell_;  ///< of each half octave
  std::vector<double> widest_;             ///< at the ends of eighths of an octave
  std::size_t evaluation_count_ = 0;
};

}  // namespace leeward::dispersion

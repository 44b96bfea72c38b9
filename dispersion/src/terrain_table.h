#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dispersion/plume.h"
#include "profile_table.h"

/// Internal to the solver: what a plume is over terrain, as tables over distance and receptor height
/// (docs/decisions/0005).
namespace leeward::dispersion {

/// Powers of t = (distance - middle)/half of a panel, from the constant on.
inline constexpr std::size_t panel_terms = 6;
using PanelFit = std::array<float, panel_terms>;
inline constexpr std::size_t strip_terms = 5;  ///< powers of the height in a strip

/// What a strip holds of its part of the plume. Its lateral term is 2^-(y width)^2 width/(sqrt(pi log2 e)).
enum StripChannel : std::size_t {
  strength_channel,  ///< lidded: 1e6 strength; mixed: log2(1e6 column), of LiddedValue and MixedValue
  strip_width_channel,  ///< sqrt(log2(e)/2)/sigma_y
  fraction_channel,     ///< its part of the meander fraction
  per_sigma_channel,    ///< lidded: sqrt(log2(e)/2)/sigma_z
  strip_channel_count
};
/// coefficient[j][i] of u^j t^i
using StripFit = std::array<PanelFit, strip_terms>;

/// Heights between two curves of a panel: u runs from -1 on the lower to 1 on the upper one. Outside it is held,
/// which is what the plume is there where no other strip joins.
struct TerrainStrip {
  PanelFit lower_m{}, upper_m{};
  float least_m = 0, most_m = 0;  ///< of both curves over the panel
  std::array<StripFit, strip_channel_count> channel{};
  std::array<PanelFit, strip_channel_count> below{}, above{};  ///< on the curves
};

/// Distances between two kinks of the plume or less.
struct TerrainPanel {
  float begin_m = 0, end_m = 0, middle_m = 0, per_half = 0;
  bool is_sound = false;
  std::uint32_t first_strip = 0, strip_count = 0;
  PanelFit height_m{}, lid_m{};  ///< lidded: the plume's height and its reflecting height
  /// Bounds over the panel and all heights.
  double least_height_m = 0, most_height_m = 0, most_sigma_z_m = 0, most_sigma_y_m = 0, most_strength = 0;
  double least_sigma_y_m = 1e9;
};

/// A plume or the part of one that has the same layer of air.
struct TerrainPart {
  bool is_lidded = false;  ///< its images are summed receptor by receptor
  std::vector<TerrainPanel> panels;
  std::vector<TerrainStrip> strips;
  std::size_t panel_of(double distance_m) const;
};

struct HeightSpan {
  double lowest_m = 0;
  double highest_m = 0;
};

struct TerrainTolerance {
  double value = 0;             ///< of values, relative
  double fewest_receptors = 0;  ///< a panel with fewer is not halved: the full formulas cost less
  std::size_t most_evaluations = 0;  ///< from there on nothing is halved
};

/// Tables of one release in one hour for the receptors of one height above ground.
class TerrainTable {
public:
  /// @param heights  of the receptors above the source's base, z_r
  /// @param flagpole_m  z_f, the same for all of them
  TerrainTable(const Plume& plume, const TableRange& range, const HeightSpan& heights, double flagpole_m,
               double receptors_per_m2, const TerrainTolerance& tolerance);

  const TableRange& range() const { return range_; }
  double flagpole_m() const { return flagpole_; }
  const std::vector<TerrainPart>& parts() const { return parts_; }
  /// Upper bound of sigma_y up to a distance [m].
  double widest_m(double distance_m) const;
  std::size_t evaluation_count() const { return evaluation_count_; }

private:
  TableRange range_;
  double flagpole_ = 0;
  std::vector<TerrainPart> parts_;
  std::vector<double> widest_;  ///< up to the end of each sixteenth of an octave
  std::size_t evaluation_count_ = 0;
};

}  // namespace leeward::dispersion

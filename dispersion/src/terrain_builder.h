#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "plume_numbers.h"
#include "terrain_table.h"

/// Internal to the solver: makes one part of a table over terrain.
namespace leeward::dispersion {

/// Panels between the kinks of the plume along its way, strips between those of its heights (docs/decisions/0005).
/// Both halve until polynomials hold the tolerance between the nodes; panels with few receptors stay unsound instead.
class TerrainBuilder {
public:
  TerrainBuilder(const PlumeNumbers& numbers, std::vector<double> kinks_m, bool is_lidded,
                 const HeightSpan& heights, double flagpole_m, double receptors_per_m2,
                 const TerrainTolerance& tolerance);
  TerrainPart build(const TableRange& range);
  std::size_t evaluation_count() const { return evaluation_count_; }

private:
  static constexpr std::size_t check_count = 5;  ///< distances beside the nodes
  static constexpr std::size_t column_count = panel_terms + check_count;
  static constexpr std::size_t value_count = 8;
  static constexpr std::size_t most_curves = 8;
  using Values = std::array<double, value_count>;
  /// Heights where strips meet, ascending.
  struct Curves {
    std::size_t count = 0;
    std::array<double, most_curves> height_m{};
    unsigned kind = 0;  ///< which curves they are
  };
  struct Interval {
    double begin = 0, end = 0;
    std::array<std::vector<double>, most_curves> cuts;  ///< of each strip, from 0 to 1; none yet: empty
  };
  /// A part of a strip.
  struct Band {
    std::size_t strip = 0;
    double begin = 0, end = 1;
  };
  struct Excess {
    double across = 0, along = 0;
  };
  enum class Outcome { holds, along };

  void evaluate(const std::vector<double>& distance, const std::vector<double>& height,
                std::vector<Values>& values);
  std::vector<Interval> intervals(const TableRange& range);
  double event(const TableRange& cell, int which, bool is_above);
  double event_value(const Values& values, int which) const;
  Curves curves_of(const Values& values) const;
  bool trim(std::array<Curves, column_count>& curves) const;
  bool is_worth_halving(const Interval& interval) const;
  Outcome fit(Interval& interval, TerrainPanel& panel, std::vector<TerrainStrip>& strips);
  bool set_curves(const std::array<Values, column_count>& along, TerrainPanel& panel) const;
  HeightSpan receptors_in(const std::array<Curves, column_count>& curves, std::size_t strip) const;
  std::vector<double> first_cuts(const std::array<Curves, column_count>& curves, std::size_t strip) const;
  Excess fit_strip(const Interval& interval, const std::array<Curves, column_count>& curves, const Band& band,
                   TerrainPanel& panel, TerrainStrip& strip);
  void set_channel(TerrainStrip& strip, StripChannel channel, const std::vector<Values>& nodes) const;
  double miss(StripChannel channel, double found, const Values& values, double height_m) const;
  double wanted(StripChannel channel, const Values& values) const;
  void bound_unsound(const Interval& interval, TerrainPanel& panel);
  void set_bounds(const Values& values, TerrainPanel& panel) const;

  const PlumeNumbers& numbers_;
  std::vector<double> kinks_;
  bool is_lidded_;
  HeightSpan heights_;
  double flagpole_;
  double receptors_per_m2_;
  TerrainTolerance tolerance_;
  std::size_t most_evaluations_;
  std::size_t evaluation_count_ = 0;
};

}  // namespace leeward::dispersion

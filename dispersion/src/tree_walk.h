#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "hour_sources.h"
#include "receptor_tree.h"
#include "source_field.h"
#include "square_kernels.h"

/// Internal to the solver: all sources of an hour over the squares of one task.
namespace leeward::dispersion {

/// A value that cannot be: the formulas' own fault.
struct UnsoundValue {
  std::size_t source = 0;    ///< into Scenario::sources
  std::size_t receptor = 0;  ///< in the order of the tree; the first of the square for its Chebyshev places
  Vec2 position_m;
  double value = 0;  ///< ug/m3 per unit rate
};

/// Lowest and highest of a column over receptors.
struct Extremes {
  double lowest = 0;
  double highest = 0;
};

/// Sources and their fields in one hour.
struct HourFields {
  const HourSources* sources = nullptr;
  std::span<const SourceField* const> fields;
};

/// The sums of one task; its memory is used again by the next. For one thread at a time.
class TreeWalk {
public:
  TreeWalk(const ReceptorTree& tree, std::size_t column_count, Mode mode)
      : tree_(&tree), columns_(column_count), mode_(mode) {}

  /// Adds up all sources in their order. False when stop was requested or a value cannot be.
  bool solve(std::size_t task, const HourFields& hour, const std::stop_token& stop);
  const std::optional<UnsoundValue>& unsound() const { return unsound_; }
  std::size_t not_converged() const { return not_converged_; }

  /// After solve: every receptor of the task into an hour's values [column][receptor of the scenario].
  /// @param extremes  one per column
  void write(double* hour_values, std::span<Extremes> extremes);

  /// Largest memory of a walk over any task [bytes].
  static std::uint64_t bytes(std::size_t squares, std::size_t padded_receptors, std::size_t column_count);

private:
  void begin(std::size_t task);
  bool add_fast(const SourceField& field, std::span<const ColumnRate> rates);
  bool add_exact(const SourceField& field, std::span<const ColumnRate> rates);
  bool add_values(const Places& places, std::uint32_t square, std::span<const ColumnRate> rates);
  void pass_down();
  double* square_values(std::uint32_t square, std::size_t column);
  double* leaf_sums(std::uint32_t leaf, std::size_t column);
  std::size_t slot(std::uint32_t square, std::size_t column) const {
    return (square - first_square_) * columns_ + column;
  }

  const ReceptorTree* tree_;
  std::size_t columns_;
  Mode mode_;
  std::uint32_t first_square_ = 0;
  std::uint32_t end_square_ = 0;
  std::uint32_t first_block_ = 0;
  std::span<const std::uint32_t> roots_;
  std::vector<std::uint32_t> open_;              ///< squares still to look at
  std::vector<double> square_values_;            ///< [square][column][stored_square_values]
  std::vector<double> leaf_sums_;                ///< [leaf][column][receptor]
  std::vector<std::uint8_t> has_square_values_;  ///< [square][column]: others have no meaning yet
  std::vector<std::uint8_t> has_leaf_sums_;
  std::vector<ScaledSum> scaled_;
  std::vector<PolynomialSum> polynomials_;
  std::optional<UnsoundValue> unsound_;
  std::size_t not_converged_ = 0;
};

}  // namespace leeward::dispersion

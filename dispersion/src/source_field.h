#pragma once
#include <cstddef>
#include <memory>
#include <span>

#include "dispersion/run.h"
#include "receptor_tree.h"

/// Internal to the solver: one source in one hour, as the engine walks it over the receptor tree.
namespace leeward::dispersion {

/// What becomes of a square for one term of a source.
enum class Reach {
  none,    ///< nothing of the term above its bound anywhere in the square
  smooth,  ///< its Chebyshev places represent the term
  split    ///< neither: look at its children, or evaluate at the receptors of a leaf
};

/// How far the fast form may depart. Bounds are relative to the term's own values, so that results stay
/// linear in the sources: whether a square is admitted never depends on another source.
struct FastLimits {
  double edge_sigmas = 5.0;      ///< plumes end here, in sigma_y
  double width_per_sigma = 1.0;  ///< half width of an admitted square over sigma_y (eta)
  double steepness = 3.0;  ///< largest |change of ln C| from the centre to the rim of an admitted square
};
FastLimits fast_limits(Mode mode);

/// One source in one hour. Const use from many threads at once is safe. Values are ug/m3 per unit rate, never
/// negative.
class SourceField {
public:
  SourceField() = default;
  SourceField(const SourceField&) = delete;
  SourceField& operator=(const SourceField&) = delete;
  virtual ~SourceField() = default;

  /// Terms are walked one by one and add up: the plume along the wind, the meandering part around the source,
  /// ...
  virtual std::size_t term_count() const = 0;
  virtual Reach reach(std::size_t term, const TreeSquare& square) const = 0;
  /// reach(), and where it is smooth the values at smooth_places().
  virtual Reach take(std::size_t term, const ReceptorTree& tree, const TreeSquare& square,
                     float* values) const {
    const Reach found = reach(term, square);
    if (found == Reach::smooth) evaluate(term, smooth_places(tree, square), values);
    return found;
  }
  /// The fast form. Where it does not hold its bound it takes the full formulas itself.
  /// @param values  places.padded of them, aligned to 64 bytes, overwritten; those beyond places.count have
  /// no meaning
  virtual void evaluate(std::size_t term, const Places& places, float* values) const = 0;

  /// The full formulas at the receptors of a leaf (mode exact).
  /// @returns how many line integrals missed their tolerance
  virtual std::size_t exact(std::span<const Receptor> receptors, double* values) const = 0;
  /// Whether every receptor of the square gets less than 1e-9 of the source's largest value (mode exact skips
  /// it).
  virtual bool is_negligible(const TreeSquare& square) const = 0;
};

}  // namespace leeward::dispersion

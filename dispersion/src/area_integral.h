#pragma once
#include <cstdint>
#include <vector>

#include "area_edges.h"
#include "area_outline.h"
#include "area_profile.h"

/// Internal to areas: the integral along the wind.
namespace leeward::dispersion {

/// |integral_{u >= 1.01 m} k(u) sum_e +-w_e(u) du| [s/m], w_e of area_edges.h, at one receptor. Strip by
/// strip between vertices, roots and changes of the plume's formulas: with t = ln u, g = u k and N_e =
/// v_e/sigma_y,
///
///   integral g sum_e +-w_e dt = sum over steps of [ G3(g sum_e +-Phi(N_e)) + G3(g) sum_e +-mean(Phi_tab -
///   Phi) ]
///
/// G3: three-point Gauss rule on steps of at most 0.5 in N_e and 0.4 in t; the mean over the step's range of
/// N_e is exact (reference_cdf.h), so that the reference's table counts without a node in each of its cells.
/// In the plume's tail, where the crosswind sum is below 5e-3 and the table a staircase, Phi_tab itself on
/// steps of 0.03 in N_e. Holds buffers: one object per thread.
class AreaIntegral {
public:
  /// @param least  below this value the plume's tail may be off by tens of per cent
  double operator()(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                    double least = 0.0);
  /// The same with Phi instead of AERMOD's table and without its rules for edges: a smooth function of the
  /// receptor.
  /// @pre the whole outline is at least nearest_element_m upwind
  double smooth(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor);

private:
  /// Where a piece ends.
  struct End {
    double u;
    double log_u;
  };
  /// An edge in the table's range: v = offset + slope u.
  struct Side {
    double offset;
    double slope;
    double sign;
    double n;         // at the begin of the step
    double residual;  // integral of the table's residual up to n
  };
  double strips(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor);
  double strip(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
               const AreaOutline::Strip& strip);
  double piece(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
               const AreaOutline::Strip& strip, const End& from, const End& to);

  double tail_piece(const AreaProfile& profile, const End& from, const End& to, double turn);

  std::vector<SeenVertex> vertices_;
  std::vector<EdgeWeight> weights_;
  std::vector<End> ends_;
  std::vector<Side> sides_;
  bool is_tail_ = false;
};

}  // namespace leeward::dispersion

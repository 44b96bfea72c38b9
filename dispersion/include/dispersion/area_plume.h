#pragma once
#include <memory>
#include <optional>
#include <span>

#include "core/model/source.h"
#include "dispersion/plume.h"

namespace leeward::dispersion {

class AreaIntegral;
class AreaProfile;
class AreaProfileBuilder;
struct AreaOutline;

/// A polygon source in one hour (physics/04 section 3; AREA, AREAPOLY, AREACIRC, LINE). Same contract as
/// PointPlume.
///
/// Every surface element is a plume without rise; the crosswind integral is analytic, so one integral along
/// the wind is left (u: distance along the wind from a strip of the polygon to the receptor, v_e: crosswind
/// offset of the edges the strip crosses):
///
///   C = q |integral_{u >= 1.01 m} k(u) sum_e +-w_e(u) du|,  w_e = Phi(v_e(u)/sigma_y(u))
///   k(u)  the plume evaluation of plume.h at distance u with F_y = 1 (vertical terms, terrain weights,
///   decay) Phi   cumulative normal distribution, by AERMOD's table (physics/04 section 3.4)
///
/// By Green's theorem this is AERMOD's contour integral. AERMOD's own rules for edges, which its converged
/// answer keeps, are kept (area_edges.h):
///   - 0 when the receptor is beside the polygon's width, taken around its centroid, by 5 sigma_y or more
///   (sigma_y at
///     the farthest vertex with the air at release height), or when less than 1.01 m of the polygon lies
///     upwind;
///   - a ring all of whose corners are at |v| >= 3.9 sigma_y on one side does not count;
///   - w_e is 1 or 0 beyond v = +-3.9 sigma_y, where that is being told by an edge's ends and a root finder
///   of ten steps;
///   - edges of less than 0.01 m along the wind do not count (their neighbours' weights then do not cancel:
///   up to
///     0.01 k(u) too much or too little, seen where a corner lies 1.01 m upwind).
///
/// Numerically: u k(u) and sigma_y(u) are piecewise quartics of ln u (area_profile.h), so the dear plume
/// evaluation follows the plume; the crosswind sum follows the edges by three Gauss points on steps of 0.1 in
/// v/sigma_y, strip by strip between vertices and roots. Within 2e-4 of AERMOD converged (p99; 1e-3 for a
/// strip of 20 m by 400 m, where AERMOD's own convergence is worse). Holes have negative strength. Areas do
/// not meander (AERMOD's default).
///
/// Departures from AERMOD: the quadrature is converged (AERMOD stops at 1e-2); each integrand is
/// self-consistent in the convective branch (AERMOD starts its first pdf from the sigma_w of the integrand
/// call before: at most 3e-3 of the value in the reference cases); rings that lie inside each other are holes
/// (AERMOD has none).
class AreaPlume {
public:
  AreaPlume(const AreaSource& source, const BoundaryLayer& hour, const PlumeOptions& options);
  ~AreaPlume();
  AreaPlume(AreaPlume&& other) noexcept;
  AreaPlume& operator=(AreaPlume&& other) noexcept;

  /// @returns ug/m3 per 1 g/(m2 s), hourly mean
  double concentration_per_unit_rate(const Receptor& receptor) const;
  /// The same with the caller's buffers and without plume evaluations.
  /// @param profile  of this plume at the receptor's height, or of one whose release, air and options are the
  ///                 same; from 1.01 m to the farthest vertex at least
  /// @param least    below this value the plume's tail may be off by tens of per cent
  double concentration_per_unit_rate(const Receptor& receptor, const AreaProfile& profile,
                                     AreaIntegral& integral, double least = 0.0) const;
  /// At many receptors with the caller's buffers: a profile is made for each, those of some dozens at once.
  /// @param values  [ug/m3 per 1 g/(m2 s)], one for each; none depends on the other receptors
  void concentrations_per_unit_rate(std::span<const Receptor> receptors, AreaProfileBuilder& builder,
                                    AreaIntegral& integral, double* values) const;
  /// Whether the concentration is 0 at every receptor of a square because it lies upwind, or beside the
  /// polygon by the screened distance.
  bool is_screened(Vec2 centre_m, double half_m) const;
  /// Whether no receptor of a square is screened.
  bool is_within_screen(Vec2 centre_m, double half_m) const;

  const Plume& plume() const { return plume_; }
  bool is_flat() const { return is_flat_; }
  const AreaOutline& outline() const { return *outline_; }
  const WindAxes& axes() const { return axes_; }

private:
  /// A receptor that is not screened, from the outline.
  struct Seen {
    WindOffset place;
    double nearest_m;  // of the distances along the wind to the outline, at least 1.01
    double farthest_m;
  };
  double screened_m(double farthest_m) const;
  std::optional<Seen> see(const Receptor& receptor) const;

  bool is_flat_;
  Plume plume_;
  WindAxes axes_;
  std::unique_ptr<AreaOutline> outline_;
};

}  // namespace leeward::dispersion

#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dispersion/plume.h"

/// Internal to areas: the plume evaluation as a function of the distance along the wind alone.
namespace leeward::dispersion {

/// At one receptor height (and ground and hill, in terrain) the plume of an area's element depends on the
/// distance u only:
///   g(u) = u k(u)   k: plume evaluation of plume.h with F_y = 1 [s/m2], so that integral k du = integral g
///   d(ln u) s(u) = sigma_y  ambient part alone [m]
/// Both are quartics of ln u on panels. A panel is halved until the parabola through every other of its five
/// values misses the two between by at most `smoothness` of the panel's largest (the quartic then by far
/// less: about its 5/3 power), at most nine times; known changes of the formulas are ends of panels.
///
/// In the convective branch each value is self-consistent: the first pdf starts from the sigma_w that the
/// value ends with (plume_batch.h).
class AreaProfileBuilder;

namespace area_profile_rules {
inline constexpr double negligible =
    1e-12;                            // share of the largest value below which a panel need not be smooth
inline constexpr double jump = 2e-4;  // of a value
}  // namespace area_profile_rules

class AreaProfile {
public:
  struct Value {
    double g = 0;
    double sigma_y_m = 1;
  };

  AreaProfile() = default;
  /// Many are made at once faster by an AreaProfileBuilder.
  /// @param from_m, to_m  0.99 <= from_m < to_m
  AreaProfile(const Plume& plume, const PlumeReceptor& receptor, double from_m, double to_m,
              double smoothness);

  double from_m() const { return from_m_; }
  double to_m() const { return to_m_; }
  /// @param log_u  within the profile's range (the outermost panels continue beyond it)
  Value at(double log_u) const {
    const Panel& p = panel(log_u);
    const double t = (log_u - p.from) * p.per_width;
    return {std::max(polynomial(p.g, t), 0.0), polynomial(p.s, t)};
  }
  double sigma_y_m(double log_u) const {
    const Panel& p = panel(log_u);
    return polynomial(p.s, (log_u - p.from) * p.per_width);
  }
  /// integral of k(u) du [s/m] between two distances, given as their logarithms
  double integral(double log_from, double log_to) const;
  /// Begins, as ln u and ascending, of the steps in each of which three Gauss points integrate g times a
  /// smooth weight: no change of formulas inside.
  std::span<const double> steps() const { return steps_; }
  /// Places ln u, ascending, where g or sigma_y jump (by more than 2e-4 of themselves) or could not be
  /// resolved.
  std::span<const double> jumps() const { return jumps_; }
  /// Largest g of the profile.
  double largest() const { return largest_; }
  std::size_t evaluation_count() const { return evaluation_count_; }

private:
  struct Panel {
    double from = 0;  // ln u
    double to = 0;
    double per_width = 0;
    double before = 0;  // integral of g from the profile's begin to this panel's
    double g[5] = {};   // polynomial of (ln u - from)/width
    double s[5] = {};
  };
  friend class AreaProfileBuilder;
  /// To be filled anew.
  void clear(double from_m, double to_m);
  /// Orders the panels, adds up their integrals and finds the jumps between them.
  void finish();
  const Panel& panel(double log_u) const {
    const double cell = std::clamp((log_u - first_) * per_cell_, 0.0, last_cell_);
    const Panel* p = panels_.data() + index_[static_cast<std::size_t>(static_cast<int>(cell))];
    const Panel* last = panels_.data() + panels_.size() - 1;
    while (p != last && log_u > p->to) ++p;
    return *p;
  }
  static double polynomial(const double (&c)[5], double t) {
    return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * c[4])));
  }

  double from_m_ = 0;
  double to_m_ = 0;
  double first_ = 0;     // ln from_m
  double per_cell_ = 0;  // of the index
  double last_cell_ = 0;
  double largest_ = 0;
  std::size_t evaluation_count_ = 0;
  std::vector<Panel> panels_;
  std::vector<std::uint32_t> index_;  // panel at the begin of each of equal cells of ln u
  std::vector<double> steps_;
  std::vector<double> jumps_;
};

}  // namespace leeward::dispersion

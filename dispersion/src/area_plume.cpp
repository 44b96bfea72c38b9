#include "dispersion/area_plume.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "area_edges.h"
#include "area_outline.h"
#include "area_profile.h"
#include "core/model/units.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace area_plume_detail {

constexpr double nearest_element_m = 1.01;
constexpr double screening_sigmas = 5.0;
constexpr double smoothness = 1e-3;   // of a panel
constexpr double longest_turn = 0.1;  // of v/sigma_y in a step of the crosswind part: the table's own step
constexpr double longest_step = 0.4;  // of that part, in ln u

/// Three-point Gauss rule on [-1, 1].
constexpr double gauss_node[] = {-0.774596669241483377, 0.0, 0.774596669241483377};
constexpr double gauss_share[] = {5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0};

Release area_release(const AreaSource& source) {
  Release r;
  r.height_m = source.release_height_m;
  r.tip_height_m = source.release_height_m;
  r.base_elevation_m = source.base_elevation_m;
  r.initial_sigma_z_m = std::max(source.initial_sigma_z_m, plume_constants::smallest_initial_sigma_m);
  r.decay_per_s = source.decay_per_s;
  r.is_area = true;
  return r;
}

/// The integral of one receptor.
class Integral {
public:
  Integral(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
           std::span<const EdgeWeight> weights)
      : outline_(outline), profile_(profile), receptor_(receptor), weights_(weights) {}

  /// integral k(u) sum_e +-w_e(u) du over what lies at least `nearest` upwind.
  double total(double nearest) {
    double sum = 0;
    for (const AreaOutline::Strip& strip : outline_.strips) {
      const double from = std::max(nearest, receptor_.downwind_m - strip.near_end);
      const double to = receptor_.downwind_m - strip.far_end;
      if (to > from) sum += strip_total(strip, from, to);
    }
    return std::abs(sum);
  }

private:
  double strip_total(const AreaOutline::Strip& strip, double from, double to) {
    const std::span<const std::uint32_t> sides =
        std::span(outline_.sides).subspan(strip.first_side, strip.side_count);
    ends_.clear();
    const double log_from = std::log(from);
    const double log_to = std::log(to);
    ends_.push_back(log_from);
    ends_.push_back(log_to);
    for (const std::uint32_t side : sides)
      for (const double u : {weights_[side].phi_from, weights_[side].phi_to})
        if (u > from && u < to) ends_.push_back(std::log(u));
    for (const double t : profile_.breaks())
      if (t > log_from && t < log_to) ends_.push_back(t);
    if (ends_.size() > 2) std::sort(ends_.begin(), ends_.end());
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i) sum += piece(sides, ends_[i], ends_[i + 1]);
    return sum;
  }

  double offset_per_sigma(std::uint32_t side, double u, double sigma_y) const {
    const AreaOutline::Edge& e = outline_.edges[side];
    return (receptor_.crosswind_m - e.offset - e.slope * (receptor_.downwind_m - u)) / sigma_y;
  }

  /// Between two places ln u where no edge changes its rule.
  double piece(std::span<const std::uint32_t> sides, double from, double to) {
    if (!(to > from)) return 0.0;
    const double middle = std::exp(0.5 * (from + to));
    double constant = 0;
    tabulated_.clear();
    for (const std::uint32_t side : sides) {
      const EdgeWeight& w = weights_[side];
      if (!w.is_used) continue;
      if (middle < w.phi_from)
        constant += outline_.edges[side].sign * w.below;
      else if (middle > w.phi_to)
        constant += outline_.edges[side].sign * w.above;
      else
        tabulated_.push_back(side);
    }
    double sum = constant == 0 ? 0.0 : constant * profile_.integral(from, to);
    if (tabulated_.empty()) return sum;
    const double u_from = std::exp(from);
    const double u_to = std::exp(to);
    const double sigma_from = profile_.sigma_y_m(from);
    const double sigma_to = profile_.sigma_y_m(to);
    double turn = 0;  // largest change of v/sigma_y where it matters
    for (const std::uint32_t side : tabulated_)
      turn = std::max(turn, std::abs(std::clamp(offset_per_sigma(side, u_from, sigma_from), -4.0, 4.0) -
                                     std::clamp(offset_per_sigma(side, u_to, sigma_to), -4.0, 4.0)));
    const double steps =
        std::clamp(std::ceil(std::max(turn / longest_turn, (to - from) / longest_step)), 1.0, 100.0);
    const int count = static_cast<int>(steps);
    const double half = 0.5 * (to - from) / steps;
    double tabulated = 0;
    for (int step = 0; step < count; ++step)
      for (int i = 0; i < 3; ++i) {
        const double t = from + (2.0 * step + 1.0 + gauss_node[i]) * half;
        const double u = std::exp(t);
        const AreaProfile::Value at = profile_.at(t);
        double part = 0;
        for (const std::uint32_t side : tabulated_)
          part += outline_.edges[side].sign * tabulated_cdf(offset_per_sigma(side, u, at.sigma_y_m));
        tabulated += gauss_share[i] * part * at.g;
      }
    return sum + tabulated * half;
  }

  const AreaOutline& outline_;
  const AreaProfile& profile_;
  WindOffset receptor_;
  std::span<const EdgeWeight> weights_;
  std::vector<double> ends_;
  std::vector<std::uint32_t> tabulated_;
};

}  // namespace area_plume_detail

using namespace area_plume_detail;

AreaPlume::AreaPlume(const AreaSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
    : is_flat_(options.is_flat || source.is_flat),
      plume_(area_release(source), release_air(hour, hour.set_for(source), source.release_height_m),
             PlumeRise(), hour, hour.set_for(source), options),
      axes_(hour.set_for(source).wind_from_deg(source.release_height_m)),
      outline_(std::make_unique<AreaOutline>(source.polygon_m, axes_)) {}

AreaPlume::~AreaPlume() = default;
AreaPlume::AreaPlume(AreaPlume&& other) noexcept = default;
AreaPlume& AreaPlume::operator=(AreaPlume&& other) noexcept = default;

double AreaPlume::concentration_per_unit_rate(const Receptor& receptor) const {
  const AreaOutline& outline = *outline_;
  if (outline.strips.empty()) return 0.0;
  const WindOffset place = axes_.offset(outline.origin_m, receptor.position_m);
  const double farthest = place.downwind_m - outline.upwind_end;
  if (!(farthest > nearest_element_m)) return 0.0;
  const double beside =
      std::abs(place.crosswind_m - outline.centre) - 0.5 * (outline.highest - outline.lowest);
  if (beside > 0 && beside >= screening_sigmas * plume_.ambient_sigma_y_m(farthest, plume_.release_sample(),
                                                                          plume_.release().height_m))
    return 0.0;
  const double nearest = std::max(nearest_element_m, place.downwind_m - outline.downwind_end);
  const AreaProfile profile(plume_, plume_receptor(receptor, plume_.release().base_elevation_m, is_flat_),
                            nearest, farthest, smoothness);
  std::vector<EdgeWeight> weights;
  if (!edge_weights(outline, profile, place, nearest_element_m, weights)) return 0.0;
  return ug_per_g * Integral(outline, profile, place, weights).total(nearest_element_m);
}

}  // namespace leeward::dispersion

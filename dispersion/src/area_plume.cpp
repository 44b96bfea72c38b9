#include "dispersion/area_plume.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "core/model/units.h"

namespace leeward::dispersion {
namespace {

constexpr double nearest_element_m = 1.01;
constexpr double smallest_initial_sigma_m = 1e-5;
constexpr double screening_sigmas = 5.0;
constexpr double area_tolerance = 2e-5;
constexpr int deepest_split = 16;

Release area_release(const AreaSource& source) {
  Release r;
  r.height_m = source.release_height_m;
  r.tip_height_m = source.release_height_m;
  r.base_elevation_m = source.base_elevation_m;
  r.initial_sigma_z_m = std::max(source.initial_sigma_z_m, smallest_initial_sigma_m);
  r.is_area = true;
  return r;
}

/// Cumulative normal distribution at -3.9, -3.8 ... 3.9 as AERMOD tabulates it (four decimals, six of them rounded the
/// other way), read linearly. Its error, up to 1 % of a plume's edge, is part of the reference's answer.
constexpr std::array<double, 79> cdf_table = {
    0.0000, 0.0001, 0.0001, 0.0002, 0.0002, 0.0003, 0.0005, 0.0007, 0.0010, 0.0013, 0.0019, 0.0026, 0.0035,
    0.0047, 0.0062, 0.0082, 0.0107, 0.0139, 0.0179, 0.0227, 0.0287, 0.0359, 0.0446, 0.0548, 0.0668, 0.0808,
    0.0968, 0.1151, 0.1357, 0.1587, 0.1841, 0.2119, 0.2420, 0.2742, 0.3085, 0.3445, 0.3821, 0.4207, 0.4602,
    0.5000, 0.5398, 0.5793, 0.6179, 0.6555, 0.6915, 0.7258, 0.7580, 0.7881, 0.8159, 0.8413, 0.8643, 0.8849,
    0.9032, 0.9192, 0.9332, 0.9452, 0.9554, 0.9641, 0.9713, 0.9773, 0.9821, 0.9861, 0.9893, 0.9918, 0.9938,
    0.9953, 0.9965, 0.9974, 0.9981, 0.9987, 0.9990, 0.9993, 0.9995, 0.9997, 0.9998, 0.9998, 0.9999, 0.9999,
    1.0000};
double tabulated_cdf(double x) {
  const double t = 10.0 * x + 39.0;
  if (!(t > 0)) return 0.0;
  if (t >= 78) return 1.0;
  const auto i = static_cast<std::size_t>(t);
  return cdf_table[i] + (t - static_cast<double>(i)) * (cdf_table[i + 1] - cdf_table[i]);
}

/// Symmetric Gauss-Kronrod rule on [-1, 1]: positive nodes and 0, the outermost first; Gauss weight 0 at Kronrod nodes.
struct RuleNode {
  double node;
  double kronrod;
  double gauss;
};
constexpr RuleNode seven_points[] = {{0.960491268708020283, 0.104656226026467265, 0},
                                     {0.774596669241483377, 0.268488089868333441, 5.0 / 9.0},
                                     {0.434243749346802558, 0.401397414775962223, 0},
                                     {0, 0.450916538658474142, 8.0 / 9.0}};
constexpr RuleNode fifteen_points[] = {{0.991455371120812639, 0.022935322010529225, 0},
                                       {0.949107912342758525, 0.063092092629978553, 0.129484966168869693},
                                       {0.864864423359769073, 0.104790010322250184, 0},
                                       {0.741531185599394440, 0.140653259715525919, 0.279705391489276668},
                                       {0.586087235467691130, 0.169004726639267903, 0},
                                       {0.405845151377397167, 0.190350578064785410, 0.381830050505118945},
                                       {0.207784955007898468, 0.204432940075298892, 0},
                                       {0, 0.209482141084727828, 0.417959183673469388}};

}  // namespace

/// One receptor while its integral is computed.
struct AreaPlume::Target {
  PlumeReceptor receptor;
  WindOffset place;      // in the wind frame
  double total = 0;      // integral so far
  double sigma_w = 0;    // effective sigma_w of the last integrand: first guess of the next
};

AreaPlume::AreaPlume(const AreaSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
    : origin_(source.polygon_m.outer.empty() ? Vec2{} : source.polygon_m.outer.front()), is_flat_(options.is_flat),
      plume_(area_release(source), release_air(hour, hour.set_for(source.is_urban), source.release_height_m),
             PlumeRise(), hour, hour.set_for(source.is_urban), options),
      axes_(hour.set_for(source.is_urban).wind_from_deg(source.release_height_m)) {
  add_ring(source.polygon_m.outer, false);
  for (const Ring& hole : source.polygon_m.holes) add_ring(hole, true);
  add_strips();
}

/// Edges in the wind frame; outer rings counter-clockwise on the map, holes clockwise.
void AreaPlume::add_ring(const Ring& ring, bool is_hole) {
  const bool is_reversed = (signed_area(ring) < 0) != is_hole;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const WindOffset a = axes_.offset(origin_, ring[i]);
    const WindOffset b = axes_.offset(origin_, ring[(i + 1) % ring.size()]);
    edges_.push_back(is_reversed ? Edge{b, a} : Edge{a, b});
  }
}

void AreaPlume::add_strips() {
  if (edges_.empty()) return;
  std::vector<double> ends;
  lowest_ = highest_ = edges_.front().begin.crosswind_m;
  for (const Edge& e : edges_) {
    ends.push_back(e.begin.downwind_m);
    lowest_ = std::min(lowest_, e.begin.crosswind_m);
    highest_ = std::max(highest_, e.begin.crosswind_m);
  }
  std::sort(ends.begin(), ends.end(), std::greater<>());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  upwind_end_ = ends.back();
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    const double middle = 0.5 * (ends[k] + ends[k + 1]);
    Strip strip{ends[k], sides_.size(), 0};
    for (const Edge& e : edges_) {
      const double span = e.end.downwind_m - e.begin.downwind_m;
      if ((e.begin.downwind_m > middle) == (e.end.downwind_m > middle)) continue;
      const double slope = (e.end.crosswind_m - e.begin.crosswind_m) / span;
      sides_.push_back({e.begin.crosswind_m - slope * e.begin.downwind_m, slope, span > 0 ? 1.0 : -1.0});
      ++strip.side_count;
    }
    strips_.push_back(strip);
  }
}

/// Part of the plume's mass, in the crosswind, that comes from the polygon [-].
double AreaPlume::covered(const Strip& strip, double distance_m, double sigma_y_m, const Target& target) const {
  const double along = target.place.downwind_m - distance_m;
  double sum = 0;
  for (const Side& s : std::span(sides_).subspan(strip.first_side, strip.side_count))
    sum += s.sign * tabulated_cdf((target.place.crosswind_m - s.offset - s.slope * along) / sigma_y_m);
  return std::clamp(sum, 0.0, 1.0);
}

double AreaPlume::integrand(const Strip& strip, double log_distance, Target& target) const {
  const double u = std::exp(log_distance);
  constexpr int most_passes = 8;
  constexpr double same = 1e-7;
  PlumeSpread p = plume_.spread(u, target.receptor.height_m, target.sigma_w);
  for (int pass = 1; pass < most_passes && p.depends_on_guess; ++pass) {
    const double change = std::abs(p.air.sigma_w_m_per_s - target.sigma_w);
    target.sigma_w = p.air.sigma_w_m_per_s;
    if (change <= same * target.sigma_w) break;
    p = plume_.spread(u, target.receptor.height_m, target.sigma_w);
  }
  target.sigma_w = p.air.sigma_w_m_per_s;
  const double part = covered(strip, u, p.sigma_y_m, target);
  return part > 0 ? u * plume_.concentration(p, target.receptor, part, 0.0) : 0.0;
}

void AreaPlume::integrate(const Strip& strip, double from, double to, int depth, Target& target) const {
  constexpr double short_interval = 0.5;
  const std::span<const RuleNode> rule =
      to - from < short_interval ? std::span<const RuleNode>(seven_points) : std::span<const RuleNode>(fifteen_points);
  const double half = 0.5 * (to - from);
  const double middle = 0.5 * (to + from);
  double kronrod = 0;
  double gauss = 0;
  const auto add = [&](double node, const RuleNode& r) {
    const double f = integrand(strip, middle + half * node, target);
    kronrod += r.kronrod * f;
    gauss += r.gauss * f;
  };
  for (std::size_t i = 0; i < rule.size(); ++i) add(-rule[i].node, rule[i]);
  for (std::size_t i = rule.size() - 1; i-- > 0;) add(rule[i].node, rule[i]);
  kronrod *= half;
  gauss *= half;
  // The difference is the error of the lower rule; that of the higher one falls with its power 3/2 (QUADPACK).
  const double difference = std::abs(kronrod - gauss);
  const double error = kronrod > 0 ? difference * std::min(1.0, std::sqrt(200.0 * difference / kronrod)) : 0.0;
  if (error <= area_tolerance * (target.total + kronrod) || depth >= deepest_split) {
    target.total += kronrod;
    return;
  }
  integrate(strip, middle, to, depth + 1, target);
  integrate(strip, from, middle, depth + 1, target);
}

/// Integral over one strip, begun with intervals between the places where the plume's formulas change and where the
/// receptor's wind axis meets an edge.
void AreaPlume::add_strip(const Strip& strip, double from, double to, Target& target) const {
  constexpr std::size_t most_ends = 16;
  std::array<double, most_ends> ends{};
  std::size_t count = 0;
  ends[count++] = from;
  ends[count++] = to;
  const auto add_end = [&](double u) {
    if (u > from && u < to && count < most_ends) ends[count++] = u;
  };
  if (!plume_.is_stable_branch()) {
    add_end(plume_.distance_of_centre_m(0.1 * plume_.mixing_height_m()));
    add_end(plume_.distance_of_centre_m(5.0));
    add_end(plume_.distance_of_centre_m(target.receptor.height_m));
    add_end(plume_.mixed_distance_m());
  }
  for (const Side& s : std::span(sides_).subspan(strip.first_side, strip.side_count))
    if (s.slope != 0) add_end(target.place.downwind_m - (target.place.crosswind_m - s.offset) / s.slope);
  std::sort(ends.begin(), ends.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = count - 1; i > 0; --i) integrate(strip, std::log(ends[i - 1]), std::log(ends[i]), 0, target);
}

double AreaPlume::concentration_per_unit_rate(const Receptor& receptor) const {
  Target target;
  target.receptor = plume_receptor(receptor, plume_.release().base_elevation_m, is_flat_);
  target.place = axes_.offset(origin_, receptor.position_m);
  target.sigma_w = plume_.release_sample().sigma_w_m_per_s;
  if (strips_.empty()) return 0.0;
  const double farthest = target.place.downwind_m - upwind_end_;
  if (!(farthest > nearest_element_m)) return 0.0;
  const double beside = std::max(target.place.crosswind_m - highest_, lowest_ - target.place.crosswind_m);
  if (beside > 0 && beside >= screening_sigmas * plume_.ambient_sigma_y_m(farthest, plume_.release_sample(),
                                                                         plume_.release().height_m))
    return 0.0;

  // From far to near: the far part is smooth and sets the scale of the whole cheaply.
  for (std::size_t k = strips_.size(); k-- > 0;) {
    const double upwind = k + 1 < strips_.size() ? strips_[k + 1].far_end : upwind_end_;
    const double to = target.place.downwind_m - upwind;
    const double from = std::max(nearest_element_m, target.place.downwind_m - strips_[k].far_end);
    if (!(to > nearest_element_m)) break;
    add_strip(strips_[k], from, to, target);
  }
  return ug_per_g * target.total;
}

}  // namespace leeward::dispersion

#include "dispersion/area_plume.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <span>

#include "core/model/units.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

constexpr double nearest_element_m = 1.01;
constexpr double screening_sigmas = 5.0;
constexpr double smoothness = 1e-3;    // of a panel: parabola against quartic, relative
constexpr double negligible = 1e-4;    // share of the largest integrand that need not be smooth
constexpr double longest_panel = 0.8;  // in ln u
constexpr double longest_turn = 0.1;   // of v/sigma_y in a step of the crosswind part: the table's own step
constexpr double longest_step = 0.4;   // of that part, in ln u

Release area_release(const AreaSource& source) {
  Release r;
  r.height_m = source.release_height_m;
  r.tip_height_m = source.release_height_m;
  r.base_elevation_m = source.base_elevation_m;
  r.initial_sigma_z_m = std::max(source.initial_sigma_z_m, plume_constants::smallest_initial_sigma_m);
  r.is_area = true;
  return r;
}

/// Cumulative normal distribution at -3.9, -3.8 ... 3.9 as AERMOD tabulates it (four decimals, six of them rounded the
/// other way), read linearly. Its error, up to 1 % of a plume's edge, is part of the reference's answer.
constexpr std::array<double, 79> cdf_table = {
    0.0000, 0.0001, 0.0001, 0.0002, 0.0002, 0.0003, 0.0005, 0.0007, 0.0010, 0.0013, 0.0019, 0.0026, 0.0035, 0.0047,
    0.0062, 0.0082, 0.0107, 0.0139, 0.0179, 0.0227, 0.0287, 0.0359, 0.0446, 0.0548, 0.0668, 0.0808, 0.0968, 0.1151,
    0.1357, 0.1587, 0.1841, 0.2119, 0.2420, 0.2742, 0.3085, 0.3445, 0.3821, 0.4207, 0.4602, 0.5000, 0.5398, 0.5793,
    0.6179, 0.6555, 0.6915, 0.7258, 0.7580, 0.7881, 0.8159, 0.8413, 0.8643, 0.8849, 0.9032, 0.9192, 0.9332, 0.9452,
    0.9554, 0.9641, 0.9713, 0.9773, 0.9821, 0.9861, 0.9893, 0.9918, 0.9938, 0.9953, 0.9965, 0.9974, 0.9981, 0.9987,
    0.9990, 0.9993, 0.9995, 0.9997, 0.9998, 0.9998, 0.9999, 0.9999, 1.0000};
double tabulated_cdf(double x) {
  const double t = 10.0 * x + 39.0;
  if (!(t > 0)) return 0.0;
  if (t >= 78) return 1.0;
  const auto i = static_cast<std::size_t>(t);
  return cdf_table[i] + (t - static_cast<double>(i)) * (cdf_table[i + 1] - cdf_table[i]);
}

/// Three-point Gauss rule on [-1, 1].
constexpr double gauss_node[] = {-0.774596669241483377, 0.0, 0.774596669241483377};
constexpr double gauss_share[] = {5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0};

/// Quartic through five values at 0, 1/4, 1/2, 3/4, 1, as a polynomial of the place.
struct Quartic {
  explicit Quartic(const std::array<double, 5>& f) {
    c[0] = f[0];
    c[1] = (-25.0 * f[0] + 48.0 * f[1] - 36.0 * f[2] + 16.0 * f[3] - 3.0 * f[4]) / 3.0;
    c[2] = (70.0 * f[0] - 208.0 * f[1] + 228.0 * f[2] - 112.0 * f[3] + 22.0 * f[4]) / 3.0;
    c[3] = (-80.0 * f[0] + 288.0 * f[1] - 384.0 * f[2] + 224.0 * f[3] - 48.0 * f[4]) / 3.0;
    c[4] = (32.0 * f[0] - 128.0 * f[1] + 192.0 * f[2] - 128.0 * f[3] + 32.0 * f[4]) / 3.0;
  }
  double operator()(double t) const { return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * c[4]))); }
  double c[5];
};

/// How far the parabola through every other value misses the two between, at most.
double roughness(const std::array<double, 5>& f) {
  return std::max(std::abs(f[1] - 0.125 * (3.0 * f[0] + 6.0 * f[2] - f[4])),
                  std::abs(f[3] - 0.125 * (3.0 * f[4] + 6.0 * f[2] - f[0])));
}

}  // namespace

/// One receptor while its integral is computed.
struct AreaPlume::Target {
  PlumeReceptor receptor;
  WindOffset place;    // in the wind frame
  double total = 0;    // integral so far
  double largest = 0;  // integrand met so far
  double sigma_w = 0;  // effective sigma_w of the last plume: first guess of the next
};

/// The plume at five places equally spaced in the logarithm of the distance.
struct AreaPlume::Panel {
  double from;  // ln u
  double to;
  std::array<double, 5> integrand;  // u k(u)
  std::array<double, 5> sigma_y;
};

AreaPlume::AreaPlume(const AreaSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
    : origin_(source.polygon_m.outer.empty() ? Vec2{} : source.polygon_m.outer.front()),
      is_flat_(options.is_flat),
      plume_(area_release(source), release_air(hour, hour.set_for(source), source.release_height_m),
             PlumeRise(), hour, hour.set_for(source), options),
      axes_(hour.set_for(source).wind_from_deg(source.release_height_m)) {
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

/// Fills place `i` of a panel.
void AreaPlume::evaluate(Panel& panel, std::size_t i, Target& target) const {
  constexpr int most_passes = 8;
  constexpr double same = 1e-6;
  const double u = std::exp(panel.from + 0.25 * static_cast<double>(i) * (panel.to - panel.from));
  PlumeSpread p = plume_.spread(u, target.receptor.height_m, target.sigma_w);
  for (int pass = 1; pass < most_passes && p.depends_on_guess; ++pass) {
    const double change = std::abs(p.air.sigma_w_m_per_s - target.sigma_w);
    target.sigma_w = p.air.sigma_w_m_per_s;
    if (change <= same * target.sigma_w) break;
    p = plume_.spread(u, target.receptor.height_m, target.sigma_w);
  }
  target.sigma_w = p.air.sigma_w_m_per_s;
  panel.sigma_y[i] = p.sigma_y_m;
  panel.integrand[i] = u * plume_.concentration(p, target.receptor, 1.0, 0.0);
  target.largest = std::max(target.largest, panel.integrand[i]);
}

/// Integral over a panel, halved until the plume is smooth in it.
void AreaPlume::add_panel(const Panel& panel, int depth, Target& target) const {
  constexpr int deepest = 9;
  const double scale =
      std::max(*std::max_element(panel.integrand.begin(), panel.integrand.end()), negligible * target.largest);
  if (depth >= deepest ||
      (roughness(panel.integrand) <= smoothness * scale && roughness(panel.sigma_y) <= smoothness * panel.sigma_y[0])) {
    integrate(panel, target);
    return;
  }
  const double middle = 0.5 * (panel.from + panel.to);
  for (const bool is_upper : {true, false}) {
    Panel half;
    half.from = is_upper ? middle : panel.from;
    half.to = is_upper ? panel.to : middle;
    for (std::size_t i = 0; i < 5; ++i) {
      if (i % 2 == 1) {
        evaluate(half, i, target);
        continue;
      }
      const std::size_t known = i / 2 + (is_upper ? 2 : 0);
      half.integrand[i] = panel.integrand[known];
      half.sigma_y[i] = panel.sigma_y[known];
    }
    add_panel(half, depth + 1, target);
  }
}

/// The crosswind part of a smooth panel, strip by strip: cheap, so its steps follow the edges and not the plume.
void AreaPlume::integrate(const Panel& panel, Target& target) const {
  const Quartic integrand(panel.integrand);
  const Quartic sigma_y(panel.sigma_y);
  const double width = panel.to - panel.from;
  const double u_from = std::exp(panel.from);
  const double u_to = std::exp(panel.to);
  // Strips begin with the downwind one, the nearest to the receptor.
  auto strip = std::partition_point(strips_.begin(), strips_.end(),
                                    [&](const Strip& s) { return s.far_end > target.place.downwind_m - u_from; });
  if (strip != strips_.begin()) --strip;
  for (; strip != strips_.end(); ++strip) {
    const double end = strip + 1 == strips_.end() ? upwind_end_ : (strip + 1)->far_end;
    const double u_begin = std::max(u_from, target.place.downwind_m - strip->far_end);
    const double u_end = std::min(u_to, target.place.downwind_m - end);
    if (u_begin >= u_to) break;
    if (!(u_end > u_begin)) continue;
    const double begin_place = (std::log(u_begin) - panel.from) / width;
    const double end_place = (std::log(u_end) - panel.from) / width;
    const std::span<const Side> sides = std::span(sides_).subspan(strip->first_side, strip->side_count);
    const auto offset = [&](const Side& s, double u) {
      return target.place.crosswind_m - s.offset - s.slope * (target.place.downwind_m - u);
    };
    const double sigma_begin = sigma_y(begin_place);
    const double sigma_end = sigma_y(end_place);
    double turn = 0;  // largest change of v/sigma_y where it matters
    for (const Side& s : sides)
      turn = std::max(turn, std::abs(std::clamp(offset(s, u_begin) / sigma_begin, -4.0, 4.0) -
                                     std::clamp(offset(s, u_end) / sigma_end, -4.0, 4.0)));
    const double steps = std::ceil(std::max(turn / longest_turn, (end_place - begin_place) * width / longest_step));
    const int pieces = static_cast<int>(std::clamp(steps, 1.0, 100.0));
    const double half = 0.5 * (end_place - begin_place) / pieces;
    double sum = 0;
    for (int piece = 0; piece < pieces; ++piece)
      for (int i = 0; i < 3; ++i) {
        const double t = begin_place + (2.0 * piece + 1.0 + gauss_node[i]) * half;
        const double u = std::exp(panel.from + t * width);
        const double per_sigma = 1.0 / sigma_y(t);
        double part = 0;
        for (const Side& s : sides) part += s.sign * tabulated_cdf(offset(s, u) * per_sigma);
        if (part > 0) sum += gauss_share[i] * part * integrand(t);
      }
    target.total += std::max(sum, 0.0) * half * width;
  }
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
  const double nearest = std::max(nearest_element_m, target.place.downwind_m - strips_.front().far_end);

  // Panels end where the plume's formulas change.
  std::array<double, 6> ends{nearest, farthest, farthest, farthest, farthest, farthest};
  if (!plume_.is_stable_branch()) {
    ends[1] = plume_.distance_of_centre_m(0.1 * plume_.mixing_height_m());
    ends[2] = plume_.distance_of_centre_m(plume_constants::ground_layer_m);
    ends[3] = plume_.distance_of_centre_m(target.receptor.height_m);
    ends[4] = plume_.mixed_distance_m();
    for (double& u : ends) u = std::clamp(u, nearest, farthest);
    std::sort(ends.begin(), ends.end());
  }
  // From far to near: the far part is smooth and sets the scale of the whole cheaply.
  for (std::size_t i = ends.size() - 1; i > 0; --i) {
    if (!(ends[i] > ends[i - 1])) continue;
    const double from = std::log(ends[i - 1]);
    const double to = std::log(ends[i]);
    const double panels = std::ceil((to - from) / longest_panel);
    for (double k = panels; k > 0; --k) {
      // A hair inside, so that no panel reads the formulas of its neighbour.
      const double hair = 1e-9 * (to - from);
      Panel panel{from + (k - 1) / panels * (to - from) + hair, from + k / panels * (to - from) - hair, {}, {}};
      for (std::size_t j = 0; j < 5; ++j) evaluate(panel, j, target);
      add_panel(panel, 0, target);
    }
  }
  return ug_per_g * target.total;
}

}  // namespace leeward::dispersion

#include "area_integral.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "reference_cdf.h"

namespace leeward::dispersion {
namespace area_integral_detail {

constexpr double longest_turn = 0.5;  // of N in a step
constexpr double tail_share = 5e-3;   // of what the receptor would get inside an endless area
constexpr double longest_step = 0.4;  // in ln u
constexpr double farthest_turn = 4.0;
constexpr double most_steps = 200.0;
constexpr double most_tail_steps = 1000.0;
constexpr double hair = 1e-7;  // in ln u
constexpr double gauss_node =
    0.774596669241483377;  // of three points on [-1, 1], the others are at 0 and -gauss_node
constexpr double outer_share = 5.0 / 9.0;
constexpr double inner_share = 8.0 / 9.0;

/// Mean of Phi_tab - Phi between two places whose integrals from -4 are given.
double mean_residual(double n_from, double residual_from, double n_to, double residual_to) {
  constexpr double same = 1e-6;
  const double span = n_to - n_from;
  if (std::abs(span) < same) {
    const double n = std::clamp(0.5 * (n_from + n_to), -farthest_turn, farthest_turn);
    return tabulated_cdf(n) - smooth_cdf(n);
  }
  return (residual_to - residual_from) / span;
}

}  // namespace area_integral_detail

using namespace area_integral_detail;

double AreaIntegral::operator()(const AreaOutline& outline, const AreaProfile& profile,
                                const WindOffset& receptor, double least) {
  if (!edge_weights(outline, profile, receptor, vertices_, weights_)) return 0.0;
  is_tail_ = false;
  const double total = strips(outline, profile, receptor);
  if (total < least) return total;
  const double nearest = std::max(nearest_element_m, receptor.downwind_m - outline.downwind_end);
  const double column =
      profile.integral(std::log(nearest), std::log(receptor.downwind_m - outline.upwind_end));
  if (total >= tail_share * column) return total;
  is_tail_ = true;
  return strips(outline, profile, receptor);
}

double AreaIntegral::strips(const AreaOutline& outline, const AreaProfile& profile,
                            const WindOffset& receptor) {
  double sum = 0;
  for (const AreaOutline::Strip& s : outline.strips)
    if (vertices_[s.far_vertex].u > nearest_element_m) sum += strip(outline, profile, receptor, s);
  return std::abs(sum);
}

double AreaIntegral::strip(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                           const AreaOutline::Strip& strip) {
  const SeenVertex& near = vertices_[strip.near_vertex];
  const SeenVertex& far = vertices_[strip.far_vertex];
  const End from = near.u >= nearest_element_m ? End{near.u, near.log_u}
                                               : End{nearest_element_m, std::log(nearest_element_m)};
  const End to{far.u, far.log_u};
  ends_.clear();
  const auto add_end = [&](double log_u) {
    if (log_u > from.log_u && log_u < to.log_u) ends_.push_back({std::exp(log_u), log_u});
  };
  for (std::uint32_t i = 0; i < strip.side_count; ++i) {
    const EdgeWeight& w = weights_[outline.sides[strip.first_side + i]];
    if (!w.is_used) continue;
    add_end(w.phi_from);
    add_end(w.phi_to);
  }
  const std::span<const double> steps = profile.steps();
  for (auto step = std::upper_bound(steps.begin(), steps.end(), from.log_u);
       step != steps.end() && *step < to.log_u; ++step)
    add_end(*step);
  if (ends_.empty()) return piece(outline, profile, receptor, strip, from, to);
  std::sort(ends_.begin(), ends_.end(), [](const End& a, const End& b) { return a.log_u < b.log_u; });
  ends_.push_back(to);
  double sum = 0;
  End begin = from;
  for (const End& end : ends_) {
    if (end.log_u > begin.log_u) sum += piece(outline, profile, receptor, strip, begin, end);
    begin = end;
  }
  return sum;
}

/// Between two places where no edge changes its rule.
double AreaIntegral::piece(const AreaOutline& outline, const AreaProfile& profile, const WindOffset& receptor,
                           const AreaOutline::Strip& strip, const End& from, const End& to) {
  const double middle = 0.5 * (from.log_u + to.log_u);
  double constant = 0;
  sides_.clear();
  for (std::uint32_t i = 0; i < strip.side_count; ++i) {
    const std::uint32_t index = outline.sides[strip.first_side + i];
    const EdgeWeight& w = weights_[index];
    if (!w.is_used) continue;
    const AreaOutline::Edge& e = outline.edges[index];
    if (middle < w.phi_from)
      constant += e.sign * w.below;
    else if (middle > w.phi_to)
      constant += e.sign * w.above;
    else
      sides_.push_back(
          {receptor.crosswind_m - e.offset - e.slope * receptor.downwind_m, e.slope, e.sign, 0, 0});
  }
  const double sum = constant == 0 ? 0.0 : constant * profile.integral(from.log_u, to.log_u);
  if (sides_.empty()) return sum;

  // A hair inside: sigma_y may jump where the formulas change.
  const double per_sigma_from = 1.0 / profile.sigma_y_m(from.log_u + hair);
  const double per_sigma_to = 1.0 / profile.sigma_y_m(to.log_u - hair);
  double turn = 0;  // largest change of N where it matters
  for (Side& side : sides_) {
    side.n = (side.offset + side.slope * from.u) * per_sigma_from;
    side.residual = cdf_residual_integral(side.n);
    const double n_to = (side.offset + side.slope * to.u) * per_sigma_to;
    // Where a loose root lies far beyond the table's end the whole way counts, so that a step finds that end.
    const bool is_beyond =
        std::min(side.n, n_to) >= farthest_turn || std::max(side.n, n_to) <= -farthest_turn;
    if (!is_beyond) turn = std::max(turn, std::abs(side.n - n_to));
  }
  if (is_tail_) return sum + tail_piece(profile, from, to, turn);
  const double width = to.log_u - from.log_u;
  const double steps =
      std::min(std::ceil(std::max({turn / longest_turn, width / longest_step, 1.0})), most_steps);
  const int count = static_cast<int>(steps);
  const double half = 0.5 * width / steps;
  const double to_node = std::exp(gauss_node * half);
  const double to_middle = count == 1 && width < 1e-3 ? 1.0 + half : std::exp(half);
  double tabulated = 0;
  double u_begin = from.u;
  for (int step = 0; step < count; ++step) {
    const double t = from.log_u + (2.0 * step + 1.0) * half;
    const double u = u_begin * to_middle;
    const AreaProfile::Value at[3] = {profile.at(t - gauss_node * half), profile.at(t),
                                      profile.at(t + gauss_node * half)};
    const double place[3] = {u / to_node, u, u * to_node};
    const double share[3] = {outer_share * at[0].g, inner_share * at[1].g, outer_share * at[2].g};
    const double per_sigma[3] = {1.0 / at[0].sigma_y_m, 1.0 / at[1].sigma_y_m, 1.0 / at[2].sigma_y_m};
    const double whole = share[0] + share[1] + share[2];
    const bool is_last = step + 1 == count;
    const double u_end = is_last ? to.u : u * to_middle;
    const double per_sigma_end = is_last ? per_sigma_to : 1.0 / profile.sigma_y_m(t + half);
    for (Side& side : sides_) {
      double part = 0;
      for (int i = 0; i < 3; ++i)
        part += share[i] * smooth_cdf((side.offset + side.slope * place[i]) * per_sigma[i]);
      const double n = (side.offset + side.slope * u_end) * per_sigma_end;
      const double residual = cdf_residual_integral(n);
      part += whole * mean_residual(side.n, side.residual, n, residual);
      side.n = n;
      side.residual = residual;
      tabulated += side.sign * part;
    }
    u_begin = u_end;
  }
  return sum + tabulated * half;
}

/// The tabulated sides of a piece: on each step g at its middle times the mean of Phi_tab over the step's
/// range of N.
double AreaIntegral::tail_piece(const AreaProfile& profile, const End& from, const End& to, double turn) {
  constexpr double longest_tail_turn = 0.06;
  constexpr double longest_tail_step = 0.025;
  constexpr double same = 1e-7;
  const double width = to.log_u - from.log_u;
  const double steps = std::min(
      std::ceil(std::max({turn / longest_tail_turn, width / longest_tail_step, 1.0})), most_tail_steps);
  const int count = static_cast<int>(steps);
  const double step_width = width / steps;
  const double ratio = std::exp(step_width);
  // One base for all: the two edges of a strip that holds the receptor's axis must not be measured from different
  // ones, or the error of the midpoints is one of the whole column.
  double n_sum = 0;
  for (const Side& side : sides_) n_sum += side.n;
  const double base = n_sum > 0 ? 1.0 : 0.0;
  double constant = 0;
  for (Side& side : sides_) {
    side.residual = tabulated_cdf_integral(side.n);
    constant += side.sign * base;
  }
  double sum = 0;
  double u = from.u;
  for (int step = 0; step < count; ++step) {
    const double t = from.log_u + step * step_width;
    const bool is_last = step + 1 == count;
    u = is_last ? to.u : u * ratio;
    const double per_sigma = 1.0 / profile.sigma_y_m(is_last ? to.log_u - hair : t + step_width);
    double part = 0;
    for (Side& side : sides_) {
      const double n = (side.offset + side.slope * u) * per_sigma;
      const double integral = tabulated_cdf_integral(n);
      const double span = n - side.n;
      const double mean =
          std::abs(span) > same ? (integral - side.residual) / span : tabulated_cdf(0.5 * (n + side.n));
      part += side.sign * (mean - base);
      side.n = n;
      side.residual = integral;
    }
    sum += part * profile.at(t + 0.5 * step_width).g;
  }
  sum *= step_width;
  return constant == 0 ? sum : sum + constant * profile.integral(from.log_u, to.log_u);
}

double AreaIntegral::smooth(const AreaOutline& outline, const AreaProfile& profile,
                            const WindOffset& receptor) {
  constexpr double longest_smooth_turn = 1.2;
  constexpr double longest_smooth_step = 0.5;
  see_vertices(outline, profile, receptor, vertices_);
  double sum = 0;
  for (const AreaOutline::Strip& s : outline.strips) {
    const SeenVertex& from = vertices_[s.near_vertex];
    const SeenVertex& to = vertices_[s.far_vertex];
    double turn = 0;
    sides_.clear();
    for (std::uint32_t i = 0; i < s.side_count; ++i) {
      const AreaOutline::Edge& e = outline.edges[outline.sides[s.first_side + i]];
      if (e.is_short) continue;
      const Side side{
          receptor.crosswind_m - e.offset - e.slope * receptor.downwind_m, e.slope, e.sign, 0, 0};
      const double per_sigma_from = from.n_per_v;
      const double per_sigma_to = to.n_per_v;
      turn = std::max(turn, std::abs(std::clamp((side.offset + side.slope * from.u) * per_sigma_from,
                                                -farthest_turn, farthest_turn) -
                                     std::clamp((side.offset + side.slope * to.u) * per_sigma_to,
                                                -farthest_turn, farthest_turn)));
      sides_.push_back(side);
    }
    const double width = to.log_u - from.log_u;
    const double steps = std::ceil(std::max({turn / longest_smooth_turn, width / longest_smooth_step, 1.0}));
    const int count = static_cast<int>(steps);
    // Nodes in u itself: a step spans little of it.
    const double half = 0.5 * (to.u - from.u) / steps;
    double strip_sum = 0;
    for (int step = 0; step < count; ++step)
      for (int i = -1; i <= 1; ++i) {
        const double u = from.u + (2.0 * step + 1.0 + gauss_node * i) * half;
        const AreaProfile::Value at = profile.at(std::log(u));
        const double per_sigma = 1.0 / at.sigma_y_m;
        double part = 0;
        for (const Side& side : sides_)
          part += side.sign * smooth_cdf((side.offset + side.slope * u) * per_sigma);
        strip_sum += (i == 0 ? inner_share : outer_share) * part * at.g / u;
      }
    sum += strip_sum * half;
  }
  return std::abs(sum);
}

}  // namespace leeward::dispersion

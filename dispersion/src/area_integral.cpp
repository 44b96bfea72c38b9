#include "area_integral.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "reference_cdf.h"

namespace leeward::dispersion {
namespace area_integral_detail {

constexpr double longest_turn = 0.5;  // of N in a step
constexpr double longest_tail_turn = 0.03;
constexpr double tail_share = 5e-3;   // of what the receptor would get inside an endless area
constexpr double longest_step = 0.4;  // in ln u
constexpr double farthest_turn = 4.0;
constexpr double most_steps = 200.0;
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
                                const WindOffset& receptor) {
  if (!edge_weights(outline, profile, receptor, vertices_, weights_)) return 0.0;
  is_tail_ = false;
  const double total = strips(outline, profile, receptor);
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
  const double width = to.log_u - from.log_u;
  const double steps = std::min(
      std::ceil(std::max({turn / (is_tail_ ? longest_tail_turn : longest_turn), width / longest_step, 1.0})),
      most_steps);
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
      if (is_tail_) {
        for (int i = 0; i < 3; ++i)
          part += share[i] * tabulated_cdf((side.offset + side.slope * place[i]) * per_sigma[i]);
      } else {
        for (int i = 0; i < 3; ++i)
          part += share[i] * smooth_cdf((side.offset + side.slope * place[i]) * per_sigma[i]);
        const double n = (side.offset + side.slope * u_end) * per_sigma_end;
        const double residual = cdf_residual_integral(n);
        part += whole * mean_residual(side.n, side.residual, n, residual);
        side.n = n;
        side.residual = residual;
      }
      tabulated += side.sign * part;
    }
    u_begin = u_end;
  }
  return sum + tabulated * half;
}

}  // namespace leeward::dispersion

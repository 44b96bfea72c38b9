#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "dispersion/line_source.h"

/// Internal: adaptive Gauss-Kronrod over a link, for kernels that have no tables.
namespace leeward::dispersion::line_detail {

/// 15-point Kronrod rule with its 7-point Gauss rule (QUADPACK, Piessens et al. 1983).
constexpr std::array<double, 8> kronrod_node = {
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693140, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245, 0.0};
constexpr std::array<double, 8> kronrod_weight = {
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
constexpr std::array<double, 4> gauss_weight = {
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

template <class F>
struct Adaptive {
  const F& f;
  bool has_converged = true;

  struct Estimate {
    double value;
    double error;
  };
  Estimate rule(double a, double b) const {
    const double centre = 0.5 * (a + b);
    const double half = 0.5 * (b - a);
    const double middle = f(centre);
    double kronrod = middle * kronrod_weight[7];
    double gauss7 = middle * gauss_weight[3];
    for (std::size_t i = 0; i < 7; ++i) {
      const double pair = f(centre - half * kronrod_node[i]) + f(centre + half * kronrod_node[i]);
      kronrod += pair * kronrod_weight[i];
      if (i % 2 == 1) gauss7 += pair * gauss_weight[i / 2];
    }
    return {kronrod * half, std::abs(kronrod - gauss7) * half};
  }
  double refine(double a, double b, Estimate coarse, double tolerance, int depth) {
    if (coarse.error <= tolerance) return coarse.value;
    if (depth == 0) {
      has_converged = false;
      return coarse.value;
    }
    const double middle = 0.5 * (a + b);
    const Estimate left = rule(a, middle);
    const Estimate right = rule(middle, b);
    return refine(a, middle, left, tolerance, depth - 1) + refine(middle, b, right, tolerance, depth - 1);
  }
};

/// Integral over the sorted break points, to a relative tolerance of the whole.
template <class F>
LineIntegral integrate(const F& f, const std::vector<double>& breaks, double relative_tolerance = 1e-5) {
  // Of the whole, for each leaf: not halved on the way down, or the small jumps that the loose stop of
  // line_spread leaves in the kernel would be chased to rounding.
  constexpr int maximum_depth = 24;
  Adaptive<F> adaptive{f};
  std::vector<typename Adaptive<F>::Estimate> coarse;
  double whole = 0.0;
  for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
    coarse.push_back(adaptive.rule(breaks[i], breaks[i + 1]));
    whole += coarse.back().value;
  }
  const double tolerance = std::max(relative_tolerance * whole, 1e-300);
  double sum = 0.0;
  for (std::size_t i = 0; i < coarse.size(); ++i)
    sum += adaptive.refine(breaks[i], breaks[i + 1], coarse[i], tolerance, maximum_depth);
  return {sum, adaptive.has_converged};
}

inline std::vector<double> sorted_breaks(std::vector<double> points, double low, double high) {
  std::erase_if(points, [&](double p) { return !(p > low && p < high); });
  points.push_back(low);
  points.push_back(high);
  std::sort(points.begin(), points.end());
  return points;
}

/// Where a kernel along a link has kinks and narrow features, s from its begin: the plume's front, its first
/// metre, the place that lies straight upwind with the width of the plume there, and the nearest point.
/// @param x0, y0  receptor from the link's begin, wind frame
/// @param sigma_y_m  crosswind spread at a distance along the wind
template <class SigmaY>
std::vector<double> feature_places(const LineInWind& link, double x0, double y0, const SigmaY& sigma_y_m) {
  constexpr double smallest = 1e-12;
  const double c = link.cos_angle;
  const double sine = link.sin_angle;
  const double foot = x0 * c + y0 * sine;
  std::vector<double> points;
  for (const double reach : {1.0, 4.0, 16.0, 64.0, 256.0})
    for (const double sign : {-1.0, 1.0}) points.push_back(foot + sign * reach);
  points.push_back(foot);
  if (std::abs(c) > smallest)
    for (const double x : {line_upwind_limit_m, line_nearest_m, 4.0, 16.0, 64.0, 256.0})
      points.push_back((x0 - x) / c);
  if (sine > smallest) {
    const double straight = y0 / sine;
    const double width = sigma_y_m(std::max(x0 - straight * c, line_nearest_m)) / sine;
    for (const double reach : {-10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 10.0})
      points.push_back(straight + reach * width);
  }
  return points;
}

}  // namespace leeward::dispersion::line_detail

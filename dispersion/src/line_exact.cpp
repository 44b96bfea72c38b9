#include "line_exact.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "fast_exp.h"
#include "gauss_legendre.h"

namespace leeward::dispersion {
namespace exact_detail {

constexpr double cone_sigmas = 6.2;
constexpr double smallest_sine = 1e-9;
constexpr std::size_t most_breaks = 1024;

/// |ln(a/b)| of positive numbers to 0.1, from their bits.
double log_ratio(double a, double b) {
  const auto bits = [](double v) {
    return static_cast<double>(std::bit_cast<std::int64_t>(std::max(v, 1e-300)));
  };
  return 0.6931471805599453 * std::abs(bits(a) - bits(b)) / 4503599627370496.0;
}

/// A jump of a per cent that lies this far from where a panel ends changes the whole by 1e-5 at most.
double mergeable(double length_m, double nearest_m) {
  return 1e-3 * std::min(length_m, nearest_m);
}

double held(double distance_m) {
  return std::max(distance_m, line_nearest_m);
}

/// Ends of panels, sorted.
class Breaks {
public:
  void add(double s) {
    if (s > low_ && s < high_ && count_ < most_breaks) at_[count_++] = s;
  }
  Breaks(double low, double high) : low_(low), high_(high) {}
  /// @param least  two breaks closer than this become one
  template <class Panel>
  double sum(double least, const Panel& panel) {
    std::sort(at_.begin(), at_.begin() + static_cast<std::ptrdiff_t>(count_));
    double total = 0;
    double from = low_;
    for (std::size_t i = 0; i < count_; ++i) {
      if (at_[i] - from < least || high_ - at_[i] < least) continue;
      total += panel(from, at_[i]);
      from = at_[i];
    }
    return total + panel(from, high_);
  }
  /// The kernel's breaks between two distances.
  template <class Add>
  static void between(const LineProfile& profile, double nearest, double farthest,
                      double LineProfile::Break::*jump, const Add& add) {
    if (nearest <= line_nearest_m && farthest > line_nearest_m) add(line_nearest_m);
    profile.for_breaks(held(nearest), farthest, jump, add);
  }

private:
  double low_;
  double high_;
  std::array<double, most_breaks> at_;  // the first count_ are set
  std::size_t count_ = 0;
};

/// Nodes of a panel; 0: too much for one.
/// @param width     in sigma_y
/// @param exponent  change of the crosswind exponent
/// @param depth     in the distance of the nearest element
std::size_t nodes_for(double width, double exponent, double depth) {
  struct Row {
    std::size_t nodes;
    double width, exponent, depth;
  };
  static constexpr Row rows[] = {{2, 0.35, 0.4, 0.08}, {3, 1.0, 1.5, 0.3}, {4, 1.8, 2.5, 0.6},
                                 {5, 2.5, 4.0, 1.0},   {6, 3.2, 5.5, 1.4}, {8, 4.5, 9.0, 2.2}};
  for (const Row& row : rows)
    if (width <= row.width && exponent <= row.exponent && depth <= row.depth) return row.nodes;
  return 0;
}

/// Nodes for a kernel like a power of the distance; 0: too much for a few.
/// @param depth  half the panel over the distance of its middle
std::size_t nodes_around(double depth) {
  struct Row {
    std::size_t nodes;
    double depth;
  };
  static constexpr Row rows[] = {{2, 0.055}, {3, 0.17}, {4, 0.28}, {5, 0.38}, {6, 0.47}};
  for (const Row& row : rows)
    if (depth <= row.depth) return row.nodes;
  return 0;
}

}  // namespace exact_detail

bool LineExact::reaches(Vec2 receptor) const {
  const double x0 = receptor.x - link_.x_begin;
  const double y0 = receptor.y - link_.y_begin;
  const double x1 = x0 - link_.cos_angle * link_.length_m;
  const double y1 = y0 - link_.sin_angle * link_.length_m;
  const double limit = profile_->largest_m();
  return std::max(x0 * x0 + y0 * y0, x1 * x1 + y1 * y1) < limit * limit;
}

double LineExact::concentration(std::size_t height_index, Vec2 receptor) const {
  if (!(link_.length_m > 0)) return 0.0;
  const double x0 = receptor.x - link_.x_begin;
  const double y0 = receptor.y - link_.y_begin;
  const double foot = x0 * link_.cos_angle + y0 * link_.sin_angle;
  const double aside = x0 * link_.sin_angle - y0 * link_.cos_angle;
  return direct(height_index, x0, y0) + meander(height_index, foot, aside);
}

double LineExact::meander(std::size_t height_index, double foot, double aside) const {
  using namespace exact_detail;
  const double a2 = aside * aside;
  const LineProfile& profile = *profile_;
  const auto kernel = [&](double t) { return profile.meander(height_index, held(std::sqrt(a2 + t * t))); };
  // Along the link from the nearest point of its line: distance rises with t >= 0.
  const double scale = std::max(std::abs(aside), line_nearest_m);
  const auto panel = [&](double from, double to) {
    const double half = 0.5 * (to - from);
    const double middle = 0.5 * (from + to);
    const double depth = half / std::sqrt(a2 + middle * middle);
    const std::size_t n = nodes_around(depth);
    double sum = 0;
    if (n > 0) {
      const GaussRule& rule = gauss_rule(n);
      for (std::size_t k = 0; k < n; ++k) sum += rule.weight[k] * kernel(middle + half * rule.node[k]);
      return half * sum;
    }
    // t = scale sinh(u): r is nearly proportional to dt/du.
    const double u0 = std::asinh(from / scale);
    const double u1 = std::asinh(to / scale);
    const auto parts = static_cast<std::size_t>(std::ceil((u1 - u0) / 1.5));
    const double u_half = 0.5 * (u1 - u0) / static_cast<double>(parts);
    const GaussRule& rule = gauss_rule(8);
    for (std::size_t part = 0; part < parts; ++part) {
      const double u_middle = u0 + u_half * (1.0 + 2.0 * static_cast<double>(part));
      for (std::size_t k = 0; k < rule.count; ++k) {
        const double e = std::exp(u_middle + u_half * rule.node[k]);
        const double t = 0.5 * scale * (e - 1.0 / e);
        sum += rule.weight[k] * 0.5 * scale * (e + 1.0 / e) * kernel(t);
      }
    }
    return u_half * sum;
  };
  const auto side = [&](double from, double to) {
    Breaks breaks(from, to);
    Breaks::between(profile, std::sqrt(a2 + from * from), std::sqrt(a2 + to * to),
                    &LineProfile::Break::meander,
                    [&](double r) { breaks.add(std::sqrt(std::max(r * r - a2, 0.0))); });
    return breaks.sum(mergeable(to - from, std::sqrt(a2 + from * from)), panel);
  };
  const double before = foot;  // of the link on one side of the nearest point, and on the other
  const double after = link_.length_m - foot;
  if (before <= 0) return side(-before, after);
  if (after <= 0) return side(-after, before);
  return side(0.0, before) + side(0.0, after);
}

double LineExact::direct(std::size_t height_index, double x0, double y0) const {
  using namespace exact_detail;
  const LineProfile& profile = *profile_;
  const double c = link_.cos_angle;
  const double sine = link_.sin_angle;
  const double variance0 = link_.sigma_y0_m * link_.sigma_y0_m;
  const auto sigma_y = [&](double x) { return std::sqrt(profile.variance(held(x)) + variance0); };
  double low = 0.0;
  double high = link_.length_m;
  const double ahead = x0 - line_upwind_limit_m;
  if (c > smallest_sine)
    high = std::min(high, ahead / c);
  else if (c < -smallest_sine)
    low = std::max(low, ahead / c);
  else if (ahead < 0.0)
    return 0.0;
  // The cone narrows as the farthest element comes nearer.
  double farthest = std::numeric_limits<double>::infinity();
  for (int pass = 0; pass < 3; ++pass) {
    if (!(high > low)) return 0.0;
    const double x = std::max(x0 - c * low, x0 - c * high);
    if (x > 0.9 * farthest) break;
    farthest = x;
    const double reach = cone_sigmas * sigma_y(x);
    if (sine > smallest_sine) {
      low = std::max(low, (y0 - reach) / sine);
      high = std::min(high, (y0 + reach) / sine);
    } else if (std::abs(y0) > reach) {
      return 0.0;
    }
  }
  if (!(high > low)) return 0.0;

  const auto kernel = [&](double s) {
    const double x = x0 - c * s;
    const double y = y0 - sine * s;
    const LineProfile::Direct at = profile.direct(height_index, held(x));
    const double variance = at.variance + variance0;
    const double share = profile.share(held(std::sqrt(x * x + y * y)));
    return (1.0 - share) * at.strength * fast_exp(std::max(-0.5 * y * y / variance, -100.0)) /
           std::sqrt(variance);
  };
  struct End {
    double s, x, y, strength, variance, exponent;
  };
  const auto end_at = [&](double s) {
    const double x = x0 - c * s;
    const double y = y0 - sine * s;
    const LineProfile::Direct at = profile.direct(height_index, held(x));
    const double variance = at.variance + variance0;
    return End{s, x, y, at.strength, variance, 0.5 * y * y / variance};
  };
  constexpr double beyond = 0.5 * cone_sigmas * cone_sigmas;
  const auto panel = [&](double from, double to) {
    // Panels still to do, the nearest last.
    std::array<double, 64> ends;
    std::size_t open = 0;
    ends[open++] = to;
    double sum = 0;
    End a = end_at(from);
    while (open > 0) {
      const End b = end_at(ends[open - 1]);
      const double half = 0.5 * (b.s - a.s);
      const double middle = 0.5 * (a.s + b.s);
      if (a.y * b.y > 0 && a.exponent > beyond && b.exponent > beyond) {  // outside the cone, on one side
        a = b;
        --open;
        continue;
      }
      const double nearest_x = held(std::min(a.x, b.x));
      const double nearest =
          std::max(std::sqrt(std::min(a.x * a.x + a.y * a.y, b.x * b.x + b.y * b.y)), nearest_x);
      const double depth = std::max(std::abs(a.x - b.x) / nearest_x, 1.4 * half / nearest);
      const double width = 2.0 * half * sine / std::sqrt(std::min(a.variance, b.variance));
      // High above the plume the vertical term changes faster than any power of the distance.
      const double climb = log_ratio(a.strength, b.strength) - 1.5 * depth;
      const double change = std::max(std::abs(a.exponent - b.exponent), climb);
      const std::size_t n = nodes_for(width, change, depth);
      if (n == 0 && open < ends.size() && half > 1e-6) {
        ends[open++] = middle;
        continue;
      }
      const GaussRule& rule = gauss_rule(n == 0 ? 8 : n);
      double part = 0;
      for (std::size_t k = 0; k < rule.count; ++k)
        part += rule.weight[k] * kernel(middle + half * rule.node[k]);
      sum += half * part;
      a = b;
      --open;
    }
    return sum;
  };
  Breaks breaks(low, high);
  const double x_low = x0 - c * low;
  const double x_high = x0 - c * high;
  if (std::abs(c) > smallest_sine)
    Breaks::between(profile, std::min(x_low, x_high), std::max(x_low, x_high), &LineProfile::Break::direct,
                    [&](double x) { breaks.add((x0 - x) / c); });
  const double foot = x0 * c + y0 * sine;
  const double aside = x0 * sine - y0 * c;
  const double a2 = aside * aside;
  const auto distance = [&](double s) { return std::sqrt(a2 + (s - foot) * (s - foot)); };
  const double r_far = std::max(distance(low), distance(high));
  const double r_near = foot > low && foot < high ? std::abs(aside) : std::min(distance(low), distance(high));
  Breaks::between(profile, r_near, r_far, &LineProfile::Break::share, [&](double r) {
    const double t = std::sqrt(std::max(r * r - a2, 0.0));
    breaks.add(foot - t);
    breaks.add(foot + t);
  });
  return std::max(breaks.sum(mergeable(high - low, std::max(std::min(x_low, x_high), 0.0)), panel), 0.0);
}

}  // namespace leeward::dispersion

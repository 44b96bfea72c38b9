#include "gauss_legendre.h"

#include <cmath>
#include <numbers>

#include "core/model/expects.h"

namespace leeward::dispersion {
namespace gauss_detail {

/// Newton on the Legendre polynomial from the usual first guess; weights 2 / ((1 - x^2) P_n'(x)^2).
GaussRule make_rule(std::size_t count) {
  GaussRule rule;
  rule.count = count;
  const auto n = static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    double x = -std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5));
    double slope = 1.0;
    for (int pass = 0; pass < 100; ++pass) {
      double p = x;
      double previous = 1.0;
      for (std::size_t k = 2; k <= count; ++k) {
        const auto m = static_cast<double>(k);
        const double next = ((2.0 * m - 1.0) * x * p - (m - 1.0) * previous) / m;
        previous = p;
        p = next;
      }
      slope = n * (x * p - previous) / (x * x - 1.0);
      const double step = p / slope;
      x -= step;
      if (std::abs(step) < 1e-15) break;
    }
    rule.node[i] = x;
    rule.weight[i] = 2.0 / ((1.0 - x * x) * slope * slope);
  }
  return rule;
}

}  // namespace gauss_detail

const GaussRule& gauss_rule(std::size_t count) {
  static const std::array<GaussRule, largest_gauss_rule + 1> rules = [] {
    std::array<GaussRule, largest_gauss_rule + 1> made{};
    for (std::size_t n = 1; n <= largest_gauss_rule; ++n) made[n] = gauss_detail::make_rule(n);
    return made;
  }();
  LEEWARD_EXPECTS(count >= 1 && count <= largest_gauss_rule);
  return rules[count];
}

}  // namespace leeward::dispersion

#include "core/assess/evaluation.h"

#include <cmath>
#include <limits>

#include "core/model/expects.h"

namespace leeward {

Evaluation evaluate(std::span<const double> observed, std::span<const double> predicted) {
  LEEWARD_EXPECTS(observed.size() == predicted.size());
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Evaluation e;
  e.pairs = observed.size();
  const auto ratio = [](double a, double b) { return b != 0 ? a / b : none; };
  const auto n = static_cast<double>(e.pairs);
  double sum_o = 0;
  double sum_p = 0;
  double square = 0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    sum_o += observed[i];
    sum_p += predicted[i];
    square += (observed[i] - predicted[i]) * (observed[i] - predicted[i]);
  }
  const double mean_o = ratio(sum_o, n);
  const double mean_p = ratio(sum_p, n);
  e.fractional_bias = ratio(2 * (mean_o - mean_p), mean_o + mean_p);
  e.normalised_mean_square_error = ratio(ratio(square, n), mean_o * mean_p);

  double within = 0;
  double with_observation = 0;
  double both = 0;
  double logs = 0;
  double squared_logs = 0;
  double cross = 0;
  double spread_o = 0;
  double spread_p = 0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double o = observed[i];
    const double p = predicted[i];
    cross += (o - mean_o) * (p - mean_p);
    spread_o += (o - mean_o) * (o - mean_o);
    spread_p += (p - mean_p) * (p - mean_p);
    if (!(o > 0)) continue;
    ++with_observation;
    if (p >= 0.5 * o && p <= 2 * o) ++within;
    if (!(p > 0)) continue;
    const double log_ratio = std::log(o / p);
    ++both;
    logs += log_ratio;
    squared_logs += log_ratio * log_ratio;
  }
  e.factor_of_two = ratio(within, with_observation);
  e.geometric_mean_bias = std::exp(ratio(logs, both));
  e.geometric_variance = std::exp(ratio(squared_logs, both));
  e.correlation = ratio(cross, std::sqrt(spread_o * spread_p));
  return e;
}

}  // namespace leeward

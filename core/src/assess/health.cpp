#include "core/assess/health.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/expects.h"

namespace leeward {
namespace health_detail {

/// The 97.5th percentile of the normal distribution, as intervals are published with it.
constexpr double published_quantile = 1.96;
constexpr std::size_t sample_count = 2000;

/// z with Phi(z) = p, by Newton's method on the complementary error function.
double normal_quantile(double p) {
  double z = 0;
  for (int i = 0; i < 60; ++i) {
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    const double difference = 0.5 * std::erfc(-z / std::numbers::sqrt2) - p;
    const double step = std::clamp(difference / density, -1.0, 1.0);
    z -= step;
    if (std::abs(step) < 1e-14) break;
  }
  return z;
}

/// Quantile of the triangular distribution.
double triangular_quantile(const Interval& value, double p) {
  const double width = value.high - value.low;
  if (width <= 0) return value.central;
  const double mode = (value.central - value.low) / width;
  if (p < mode) return value.low + width * std::sqrt(p * mode);
  return value.high - width * std::sqrt((1 - p) * (1 - mode));
}

/// Numbers by counting: the same whatever else is drawn (SplitMix64, Steele et al. 2014).
class CountedRandom {
public:
  explicit CountedRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  double unit() { return (static_cast<double>(next() >> 11U) + 0.5) * 0x1.0p-53; }

private:
  std::uint64_t state_;
};

/// One place in each of sample_count equal strata of ]0, 1[, in random order.
std::vector<double> latin_column(CountedRandom& random) {
  std::vector<double> column(sample_count);
  for (std::size_t i = 0; i < sample_count; ++i)
    column[i] = (static_cast<double>(i) + random.unit()) / static_cast<double>(sample_count);
  for (std::size_t i = sample_count; i-- > 1;) std::swap(column[i], column[random.next() % (i + 1)]);
  return column;
}

/// Cases per unit of rate as a function of beta, which is smooth: a polynomial through Chebyshev places
/// (barycentric form), exact to rounding over the range of betas that are drawn, so that thousands of draws
/// do not each visit every cell.
class CasesByBeta {
public:
  CasesByBeta(std::span<const ExposedPeople> people, double counterfactual, double low, double high)
      : low_(low), high_(high) {
    for (std::size_t k = 0; k < count; ++k) {
      const double angle = std::numbers::pi * (static_cast<double>(k) + 0.5) / static_cast<double>(count);
      place_[k] = std::cos(angle);
      weight_[k] = (k % 2 == 0 ? 1.0 : -1.0) * std::sin(angle);
      cases_[k] = avoided_cases(people, beta_at(place_[k]), 1.0, counterfactual);
    }
  }
  double operator()(double beta) const {
    const double x = high_ > low_ ? 2 * (beta - low_) / (high_ - low_) - 1 : place_[0];
    double numerator = 0;
    double denominator = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const double distance = x - place_[k];
      if (distance == 0) return cases_[k];
      numerator += weight_[k] / distance * cases_[k];
      denominator += weight_[k] / distance;
    }
    return numerator / denominator;
  }

private:
  static constexpr std::size_t count = 16;
  double beta_at(double x) const { return low_ + 0.5 * (x + 1) * (high_ - low_); }
  double low_;
  double high_;
  std::array<double, count> place_{};
  std::array<double, count> weight_{};
  std::array<double, count> cases_{};
};

/// 2.5th and 97.5th percentile and the given centre.
Interval interval_of(std::vector<double> values, double central) {
  std::sort(values.begin(), values.end());
  const auto at = [&values](double p) {
    const double place = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double rest = place - static_cast<double>(below);
    return values[below] + rest * (values[std::min(below + 1, values.size() - 1)] - values[below]);
  };
  return {at(0.025), central, at(0.975)};
}

}  // namespace health_detail

using namespace health_detail;

double log_slope(double relative_risk, double step_ug_per_m3) {
  LEEWARD_EXPECTS(relative_risk > 0 && step_ug_per_m3 > 0);
  return std::log(relative_risk) / step_ug_per_m3;
}

double attributable_fraction(double beta, double concentration_ug_per_m3, double counterfactual_ug_per_m3) {
  return -std::expm1(-beta * std::max(0.0, concentration_ug_per_m3 - counterfactual_ug_per_m3));
}

double avoided_cases(std::span<const ExposedPeople> people, double beta, double rate_per_person,
                     double counterfactual_ug_per_m3) {
  double cases = 0;
  for (const ExposedPeople& place : people) {
    const double change = std::max(place.before_ug_per_m3, counterfactual_ug_per_m3) -
                          std::max(place.after_ug_per_m3, counterfactual_ug_per_m3);
    cases -= place.people * rate_per_person * std::expm1(-beta * change);
  }
  return cases;
}

double burden_cases(std::span<const ExposedPeople> people, double beta, double rate_per_person,
                    double counterfactual_ug_per_m3) {
  double cases = 0;
  for (const ExposedPeople& place : people)
    cases += place.people * rate_per_person *
             attributable_fraction(beta, place.before_ug_per_m3, counterfactual_ug_per_m3);
  return cases;
}

HealthImpact health_impact(std::span<const ExposedPeople> people, const ResponseFunction& function,
                           double rate_per_person, double counterfactual_ug_per_m3,
                           const HealthUncertainty& uncertainty, std::uint64_t seed) {
  LEEWARD_EXPECTS(function.low > 0 && function.high >= function.low);
  const double log_risk = std::log(function.relative_risk);
  const double log_deviation = (std::log(function.high) - std::log(function.low)) / (2 * published_quantile);
  const auto beta_of = [&](double p) {
    return (log_risk + log_deviation * normal_quantile(p)) / function.step_ug_per_m3;
  };
  CountedRandom random(seed);
  const std::vector<double> of_risk = latin_column(random);
  const std::vector<double> of_population = latin_column(random);
  const std::vector<double> of_rate = latin_column(random);
  const std::vector<double> of_value = latin_column(random);
  const auto [least, most] = std::minmax_element(of_risk.begin(), of_risk.end());
  const CasesByBeta cases_by_beta(people, counterfactual_ug_per_m3, beta_of(*least), beta_of(*most));
  const auto relative = [](double deviation, double p) {
    return std::max(0.0, 1 + deviation * normal_quantile(p));
  };

  HealthImpact impact;
  const double central = avoided_cases(people, log_slope(function.relative_risk, function.step_ug_per_m3),
                                       rate_per_person, counterfactual_ug_per_m3);
  std::vector<double> cases(sample_count);
  std::vector<double> money(sample_count);
  for (std::size_t i = 0; i < sample_count; ++i) {
    cases[i] = cases_by_beta(beta_of(of_risk[i])) * rate_per_person *
               relative(uncertainty.population, of_population[i]) * relative(uncertainty.rate, of_rate[i]);
    money[i] = cases[i] * triangular_quantile(uncertainty.value_per_case, of_value[i]);
  }
  const double value = uncertainty.value_per_case.central;
  impact.cases = interval_of(std::move(cases), central);
  impact.money = interval_of(std::move(money), central * value);
  const double unit = value != 0 ? value : 1.0;
  const double total = central * unit;
  constexpr double low = 0.05;
  constexpr double high = 0.95;
  const auto by_risk = [&](double p) { return cases_by_beta(beta_of(p)) * rate_per_person * unit; };
  impact.tornado_cases_or_money = {
      Interval{by_risk(low), total, by_risk(high)},
      Interval{total * relative(uncertainty.population, low), total,
               total * relative(uncertainty.population, high)},
      Interval{total * relative(uncertainty.rate, low), total, total * relative(uncertainty.rate, high)},
      Interval{value != 0 ? central * triangular_quantile(uncertainty.value_per_case, low) : total, total,
               value != 0 ? central * triangular_quantile(uncertainty.value_per_case, high) : total}};
  return impact;
}

MarginalDamage marginal_damage(double people, double weighted_mean_ug_per_m3, double emission_t_per_year,
                               double beta, double rate_per_person, double breathing_m3_per_day) {
  LEEWARD_EXPECTS(emission_t_per_year > 0);
  constexpr double ug_per_t = 1e12;
  constexpr double days_per_year = 365;
  MarginalDamage damage;
  damage.weighted_mean_ug_per_m3 = weighted_mean_ug_per_m3;
  damage.cases_per_tonne =
      -people * rate_per_person * std::expm1(-beta * weighted_mean_ug_per_m3) / emission_t_per_year;
  damage.intake_fraction = people * weighted_mean_ug_per_m3 * breathing_m3_per_day * days_per_year /
                           (emission_t_per_year * ug_per_t);
  return damage;
}

double transferred_value(double base_value, double income, double base_income, double elasticity) {
  LEEWARD_EXPECTS(income > 0 && base_income > 0);
  return base_value * std::pow(income / base_income, elasticity);
}

}  // namespace leeward

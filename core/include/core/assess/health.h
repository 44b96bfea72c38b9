#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Health impact and its money (physics/13 sections 2, 4 and 5).
namespace leeward {

/// A relative risk per step of concentration, with its 95 % interval.
struct ResponseFunction {
  std::string id;  ///< "PM2.5 all-cause 30+, Chen and Hoek 2020"
  std::string pollutant;
  std::string averaging;  ///< "year" or "day"
  std::string outcome;
  double step_ug_per_m3 = 10;
  double relative_risk = 1;  ///< per step
  double low = 1;            ///< 2.5 %
  double high = 1;           ///< 97.5 %
  std::string source;
  std::string status;  ///< "verified" or "from memory, verify"
};

/// beta = ln(RR)/step [1/(ug/m3)].
double log_slope(double relative_risk, double step_ug_per_m3);

/// Share of cases that go with a concentration above the counterfactual [-]: 1 - exp(-beta max(0, c - c0)).
double attributable_fraction(double beta, double concentration_ug_per_m3, double counterfactual_ug_per_m3);

/// People of one place and the change there.
struct ExposedPeople {
  double people = 0;
  double before_ug_per_m3 = 0;
  double after_ug_per_m3 = 0;
};

/// Cases a year avoided, < 0 when there are more: sum N I0 [1 - exp(-beta (max(before, c0) - max(after,
/// c0)))].
///   Exact difference of two burdens with I0 the CURRENT rate at `before` (physics/13 section 2). Log-linear:
///   not for changes of several hundred ug/m3.
/// @param rate_per_person  I0, cases per person and year at the concentration before
/// @param counterfactual_ug_per_m3  c0; 0: none
double avoided_cases(std::span<const ExposedPeople> people, double beta, double rate_per_person,
                     double counterfactual_ug_per_m3);

/// Cases a year that go with the concentration before, above the counterfactual.
double burden_cases(std::span<const ExposedPeople> people, double beta, double rate_per_person,
                    double counterfactual_ug_per_m3);

/// A value with its 95 % interval.
struct Interval {
  double low = 0;
  double central = 0;
  double high = 0;
};

/// What is uncertain beside the relative risk; standard deviations relative, of normal distributions
/// (physics/13 section 4).
struct HealthUncertainty {
  double population = 0.02;
  double rate = 0.03;
  Interval value_per_case;  ///< money; triangular between low and high with its mode at central; low = high:
                            ///< certain
};

struct HealthImpact {
  Interval cases;  ///< avoided a year
  Interval money;  ///< avoided cases x value, a year
  /// Change of the central result when one input goes from its 5th to its 95th percentile, in the order
  /// relative risk, population, rate, value.
  std::array<Interval, 4> tornado_cases_or_money{};
};

/// Avoided cases and money with intervals: 2000 Latin hypercube samples over relative risk (normal in ln RR),
/// population, rate and value, each perfectly correlated over all places. Deterministic: samples by a
/// counter-based generator from `seed`.
HealthImpact health_impact(std::span<const ExposedPeople> people, const ResponseFunction& function,
                           double rate_per_person, double counterfactual_ug_per_m3,
                           const HealthUncertainty& uncertainty, std::uint64_t seed);

/// Damage of a group's emission by the tonne (physics/13 section 5), from the linear response:
///   cases per tonne = N I0 (1 - exp(-beta c))/E,  intake fraction = N c B/E
/// the mean over the group's whole emission E; the last tonne counts for less than 1e-3 more in a group of c
/// = 0.1 ug/m3.
struct MarginalDamage {
  double weighted_mean_ug_per_m3 = 0;  ///< of the group's whole emission
  double cases_per_tonne = 0;
  double intake_fraction = 0;  ///< share of what is emitted that is breathed in
};
/// @param emission_t_per_year  of the group, > 0
/// @param breathing_m3_per_day  15 (13-20)
MarginalDamage marginal_damage(double people, double weighted_mean_ug_per_m3, double emission_t_per_year,
                               double beta, double rate_per_person, double breathing_m3_per_day = 15);

/// Value of a statistical life carried to another income: base (Y/Y_base)^elasticity.
double transferred_value(double base_value, double income, double base_income, double elasticity);

}  // namespace leeward

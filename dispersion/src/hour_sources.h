#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/model/scenario.h"
#include "hour_fields.h"

/// Internal to the solver: what the sources of a scenario release in an hour.
namespace leeward::dispersion {

/// A rate that is not 0, in its column.
struct ColumnRate {
  std::uint32_t column = 0;
  double rate = 0;  ///< in the unit of the source's kind
};

/// Sources that emit in an hour, in the order of the scenario.
struct HourSources {
  std::vector<ActiveSource> active;
  std::vector<ColumnRate> rates;        ///< of the hour, source after source
  std::vector<std::size_t> first_rate;  ///< active.size() + 1 offsets into rates
  std::vector<bool> has_credit;         ///< per column: a rate of it is below 0
  std::deque<Source> changed;           ///< copies that release otherwise than in the scenario

  std::span<const ColumnRate> rates_of(std::size_t i) const {
    return std::span(rates).subspan(first_rate[i], first_rate[i + 1] - first_rate[i]);
  }
};

/// The base rates of a scenario without their zeros.
class BaseRates {
public:
  explicit BaseRates(const Scenario& scenario);
  std::span<const ColumnRate> of(std::size_t source) const {
    return std::span(rates_).subspan(first_[source], first_[source + 1] - first_[source]);
  }
  bool empty() const { return rates_.empty(); }

private:
  std::vector<ColumnRate> rates_;
  std::vector<std::size_t> first_;
};

/// Rate of a source in a column in the hour:
///   base rate x factor of its schedule                       without hourly emissions
///   base rate x rate of the hour (the schedule does not count)  with hourly emissions, which also give what
///   the
///     source releases in the hour: temperature and velocity of stacks, height and sigmas of others, where
///     not missing
/// Sources whose rates are all 0 are left out.
/// @param wind_speed_m_per_s  reference wind of the hour, for factors by wind class
HourSources hour_sources(const Scenario& scenario, const BaseRates& base, std::size_t hour_index,
                         double wind_speed_m_per_s);

}  // namespace leeward::dispersion

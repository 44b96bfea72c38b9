#include "core/model/measure.h"

#include <initializer_list>
#include <utility>

namespace leeward {
namespace {

/// Equal, or both missing.
bool is_same(double a, double b) {
  return a == b || (is_missing(a) && is_missing(b));
}

bool are_same(std::initializer_list<std::pair<double, double>> pairs) {
  for (const auto& [a, b] : pairs)
    if (!is_same(a, b)) return false;
  return true;
}

}  // namespace

bool Abatement::operator==(const Abatement& other) const {
  return efficiency == other.efficiency && are_same({{availability, other.availability},
                                                     {exit_temperature_k, other.exit_temperature_k},
                                                     {flow_factor, other.flow_factor}});
}

bool StackChange::operator==(const StackChange& other) const {
  return are_same({{stack_height_m, other.stack_height_m},
                   {stack_diameter_m, other.stack_diameter_m},
                   {exit_velocity_m_per_s, other.exit_velocity_m_per_s},
                   {exit_temperature_k, other.exit_temperature_k},
                   {x_m, other.x_m},
                   {y_m, other.y_m}});
}

bool Trigger::operator==(const Trigger& other) const {
  return min_warning_grade == other.min_warning_grade && is_daily == other.is_daily &&
         are_same({{max_wind_speed_m_per_s, other.max_wind_speed_m_per_s},
                   {max_mixing_height_m, other.max_mixing_height_m},
                   {min_temperature_c, other.min_temperature_c},
                   {max_temperature_c, other.max_temperature_c},
                   {max_precipitation_mm_per_h, other.max_precipitation_mm_per_h}});
}

const char* operation_name(const Operation& operation) {
  constexpr const char* names[] = {"scale", "close",       "abate",    "stack", "low_emission_zone",
                                   "ban",   "speed_limit", "displace", "renew", "shift",
                                   "sweep", "cap"};
  static_assert(std::size(names) == std::variant_size_v<Operation>);
  return names[operation.index()];
}

}  // namespace leeward

#include "core/emission/stack_gas.h"

#include <fmt/format.h>

#include <numbers>

#include "core/model/expects.h"
#include "core/model/units.h"

namespace leeward {

double dry_normal_flow_m3_per_h(const StackGas& gas) {
  LEEWARD_EXPECTS(gas.temperature_k > 0 && gas.pressure_kpa > 0 && gas.water_share >= 0 &&
                  gas.water_share < 1);
  return gas.flow_m3_per_h * 273.15 / gas.temperature_k * gas.pressure_kpa / 101.325 * (1 - gas.water_share);
}

Result<double> reference_flow_m3_per_h(const StackGas& gas, double reference_oxygen_percent,
                                       double air_oxygen_percent) {
  for (const double oxygen : {gas.oxygen_percent, reference_oxygen_percent})
    if (!(oxygen >= 0 && oxygen < air_oxygen_percent))
      return fail(ErrorCode::input, fmt::format("oxygen {} %, expected 0 to below that of air, {} %", oxygen,
                                                air_oxygen_percent));
  return dry_normal_flow_m3_per_h(gas) * (air_oxygen_percent - gas.oxygen_percent) /
         (air_oxygen_percent - reference_oxygen_percent);
}

double emission_g_per_s_from_concentration(double mg_per_normal_m3, double reference_flow_m3_per_h) {
  constexpr double mg_per_g = 1000;
  return mg_per_normal_m3 * reference_flow_m3_per_h / seconds_per_hour / mg_per_g;
}

double exit_velocity_m_per_s_from_flow(double flow_m3_per_h, double stack_diameter_m) {
  LEEWARD_EXPECTS(stack_diameter_m > 0);
  return flow_m3_per_h / (seconds_per_hour * std::numbers::pi * stack_diameter_m * stack_diameter_m / 4);
}

}  // namespace leeward

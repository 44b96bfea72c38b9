#pragma once
#include "core/model/result.h"

/// Emission of a stack from what is measured in its gas (physics/11 sections 3.2 and 3.3).
namespace leeward {

/// Flue gas as it leaves.
struct StackGas {
  double flow_m3_per_h = 0;  ///< at the gas's own temperature and pressure, wet
  double temperature_k = 273.15;
  double pressure_kpa = 101.325;
  double water_share = 0;     ///< of the volume [0..1)
  double oxygen_percent = 0;  ///< of the dry gas
};

/// Dry flow at 273.15 K and 101.325 kPa [Nm3/h]: V (273.15/T) (p/101.325) (1 - x_H2O).
double dry_normal_flow_m3_per_h(const StackGas& gas);

/// The same brought to reference oxygen: V (air - O2) / (air - O2_ref). Oxygen of air: 20.9 % (EU) or 21 %
/// (China). Oxygen at or above that of air is an error.
Result<double> reference_flow_m3_per_h(const StackGas& gas, double reference_oxygen_percent,
                                       double air_oxygen_percent = 20.9);

/// Q = c V / 3600 / 1000 [g/s], c in mg/Nm3 at reference oxygen.
double emission_g_per_s_from_concentration(double mg_per_normal_m3, double reference_flow_m3_per_h);

/// Exit velocity from the actual flow: V / (3600 pi d^2 / 4) [m/s].
double exit_velocity_m_per_s_from_flow(double flow_m3_per_h, double stack_diameter_m);

}  // namespace leeward

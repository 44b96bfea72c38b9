#pragma once
// Stacks and volumes of every kind, and made-up hours that force each branch of the plume.
#include <vector>

#include "core/model/meteorology.h"
#include "core/model/source.h"
#include "plume_hours.h"

namespace leeward::test {

/// Stacks of every kind.
inline std::vector<PointSource> many_stacks() {
  std::vector<PointSource> all = {buoyant_stack(), cold_stack()};
  PointSource ground = cold_stack();
  ground.stack_height_m = 0;
  ground.exit_velocity_m_per_s = 0;
  ground.stack_diameter_m = 0;
  ground.exit_temperature_k = 0;
  all.push_back(ground);
  PointSource giant = buoyant_stack();
  giant.stack_height_m = 1200;
  giant.outlet = StackOutlet::capped;
  giant.decay_per_s = 1e-4;
  all.push_back(giant);
  PointSource hot = buoyant_stack();  // leaves low lids
  hot.stack_height_m = 35;
  hot.stack_diameter_m = 6;
  hot.exit_velocity_m_per_s = 30;
  hot.exit_temperature_k = 800;
  hot.decay_per_s = 3e-5;
  all.push_back(hot);
  PointSource horizontal = hot;
  horizontal.outlet = StackOutlet::horizontal;
  horizontal.exit_temperature_k = -40;
  horizontal.stack_height_m = 12;
  horizontal.stack_diameter_m = 0.8;
  all.push_back(horizontal);
  return all;
}

inline std::vector<VolumeSource> many_volumes() {
  std::vector<VolumeSource> all(3);
  all[0].release_height_m = 3;
  all[0].initial_sigma_y_m = 5;
  all[0].initial_sigma_z_m = 2;
  all[1].release_height_m = 0;
  all[2].release_height_m = 250;
  all[2].initial_sigma_y_m = 40;
  all[2].initial_sigma_z_m = 60;
  all[2].decay_per_s = 2e-4;
  return all;
}

/// Hours that force each branch.
inline std::vector<MetHour> hard_plume_hours() {
  std::vector<MetHour> hours = {convective_hour(), stable_hour()};
  MetHour low_lid = convective_hour();
  low_lid.convective_mixing_height_m = 30;
  low_lid.mechanical_mixing_height_m = 1;
  low_lid.inverse_obukhov_length_per_m = -1;
  hours.push_back(low_lid);
  MetHour middle_lid = convective_hour();
  middle_lid.convective_mixing_height_m = 160;
  middle_lid.temperature_gradient_above_zi_k_per_m = 0.03;
  hours.push_back(middle_lid);
  MetHour nearly_calm = stable_hour();
  nearly_calm.wind_speed_m_per_s = 0.01;
  nearly_calm.profile[0].wind_speed_m_per_s = 0.01;
  nearly_calm.friction_velocity_m_per_s = 0.01;
  nearly_calm.mechanical_mixing_height_m = 1;
  nearly_calm.inverse_obukhov_length_per_m = 1;
  hours.push_back(nearly_calm);
  MetHour nearly_calm_day = convective_hour();
  nearly_calm_day.wind_speed_m_per_s = 0.01;
  nearly_calm_day.profile[0].wind_speed_m_per_s = 0.01;
  hours.push_back(nearly_calm_day);
  MetHour storm = stable_hour();
  storm.wind_speed_m_per_s = 25;
  storm.profile[0].wind_speed_m_per_s = 25;
  storm.friction_velocity_m_per_s = 1.8;
  storm.mechanical_mixing_height_m = 4000;
  storm.inverse_obukhov_length_per_m = 1.0 / 8888;
  hours.push_back(storm);
  return hours;
}

}  // namespace leeward::test

#include "app/build_scenario.h"
#include "data/hash.h"
#include "dispersion/run.h"

namespace leeward::app {

std::string hash_of(const Scenario& scenario, const std::string& mode) {
  data::Sha256 hash;
  const auto text = [&hash](const std::string& value) { hash.add_text(value); };
  const auto number = [&hash](double value) { hash.add_number(value); };
  const auto place = [&number](Vec2 p) {
    number(p.x);
    number(p.y);
  };
  const auto count = [&hash](std::size_t size) { hash.add_integer(static_cast<std::int64_t>(size)); };
  const auto ring = [&](const Ring& points) {
    count(points.size());
    for (const Vec2 p : points) place(p);
  };
  text(dispersion::solver_version());
  text(mode);
  count(scenario.columns.size());
  for (const Column& column : scenario.columns) {
    text(column.pollutant);
    text(column.group);
    hash.add_integer(column.has_background ? 1 : 0);
  }
  count(scenario.sources.size());
  for (const Source& source : scenario.sources) {
    const SourceCommon& shared = common(source);
    text(shared.id);
    text(shared.group);
    number(shared.base_elevation_m);
    hash.add_integer((shared.is_urban ? 1 : 0) + (shared.is_flat ? 2 : 0));
    count(shared.urban_area);
    count(shared.schedule);
    count(shared.hourly ? *shared.hourly + 1 : 0);
    number(shared.decay_per_s);
    for (const double rate : shared.rates) number(rate);
    hash.add_integer(static_cast<std::int64_t>(source.index()));
    if (const auto* point = std::get_if<PointSource>(&source)) {
      place(point->position_m);
      for (const double value : {point->stack_height_m, point->stack_diameter_m, point->exit_velocity_m_per_s,
                                 point->exit_temperature_k, static_cast<double>(point->outlet)})
        number(value);
    } else if (const auto* volume = std::get_if<VolumeSource>(&source)) {
      place(volume->position_m);
      for (const double value :
           {volume->release_height_m, volume->initial_sigma_y_m, volume->initial_sigma_z_m})
        number(value);
    } else if (const auto* polygon = std::get_if<AreaSource>(&source)) {
      ring(polygon->polygon_m.outer);
      count(polygon->polygon_m.holes.size());
      for (const Ring& hole : polygon->polygon_m.holes) ring(hole);
      number(polygon->release_height_m);
      number(polygon->initial_sigma_z_m);
    } else if (const auto* line = std::get_if<LineSource>(&source)) {
      place(line->begin_m);
      place(line->end_m);
      for (const double value : {line->width_m, line->release_height_m,
                                 line->end_release_height_m.value_or(line->release_height_m),
                                 line->initial_sigma_z_m, line->offset_m})
        number(value);
      count(line->barriers.size());
      for (const RoadBarrier& barrier : line->barriers) {
        number(barrier.height_m);
        number(barrier.offset_m);
      }
      const RoadDepression depression = line->depression.value_or(RoadDepression{});
      for (const double value : {depression.depth_m, depression.top_width_m, depression.bottom_width_m})
        number(value);
    }
  }
  count(scenario.schedules.size());
  for (const EmissionFactors& factors : scenario.schedules) {
    for (const std::size_t size : {factors.hours, factors.periods, factors.days, factors.wind_classes})
      count(size);
    for (const double value : factors.values) number(value);
    for (const double value : factors.wind_class_bounds_m_per_s) number(value);
  }
  count(scenario.hourly_emissions.size());
  for (const HourlyEmissions& emissions : scenario.hourly_emissions)
    for (const HourlyRelease& release : emissions.hours)
      for (const double value :
           {release.rate, release.exit_temperature_k, release.exit_velocity_m_per_s, release.release_height_m,
            release.initial_sigma_y_m, release.initial_sigma_z_m})
        number(value);
  count(scenario.background_ug_per_m3.size());
  for (const double value : scenario.background_ug_per_m3) number(value);
  count(scenario.receptors.size());
  for (const Receptor& receptor : scenario.receptors) {
    place(receptor.position_m);
    number(receptor.elevation_m);
    number(receptor.hill_height_m);
    number(receptor.height_m);
  }
  number(scenario.met.profile_base_elevation_m);
  number(scenario.met.utc_offset_hours);
  hash.add_integer((scenario.met.is_adjusted_u_star ? 1 : 0) + (scenario.met.is_bulk_richardson ? 2 : 0));
  count(scenario.met.hours.size());
  for (const MetHour& hour : scenario.met.hours) {
    hash.add_integer(hour.hour.hours_since_epoch);
    for (const double value :
         {hour.sensible_heat_flux_w_per_m2, hour.friction_velocity_m_per_s, hour.convective_velocity_m_per_s,
          hour.temperature_gradient_above_zi_k_per_m, hour.convective_mixing_height_m,
          hour.mechanical_mixing_height_m, hour.inverse_obukhov_length_per_m, hour.roughness_length_m,
          hour.wind_speed_m_per_s, hour.wind_from_deg, hour.wind_height_m, hour.temperature_k,
          hour.temperature_height_m, hour.cloud_tenths})
      number(value);
    count(hour.profile.size());
    for (const ProfileLevel& level : hour.profile)
      for (const double value : {level.height_m, level.wind_from_deg, level.wind_speed_m_per_s,
                                 level.temperature_c, level.sigma_theta_deg, level.sigma_w_m_per_s})
        number(value);
  }
  count(scenario.urban_areas.size());
  for (const UrbanArea& urban : scenario.urban_areas) {
    number(urban.population);
    number(urban.roughness_length_m);
  }
  hash.add_integer((scenario.is_flat ? 1 : 0) + (scenario.has_stack_tip_downwash ? 2 : 0));
  return hash.hex();
}

}  // namespace leeward::app

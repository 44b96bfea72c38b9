#include "scenario_hash.h"

#include "app/build_scenario.h"
#include "dispersion/run.h"

namespace leeward::app {
namespace scenario_hash_detail {

void add_count(data::Sha256& hash, std::size_t count) {
  hash.add_integer(static_cast<std::int64_t>(count));
}

void add_place(data::Sha256& hash, Vec2 place) {
  hash.add_number(place.x);
  hash.add_number(place.y);
}

void add_ring(data::Sha256& hash, const Ring& ring) {
  add_count(hash, ring.size());
  for (const Vec2 place : ring) add_place(hash, place);
}

void add_shape(data::Sha256& hash, const PointSource& stack) {
  add_place(hash, stack.position_m);
  for (const double value : {stack.stack_height_m, stack.stack_diameter_m, stack.exit_velocity_m_per_s,
                             stack.exit_temperature_k, static_cast<double>(stack.outlet)})
    hash.add_number(value);
}

void add_shape(data::Sha256& hash, const VolumeSource& volume) {
  add_place(hash, volume.position_m);
  for (const double value : {volume.release_height_m, volume.initial_sigma_y_m, volume.initial_sigma_z_m})
    hash.add_number(value);
}

void add_shape(data::Sha256& hash, const AreaSource& area) {
  add_ring(hash, area.polygon_m.outer);
  add_count(hash, area.polygon_m.holes.size());
  for (const Ring& hole : area.polygon_m.holes) add_ring(hash, hole);
  hash.add_number(area.release_height_m);
  hash.add_number(area.initial_sigma_z_m);
}

void add_shape(data::Sha256& hash, const LineSource& line) {
  add_place(hash, line.begin_m);
  add_place(hash, line.end_m);
  for (const double value :
       {line.width_m, line.release_height_m, line.end_release_height_m.value_or(line.release_height_m),
        line.initial_sigma_z_m, line.offset_m})
    hash.add_number(value);
  add_count(hash, line.barriers.size());
  for (const RoadBarrier& barrier : line.barriers) {
    hash.add_number(barrier.height_m);
    hash.add_number(barrier.offset_m);
  }
  const RoadDepression depression = line.depression.value_or(RoadDepression{});
  for (const double value : {depression.depth_m, depression.top_width_m, depression.bottom_width_m})
    hash.add_number(value);
}

void add_factors(data::Sha256& hash, const EmissionFactors& factors) {
  for (const std::size_t size : {factors.hours, factors.periods, factors.days, factors.wind_classes})
    add_count(hash, size);
  for (const double value : factors.values) hash.add_number(value);
  for (const double value : factors.wind_class_bounds_m_per_s) hash.add_number(value);
}

void add_hourly(data::Sha256& hash, const HourlyEmissions& emissions) {
  for (const HourlyRelease& release : emissions.hours)
    for (const double value :
         {release.rate, release.exit_temperature_k, release.exit_velocity_m_per_s, release.release_height_m,
          release.initial_sigma_y_m, release.initial_sigma_z_m})
      hash.add_number(value);
}

}  // namespace scenario_hash_detail

using namespace scenario_hash_detail;

void add_release(data::Sha256& hash, const Scenario& scenario, const Source& source) {
  const SourceCommon& shared = common(source);
  hash.add_number(shared.base_elevation_m);
  hash.add_integer((shared.is_urban ? 1 : 0) + (shared.is_flat ? 2 : 0));
  const UrbanArea urban = shared.is_urban ? scenario.urban_areas.at(shared.urban_area) : UrbanArea{};
  hash.add_number(urban.population);
  hash.add_number(urban.roughness_length_m);
  hash.add_number(shared.decay_per_s);
  hash.add_integer(static_cast<std::int64_t>(source.index()));
  std::visit([&hash](const auto& shape) { add_shape(hash, shape); }, source);
}

void add_receptors(data::Sha256& hash, const std::vector<Receptor>& receptors) {
  add_count(hash, receptors.size());
  for (const Receptor& receptor : receptors) {
    add_place(hash, receptor.position_m);
    for (const double value : {receptor.elevation_m, receptor.hill_height_m, receptor.height_m})
      hash.add_number(value);
  }
}

void add_met_site(data::Sha256& hash, const MetSeries& met) {
  hash.add_number(met.profile_base_elevation_m);
  hash.add_number(met.utc_offset_hours);
  hash.add_integer((met.is_adjusted_u_star ? 1 : 0) + (met.is_bulk_richardson ? 2 : 0));
}

void add_met_hour(data::Sha256& hash, const MetHour& hour) {
  hash.add_integer(hour.hour.hours_since_epoch);
  for (const double value :
       {hour.sensible_heat_flux_w_per_m2, hour.friction_velocity_m_per_s, hour.convective_velocity_m_per_s,
        hour.temperature_gradient_above_zi_k_per_m, hour.convective_mixing_height_m,
        hour.mechanical_mixing_height_m, hour.inverse_obukhov_length_per_m, hour.roughness_length_m,
        hour.wind_speed_m_per_s, hour.wind_from_deg, hour.wind_height_m, hour.temperature_k,
        hour.temperature_height_m, hour.cloud_tenths})
    hash.add_number(value);
  add_count(hash, hour.profile.size());
  for (const ProfileLevel& level : hour.profile)
    for (const double value : {level.height_m, level.wind_from_deg, level.wind_speed_m_per_s,
                               level.temperature_c, level.sigma_theta_deg, level.sigma_w_m_per_s})
      hash.add_number(value);
}

void add_options(data::Sha256& hash, const Scenario& scenario) {
  hash.add_integer((scenario.is_flat ? 1 : 0) + (scenario.has_stack_tip_downwash ? 2 : 0));
}

std::string hash_of(const Scenario& scenario, const std::string& mode) {
  data::Sha256 hash;
  hash.add_text(dispersion::solver_version());
  hash.add_text(mode);
  add_count(hash, scenario.columns.size());
  for (const Column& column : scenario.columns) {
    hash.add_text(column.pollutant);
    hash.add_text(column.group);
    hash.add_integer(column.has_background ? 1 : 0);
  }
  add_count(hash, scenario.sources.size());
  for (const Source& source : scenario.sources) {
    const SourceCommon& shared = common(source);
    hash.add_text(shared.id);
    hash.add_text(shared.group);
    add_count(hash, shared.schedule);
    add_count(hash, shared.hourly ? *shared.hourly + 1 : 0);
    for (const double rate : shared.rates) hash.add_number(rate);
    add_release(hash, scenario, source);
  }
  add_count(hash, scenario.schedules.size());
  for (const EmissionFactors& factors : scenario.schedules) add_factors(hash, factors);
  add_count(hash, scenario.hourly_emissions.size());
  for (const HourlyEmissions& emissions : scenario.hourly_emissions) add_hourly(hash, emissions);
  add_count(hash, scenario.background_ug_per_m3.size());
  for (const double value : scenario.background_ug_per_m3) hash.add_number(value);
  add_receptors(hash, scenario.receptors);
  add_met_site(hash, scenario.met);
  add_count(hash, scenario.met.hours.size());
  for (const MetHour& hour : scenario.met.hours) add_met_hour(hash, hour);
  add_count(hash, scenario.urban_areas.size());
  for (const UrbanArea& urban : scenario.urban_areas) {
    hash.add_number(urban.population);
    hash.add_number(urban.roughness_length_m);
  }
  add_options(hash, scenario);
  return hash.hex();
}

std::string hash_of(const Scenario& scenario, const dispersion::ColumnPlan& plan, const std::string& mode) {
  std::string linear = hash_of(scenario, mode);
  if (plan.is_trivial()) return linear;
  data::Sha256 hash;
  const auto count = [&hash](std::size_t size) { hash.add_integer(static_cast<std::int64_t>(size)); };
  const auto optional = [&](const std::optional<std::size_t>& index) { count(index ? *index + 1 : 0); };
  hash.add_text(linear);
  const dispersion::Chemistry& chemistry = plan.chemistry;
  hash.add_text(to_text(chemistry.method));
  for (const double value : {chemistry.arm2.lowest, chemistry.arm2.highest, chemistry.equilibrium_ratio})
    hash.add_number(value);
  count(chemistry.ozone_ug_per_m3.size());
  for (const double ozone : chemistry.ozone_ug_per_m3) hash.add_number(ozone);
  count(plan.pools.size());
  for (const dispersion::ChemistryPool& pool : plan.pools) {
    count(pool.nox.size());
    for (const std::size_t column : pool.nox) count(column);
    optional(pool.primary);
    hash.add_number(pool.in_stack_ratio);
  }
  count(plan.wanted.size());
  for (const dispersion::WantedColumn& wanted : plan.wanted) {
    hash.add_text(wanted.column.pollutant);
    hash.add_text(wanted.column.group);
    count(wanted.parts.size());
    for (const dispersion::WantedColumn::Part& part : wanted.parts) {
      count(part.linear);
      optional(part.pool);
    }
    count(wanted.background_ug_per_m3.size());
    for (const double value : wanted.background_ug_per_m3) hash.add_number(value);
  }
  return hash.hex();
}

}  // namespace leeward::app

#include "dispersion/point_plume.h"

#include <algorithm>
#include <cmath>

#include "core/model/units.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

constexpr double excluded_around_stack_m = 0.99;
constexpr double highest_transport_m = 4000.0;

}  // namespace

struct PointPlume::Ready {
  Ready(const PointSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
      : set(hour.set_for(source)), air(release_air(hour, set, source.stack_height_m)) {
    const double ambient_k =
        air.sample.potential_temperature_k -
        plume_constants::lapse_rate_k_per_m * (source.stack_height_m + hour.profile_base_elevation_m);
    release.height_m = source.stack_height_m;
    release.base_elevation_m = source.base_elevation_m;
    release.decay_per_s = source.decay_per_s;
    // AERMOD's NOSTD does not reach the downwash of a rain cap.
    const bool has_downwash = options.has_stack_tip_downwash || source.outlet == StackOutlet::capped;
    release.tip_height_m =
        has_downwash ? stack_tip_height_m(source, air.sample.wind_speed_m_per_s) : source.stack_height_m;
    rise = PlumeRise({.fluxes = stack_fluxes(source, ambient_k),
                      .tip_height_m = release.tip_height_m,
                      .stack_air = air.sample,
                      .buoyancy_frequency_per_s = air.buoyancy_frequency_per_s,
                      .is_stable_branch = air.is_stable_branch},
                     hour, set);
  }
  const ProfileSet& set;
  ReleaseAir air;
  Release release;
  PlumeRise rise;
};

PointPlume::PointPlume(const PointSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
    : PointPlume(source, hour, options, Ready(source, hour, options)) {}

PointPlume::PointPlume(const PointSource& source, const BoundaryLayer& hour, const PlumeOptions& options,
                       const Ready& ready)
    : position_(source.position_m),
      is_flat_(options.is_flat || source.is_flat),
      rise_(ready.rise),
      plume_(ready.release, ready.air, ready.rise, hour, ready.set, options),
      axes_(ready.set.wind_from_deg(
          std::min(highest_transport_m, source.stack_height_m + 0.5 * ready.rise.final_rise_m()))) {}

PlumeSite PointPlume::site() const {
  return {position_, axes_, excluded_around_stack_m, is_flat_};
}

double PointPlume::concentration_per_unit_rate(const Receptor& receptor) const {
  if (length(receptor.position_m - position_) < excluded_around_stack_m) return 0.0;
  return ug_per_g *
         plume_.meandering_concentration(axes_.offset(position_, receptor.position_m),
                                         plume_receptor(receptor, plume_.release().base_elevation_m, is_flat_));
}

}  // namespace leeward::dispersion

#include "dispersion/volume_plume.h"

#include <algorithm>

#include "core/model/units.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace {

Release volume_release(const VolumeSource& source) {
  Release r;
  r.height_m = source.release_height_m;
  r.tip_height_m = source.release_height_m;
  r.base_elevation_m = source.base_elevation_m;
  r.decay_per_s = source.decay_per_s;
  r.initial_sigma_y_m = std::max(source.initial_sigma_y_m, plume_constants::smallest_initial_sigma_m);
  r.initial_sigma_z_m = std::max(source.initial_sigma_z_m, plume_constants::smallest_initial_sigma_m);
  return r;
}

}  // namespace

VolumePlume::VolumePlume(const VolumeSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
    : position_(source.position_m),
      is_flat_(options.is_flat || source.is_flat),
      excluded_radius_(2.15 * std::max(source.initial_sigma_y_m, plume_constants::smallest_initial_sigma_m) + 0.99),
      plume_(volume_release(source), release_air(hour, hour.set_for(source), source.release_height_m),
             PlumeRise(), hour, hour.set_for(source), options),
      axes_(hour.set_for(source).wind_from_deg(source.release_height_m)) {}

double VolumePlume::concentration_per_unit_rate(const Receptor& receptor) const {
  if (length(receptor.position_m - position_) < excluded_radius_) return 0.0;
  return ug_per_g *
         plume_.meandering_concentration(axes_.offset(position_, receptor.position_m),
                                         plume_receptor(receptor, plume_.release().base_elevation_m, is_flat_));
}

}  // namespace leeward::dispersion

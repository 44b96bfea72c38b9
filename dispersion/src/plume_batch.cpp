#include "plume_batch.h"

namespace leeward::dispersion {

void evaluate_plume(const Plume& plume, const PlumePlaces& places, const PlumeFactors& out) {
  for (std::size_t i = 0; i < places.count; ++i) {
    const PlumeReceptor receptor{places.height_m[i], places.flagpole_m[i], places.ground_m[i],
                                 places.hill_m[i]};
    const PlumeSpread spread = plume.spread(places.distance_m[i], receptor.height_m);
    out.column_s_per_m2[i] = plume.concentration(spread, receptor, 1.0, 0.0);
    out.sigma_y_m[i] = spread.sigma_y_m;
    const bool has_penetrated = plume.penetrated_fraction() > 0;
    out.penetrated_column_s_per_m2[i] =
        has_penetrated ? plume.concentration(spread, receptor, 0.0, 1.0) : 0.0;
    out.penetrated_sigma_y_m[i] = spread.penetrated_sigma_y_m;
    out.meander_fraction[i] = plume.meander_fraction(spread);
  }
}

}  // namespace leeward::dispersion

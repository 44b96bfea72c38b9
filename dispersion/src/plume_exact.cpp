#include "plume_exact.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/model/units.h"
#include "dispersion/vertical_terms.h"
#include "plume_batch.h"

namespace leeward::dispersion {
namespace exact_detail {

constexpr std::size_t batch = 64;
constexpr double per_sqrt_2pi = 0.3989422804014327;
constexpr double nearest_coherent_m = 1.0;
constexpr double coherent_sigmas = 10.0;  // exp(-a^2/2) is below 1e-21
constexpr double bound_sigmas = 6.5;      // below 1e-9, of a sigma_y no plume exceeds

/// Places and what the kernel makes of them, for up to `batch` receptors.
struct Batch {
  std::size_t count = 0;
  std::array<std::size_t, batch> receptor;
  std::array<double, batch> distance, height, flagpole, ground, hill;
  std::array<double, batch> column, sigma_y, penetrated_column, penetrated_sigma_y, meander_fraction;

  void add(std::size_t index, double distance_m, const PlumeReceptor& r) {
    receptor[count] = index;
    distance[count] = distance_m;
    height[count] = r.height_m;
    flagpole[count] = r.flagpole_m;
    ground[count] = r.ground_m;
    hill[count] = r.hill_m;
    ++count;
  }
  void evaluate(const Plume& plume) {
    if (count == 0) return;
    evaluate_plume(plume,
                   {.count = count,
                    .distance_m = distance.data(),
                    .height_m = height.data(),
                    .flagpole_m = flagpole.data(),
                    .ground_m = ground.data(),
                    .hill_m = hill.data()},
                   {.column_s_per_m2 = column.data(),
                    .sigma_y_m = sigma_y.data(),
                    .penetrated_column_s_per_m2 = penetrated_column.data(),
                    .penetrated_sigma_y_m = penetrated_sigma_y.data(),
                    .meander_fraction = meander_fraction.data()});
  }
};

/// The coherent plume has nothing at a place.
/// @param widest_m  sigma_y of the meandering plume, which is taken at the radial distance. It may be far less than
///     that of the coherent plume: nearer to the source the layer of effective air is another one, with less wind.
bool is_beside(const Plume& plume, double downwind_m, double crosswind_m, double receptor_height_m,
               double widest_m) {
  if (crosswind_m <= coherent_sigmas * widest_m) return false;
  if (plume.spreads_less_nearby(downwind_m, receptor_height_m)) return true;
  const double sigma_y = widest_m + downwind_m * plume.largest_spread(receptor_height_m);
  return crosswind_m > bound_sigmas * sigma_y;
}

void evaluate_batch(const Plume& plume, const PlumeSite& site, std::span<const Receptor> receptors,
                    double* values) {
  std::array<double, batch> crosswind;
  std::array<double, batch> downwind;
  Batch around;
  for (std::size_t i = 0; i < receptors.size(); ++i) {
    values[i] = 0.0;
    const WindOffset offset = site.axes.offset(site.position_m, receptors[i].position_m);
    const double radius =
        std::sqrt(offset.downwind_m * offset.downwind_m + offset.crosswind_m * offset.crosswind_m);
    // At the very edge the scalar formulas' own distance decides.
    if (radius < (1.0 + 1e-9) * site.excluded_radius_m &&
        length(receptors[i].position_m - site.position_m) < site.excluded_radius_m)
      continue;
    downwind[i] = offset.downwind_m;
    crosswind[i] = offset.crosswind_m;
    around.add(i, radius, plume_receptor(receptors[i], plume.release().base_elevation_m, site.is_flat));
  }
  around.evaluate(plume);

  Batch along;
  std::array<double, batch> coherent_fraction;
  const bool has_penetrated = plume.penetrated_fraction() > 0;
  for (std::size_t k = 0; k < around.count; ++k) {
    const std::size_t i = around.receptor[k];
    const double f = around.meander_fraction[k];
    const double ring = 0.5 * std::numbers::inv_pi / around.distance[k];
    values[i] = ug_per_g * f * ring * (around.column[k] + around.penetrated_column[k]);
    coherent_fraction[i] = 1.0 - f;
    const double widest =
        has_penetrated ? std::max(around.sigma_y[k], around.penetrated_sigma_y[k]) : around.sigma_y[k];
    if (downwind[i] < nearest_coherent_m || f >= 1.0 ||
        is_beside(plume, downwind[i], std::abs(crosswind[i]), around.height[k], widest))
      continue;
    along.add(i, downwind[i], {around.height[k], around.flagpole[k], around.ground[k], around.hill[k]});
  }
  along.evaluate(plume);
  for (std::size_t k = 0; k < along.count; ++k) {
    const std::size_t i = along.receptor[k];
    const auto lateral = [&](double sigma) { return gaussian(crosswind[i] / sigma) * per_sqrt_2pi / sigma; };
    double c = lateral(along.sigma_y[k]) * along.column[k];
    if (has_penetrated) c += lateral(along.penetrated_sigma_y[k]) * along.penetrated_column[k];
    values[i] += ug_per_g * coherent_fraction[i] * c;
  }
}

}  // namespace exact_detail

void exact_concentrations(const Plume& plume, const PlumeSite& site, std::span<const Receptor> receptors,
                          double* values) {
  using namespace exact_detail;
  for (std::size_t first = 0; first < receptors.size(); first += batch) {
    const std::size_t count = std::min(batch, receptors.size() - first);
    evaluate_batch(plume, site, receptors.subspan(first, count), values + first);
  }
}

}  // namespace leeward::dispersion

#include "dispersion/area_plume.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "area_integral.h"
#include "area_outline.h"
#include "area_profile_builder.h"
#include "core/model/units.h"
#include "dispersion/plume_sigma.h"

namespace leeward::dispersion {
namespace area_plume_detail {

constexpr double screening_sigmas = 5.0;
constexpr double smoothness = 1e-3;  // of a panel

Release area_release(const AreaSource& source) {
  Release r;
  r.height_m = source.release_height_m;
  r.tip_height_m = source.release_height_m;
  r.base_elevation_m = source.base_elevation_m;
  r.initial_sigma_z_m = std::max(source.initial_sigma_z_m, plume_constants::smallest_initial_sigma_m);
  r.decay_per_s = source.decay_per_s;
  r.is_area = true;
  return r;
}

}  // namespace area_plume_detail

using namespace area_plume_detail;

AreaPlume::AreaPlume(const AreaSource& source, const BoundaryLayer& hour, const PlumeOptions& options)
    : is_flat_(options.is_flat || source.is_flat),
      plume_(area_release(source), release_air(hour, hour.set_for(source), source.release_height_m),
             PlumeRise(), hour, hour.set_for(source), options),
      axes_(hour.set_for(source).wind_from_deg(source.release_height_m)),
      outline_(std::make_unique<AreaOutline>(source.polygon_m, axes_)) {}

AreaPlume::~AreaPlume() = default;
AreaPlume::AreaPlume(AreaPlume&& other) noexcept = default;
AreaPlume& AreaPlume::operator=(AreaPlume&& other) noexcept = default;

double AreaPlume::concentration_per_unit_rate(const Receptor& receptor) const {
  AreaProfileBuilder builder;
  AreaIntegral integral;
  double value = 0;
  concentrations_per_unit_rate({&receptor, 1}, builder, integral, &value);
  return value;
}

/// Distance beside the polygon's width from which receptors are screened, by their distance from the farthest
/// vertex.
double AreaPlume::screened_m(double farthest_m) const {
  return screening_sigmas *
         plume_.ambient_sigma_y_m(farthest_m, plume_.release_sample(), plume_.release().height_m);
}

std::optional<AreaPlume::Seen> AreaPlume::see(const Receptor& receptor) const {
  const AreaOutline& outline = *outline_;
  if (outline.strips.empty()) return std::nullopt;
  const WindOffset place = axes_.offset(outline.origin_m, receptor.position_m);
  const double farthest = place.downwind_m - outline.upwind_end;
  if (!(farthest > nearest_element_m)) return std::nullopt;
  const double beside =
      std::abs(place.crosswind_m - outline.centre) - 0.5 * (outline.highest - outline.lowest);
  if (beside > 0 && beside >= screened_m(farthest)) return std::nullopt;
  return Seen{place, std::max(nearest_element_m, place.downwind_m - outline.downwind_end), farthest};
}

double AreaPlume::concentration_per_unit_rate(const Receptor& receptor, const AreaProfile& profile,
                                              AreaIntegral& integral, double least) const {
  const std::optional<Seen> seen = see(receptor);
  return seen ? ug_per_g * integral(*outline_, profile, seen->place, least / ug_per_g) : 0.0;
}

void AreaPlume::concentrations_per_unit_rate(std::span<const Receptor> receptors, AreaProfileBuilder& builder,
                                             AreaIntegral& integral, double* values) const {
  constexpr std::size_t most_at_once = 64;
  std::array<AreaProfileBuilder::Request, most_at_once> requests;
  std::array<WindOffset, most_at_once> places;
  std::array<std::size_t, most_at_once> indices;
  std::size_t count = 0;
  const auto evaluate = [&] {
    const std::span<const AreaProfile> profiles = builder.build(plume_, {requests.data(), count}, smoothness);
    for (std::size_t i = 0; i < count; ++i)
      values[indices[i]] = ug_per_g * integral(*outline_, profiles[i], places[i]);
    count = 0;
  };
  for (std::size_t i = 0; i < receptors.size(); ++i) {
    values[i] = 0.0;
    const std::optional<Seen> seen = see(receptors[i]);
    if (!seen) continue;
    indices[count] = i;
    places[count] = seen->place;
    requests[count] = {plume_receptor(receptors[i], plume_.release().base_elevation_m, is_flat_),
                       seen->nearest_m, seen->farthest_m};
    if (++count == most_at_once) evaluate();
  }
  if (count > 0) evaluate();
}

bool AreaPlume::is_screened(Vec2 centre_m, double half_m) const {
  const AreaOutline& outline = *outline_;
  if (outline.strips.empty()) return true;
  const WindOffset place = axes_.offset(outline.origin_m, centre_m);
  const double reach = axes_.half_extent_m(half_m);
  const double farthest = place.downwind_m + reach - outline.upwind_end;
  if (!(farthest > nearest_element_m)) return true;
  const double beside =
      std::abs(place.crosswind_m - outline.centre) - reach - 0.5 * (outline.highest - outline.lowest);
  // sigma_y grows with the distance.
  return beside > 0 && beside >= screened_m(farthest);
}

bool AreaPlume::is_within_screen(Vec2 centre_m, double half_m) const {
  const AreaOutline& outline = *outline_;
  if (outline.strips.empty()) return false;
  const WindOffset place = axes_.offset(outline.origin_m, centre_m);
  const double reach = axes_.half_extent_m(half_m);
  const double farthest = place.downwind_m - reach - outline.upwind_end;
  if (!(farthest > nearest_element_m)) return false;
  const double beside =
      std::abs(place.crosswind_m - outline.centre) + reach - 0.5 * (outline.highest - outline.lowest);
  return beside <= 0 || beside < screened_m(farthest);
}

}  // namespace leeward::dispersion

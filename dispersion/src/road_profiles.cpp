#include "road_profiles.h"

#include <algorithm>

#include "dispersion/line_road.h"

namespace leeward::dispersion {

RoadProfiles::RoadProfiles(std::span<const ActiveSource> links, const HourContext& hour) : hour_(&hour) {
  Box2 domain;
  for (const ActiveSource& active : links) {
    const auto& link = std::get<LineSource>(*active.source);
    if (!is_plain_road(link)) continue;
    ++links_of_[{link.release_height_m, road_initial_sigma_z_m(link)}];
    domain.add(link.begin_m);
    domain.add(link.end_m);
  }
  for (const Receptor& receptor : hour.tree->receptors) domain.add(receptor.position_m);
  constexpr double offsets_m =
      1000.0;  // of lanes beside their centre lines; links farther away go by the formulas
  constexpr double limit_m = 200000.0;
  largest_m_ = std::min(length(domain.max - domain.min) + offsets_m, limit_m);
}

std::shared_ptr<const LineProfile> RoadProfiles::of(const LineWind& wind, const LineSource& link) {
  // A profile costs about as much as this many pairs by the formulas, for each height.
  constexpr std::size_t worth_pairs = 400;
  if (!is_plain_road(link)) return nullptr;
  const double height = link.release_height_m;
  const double sigma_z = road_initial_sigma_z_m(link);
  const std::size_t heights = hour_->tree->heights_m.size();
  if (links_of_[{height, sigma_z}] * hour_->tree->receptors.size() < worth_pairs * heights) return nullptr;
  std::shared_ptr<const LineProfile>& profile = known_[{&wind, height, sigma_z}];
  if (!profile)
    profile = std::make_shared<LineProfile>(wind, height, sigma_z, hour_->tree->heights_m, largest_m_);
  return profile;
}

const LineProfile& LazyRoadProfile::get(const LineWind& wind, double release_height_m,
                                        double initial_sigma_z_m, double receptor_height_m,
                                        double largest_m) {
  std::call_once(once_, [&] {
    profile_.emplace(wind, release_height_m, initial_sigma_z_m, std::span(&receptor_height_m, 1), largest_m);
  });
  return *profile_;
}

}  // namespace leeward::dispersion

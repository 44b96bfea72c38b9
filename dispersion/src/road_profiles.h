#pragma once
#include <map>
#include <memory>
#include <span>
#include <tuple>

#include "dispersion/line_source.h"
#include "hour_fields.h"
#include "line_profile.h"

/// Internal: the profiles that the links of an hour share in mode exact.
namespace leeward::dispersion {

class RoadProfiles {
public:
  RoadProfiles(std::span<const ActiveSource> links, const HourContext& hour);
  /// The profile for a link's release in a wind; nullptr where too few links and receptors would use it, or
  /// the link has barriers or a sloping release.
  std::shared_ptr<const LineProfile> of(const LineWind& wind, const LineSource& link);

private:
  const HourContext* hour_;
  double largest_m_ = 0;
  std::map<std::tuple<double, double>, std::size_t> links_of_;  ///< by release height and sigma_z
  std::map<std::tuple<const LineWind*, double, double>, std::shared_ptr<const LineProfile>> known_;
};

}  // namespace leeward::dispersion

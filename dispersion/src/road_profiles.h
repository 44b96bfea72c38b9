#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
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
  double largest_m() const { return largest_m_; }

private:
  const HourContext* hour_;
  double largest_m_ = 0;
  std::map<std::tuple<double, double>, std::size_t> links_of_;  ///< by release height and sigma_z
  std::map<std::tuple<const LineWind*, double, double>, std::shared_ptr<const LineProfile>> known_;
};

/// The profile of one class and receptor height, made when the first thread asks for it (modes standard and
/// draft, for the sample of their error and for receptors that need exact values).
class LazyRoadProfile {
public:
  const LineProfile& get(const LineWind& wind, double release_height_m, double initial_sigma_z_m,
                         double receptor_height_m, double largest_m);

private:
  std::once_flag once_;
  std::optional<LineProfile> profile_;
};

}  // namespace leeward::dispersion

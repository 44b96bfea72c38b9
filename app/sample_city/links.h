#pragma once
#include <string>
#include <vector>

#include "plan.h"

namespace leeward::sample {

/// A piece of street between two junctions.
struct Link {
  Polyline line;
  StreetClass street_class = StreetClass::residential;
  std::string name;
  bool is_bridge = false;
  double vehicles_per_day = 0;
  double heavy_share = 0;
  double speed_km_per_h = 0;
};

/// Cuts the streets where water, the motorway or reserved ground is in their way and at every junction, and gives the
/// links their traffic. The same stretch of street carries the same volume, less with distance from the centre.
std::vector<Link> make_links(const Coast& coast, const Plan& plan);

}  // namespace leeward::sample

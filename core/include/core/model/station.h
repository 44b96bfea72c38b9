#pragma once
#include <string>
#include <vector>

#include "core/model/geometry.h"

namespace leeward {

/// A measuring site.
struct Station {
  std::string id;
  std::string name;
  std::string kind;  ///< "background", "traffic", "industry"; empty when not said
  Vec2 position_m;
  double inlet_height_m = 3.0;
  std::vector<std::string> pollutants;
};

}  // namespace leeward

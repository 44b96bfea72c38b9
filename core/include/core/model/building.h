#pragma once
#include <string>

#include "core/model/geometry.h"

namespace leeward {

struct Building {
  std::string id;
  Polygon footprint_m;
  double base_elevation_m = 0;
  double height_m = 0;      ///< above ground, > 0
  std::string height_origin;  ///< "field hoehe_mod", "storeys x 3.2 m", "DSM - DEM", "default"
};

}  // namespace leeward

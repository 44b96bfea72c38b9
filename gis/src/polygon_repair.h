#pragma once
#include <ogr_geometry.h>

#include <memory>
#include <string>

namespace leeward::gis::reading {

enum class RepairOutcome { was_valid, repaired, hopeless };

struct Repair {
  RepairOutcome outcome = RepairOutcome::was_valid;
  std::unique_ptr<OGRGeometry> geometry;  ///< null only when hopeless
  std::string trouble;                    ///< GEOS's words: "Ring Self-intersection at ..."
  double area_before_m2 = 0;              ///< by the shoelace formula over the rings as they were
  double area_after_m2 = 0;
};

/// Makes a polygonal geometry of the city's CRS valid (GEOS MakeValid). Hopeless when nothing polygonal is
/// left or the area differs from that of the rings by more than half: the outline is then not what anybody
/// meant. A bow tie, whose lobes cancel in the shoelace sum, is measured by the area MakeValid finds.
Repair make_valid(std::unique_ptr<OGRGeometry> geometry);

}  // namespace leeward::gis::reading

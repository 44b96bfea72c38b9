#pragma once
#include <ogr_geometry.h>

#include <memory>

#include "core/model/geometry.h"

/// core's geometry as OGR's. Private to gis/src.
namespace leeward::gis::writing {

std::unique_ptr<OGRLineString> make_line(const Polyline& line);
/// Outer rings counter-clockwise, holes clockwise, closed: what OGC simple features ask for.
std::unique_ptr<OGRMultiPolygon> make_multi_polygon(const MultiPolygon& polygons);

}  // namespace leeward::gis::writing

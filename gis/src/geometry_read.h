#pragma once
#include <ogr_geometry.h>

#include <memory>
#include <optional>
#include <vector>

#include "core/model/geometry.h"

/// OGR's geometry as core's: curves linearised, Z and M dropped, rings open, repeated vertices removed.
namespace leeward::gis::reading {

/// Every point of a point or multi-point geometry (collections too); empty when there is none.
std::vector<Vec2> points_of(const OGRGeometry& geometry);
/// Every line of at least two different vertices.
std::vector<Polyline> lines_of(const OGRGeometry& geometry);
/// Every polygon whose outer ring has at least three different vertices.
MultiPolygon polygons_of(const OGRGeometry& geometry);

/// Ground outline of a solid (PolyhedralSurface, TIN, or a collection of faces of which some stand upright),
/// and the elevations it spans. nullopt: the geometry is no solid, read it as polygons.
struct SolidOutline {
  std::unique_ptr<OGRGeometry> footprint;
  double lowest_m = 0;
  double highest_m = 0;
};
std::optional<SolidOutline> outline_of_solid(const OGRGeometry& geometry);

Box2 box_of(const OGRGeometry& geometry);
/// Does the geometry touch the box? Exact for lines and polygons, not only by their bounding boxes.
bool reaches_into(const OGRGeometry& geometry, const Box2& box);
std::unique_ptr<OGRGeometry> box_polygon(const Box2& box);

}  // namespace leeward::gis::reading

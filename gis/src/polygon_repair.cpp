#include "polygon_repair.h"

#include <algorithm>
#include <cmath>

#include "core/model/geometry.h"
#include "gdal_messages.h"
#include "geometry_read.h"

namespace leeward::gis::reading {
namespace {

/// Share of the convex hull under which a shoelace area says nothing (lobes of opposite sense).
constexpr double cancelled_share = 0.05;
constexpr double max_area_change = 0.5;

double ring_area_m2(const MultiPolygon& polygons) {
  double sum = 0;
  for (const Polygon& polygon : polygons) sum += area(polygon);
  return sum;
}

double hull_area_m2(const OGRGeometry& geometry) {
  const std::unique_ptr<OGRGeometry> hull(geometry.ConvexHull());
  return hull ? ring_area_m2(polygons_of(*hull)) : 0.0;
}

}  // namespace

Repair make_valid(std::unique_ptr<OGRGeometry> geometry) {
  Repair repair;
  GdalMessages messages;
  if (geometry->IsValid()) {
    repair.geometry = std::move(geometry);
    return repair;
  }
  repair.trouble = messages.reason();
  const MultiPolygon before = polygons_of(*geometry);
  repair.area_before_m2 = ring_area_m2(before);
  std::unique_ptr<OGRGeometry> valid(geometry->MakeValid());
  const MultiPolygon after = valid ? polygons_of(*valid) : MultiPolygon{};
  repair.area_after_m2 = ring_area_m2(after);
  const bool is_cancelled = repair.area_before_m2 < cancelled_share * hull_area_m2(*geometry);
  const double change = std::abs(repair.area_after_m2 - repair.area_before_m2);
  const double reference = std::max(repair.area_before_m2, repair.area_after_m2);
  if (repair.area_after_m2 <= 0 || (!is_cancelled && change > max_area_change * reference)) {
    repair.outcome = RepairOutcome::hopeless;
    return repair;
  }
  repair.outcome = RepairOutcome::repaired;
  repair.geometry = std::move(valid);
  return repair;
}

}  // namespace leeward::gis::reading

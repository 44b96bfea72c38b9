#include <fmt/format.h>

#include "geometry_read.h"
#include "polygon_repair.h"
#include "vector_read.h"

namespace leeward::gis::reading {

const char* need_text(GeometryNeed need) {
  switch (need) {
    case GeometryNeed::none:
      return "no geometry";
    case GeometryNeed::point:
      return "points";
    case GeometryNeed::line:
      return "lines";
    case GeometryNeed::polygon:
      return "polygons";
    case GeometryNeed::point_or_polygon:
      return "points or polygons";
  }
  return "";
}

std::unique_ptr<OGRGeometry> LayerReader::point_from_fields(const OGRFeature& feature,
                                                            const std::string& label) {
  const auto x = values_->own_number(feature, label, "x");
  const auto y = values_->own_number(feature, label, "y");
  if (x && y) return std::make_unique<OGRPoint>(*x, *y);
  context_.log.warning(place_, label, "no coordinates in its fields", "numbers in the fields of x and y",
                       "left out", "x y");
  return nullptr;
}

bool LayerReader::is_right_kind(const OGRGeometry& geometry) const {
  switch (rules_.geometry) {
    case GeometryNeed::none:
      return true;
    case GeometryNeed::point:
      return !points_of(geometry).empty();
    case GeometryNeed::line:
      return !lines_of(geometry).empty();
    case GeometryNeed::polygon:
      return !polygons_of(geometry).empty();
    case GeometryNeed::point_or_polygon:
      return !points_of(geometry).empty() || !polygons_of(geometry).empty();
  }
  return false;
}

std::unique_ptr<OGRGeometry> LayerReader::geometry_of(const OGRFeature& feature, const std::string& label) {
  std::unique_ptr<OGRGeometry> geometry;
  if (values_->is_mapped("x") && values_->is_mapped("y")) {
    geometry = point_from_fields(feature, label);
    if (!geometry) return nullptr;
  } else {
    const OGRGeometry* given = feature.GetGeometryRef();
    if (given == nullptr || given->IsEmpty()) {
      context_.log.warning(place_, label, "no geometry", need_text(rules_.geometry), "left out",
                           "no geometry");
      return nullptr;
    }
    geometry.reset(given->clone());
  }
  if (geometry->hasCurveGeometry(TRUE)) {
    ++with_curves_;
    geometry.reset(geometry->getLinearGeometry());
  }
  if (!is_right_kind(*geometry)) {
    ++wrong_kind_;
    const bool is_degenerate = (rules_.geometry == GeometryNeed::polygon && geometry->getDimension() == 2) ||
                               (rules_.geometry == GeometryNeed::line && geometry->getDimension() == 1);
    context_.log.warning(
        place_, label,
        geometry->getGeometryName() + std::string(is_degenerate ? " with too few different vertices" : ""),
        need_text(rules_.geometry), "left out", "geometry kind");
    return nullptr;
  }
  if (is_geographic_) {
    const Box2 box = box_of(*geometry);
    if (box.max.x > 360 || box.min.x < -360 || box.max.y > 90 || box.min.y < -90) {
      ++not_degrees_;
      context_.log.warning(place_, label, fmt::format("coordinates such as {}, {}", box.min.x, box.min.y),
                           "longitude and latitude in degrees, as the coordinate system says", "left out",
                           "not degrees");
      return nullptr;
    }
  }
  if (!transformer_->transform(*geometry)) {
    context_.log.warning(place_, label,
                         "coordinates that have no place in the city's system, or are not finite",
                         "finite coordinates", "left out", "transform");
    return nullptr;
  }
  if (rules_.geometry != GeometryNeed::polygon && rules_.geometry != GeometryNeed::point_or_polygon) {
    if (geometry->Is3D()) ++with_z_;
    geometry->flattenTo2D();
    return geometry;
  }
  return repaired(std::move(geometry), label);
}

std::unique_ptr<OGRGeometry> LayerReader::repaired(std::unique_ptr<OGRGeometry> geometry,
                                                   const std::string& label) {
  if (outline_of_solid(*geometry))
    return geometry;  // its faces overlap seen from above; the footprint is made valid
  if (geometry->Is3D()) ++with_z_;
  geometry->flattenTo2D();
  if (polygons_of(*geometry).empty()) return geometry;
  Repair repair = make_valid(std::move(geometry));
  if (repair.outcome == RepairOutcome::was_valid) return std::move(repair.geometry);
  const bool is_hopeless = repair.outcome == RepairOutcome::hopeless;
  context_.log.warning(
      place_, label, "invalid polygon: " + repair.trouble, "a valid polygon",
      fmt::format("{} ({:.1f} m2 before, {:.1f} m2 after repair)", is_hopeless ? "left out" : "repaired",
                  repair.area_before_m2, repair.area_after_m2),
      is_hopeless ? "hopeless polygon" : "invalid polygon");
  return std::move(repair.geometry);
}

}  // namespace leeward::gis::reading

#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "core/model/geometry.h"
#include "core/model/result.h"

namespace leeward::gis {

enum class VectorType { none, point, line, multi_polygon };
enum class FieldType { text, integer, real };

struct VectorField {
  std::string name;
  FieldType type = FieldType::text;
};

/// monostate is NULL.
using VectorValue = std::variant<std::monostate, std::string, std::int64_t, double>;
using VectorGeometry = std::variant<std::monostate, Vec2, Polyline, MultiPolygon>;

struct VectorFeature {
  VectorGeometry geometry;
  std::vector<VectorValue> values;  ///< in the order of VectorLayer::fields
};

struct VectorLayer {
  std::string name;
  std::string description;
  VectorType type = VectorType::none;
  std::vector<VectorField> fields;
  std::vector<VectorFeature> features;
};

/// Layers into one new GeoPackage, whole or not at all; an older file is replaced. The same layers give the same bytes
/// (with the same GDAL and SQLite): time stamps inside are 1970-01-01.
/// @param crs  EPSG, WKT or PROJ text of a projected system; not used by layers without geometry
Result<void> write_geopackage(const std::filesystem::path& file, const std::vector<VectorLayer>& layers,
                              const std::string& crs);

}  // namespace leeward::gis

#pragma once
#include <ogr_geometry.h>
#include <ogr_spatialref.h>

#include <memory>
#include <string>

#include "core/model/geometry.h"
#include "core/model/result.h"

/// Coordinate systems. The order of axes is decided here and nowhere else: x east or longitude, y north or
/// latitude.
namespace leeward::gis::reading {

/// EPSG code, WKT or PROJ text to a CRS with traditional axes. An error names what was wrong.
Result<OGRSpatialReference> make_srs(const std::string& text);
/// Copy of a layer's or raster's CRS with traditional axes and without a vertical part.
OGRSpatialReference traditional(const OGRSpatialReference& srs);
/// "ETRS89 / UTM zone 33N (EPSG:25833)"
std::string name_of(const OGRSpatialReference& srs);
/// Same place for same numbers (axis order and authority code do not matter).
bool is_same_crs(const OGRSpatialReference& a, const OGRSpatialReference& b);
/// "EPSG:32633 (WGS 84 / UTM zone 33N)"
std::string suggested_utm(double longitude_deg, double latitude_deg);
/// A city's CRS: projected, in metres.
Result<OGRSpatialReference> make_city_srs(const std::string& text, double longitude_deg, double latitude_deg);

/// From a layer's coordinates to the city's. Belongs to one thread.
class Transformer {
public:
  enum class Datum { plain, gcj02, bd09 };
  static Result<Transformer> make(const OGRSpatialReference& from, const OGRSpatialReference& to,
                                  Datum datum = Datum::plain);
  /// In place; false when a vertex has no place in the target or is not finite.
  bool transform(OGRGeometry& geometry) const;
  bool transform(Vec2& place) const;
  OGRCoordinateTransformation* get() const { return transformation_.get(); }

private:
  struct Destroyer {
    void operator()(OGRCoordinateTransformation* t) const { OGRCoordinateTransformation::DestroyCT(t); }
  };
  std::unique_ptr<OGRCoordinateTransformation, Destroyer> transformation_;  ///< null: same system
  Datum datum_ = Datum::plain;
};

/// The datum's name as kits write it. An error lists the names there are.
Result<Transformer::Datum> parse_datum(const std::string& name);

}  // namespace leeward::gis::reading

#include "crs.h"

#include <fmt/format.h>
#include <gdal_version.h>
#include <ogr_geometry.h>
#include <proj.h>

#include <algorithm>
#include <cmath>

#include "gcj02.h"
#include "gdal_messages.h"
#include "gis/twin_store.h"
#include "session.h"

namespace leeward::gis {
namespace reading {
namespace {

/// Calls change(x, y) on every vertex and stops at one that is not finite afterwards.
class VertexChanger final : public OGRDefaultGeometryVisitor {
public:
  using OGRDefaultGeometryVisitor::visit;
  explicit VertexChanger(Transformer::Datum datum) : datum_(datum) {}
  void visit(OGRPoint* point) override {
    Vec2 p{point->getX(), point->getY()};
    if (datum_ == Transformer::Datum::gcj02) p = wgs84_from_gcj02(p);
    if (datum_ == Transformer::Datum::bd09) p = wgs84_from_bd09(p);
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) is_finite_ = false;
    point->setX(p.x);
    point->setY(p.y);
  }
  bool is_finite() const { return is_finite_; }

private:
  Transformer::Datum datum_;
  bool is_finite_ = true;
};

bool is_whole(OGRGeometry& geometry) {
  VertexChanger check(Transformer::Datum::plain);
  geometry.accept(&check);
  return check.is_finite();
}

}  // namespace

Result<OGRSpatialReference> make_srs(const std::string& text) {
  start_session();
  GdalMessages messages;
  OGRSpatialReference srs;
  if (text.empty() || srs.SetFromUserInput(text.c_str()) != OGRERR_NONE)
    return fail(
        ErrorCode::coordinate,
        fmt::format("coordinate system '{}' is not understood ({}); expected an EPSG code, WKT or PROJ text",
                    text, messages.reason()));
  return traditional(srs);
}

OGRSpatialReference traditional(const OGRSpatialReference& srs) {
  OGRSpatialReference copy(srs);
  if (copy.IsCompound()) copy.StripVertical();
  copy.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return copy;
}

std::string name_of(const OGRSpatialReference& srs) {
  const char* name = srs.GetName();
  const char* authority = srs.GetAuthorityName(nullptr);
  const char* code = srs.GetAuthorityCode(nullptr);
  const std::string shown = name != nullptr && *name != '\0' ? name : "unnamed";
  if (authority == nullptr || code == nullptr) return shown;
  return fmt::format("{} ({}:{})", shown, authority, code);
}

bool is_same_crs(const OGRSpatialReference& a, const OGRSpatialReference& b) {
  GdalMessages quiet;
  const char* const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                 "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS", nullptr};
  return a.IsSame(&b, options) != 0;
}

std::string suggested_utm(double longitude_deg, double latitude_deg) {
  const int zone = std::clamp(static_cast<int>(std::floor((longitude_deg + 180.0) / 6.0)) + 1, 1, 60);
  const bool is_north = latitude_deg >= 0;
  return fmt::format("EPSG:{} (WGS 84 / UTM zone {}{})", (is_north ? 32600 : 32700) + zone, zone,
                     is_north ? 'N' : 'S');
}

Result<OGRSpatialReference> make_city_srs(const std::string& text, double longitude_deg,
                                          double latitude_deg) {
  auto srs = make_srs(text);
  if (!srs) return srs;
  if (!srs->IsProjected()) {
    const bool is_place = std::abs(longitude_deg) <= 180 && std::abs(latitude_deg) <= 90;
    return fail(ErrorCode::coordinate,
                fmt::format("the city's coordinate system {} is not projected; expected one in metres{}",
                            name_of(*srs),
                            is_place ? ", here for instance " + suggested_utm(longitude_deg, latitude_deg)
                                     : ", for instance a UTM zone"));
  }
  const char* unit = nullptr;
  const double metres = srs->GetLinearUnits(&unit);
  if (std::abs(metres - 1.0) > 1e-9)  // feet differ from it by far more
    return fail(ErrorCode::coordinate,
                fmt::format("the city's coordinate system {} is in {}; expected metres", name_of(*srs),
                            unit ? unit : "another unit"));
  return srs;
}

Result<Transformer> Transformer::make(const OGRSpatialReference& from, const OGRSpatialReference& to,
                                      Datum datum) {
  Transformer result;
  result.datum_ = datum;
  OGRSpatialReference source = traditional(from);
  if (datum != Datum::plain) {
    if (!source.IsGeographic())
      return fail(ErrorCode::coordinate,
                  fmt::format("found coordinates in {}, expected longitude and latitude for a GCJ-02 "
                              "or BD-09 layer",
                              name_of(source)));
    auto wgs84 = make_srs("EPSG:4326");
    if (!wgs84) return tl::unexpected(wgs84.error());
    source = *wgs84;
  }
  const OGRSpatialReference target = traditional(to);
  if (is_same_crs(source, target)) return result;
  GdalMessages messages;
  result.transformation_.reset(OGRCreateCoordinateTransformation(&source, &target));
  if (!result.transformation_)
    return fail(ErrorCode::coordinate, fmt::format("no transformation from {} to {} ({})", name_of(source),
                                                   name_of(target), messages.reason()));
  return result;
}

bool Transformer::transform(OGRGeometry& geometry) const {
  if (!is_whole(geometry)) return false;
  if (datum_ != Datum::plain) {
    VertexChanger changer(datum_);
    geometry.accept(&changer);
    if (!changer.is_finite()) return false;
  }
  if (!transformation_) return true;
  GdalMessages quiet;  // false says it; the file being read is not to blame
  return geometry.transform(transformation_.get()) == OGRERR_NONE && is_whole(geometry);
}

bool Transformer::transform(Vec2& place) const {
  OGRPoint point(place.x, place.y);
  if (!transform(point)) return false;
  place = {point.getX(), point.getY()};
  return true;
}

Result<Transformer::Datum> parse_datum(const std::string& name) {
  if (name.empty()) return Transformer::Datum::plain;
  if (name == "GCJ-02") return Transformer::Datum::gcj02;
  if (name == "BD-09") return Transformer::Datum::bd09;
  return fail(ErrorCode::coordinate, fmt::format("found datum '{}', expected \"GCJ-02\" or \"BD-09\"", name));
}

}  // namespace reading

Result<std::string> projected_crs_wkt2(const std::string& crs, double longitude_deg, double latitude_deg) {
  auto srs = reading::make_city_srs(crs, longitude_deg, latitude_deg);
  if (!srs) return tl::unexpected(srs.error());
  const char* const options[] = {"FORMAT=WKT2_2019", nullptr};
  char* text = nullptr;
  if (srs->exportToWkt(&text, options) != OGRERR_NONE || text == nullptr) {
    CPLFree(text);
    return fail(ErrorCode::coordinate, fmt::format("coordinate system '{}' has no WKT2 form", crs));
  }
  std::string wkt(text);
  CPLFree(text);
  return wkt;
}

std::string gdal_version() {
  return GDALVersionInfo("RELEASE_NAME");
}

std::string proj_version() {
  return proj_info().version;
}

}  // namespace leeward::gis

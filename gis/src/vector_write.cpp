#include "gis/vector_write.h"

#include <cpl_string.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include "ogr_geometry_make.h"
#include "write_support.h"

namespace leeward::gis {
namespace {

OGRwkbGeometryType ogr_type(VectorType type) {
  switch (type) {
    case VectorType::none: return wkbNone;
    case VectorType::point: return wkbPoint;
    case VectorType::line: return wkbLineString;
    case VectorType::multi_polygon: return wkbMultiPolygon;
  }
  return wkbNone;
}

OGRFieldType ogr_type(FieldType type) {
  switch (type) {
    case FieldType::text: return OFTString;
    case FieldType::integer: return OFTInteger64;
    case FieldType::real: return OFTReal;
  }
  return OFTString;
}

void set_value(OGRFeature& feature, int index, const VectorValue& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    feature.SetField(index, text->c_str());
  else if (const auto* integer = std::get_if<std::int64_t>(&value))
    feature.SetField(index, static_cast<GIntBig>(*integer));
  else if (const auto* real = std::get_if<double>(&value))
    feature.SetField(index, *real);
  else
    feature.SetFieldNull(index);
}

std::unique_ptr<OGRGeometry> ogr_geometry(const VectorGeometry& geometry) {
  if (const auto* point = std::get_if<Vec2>(&geometry)) return std::make_unique<OGRPoint>(point->x, point->y);
  if (const auto* line = std::get_if<Polyline>(&geometry)) return writing::make_line(*line);
  if (const auto* polygons = std::get_if<MultiPolygon>(&geometry)) return writing::make_multi_polygon(*polygons);
  return nullptr;
}

Result<void> write_layer(GDALDataset& dataset, const VectorLayer& layer, OGRSpatialReference& srs) {
  CPLStringList options;
  options.SetNameValue("GEOMETRY_NAME", "geom");
  options.SetNameValue("DESCRIPTION", layer.description.c_str());
  const writing::QuietScope quiet;
  OGRLayer* out = dataset.CreateLayer(layer.name.c_str(), layer.type == VectorType::none ? nullptr : &srs,
                                      ogr_type(layer.type), options.List());
  const auto failed = [&](const std::string& what) {
    return fail(ErrorCode::resource, fmt::format("layer {}: {}: {}", layer.name, what, quiet.reason()));
  };
  if (!out) return failed("not created");
  for (const VectorField& field : layer.fields) {
    OGRFieldDefn definition(field.name.c_str(), ogr_type(field.type));
    if (out->CreateField(&definition) != OGRERR_NONE) return failed("field " + field.name);
  }
  std::size_t number = 0;
  for (const VectorFeature& one : layer.features) {
    ++number;
    if (one.values.size() != layer.fields.size())
      return fail(ErrorCode::internal, fmt::format("layer {}, feature {}: {} values for {} fields", layer.name, number,
                                                   one.values.size(), layer.fields.size()));
    OGRFeature feature(out->GetLayerDefn());
    for (std::size_t i = 0; i < one.values.size(); ++i) set_value(feature, static_cast<int>(i), one.values[i]);
    if (auto geometry = ogr_geometry(one.geometry)) feature.SetGeometryDirectly(geometry.release());
    if (out->CreateFeature(&feature) != OGRERR_NONE) return failed(fmt::format("feature {}", number));
  }
  return {};
}

}  // namespace

Result<void> write_geopackage(const std::filesystem::path& file, const std::vector<VectorLayer>& layers,
                              const std::string& crs) {
  auto srs = writing::projected_srs(crs);
  if (!srs) return tl::unexpected(srs.error());
  auto package = writing::driver("GPKG");
  if (!package) return tl::unexpected(package.error());
  const writing::LocalOption fixed_date("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z");
  const writing::QuietScope quiet;
  writing::PendingFile pending(file);
  writing::DatasetPtr dataset((*package)->Create(pending.text().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) return writing::write_failure(file, quiet.reason());
  // Without a transaction each feature is one of its own: orders of magnitude slower.
  if (dataset->StartTransaction() != OGRERR_NONE) return writing::write_failure(file, quiet.reason());
  for (const VectorLayer& layer : layers)
    if (auto written = write_layer(*dataset, layer, *srs); !written)
      return writing::write_failure(file, written.error().message);
  if (dataset->CommitTransaction() != OGRERR_NONE) return writing::write_failure(file, quiet.reason());
  CPLErrorReset();
  dataset.reset();
  if (CPLGetLastErrorType() >= CE_Failure) return writing::write_failure(file, quiet.reason());
  return pending.publish();
}

}  // namespace leeward::gis

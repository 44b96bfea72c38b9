#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_alg.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "gis/products.h"
#include "map_dataset.h"
#include "qgis_style.h"
#include "write_support.h"

namespace leeward::gis {
namespace {

/// One contour band, with its true limits: the lowest starts at the data's minimum, the highest ends at its maximum.
struct ContourBand {
  int index = 0;
  double min = 0;
  double max = 0;
  std::string colour;
};

struct MapRange {
  double min = 0;
  double max = 0;
};

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

Result<void> check_classes(const std::vector<double>& breaks, const std::vector<std::string>& colours) {
  if (breaks.empty()) return fail(ErrorCode::internal, "contours: no class limit");
  for (std::size_t i = 0; i < breaks.size(); ++i)
    if (!std::isfinite(breaks[i]) || (i > 0 && !(breaks[i] > breaks[i - 1])))
      return fail(ErrorCode::input, fmt::format("contours: class limits {} must ascend", fmt::join(breaks, ", ")));
  if (colours.size() != breaks.size() + 1)
    return fail(ErrorCode::input, fmt::format("contours: {} colours for {} classes", colours.size(), breaks.size() + 1));
  for (const std::string& colour : colours)
    if (!is_colour(colour)) return fail(ErrorCode::input, fmt::format("contours: colour '{}', expected '#rrggbb'", colour));
  return {};
}

MapRange range_of(const FieldMap& map) {
  const auto [low, high] = std::minmax_element(map.values.begin(), map.values.end());
  return {static_cast<double>(*low), static_cast<double>(*high)};
}

/// Only the bands that hold values: GDAL makes a polygon for no other.
std::vector<ContourBand> bands_of(const std::vector<double>& breaks, const std::vector<std::string>& colours,
                                  const MapRange& range) {
  std::vector<ContourBand> bands;
  for (std::size_t i = 0; i <= breaks.size(); ++i)
    bands.push_back({static_cast<int>(i), i == 0 ? std::min(range.min, breaks[0]) : breaks[i - 1],
                     i == breaks.size() ? std::max(range.max, breaks.back()) : breaks[i], colours[i]});
  return bands;
}

/// The band that a polygon of GDAL's belongs to, by the middle of its limits. Its lowest minimum and highest maximum are
/// sentinels, so they are held to the range first.
std::size_t band_at(const std::vector<double>& breaks, double low, double high, const MapRange& range) {
  const double middle = 0.5 * (std::max(low, range.min) + std::min(high, range.max));
  return static_cast<std::size_t>(std::upper_bound(breaks.begin(), breaks.end(), middle) - breaks.begin());
}

/// GDAL's polygons, one feature per band, in a layer in memory.
Result<writing::DatasetPtr> polygons_of(const FieldMap& map, const std::vector<double>& breaks,
                                        OGRSpatialReference& srs) {
  auto raster = writing::dataset_of({map}, srs);
  if (!raster) return tl::unexpected(raster.error());
  auto memory = writing::driver("Memory");
  if (!memory) return tl::unexpected(memory.error());
  const writing::QuietScope quiet;
  writing::DatasetPtr dataset((*memory)->Create("", 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayer* layer = dataset ? dataset->CreateLayer("bands", &srs, wkbMultiPolygon, nullptr) : nullptr;
  if (!layer) return fail(ErrorCode::resource, "contours: " + quiet.reason());
  OGRFieldDefn low("low", OFTReal);
  OGRFieldDefn high("high", OFTReal);
  if (layer->CreateField(&low) != OGRERR_NONE || layer->CreateField(&high) != OGRERR_NONE)
    return fail(ErrorCode::resource, "contours: " + quiet.reason());
  CPLStringList options;
  // Enough digits that the limit GDAL reads is the limit given.
  options.SetNameValue("FIXED_LEVELS", fmt::format("{}", fmt::join(breaks, ",")).c_str());
  options.SetNameValue("ELEV_FIELD_MIN", "0");
  options.SetNameValue("ELEV_FIELD_MAX", "1");
  options.SetNameValue("POLYGONIZE", "YES");
  options.SetNameValue("NODATA", fmt::format("{}", writing::product_nodata).c_str());
  if (GDALContourGenerateEx((*raster)->GetRasterBand(1), layer, options.List(), nullptr, nullptr) != CE_None)
    return fail(ErrorCode::internal, "contours: " + quiet.reason());
  return dataset;
}

/// A valid multi-polygon, or null when nothing with an area is left. (Touching rings of marching squares may share a
/// point, which simple features do not allow.)
std::unique_ptr<OGRGeometry> valid_multi_polygon(const OGRGeometry& geometry) {
  std::unique_ptr<OGRGeometry> valid(geometry.IsValid() ? geometry.clone() : geometry.MakeValid());
  if (!valid || valid->IsEmpty()) return nullptr;
  auto result = std::make_unique<OGRMultiPolygon>();
  const auto add = [&result](const OGRGeometry& part) {
    if (wkbFlatten(part.getGeometryType()) == wkbPolygon && !part.IsEmpty()) result->addGeometry(&part);
  };
  const auto kind = wkbFlatten(valid->getGeometryType());
  if (kind == wkbPolygon) {
    add(*valid);
  } else if (kind == wkbMultiPolygon || kind == wkbGeometryCollection) {
    for (const OGRGeometry* part : *valid->toGeometryCollection()) {
      if (wkbFlatten(part->getGeometryType()) == wkbMultiPolygon)
        for (const OGRPolygon* polygon : *part->toMultiPolygon()) add(*polygon);
      else
        add(*part);
    }
  }
  if (result->IsEmpty()) return nullptr;
  return result;
}

Result<OGRLayer*> create_layer(GDALDataset& dataset, const std::string& name, OGRSpatialReference* srs,
                               OGRwkbGeometryType type, const std::vector<std::pair<const char*, OGRFieldType>>& fields,
                               const CPLStringList& options, const writing::QuietScope& quiet) {
  OGRLayer* layer = dataset.CreateLayer(name.c_str(), srs, type, const_cast<char**>(options.List()));
  if (!layer) return fail(ErrorCode::resource, "layer " + name + ": " + quiet.reason());
  for (const auto& [field, field_type] : fields) {
    OGRFieldDefn definition(field, field_type);
    if (layer->CreateField(&definition) != OGRERR_NONE)
      return fail(ErrorCode::resource, "layer " + name + ": " + quiet.reason());
  }
  return layer;
}

std::string band_label(const ContourBand& band, std::size_t count, const std::string& unit) {
  const auto index = static_cast<std::size_t>(band.index);
  if (index == 0) return fmt::format("below {:g} {}", band.max, unit);
  if (index + 1 == count) return fmt::format("{:g} {} and above", band.min, unit);
  return fmt::format("{:g} to {:g} {}", band.min, band.max, unit);
}

std::string style_of(const std::vector<ContourBand>& bands, const std::string& unit) {
  std::vector<writing::StyleClass> classes;
  for (const ContourBand& band : bands)
    classes.push_back({band.index, band_label(band, bands.size(), unit), band.colour});
  // Half see-through so that the base map shows; the lowest class is hidden by the user, not by us.
  return writing::categorized_fill_qml("class", classes, 0.7);
}

Result<void> write_polygons(GDALDataset& package, const FieldMap& map, const std::vector<double>& breaks,
                            const std::vector<ContourBand>& bands, OGRSpatialReference& srs, const ProductInfo& info,
                            const writing::QuietScope& quiet) {
  auto polygons = polygons_of(map, breaks, srs);
  if (!polygons) return tl::unexpected(polygons.error());
  CPLStringList options;
  options.SetNameValue("GEOMETRY_NAME", "geom");
  options.SetNameValue("IDENTIFIER", fmt::format("{} {} {}", map.pollutant, map.statistic, map.hour).c_str());
  options.SetNameValue("DESCRIPTION", fmt::format("{}; {}; run {}; {}", info.title, info.program, info.run_id, info.attribution).c_str());
  auto layer = create_layer(package, "contours", &srs, wkbMultiPolygon,
                            {{"class", OFTInteger},
                             {"min_ug_per_m3", OFTReal},
                             {"max_ug_per_m3", OFTReal},
                             {"pollutant", OFTString},
                             {"statistic", OFTString},
                             {"hour", OFTString},
                             {"colour", OFTString}},
                            options, quiet);
  if (!layer) return tl::unexpected(layer.error());
  const MapRange range = range_of(map);
  for (const auto& feature : *(*polygons)->GetLayer(0)) {
    auto geometry = feature->GetGeometryRef() ? valid_multi_polygon(*feature->GetGeometryRef()) : nullptr;
    if (!geometry) continue;
    const ContourBand& band =
        bands[band_at(breaks, feature->GetFieldAsDouble(0), feature->GetFieldAsDouble(1), range)];
    OGRFeature out((*layer)->GetLayerDefn());
    out.SetField("class", band.index);
    out.SetField("min_ug_per_m3", band.min);
    out.SetField("max_ug_per_m3", band.max);
    out.SetField("pollutant", map.pollutant.c_str());
    out.SetField("statistic", map.statistic.c_str());
    out.SetField("hour", map.hour.c_str());
    out.SetField("colour", band.colour.c_str());
    out.SetGeometryDirectly(geometry.release());
    if ((*layer)->CreateFeature(&out) != OGRERR_NONE) return fail(ErrorCode::resource, quiet.reason());
  }
  return {};
}

/// The table QGIS reads a layer's default style from.
Result<void> write_layer_styles(GDALDataset& package, const std::string& qml, const writing::QuietScope& quiet) {
  CPLStringList options;
  options.SetNameValue("FID", "id");
  options.SetNameValue("ASPATIAL_VARIANT", "GPKG_ATTRIBUTES");
  auto layer = create_layer(package, "layer_styles", nullptr, wkbNone,
                            {{"f_table_catalog", OFTString},
                             {"f_table_schema", OFTString},
                             {"f_table_name", OFTString},
                             {"f_geometry_column", OFTString},
                             {"styleName", OFTString},
                             {"styleQML", OFTString},
                             {"styleSLD", OFTString},
                             {"useAsDefault", OFTInteger},
                             {"description", OFTString},
                             {"owner", OFTString},
                             {"ui", OFTString},
                             {"update_time", OFTDateTime}},
                            options, quiet);
  if (!layer) return tl::unexpected(layer.error());
  OGRFeature style((*layer)->GetLayerDefn());
  style.SetField("f_table_catalog", "");
  style.SetField("f_table_schema", "");
  style.SetField("f_table_name", "contours");
  style.SetField("f_geometry_column", "geom");
  style.SetField("styleName", "contours");
  style.SetField("styleQML", qml.c_str());
  style.SetField("styleSLD", "");
  style.SetField("useAsDefault", 1);
  style.SetField("description", "classes of the map, coloured as in Leeward");
  style.SetField("owner", "");
  style.SetField("update_time", 1970, 1, 1, 0, 0, 0.0F, 100);
  if ((*layer)->CreateFeature(&style) != OGRERR_NONE) return fail(ErrorCode::resource, quiet.reason());
  return {};
}

Result<void> write_text(const std::filesystem::path& file, const std::string& content) {
  writing::PendingFile pending(file);
  {
    std::ofstream out(pending.path(), std::ios::binary);
    out << content;
    out.flush();
    if (!out) return writing::write_failure(file, "the text was not written");
  }
  return pending.publish();
}

}  // namespace

Result<void> write_contours(const std::filesystem::path& file, const FieldMap& map, const std::vector<double>& breaks,
                            const std::vector<std::string>& colours, const ProductInfo& info) {
  if (auto sound = check_classes(breaks, colours); !sound) return sound;
  if (!map.has_values)
    return fail(ErrorCode::input, fmt::format("contours of {} {}: the hour is calm or missing and has no values",
                                              map.pollutant, map.hour));
  auto srs = writing::projected_srs(info.crs_wkt2);
  if (!srs) return tl::unexpected(srs.error());
  if (auto sound = writing::dataset_of({map}, *srs); !sound) return tl::unexpected(sound.error());
  auto driver = writing::driver("GPKG");
  if (!driver) return tl::unexpected(driver.error());

  const std::vector<ContourBand> bands = bands_of(breaks, colours, range_of(map));
  const std::string qml = style_of(bands, map.unit);
  const writing::LocalOption fixed_date("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z");
  writing::PendingFile pending(file);
  const writing::QuietScope quiet;
  writing::DatasetPtr package((*driver)->Create(pending.text().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!package || package->StartTransaction() != OGRERR_NONE) return writing::write_failure(file, quiet.reason());
  if (auto written = write_polygons(*package, map, breaks, bands, *srs, info, quiet); !written)
    return writing::write_failure(file, written.error().message);
  if (auto written = write_layer_styles(*package, qml, quiet); !written)
    return writing::write_failure(file, written.error().message);
  if (package->CommitTransaction() != OGRERR_NONE) return writing::write_failure(file, quiet.reason());
  CPLErrorReset();
  package.reset();
  if (CPLGetLastErrorType() >= CE_Failure) return writing::write_failure(file, quiet.reason());

  std::filesystem::path style_file = file;
  style_file.replace_extension(".qml");
  if (auto written = write_text(style_file, qml); !written) return written;
  return pending.publish();
}

}  // namespace leeward::gis

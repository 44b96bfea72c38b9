#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "core/model/pollutant.h"
#include "gis/raster_write.h"
#include "gis/twin_store.h"
#include "twin_layers.h"

namespace leeward::gis {
namespace {

/// Pollutants of the emission columns: the twin's in their order, then what features have besides.
template <class Feature>
std::vector<std::string> emission_pollutants(const City& city, const twin::TwinLayer<Feature>& layer,
                                             const std::vector<Feature>& features) {
  std::vector<std::string> ids = city.settings.pollutants;
  for (const Feature& feature : features)
    for (const auto& [pollutant, rate] : layer.emission(const_cast<Feature&>(feature)))
      if (std::find(ids.begin(), ids.end(), pollutant) == ids.end()) ids.push_back(pollutant);
  return ids;
}

template <class Feature>
VectorLayer as_vector_layer(const City& city, const twin::TwinLayer<Feature>& layer,
                            const std::vector<Feature>& features) {
  VectorLayer out;
  out.name = layer.name;
  out.description = layer.description;
  out.type = layer.type;
  for (const auto& column : layer.columns) out.fields.push_back({column.name, column.type});
  std::vector<std::string> pollutants;
  if (layer.emission) pollutants = emission_pollutants(city, layer, features);
  for (const std::string& pollutant : pollutants)
    out.fields.push_back({pollutant + layer.emission_suffix, FieldType::real});
  out.features.reserve(features.size());
  for (const Feature& feature : features) {
    VectorFeature row;
    if (layer.get_geometry) row.geometry = layer.get_geometry(feature);
    for (const auto& column : layer.columns) row.values.push_back(column.get(feature));
    for (const std::string& pollutant : pollutants) {
      const Emission& emission = layer.emission(const_cast<Feature&>(feature));
      const auto found = emission.find(pollutant);
      row.values.push_back(found == emission.end() ? VectorValue{} : VectorValue{found->second});
    }
    out.features.push_back(std::move(row));
  }
  return out;
}

template <class T>
Result<void> write_layer_raster(const std::filesystem::path& file, const Raster<T>& raster,
                                const std::string& crs, const char* description) {
  std::error_code error;
  if (raster.empty()) {
    std::filesystem::remove(file, error);
    if (error)
      return fail(ErrorCode::resource,
                  fmt::format("{}: cannot be removed: {}", file.string(), error.message()));
    return {};
  }
  std::filesystem::create_directories(file.parent_path(), error);
  if (error)
    return fail(ErrorCode::resource,
                fmt::format("{}: cannot be made: {}", file.parent_path().string(), error.message()));
  return write_geotiff(file, raster, {.crs = crs, .description = description, .metadata = {}});
}

}  // namespace

Result<void> write_layers(const std::filesystem::path& folder, const City& city) {
  const std::string& crs = city.settings.crs_wkt2.empty() ? city.settings.crs : city.settings.crs_wkt2;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(ErrorCode::resource, fmt::format("{}: cannot be made: {}", folder.string(), error.message()));
  std::vector<VectorLayer> layers;
  twin::for_each_layer(city, [&](const auto& layer, const auto& features) {
    layers.push_back(as_vector_layer(city, layer, features));
  });
  if (auto written = write_geopackage(folder / twin::package_name, layers, crs); !written) return written;
  if (auto written = write_layer_raster(folder / twin::terrain_name, city.terrain, crs, "terrain elevation");
      !written)
    return written;
  if (auto written =
          write_layer_raster(folder / twin::land_cover_name, city.land_cover, crs, "land cover class");
      !written)
    return written;
  return write_layer_raster(folder / twin::population_name, city.population, crs, "people per cell");
}

}  // namespace leeward::gis

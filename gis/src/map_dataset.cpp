#include "map_dataset.h"

#include <fmt/format.h>

#include <cmath>

namespace leeward::gis::writing {
namespace {

Result<void> check_maps(const std::vector<FieldMap>& maps) {
  if (maps.empty()) return fail(ErrorCode::internal, "no map to write");
  for (const FieldMap& map : maps) {
    if (map.grid.size() == 0 || !(map.grid.spacing_m > 0))
      return fail(ErrorCode::internal, fmt::format("map {} {}: the grid is empty", map.pollutant, map.hour));
    if (!(map.grid == maps.front().grid))
      return fail(ErrorCode::internal, fmt::format("map {} {}: not on the grid of the first map", map.pollutant, map.hour));
    if (!map.has_values) continue;
    if (map.values.size() != map.grid.size())
      return fail(ErrorCode::internal, fmt::format("map {} {}: {} values for {} cells", map.pollutant, map.hour,
                                                   map.values.size(), map.grid.size()));
    for (std::size_t i = 0; i < map.values.size(); ++i)
      if (!std::isfinite(map.values[i]))
        return fail(ErrorCode::internal,
                    fmt::format("map {} {}: cell {} is not a number", map.pollutant, map.hour, i));
  }
  return {};
}

std::vector<float> north_up(const FieldMap& map) {
  const std::size_t columns = map.grid.columns;
  const std::size_t rows = map.grid.rows;
  std::vector<float> cells(columns * rows, product_nodata);
  if (!map.has_values) return cells;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto from = map.values.begin() + static_cast<std::ptrdiff_t>(row * columns);
    std::copy(from, from + static_cast<std::ptrdiff_t>(columns),
              cells.begin() + static_cast<std::ptrdiff_t>((rows - 1 - row) * columns));
  }
  return cells;
}

}  // namespace

Result<DatasetPtr> dataset_of(const std::vector<FieldMap>& maps, const OGRSpatialReference& srs) {
  if (auto sound = check_maps(maps); !sound) return tl::unexpected(sound.error());
  auto memory = driver("MEM");
  if (!memory) return tl::unexpected(memory.error());
  const QuietScope quiet;
  const ReceptorGrid& grid = maps.front().grid;
  const int columns = static_cast<int>(grid.columns);
  const int rows = static_cast<int>(grid.rows);
  DatasetPtr dataset((*memory)->Create("", columns, rows, static_cast<int>(maps.size()), GDT_Float32, nullptr));
  if (!dataset) return fail(ErrorCode::resource, "no memory for the maps: " + quiet.reason());
  const Box2 edge = grid.bounds();
  double transform[6] = {edge.min.x, grid.spacing_m, 0, edge.max.y, 0, -grid.spacing_m};
  if (dataset->SetGeoTransform(transform) != CE_None || dataset->SetSpatialRef(&srs) != CE_None)
    return fail(ErrorCode::internal, "the grid's place was not taken: " + quiet.reason());
  for (std::size_t i = 0; i < maps.size(); ++i) {
    GDALRasterBand* band = dataset->GetRasterBand(static_cast<int>(i) + 1);
    std::vector<float> cells = north_up(maps[i]);
    if (band->SetNoDataValue(static_cast<double>(product_nodata)) != CE_None ||
        band->RasterIO(GF_Write, 0, 0, columns, rows, cells.data(), columns, rows, GDT_Float32, 0, 0, nullptr) != CE_None)
      return fail(ErrorCode::resource, "the maps were not taken: " + quiet.reason());
  }
  return dataset;
}

}  // namespace leeward::gis::writing

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../geometry_read.h"
#include "../raster_open.h"
#include "../raster_read.h"
#include "../vector_read.h"
#include "layers.h"

namespace leeward::gis::reading {
namespace {

constexpr double default_population_m = 100;

const LayerRules& population_rules() {
  static const LayerRules rules{.kind = "population",
                                .geometry = GeometryNeed::point_or_polygon,
                                .fields = {{"population"}, {}, {"resolution_m"}, {}}};
  return rules;
}

/// The city's population grid, made when the first layer needs it.
Raster<float>& population_grid(ImportContext& context, double resolution_m) {
  Raster<float>& grid = context.city.population;
  if (!grid.empty()) return grid;
  const Box2& domain = context.domain;
  grid.columns = static_cast<std::size_t>(std::max(1.0, std::ceil(domain.width() / resolution_m - 1e-6)));
  grid.rows = static_cast<std::size_t>(std::max(1.0, std::ceil(domain.height() / resolution_m - 1e-6)));
  grid.north_west = {domain.min.x, domain.max.y};
  grid.cell_width_m = resolution_m;
  grid.cell_height_m = resolution_m;
  grid.cells.assign(grid.columns * grid.rows, 0.0F);
  grid.valid.assign(grid.columns * grid.rows, 1);
  grid.unit = "1";
  return grid;
}

std::optional<std::size_t> cell_at(const Raster<float>& grid, Vec2 p) {
  const double column = std::floor((p.x - grid.north_west.x) / grid.cell_width_m);
  const double row = std::floor((grid.north_west.y - p.y) / grid.cell_height_m);
  if (column < 0 || row < 0 || column >= static_cast<double>(grid.columns) ||
      row >= static_cast<double>(grid.rows))
    return std::nullopt;
  return grid.index(static_cast<std::size_t>(column), static_cast<std::size_t>(row));
}

using CellWeights = std::map<std::size_t, double>;

/// Samples per cell side when a polygon is laid over the grid.
constexpr int samples_per_side = 5;

/// Share of each cell that lies in the polygon; with `only_built`, only where the land cover is built.
CellWeights cells_under(const Raster<float>& grid, const MultiPolygon& polygons,
                        const Raster<std::uint8_t>* land_cover) {
  CellWeights weights;
  const Box2 box = bounds(polygons);
  const double step_x = grid.cell_width_m / samples_per_side;
  const double step_y = grid.cell_height_m / samples_per_side;
  const auto first = [](double offset, double step) { return std::max(0.0, std::floor(offset / step)); };
  const double end_column = static_cast<double>(grid.columns) * samples_per_side;
  const double end_row = static_cast<double>(grid.rows) * samples_per_side;
  for (double row = first(grid.north_west.y - box.max.y, step_y); row < end_row; row += 1) {
    const double y = grid.north_west.y - (row + 0.5) * step_y;
    if (y < box.min.y) break;
    for (double column = first(box.min.x - grid.north_west.x, step_x); column < end_column; column += 1) {
      const Vec2 p{grid.north_west.x + (column + 0.5) * step_x, y};
      if (p.x > box.max.x) break;
      if (!contains(polygons, p)) continue;
      if (land_cover != nullptr && sample_cell(*land_cover, p) != static_cast<std::uint8_t>(LandCover::built))
        continue;
      if (const auto cell = cell_at(grid, p)) weights[*cell] += 1;
    }
  }
  return weights;
}

class PopulationSpread {
public:
  PopulationSpread(ImportContext& context, LayerReader& reader, Raster<float>& grid)
      : context_(context), reader_(reader), grid_(grid) {
    for (const Building& building : context.city.buildings)
      places_.push_back(
          {centroid(building.footprint_m.outer), area(building.footprint_m) * building.height_m});
  }

  void take(const SourceFeature& source) {
    const auto people = reader_.values().number(source.feature, source.label, "population", not_negative);
    if (!people) {
      ++without_number_;
      return;
    }
    const std::vector<Vec2> points = points_of(*source.geometry);
    if (!points.empty()) {
      for (const Vec2 p : points)
        if (const auto cell = cell_at(grid_, p))
          grid_.cells[*cell] += static_cast<float>(*people / static_cast<double>(points.size()));
      return;
    }
    spread(*people, polygons_of(*source.geometry));
  }

  void finish() {
    if (without_number_ > 0)
      context_.log.warning(reader_.place(), "",
                           fmt::format("{} features without a population", without_number_), "a number",
                           "nobody counted there");
    const std::string how = fmt::format(
        "people of {} polygons spread by building volume, of {} over built land cover, of {} "
        "evenly; of a polygon partly outside the domain, the share of its area inside",
        by_buildings_, by_land_cover_, evenly_);
    if (by_buildings_ + by_land_cover_ + evenly_ > 0) {
      context_.log.note(reader_.place(), how, "taken");
      context_.city.settings.assumptions.push_back(fmt::format("{}: {}", reader_.place().file_name(), how));
    }
  }

private:
  struct Weighted {
    Vec2 place;
    double weight;
  };

  void spread(double people, const MultiPolygon& polygons) {
    const CellWeights inside = cells_under(grid_, polygons, nullptr);
    double samples = 0;
    for (const auto& [cell, weight] : inside) samples += weight;
    const double sample_m2 = grid_.cell_width_m * grid_.cell_height_m / (samples_per_side * samples_per_side);
    const double whole_m2 = area(polygons);
    // A polygon smaller than the sampling has no sample: all of it goes to the cell of its middle.
    if (samples <= 0) {
      if (!polygons.empty())
        if (const auto cell = cell_at(grid_, centroid(polygons.front().outer)))
          grid_.cells[*cell] += static_cast<float>(people);
      ++evenly_;
      return;
    }
    const bool is_whole =
        context_.domain.contains(bounds(polygons).min) && context_.domain.contains(bounds(polygons).max);
    const double here = is_whole ? people : people * std::min(1.0, samples * sample_m2 / whole_m2);
    CellWeights weights;
    const Box2 box = bounds(polygons);
    for (const Weighted& building : places_)
      if (box.contains(building.place) && contains(polygons, building.place))
        if (const auto cell = cell_at(grid_, building.place)) weights[*cell] += building.weight;
    if (!weights.empty()) {
      ++by_buildings_;
    } else if (!context_.city.land_cover.empty()) {
      weights = cells_under(grid_, polygons, &context_.city.land_cover);
      if (!weights.empty()) ++by_land_cover_;
    }
    if (weights.empty()) {
      weights = inside;
      ++evenly_;
    }
    double sum = 0;
    for (const auto& [cell, weight] : weights) sum += weight;
    for (const auto& [cell, weight] : weights) grid_.cells[cell] += static_cast<float>(here * weight / sum);
  }

  ImportContext& context_;
  LayerReader& reader_;
  Raster<float>& grid_;
  std::vector<Weighted> places_;
  std::size_t without_number_ = 0;
  std::size_t by_buildings_ = 0;
  std::size_t by_land_cover_ = 0;
  std::size_t evenly_ = 0;
};

/// Adds the people of a cell of `fine` to the grid cells it lies over, by area (4 samples a grid cell and
/// side).
void share_out(Raster<float>& grid, const Raster<float>& fine, std::size_t column, std::size_t row) {
  const int parts =
      std::clamp(static_cast<int>(std::ceil(4 * fine.cell_width_m / grid.cell_width_m)), 1, 200);
  const Vec2 centre = fine.centre(column, row);
  const float people = fine.cells[fine.index(column, row)] / static_cast<float>(parts * parts);
  for (int i = 0; i < parts; ++i)
    for (int j = 0; j < parts; ++j) {
      const Vec2 p{centre.x + ((i + 0.5) / parts - 0.5) * fine.cell_width_m,
                   centre.y + ((j + 0.5) / parts - 0.5) * fine.cell_height_m};
      if (const auto target = cell_at(grid, p)) grid.cells[*target] += people;
    }
}

/// A raster of people per cell: sums are kept.
void from_population_raster(ImportContext& context, const KitLayer& layer, double resolution_m) {
  KitRaster raster;
  raster.file = layer.file;
  raster.crs = layer.crs;
  const auto band = load_band(
      context, raster,
      {.what = "population", .wanted_m = context.domain, .range = not_negative, .may_be_averaged = false});
  if (!band) return;
  Raster<float>& grid = population_grid(context, resolution_m);
  Box2 box = context.domain;
  const Raster<float> fine = resampled(context, *band, box, band->own_resolution_m, "sum");
  for (std::size_t row = 0; row < fine.rows; ++row)
    for (std::size_t column = 0; column < fine.columns; ++column) {
      const std::size_t cell = fine.index(column, row);
      if (fine.valid[cell] && fine.cells[cell] > 0) share_out(grid, fine, column, row);
    }
}

bool is_raster_file(const std::filesystem::path& file) {
  KitRaster raster;
  raster.file = file;
  const auto opened = open_raster(raster);
  return opened.has_value();
}

}  // namespace

void import_population(ImportContext& context, const KitLayer& layer) {
  const auto found = layer.values.find("resolution_m");
  const double resolution_m = found == layer.values.end() ? default_population_m : found->second;
  const double cells = context.domain.width() * context.domain.height() / (resolution_m * resolution_m);
  if (!(resolution_m > 0) || cells > 16e6) {
    context.log.error({layer.file.string(), layer.layer}, fmt::format("line {} of the kit", layer.line),
                      fmt::format("values.resolution_m = {}", resolution_m),
                      "> 0 m and at most 16 million cells");
    return;
  }
  if (layer.fields.empty() && is_raster_file(layer.file)) {
    from_population_raster(context, layer, resolution_m);
    return;
  }
  const auto reader = LayerReader::open(context, layer, population_rules(), 0);
  if (!reader) return;
  Raster<float>& grid = population_grid(context, resolution_m);
  PopulationSpread spread(context, *reader, grid);
  reader->for_each([&](SourceFeature& source) { spread.take(source); });
  spread.finish();
}

}  // namespace leeward::gis::reading

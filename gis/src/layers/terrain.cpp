#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../raster_fill.h"
#include "../raster_read.h"
#include "rasters.h"

namespace leeward::gis::reading {
namespace {

constexpr double terrain_margin_m = 10000;
/// More cells than this make a twin slow to open; the resolution is then made coarser, and said.
constexpr double max_terrain_cells = 16e6;
/// Fewer valid cells in the domain than this are no terrain.
constexpr double least_valid_share = 0.5;

Box2 common_part(const Box2& a, const Box2& b) {
  return {{std::max(a.min.x, b.min.x), std::max(a.min.y, b.min.y)},
          {std::min(a.max.x, b.max.x), std::min(a.max.y, b.max.y)}};
}

double chosen_resolution(ImportContext& context, const LoadedBand& band, const KitRaster& raster,
                         const Box2& box) {
  double resolution = raster.resolution_m > 0 ? raster.resolution_m : band.own_resolution_m;
  const double cells = box.width() * box.height() / (resolution * resolution);
  if (cells > max_terrain_cells) {
    const double coarser = std::ceil(resolution * std::sqrt(cells / max_terrain_cells) * 10.0) / 10.0;
    context.log.note(
        band.place, fmt::format("{:.0f} million cells of {:.2f} m", cells / 1e6, resolution),
        fmt::format("{:.1f} m are used; a smaller file or a larger resolution_m avoids this", coarser));
    resolution = coarser;
  }
  return resolution;
}

/// A step between neighbours that no ground has: most likely a value that means "none" and is not declared.
void say_cliffs(ImportContext& context, const LoadedBand& band, const Raster<float>& raster) {
  const double least_step_m =
      std::max(100.0, 1.5 * raster.cell_width_m);  // steeper than 56 deg over a whole cell
  std::size_t count = 0;
  double highest_m = 0;
  Vec2 where;
  const auto look = [&](std::size_t a, std::size_t b, Vec2 place) {
    if (!raster.valid[a] || !raster.valid[b]) return;
    const double step = std::abs(static_cast<double>(raster.cells[a]) - static_cast<double>(raster.cells[b]));
    if (step <= least_step_m) return;
    ++count;
    if (step <= highest_m) return;
    highest_m = step;
    where = place;
  };
  for (std::size_t row = 0; row < raster.rows; ++row)
    for (std::size_t column = 0; column < raster.columns; ++column) {
      const std::size_t cell = raster.index(column, row);
      if (column + 1 < raster.columns) look(cell, cell + 1, raster.centre(column, row));
      if (row + 1 < raster.rows) look(cell, cell + raster.columns, raster.centre(column, row));
    }
  if (count > 0)
    context.log.warning(band.place, "",
                        fmt::format("{} steps of more than {:.0f} m between neighbouring cells, the highest "
                                    "{:.0f} m at x {:.0f}, y {:.0f}",
                                    count, least_step_m, highest_m, where.x, where.y),
                        "ground (is there a value that means none? nodata = ... declares it)",
                        "taken as it is");
}

Raster<float> elevation_raster(ImportContext& context, const KitRaster& raster, const char* what,
                               double margin_m) {
  const Box2 wanted = context.domain.grown(margin_m);
  const auto band = load_band(
      context, raster,
      {.what = what, .wanted_m = wanted, .range = elevation_range, .resolution_m = raster.resolution_m});
  if (!band) return {};
  Box2 box = common_part(wanted, band->box_m);
  box.add(context.domain.min);
  box.add(context.domain.max);
  const double resolution = chosen_resolution(context, *band, raster, box);
  const bool is_coarser = resolution > 1.5 * band->own_resolution_m;
  Raster<float> result = resampled(context, *band, box, resolution, is_coarser ? "average" : "bilinear");
  result.unit = "m";
  if (result.empty()) return result;
  if (margin_m > 0) say_cliffs(context, *band, result);
  const HoleCount holes = holes_in(result, context.domain);
  if (holes.holes_in_box == 0) return result;
  const double share = static_cast<double>(holes.holes_in_box) /
                       static_cast<double>(std::max<std::size_t>(1, holes.cells_in_box));
  const std::string found = fmt::format("{} of {} cells ({:.2f} %) of the domain without a value",
                                        holes.holes_in_box, holes.cells_in_box, 100 * share);
  if (1 - share < least_valid_share) {
    context.log.error(band->place, "", found,
                      fmt::format("{} for at least {} % of the domain", what, 100 * least_valid_share));
    return {};
  }
  if (margin_m <= 0) {
    context.log.warning(band->place, "", found, "a value everywhere", "no height from there");
    return result;
  }
  fill_holes(result, context.domain);
  context.log.warning(band->place, "", found, "a value everywhere", "interpolated from the cells around");
  context.city.settings.assumptions.push_back(
      fmt::format("{}: {:.2f} % of the domain interpolated", raster.file.filename().string(), 100 * share));
  return result;
}

}  // namespace

void import_terrain(ImportContext& context) {
  if (context.kit.terrain.file.empty()) {
    if (!context.city.settings.is_flat)
      context.log.warning({context.kit.file.string(), ""}, "", "no [terrain]",
                          "an elevation raster, or is_flat = true", "the ground is flat at 0 m");
    return;
  }
  context.city.terrain = elevation_raster(context, context.kit.terrain, "terrain", terrain_margin_m);
}

Raster<float> import_surface(ImportContext& context) {
  if (context.kit.surface.file.empty()) return {};
  if (context.city.terrain.empty()) {
    context.log.error({context.kit.surface.file.string(), ""}, "", "[surface] without a usable [terrain]",
                      "a terrain (DEM): heights are DSM minus DEM");
    return {};
  }
  return elevation_raster(context, context.kit.surface, "surface", 0);
}

}  // namespace leeward::gis::reading

#include "terrain_surface.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/raster.h"

namespace leeward::ui {
namespace {

constexpr double longest_side_cells = 200;  // 80,000 triangles: some 20 ms on software OpenGL
constexpr double margin_around = 0.3;  // of the domain's longer side, drawn around it where there is terrain
constexpr double edge_slack = 1e-9;    // relative: a point on the rim is inside

Box2 drawn_box(const City& city) {
  Box2 domain = city.settings.domain_m;
  if (domain.empty() && !city.terrain.empty()) domain = city.terrain.bounds();
  if (domain.empty()) domain = {{-500, -500}, {500, 500}};
  const double side = std::max({domain.width(), domain.height(), 1.0});
  if (domain.width() <= 0 || domain.height() <= 0) domain = domain.grown(0.5 * side);
  if (city.terrain.empty()) return domain;
  const Box2 wide = domain.grown(margin_around * side);
  Box2 raster = city.terrain.bounds();
  // Ground without land cover around ground with it would look like a frame.
  if (const Box2 cover = city.land_cover.bounds(); !city.land_cover.empty() && cover.intersects(domain)) {
    raster.min = {std::max(raster.min.x, cover.min.x), std::max(raster.min.y, cover.min.y)};
    raster.max = {std::min(raster.max.x, cover.max.x), std::min(raster.max.y, cover.max.y)};
  }
  Box2 box{{std::max(wide.min.x, raster.min.x), std::max(wide.min.y, raster.min.y)},
           {std::min(wide.max.x, raster.max.x), std::min(wide.max.y, raster.max.y)}};
  if (box.empty()) return domain;
  box.add(domain.min);
  box.add(domain.max);
  return box;
}

// Vertices over cells without a value take the mean of their neighbours, from the rim of the gap inwards.
void fill_gaps(std::vector<float>& z, std::size_t columns, std::size_t rows) {
  bool is_changed = true;
  while (is_changed) {
    is_changed = false;
    const std::vector<float> before = z;
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < columns; ++column) {
        if (std::isfinite(before[row * columns + column])) continue;
        double sum = 0;
        int count = 0;
        for (std::size_t r = row > 0 ? row - 1 : 0; r <= std::min(row + 1, rows - 1); ++r)
          for (std::size_t c = column > 0 ? column - 1 : 0; c <= std::min(column + 1, columns - 1); ++c)
            if (std::isfinite(before[r * columns + c])) {
              sum += before[r * columns + c];
              ++count;
            }
        if (count == 0) continue;
        z[row * columns + column] = static_cast<float>(sum / count);
        is_changed = true;
      }
  }
  for (float& value : z)
    if (!std::isfinite(value)) value = 0;  // a raster without any value
}

}  // namespace

TerrainSurface::TerrainSurface(const City& city) : bounds_(drawn_box(city)) {
  const double side = std::max(bounds_.width(), bounds_.height());
  double cell = side / longest_side_cells;
  if (city.terrain.empty())
    cell = side / 8;
  else
    cell = std::max(cell, std::min(city.terrain.cell_width_m, city.terrain.cell_height_m));
  const auto cells = [&](double extent) {
    return static_cast<std::size_t>(std::max(1.0, std::ceil(extent / cell - 0.01)));
  };
  columns_ = cells(bounds_.width()) + 1;
  rows_ = cells(bounds_.height()) + 1;
  cell_width_m_ = bounds_.width() / static_cast<double>(columns_ - 1);
  cell_height_m_ = bounds_.height() / static_cast<double>(rows_ - 1);
  elevations_.assign(columns_ * rows_, 0.0F);
  if (!city.terrain.empty()) {
    const Box2 raster = city.terrain.bounds();
    for (std::size_t row = 0; row < rows_; ++row)
      for (std::size_t column = 0; column < columns_; ++column) {
        const Vec2 p = position(column, row);
        const Vec2 inside{std::clamp(p.x, raster.min.x, raster.max.x),
                          std::clamp(p.y, raster.min.y, raster.max.y)};
        const auto z = sample_bilinear(city.terrain, inside);
        elevations_[row * columns_ + column] =
            z ? static_cast<float>(*z) : std::numeric_limits<float>::quiet_NaN();
      }
    fill_gaps(elevations_, columns_, rows_);
  }
  const auto [low, high] = std::minmax_element(elevations_.begin(), elevations_.end());
  lowest_m_ = *low;
  highest_m_ = *high;
  frame_.origin = {bounds_.centre().x, bounds_.centre().y, lowest_m_};
}

Vec2 TerrainSurface::position(std::size_t column, std::size_t row) const {
  return {bounds_.min.x + static_cast<double>(column) * cell_width_m_,
          bounds_.min.y + static_cast<double>(row) * cell_height_m_};
}

double TerrainSurface::elevation_m(Vec2 p) const {
  if (elevations_.empty()) return 0;
  const double x = std::clamp((p.x - bounds_.min.x) / cell_width_m_, 0.0, static_cast<double>(columns_ - 1));
  const double y = std::clamp((p.y - bounds_.min.y) / cell_height_m_, 0.0, static_cast<double>(rows_ - 1));
  const auto c = std::min(static_cast<std::size_t>(x), columns_ - 2);
  const auto r = std::min(static_cast<std::size_t>(y), rows_ - 2);
  const double fx = x - static_cast<double>(c);
  const double fy = y - static_cast<double>(r);
  const double sw = vertex_elevation_m(c, r);
  const double ne = vertex_elevation_m(c + 1, r + 1);
  // Each cell is cut from south-west to north-east.
  if (fx >= fy) {
    const double se = vertex_elevation_m(c + 1, r);
    return sw + fx * (se - sw) + fy * (ne - se);
  }
  const double nw = vertex_elevation_m(c, r + 1);
  return sw + fy * (nw - sw) + fx * (ne - nw);
}

std::optional<double> TerrainSurface::hit_cell(const SightRay& ray, std::size_t column,
                                               std::size_t row) const {
  const Vec2 corner = position(column, row);
  const double sw = vertex_elevation_m(column, row);
  const double ne = vertex_elevation_m(column + 1, row + 1);
  std::optional<double> nearest;
  for (const bool is_south_east : {true, false}) {
    const double side =
        is_south_east ? vertex_elevation_m(column + 1, row) : vertex_elevation_m(column, row + 1);
    // z = sw + gx x + gy y in the triangle's plane, x and y in cells from the corner.
    const double gx = is_south_east ? side - sw : ne - side;
    const double gy = is_south_east ? ne - side : side - sw;
    const double slope =
        ray.direction.z - gx * ray.direction.x / cell_width_m_ - gy * ray.direction.y / cell_height_m_;
    if (slope >= 0) continue;  // seen from below
    const double above = ray.from.z - sw - gx * (ray.from.x - corner.x) / cell_width_m_ -
                         gy * (ray.from.y - corner.y) / cell_height_m_;
    const double t = -above / slope;
    if (t <= 0) continue;
    const Vec3 p = ray.at(t);
    const double x = (p.x - corner.x) / cell_width_m_;
    const double y = (p.y - corner.y) / cell_height_m_;
    constexpr double slack = 1e-7;
    if (x < -slack || y < -slack || x > 1 + slack || y > 1 + slack) continue;
    if (is_south_east ? x < y - slack : x > y + slack) continue;
    if (!nearest || t < *nearest) nearest = t;
  }
  return nearest;
}

std::optional<double> TerrainSurface::hit(const SightRay& ray) const {
  if (elevations_.empty()) return std::nullopt;
  // The part of the ray over the mesh and between its lowest and highest point.
  double enter = 0;
  double leave = std::numeric_limits<double>::infinity();
  const auto clip = [&](double from, double direction, double low, double high) {
    if (direction == 0) {
      if (from < low || from > high) leave = -1;
      return;
    }
    const double a = (low - from) / direction;
    const double b = (high - from) / direction;
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  };
  const double slack = edge_slack * std::max(bounds_.width(), bounds_.height());
  clip(ray.from.x, ray.direction.x, bounds_.min.x - slack, bounds_.max.x + slack);
  clip(ray.from.y, ray.direction.y, bounds_.min.y - slack, bounds_.max.y + slack);
  clip(ray.from.z, ray.direction.z, lowest_m_ - 1, highest_m_ + 1);
  if (!(enter <= leave) || !std::isfinite(leave)) return std::nullopt;

  const auto cell_of = [](double offset, double size, std::size_t vertices) {
    return static_cast<long>(std::clamp(std::floor(offset / size), 0.0, static_cast<double>(vertices) - 2));
  };
  const Vec3 start = ray.at(enter);
  long column = cell_of(start.x - bounds_.min.x, cell_width_m_, columns_);
  long row = cell_of(start.y - bounds_.min.y, cell_height_m_, rows_);
  const long step_x = ray.direction.x > 0 ? 1 : -1;
  const long step_y = ray.direction.y > 0 ? 1 : -1;
  const auto crossing = [](double from, double direction, double edge) {
    return direction == 0 ? std::numeric_limits<double>::infinity() : (edge - from) / direction;
  };
  while (column >= 0 && row >= 0 && column < static_cast<long>(columns_) - 1 &&
         row < static_cast<long>(rows_) - 1) {
    if (const auto t = hit_cell(ray, static_cast<std::size_t>(column), static_cast<std::size_t>(row)))
      return t;
    const double edge_x =
        bounds_.min.x + static_cast<double>(step_x > 0 ? column + 1 : column) * cell_width_m_;
    const double edge_y = bounds_.min.y + static_cast<double>(step_y > 0 ? row + 1 : row) * cell_height_m_;
    const double tx = crossing(ray.from.x, ray.direction.x, edge_x);
    const double ty = crossing(ray.from.y, ray.direction.y, edge_y);
    if (std::min(tx, ty) > leave) break;
    if (tx < ty)
      column += step_x;
    else
      row += step_y;
  }
  return std::nullopt;
}

}  // namespace leeward::ui

#include "terrain_node.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/model/raster.h"
#include "core/model/units.h"
#include "gl_parts.h"
#include "shaders.h"

namespace leeward::ui {
namespace {

constexpr std::size_t tile_cells = 32;
constexpr std::size_t most_texels = 2048;
constexpr Rgb side_colour{176, 168, 156};

// Calm tints; saturated colours are for results.
Rgb land_colour(LandCover cover) {
  switch (cover) {
    case LandCover::water:
      return {176, 199, 214};
    case LandCover::built:
      return {226, 221, 212};
    case LandCover::road:
      return {211, 207, 200};
    case LandCover::grass:
      return {212, 222, 194};
    case LandCover::forest:
      return {180, 200, 166};
    case LandCover::crop:
      return {229, 227, 201};
    case LandCover::bare:
      return {228, 219, 203};
    case LandCover::wetland:
      return {193, 211, 202};
    case LandCover::unknown:
      break;
  }
  return {228, 226, 218};
}

struct TextureSize {
  std::size_t columns = 1;
  std::size_t rows = 1;
};
TextureSize texture_size(const Box2& box, double cell_m) {
  const double cell =
      std::max(cell_m, std::max(box.width(), box.height()) / static_cast<double>(most_texels));
  const auto count = [&](double extent) {
    return std::clamp(static_cast<std::size_t>(std::ceil(extent / cell - 1e-6)), std::size_t{2}, most_texels);
  };
  return {count(box.width()), count(box.height())};
}
Vec2 texel(const Box2& box, TextureSize size, std::size_t column, std::size_t row) {
  return {box.min.x + (static_cast<double>(column) + 0.5) * box.width() / static_cast<double>(size.columns),
          box.min.y + (static_cast<double>(row) + 0.5) * box.height() / static_cast<double>(size.rows)};
}

osg::ref_ptr<osg::Image> land_image(const City& city, const Box2& box) {
  const TextureSize size =
      texture_size(box, std::min(city.land_cover.cell_width_m, city.land_cover.cell_height_m));
  std::vector<unsigned char> pixels;
  pixels.reserve(size.columns * size.rows * 3);
  for (std::size_t row = 0; row < size.rows; ++row)
    for (std::size_t column = 0; column < size.columns; ++column) {
      const auto cover = sample_cell(city.land_cover, texel(box, size, column, row));
      const bool is_known = cover && *cover <= static_cast<std::uint8_t>(LandCover::wetland);
      const Rgb c = land_colour(is_known ? static_cast<LandCover>(*cover) : LandCover::unknown);
      for (const int value : {c.red, c.green, c.blue}) pixels.push_back(static_cast<unsigned char>(value));
    }
  return byte_image(size.columns, size.rows, 3, pixels);
}

// Hillshade: Lambert's cosine of light from the north-west, 45 degrees high, over that of flat ground. Flat
// cities get their relief enlarged (at most four times), mountains do not. Stored as two thirds of itself.
osg::ref_ptr<osg::Image> shade_image(const City& city, const TerrainSurface& surface) {
  const Box2 box = surface.bounds();
  const double cell = city.terrain.empty() ? surface.cell_width_m()
                                           : std::min(city.terrain.cell_width_m, city.terrain.cell_height_m);
  const TextureSize size = texture_size(box, cell);
  std::vector<float> z(size.columns * size.rows);
  for (std::size_t row = 0; row < size.rows; ++row)
    for (std::size_t column = 0; column < size.columns; ++column) {
      const Vec2 p = texel(box, size, column, row);
      const auto known = city.terrain.empty() ? std::nullopt : sample_bilinear(city.terrain, p);
      z[row * size.columns + column] = static_cast<float>(known ? *known : surface.elevation_m(p));
    }
  const double dx = box.width() / static_cast<double>(size.columns);
  const double dy = box.height() / static_cast<double>(size.rows);
  const auto slope = [&](std::size_t column, std::size_t row) {
    const std::size_t c0 = column > 0 ? column - 1 : 0;
    const std::size_t c1 = std::min(column + 1, size.columns - 1);
    const std::size_t r0 = row > 0 ? row - 1 : 0;
    const std::size_t r1 = std::min(row + 1, size.rows - 1);
    const auto at = [&](std::size_t c, std::size_t r) {
      return static_cast<double>(z[r * size.columns + c]);
    };
    return Vec2{(at(c1, row) - at(c0, row)) / (dx * static_cast<double>(c1 - c0)),
                (at(column, r1) - at(column, r0)) / (dy * static_cast<double>(r1 - r0))};
  };
  double sum = 0;
  for (std::size_t row = 0; row < size.rows; ++row)
    for (std::size_t column = 0; column < size.columns; ++column) sum += length(slope(column, row));
  const double mean_slope = sum / static_cast<double>(z.size());
  constexpr double wanted_mean_slope = 0.14;
  const double enlarged = std::clamp(wanted_mean_slope / std::max(mean_slope, 1e-6), 1.0, 4.0);
  std::vector<unsigned char> pixels(z.size());
  for (std::size_t row = 0; row < size.rows; ++row)
    for (std::size_t column = 0; column < size.columns; ++column) {
      const Vec2 s = enlarged * slope(column, row);
      const double light = (1 + (s.x - s.y) * std::numbers::sqrt2 / 2) / std::sqrt(1 + dot(s, s));
      const double soft = 1 + 0.48 * (std::clamp(light, 0.0, 1.5) - 1);
      pixels[row * size.columns + column] =
          static_cast<unsigned char>(std::clamp(std::lround(soft * 170), 0L, 255L));
    }
  return byte_image(size.columns, size.rows, 1, pixels);
}

osg::ref_ptr<osg::Geometry> tile(const TerrainSurface& surface, std::size_t c0, std::size_t r0) {
  const std::size_t c1 = std::min(c0 + tile_cells, surface.columns() - 1);
  const std::size_t r1 = std::min(r0 + tile_cells, surface.rows() - 1);
  MeshArrays mesh;
  for (std::size_t r = r0; r <= r1; ++r)
    for (std::size_t c = c0; c <= c1; ++c)
      mesh.positions->push_back(
          to_osg(surface.frame().local(surface.position(c, r), surface.vertex_elevation_m(c, r))));
  const auto width = static_cast<unsigned>(c1 - c0 + 1);
  for (unsigned r = 0; r + 1 < static_cast<unsigned>(r1 - r0 + 1); ++r)
    for (unsigned c = 0; c + 1 < width; ++c) {
      const unsigned sw = r * width + c;
      mesh.triangle(sw, sw + 1, sw + width + 1);
      mesh.triangle(sw, sw + width + 1, sw + width);
    }
  return mesh.geometry();
}

// The block's four sides down to a common foot.
osg::ref_ptr<osg::Geometry> block_sides(const TerrainSurface& surface) {
  const Box2 box = surface.bounds();
  const double foot = surface.lowest_m() - 0.02 * std::max(box.width(), box.height());
  MeshArrays mesh;
  const auto side = [&](std::size_t count, double brightness, const auto& vertex) {
    const unsigned first = mesh.count();
    for (std::size_t i = 0; i < count; ++i) {
      const auto [column, row] = vertex(i);
      const Vec2 p = surface.position(column, row);
      mesh.positions->push_back(to_osg(surface.frame().local(p, surface.vertex_elevation_m(column, row))));
      mesh.positions->push_back(to_osg(surface.frame().local(p, foot)));
      mesh.colours->push_back(shaded(side_colour, brightness));
      mesh.colours->push_back(shaded(side_colour, 0.86 * brightness));
      if (i == 0) continue;
      const auto k = first + static_cast<unsigned>(2 * i);
      mesh.triangle(k - 2, k - 1, k + 1);
      mesh.triangle(k - 2, k + 1, k);
    }
  };
  const std::size_t columns = surface.columns();
  const std::size_t rows = surface.rows();
  using Vertex = std::array<std::size_t, 2>;
  side(columns, 0.94, [&](std::size_t i) { return Vertex{i, 0}; });
  side(rows, 0.88, [&](std::size_t i) { return Vertex{columns - 1, i}; });
  side(columns, 0.82, [&](std::size_t i) { return Vertex{columns - 1 - i, rows - 1}; });
  side(rows, 1.0, [&](std::size_t i) { return Vertex{0, rows - 1 - i}; });
  return mesh.geometry();
}

}  // namespace

osg::ref_ptr<osg::Group> make_terrain_mesh(const TerrainSurface& surface) {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  for (std::size_t row = 0; row + 1 < surface.rows(); row += tile_cells)
    for (std::size_t column = 0; column + 1 < surface.columns(); column += tile_cells)
      group->addChild(tile(surface, column, row));
  return group;
}

TerrainNode make_terrain_node(const City& city, const TerrainSurface& surface) {
  TerrainNode node;
  node.has_land_cover = !city.land_cover.empty();
  node.ground = make_terrain_mesh(surface);
  node.ground->setName("terrain");
  osg::StateSet& state = *node.ground->getOrCreateStateSet();
  state.setRenderBinDetails(bin_ground, "RenderBin");
  state.setAttributeAndModes(make_program("terrain", shader::terrain_vertex, shader::terrain_fragment));
  const osg::ref_ptr<osg::Image> land =
      node.has_land_cover ? land_image(city, surface.bounds()) : byte_image(1, 1, 3, {228, 226, 218});
  state.setTextureAttribute(unit_land, make_texture(land, true, node.has_land_cover));
  state.setTextureAttribute(unit_shade, make_texture(shade_image(city, surface), true, true));
  add_sampler(state, "land", unit_land);
  add_sampler(state, "shade", unit_shade);
  add_sampler(state, "field", unit_field);
  add_sampler(state, "areas", unit_areas);

  node.sides = new osg::Group;
  node.sides->setName("terrain sides");
  node.sides->addChild(block_sides(surface));
  osg::StateSet& side_state = *node.sides->getOrCreateStateSet();
  side_state.setRenderBinDetails(bin_ground, "RenderBin");
  side_state.setAttributeAndModes(make_program("solid", shader::solid_vertex, shader::solid_fragment));
  return node;
}

}  // namespace leeward::ui

#include "volume_pass.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "field_layer.h"
#include "gl_parts.h"
#include "shaders.h"

namespace leeward::ui {
namespace {

constexpr std::size_t layers = 32;
constexpr int transfer_texels = 256;

// Colour along the scale, and which classes are drawn.
osg::ref_ptr<osg::Image> transfer_image(const ColourScale& scale) {
  const auto n = static_cast<double>(scale.colours.size());
  std::vector<unsigned char> pixels;
  for (int i = 0; i < transfer_texels; ++i) {
    const double at = (i + 0.5) / transfer_texels * n;
    const auto own = std::min(static_cast<std::size_t>(at), scale.colours.size() - 1);
    // Between class centres; a hidden class lends no colour.
    const double centre = at - 0.5;
    const auto k0 = static_cast<std::size_t>(std::clamp(std::floor(centre), 0.0, n - 1));
    const auto k1 = std::min(k0 + 1, scale.colours.size() - 1);
    double w = std::clamp(centre - static_cast<double>(k0), 0.0, 1.0);
    if ((scale.colours[k0] & 0xffu) == 0) w = 1;
    if ((scale.colours[k1] & 0xffu) == 0) w = 0;
    for (const int shift : {24, 16, 8}) {
      const double a = (scale.colours[k0] >> shift) & 0xffu;
      const double b = (scale.colours[k1] >> shift) & 0xffu;
      pixels.push_back(static_cast<unsigned char>(std::lround(a + w * (b - a))));
    }
    pixels.push_back(static_cast<unsigned char>(scale.colours[own] & 0xffu));
  }
  return byte_image(transfer_texels, 1, 4, pixels);
}

// Opacity says how high a value is among those of the hour, colour says its class: whatever the class limits,
// the shape of the plume shows. The root keeps the thin parts in sight.
constexpr double reference_quantile = 0.995;
double reference_value(const ConcentrationField& field, std::size_t pollutant, std::size_t hour) {
  std::vector<float> values;
  for (std::size_t level = 0; level < field.layout.heights_m.size(); ++level)
    for (const float value : field.level_values(pollutant, hour, level))
      if (value > 0) values.push_back(value);  // false for NaN
  if (values.empty()) return 0;
  const auto at = values.begin() +
                  static_cast<std::ptrdiff_t>(reference_quantile * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return static_cast<double>(*at);
}

double haze_weight(double value, double reference) {
  return value > 0 && reference > 0 ? std::sqrt(std::min(1.0, value / reference)) : 0.0;
}

// Straight down, the densest twentieth of the haze lets a fair part of the ground through; a single thin
// plume, far from that, is limited by the size of the city: haze over a larger one is seen through longer
// paths.
double haze_density(std::vector<double> column_depth, double reach_m) {
  constexpr double wanted_depth = 0.9;
  std::erase_if(column_depth, [](double depth) { return !(depth > 0); });
  const double thinnest_limit = std::clamp(140 / reach_m, 0.008, 0.1);
  if (column_depth.empty()) return thinnest_limit;
  const auto at =
      column_depth.begin() + static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(column_depth.size() - 1));
  std::nth_element(column_depth.begin(), at, column_depth.end());
  return std::min(thinnest_limit, wanted_depth / *at);
}

bool same_scale(const ColourScale& a, const ColourScale& b) {
  return a.breaks == b.breaks && a.colours == b.colours;
}

}  // namespace

double scale_position(const ColourScale& scale, double value) {
  const std::size_t n = scale.colours.size();
  if (n == 0 || !std::isfinite(value) || value <= 0) return 0;
  const auto above = std::upper_bound(scale.breaks.begin(), scale.breaks.end(), value);
  const auto k = std::min(static_cast<std::size_t>(above - scale.breaks.begin()), n - 1);
  const double low = k == 0 ? 0.0 : scale.breaks[k - 1];
  const double high = k < scale.breaks.size() ? scale.breaks[k] : 2 * low;
  const double inside = high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 1.0;
  return std::min(1.0, (static_cast<double>(k) + inside) / static_cast<double>(n));
}

VolumePass::VolumePass()
    : quad_(full_screen_quad()),
      ground_(make_texture(float_image(1, 1, {0.0F}), true, false)),
      transfer_(make_texture(byte_image(1, 1, 4, {0, 0, 0, 0}), true, false)),
      volume_(new osg::Texture3D) {
  volume_->setResizeNonPowerOfTwoHint(false);
  volume_->setUnRefImageDataAfterApply(false);
  for (const auto side : {osg::Texture::WRAP_S, osg::Texture::WRAP_T, osg::Texture::WRAP_R})
    volume_->setWrap(side, osg::Texture::CLAMP_TO_EDGE);
  volume_->setFilter(osg::Texture::MIN_FILTER, osg::Texture::LINEAR);
  volume_->setFilter(osg::Texture::MAG_FILTER, osg::Texture::LINEAR);
  osg::StateSet& state = *quad_->getOrCreateStateSet();
  state.setAttributeAndModes(make_program("volume", shader::screen_vertex, shader::volume_fragment));
  state.setTextureAttribute(unit_ground, ground_);
  state.setTextureAttribute(unit_volume, volume_);
  state.setTextureAttribute(unit_transfer, transfer_);
  add_sampler(state, "ground", unit_ground);
  add_sampler(state, "transfer", unit_transfer);
  state.addUniform(new osg::Uniform(osg::Uniform::SAMPLER_3D, "volume"));
  state.getUniform("volume")->set(static_cast<int>(unit_volume));
}

void VolumePass::set_surface(const TerrainSurface& surface) {
  std::vector<float> z = surface.elevations();
  for (float& value : z) value -= static_cast<float>(surface.frame().origin.z);
  ground_->setImage(float_image(surface.columns(), surface.rows(), std::move(z)));
  // Vertices are at texel centres.
  const Box2& box = surface.bounds();
  const Box2 texels{{box.min.x - 0.5 * surface.cell_width_m(), box.min.y - 0.5 * surface.cell_height_m()},
                    {box.max.x + 0.5 * surface.cell_width_m(), box.max.y + 0.5 * surface.cell_height_m()}};
  quad_->getOrCreateStateSet()
      ->getOrCreateUniform("mesh_box", osg::Uniform::FLOAT_VEC4)
      ->set(box_uniform(texels, surface.frame()));
  field_.reset();
}

bool VolumePass::show(const FieldPtr& field, std::size_t pollutant, std::size_t hour,
                      const ColourScale& scale, const TerrainSurface& surface) {
  if (!field || scale.colours.empty() || !has_values(*field, pollutant, hour)) return false;
  if (field_ != field || pollutant_ != pollutant || hour_ != hour || !same_scale(scale_, scale)) {
    if (!same_scale(scale_, scale)) transfer_->setImage(transfer_image(scale));
    fill(*field, pollutant, hour, scale, surface);
    field_ = field;
    pollutant_ = pollutant;
    hour_ = hour;
    scale_ = scale;
  }
  return !is_empty_;
}

void VolumePass::fill(const ConcentrationField& field, std::size_t pollutant, std::size_t hour,
                      const ColourScale& scale, const TerrainSurface& surface) {
  const ReceptorGrid& grid = field.layout.grid;
  const double top = std::max(field.layout.heights_m.back(), 1.0);
  std::size_t first_visible = scale.colours.size();
  for (std::size_t k = scale.colours.size(); k-- > 0;)
    if ((scale.colours[k] & 0xffu) != 0) first_visible = k;
  const double threshold = static_cast<double>(first_visible) / static_cast<double>(scale.colours.size());

  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(static_cast<int>(grid.columns), static_cast<int>(grid.rows), static_cast<int>(layers),
                       GL_LUMINANCE_ALPHA, GL_UNSIGNED_BYTE, 1);
  const double reference = reference_value(field, pollutant, hour);
  std::vector<double> column_depth(grid.size(), 0.0);  // per unit of density
  is_empty_ = true;
  Box2 seen;
  double highest = 0;
  for (std::size_t k = 0; k < layers; ++k) {
    const double w = (static_cast<double>(k) + 0.5) / static_cast<double>(layers);
    const double height = top * w * w;
    const double thickness = top * (2 * static_cast<double>(k) + 1) / static_cast<double>(layers * layers);
    const LevelPair levels = levels_around(field.layout, height).value_or(LevelPair{});
    const auto low = field.level_values(pollutant, hour, levels.lower);
    const auto high = field.level_values(pollutant, hour, levels.upper);
    unsigned char* out = image->data(0, 0, static_cast<unsigned>(k));
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const double value = (1 - levels.weight) * low[i] + levels.weight * high[i];
      const double position = scale_position(scale, value);
      const double thickness_of_haze = haze_weight(value, reference);
      out[2 * i] = static_cast<unsigned char>(std::lround(255 * position));
      out[2 * i + 1] = static_cast<unsigned char>(std::lround(255 * thickness_of_haze));
      if (position < threshold) continue;
      is_empty_ = false;
      column_depth[i] += thickness * thickness_of_haze;
      seen.add(grid.position(i % grid.columns, i / grid.columns));
      const double w_above = std::min(1.0, (static_cast<double>(k) + 1.5) / static_cast<double>(layers));
      highest = std::max(highest, top * w_above * w_above);
    }
  }
  volume_->setImage(image);
  if (is_empty_) return;
  const Box2 box = grid.bounds();
  seen = seen.grown(grid.spacing_m);
  seen = {{std::max(seen.min.x, box.min.x), std::max(seen.min.y, box.min.y)},
          {std::min(seen.max.x, box.max.x), std::min(seen.max.y, box.max.y)}};
  low_ = surface.frame().local(seen.min, surface.lowest_m());
  high_ = surface.frame().local(seen.max, surface.highest_m() + highest);
  osg::StateSet& state = *quad_->getOrCreateStateSet();
  state.getOrCreateUniform("volume_box", osg::Uniform::FLOAT_VEC4)->set(box_uniform(box, surface.frame()));
  state.getOrCreateUniform("top", osg::Uniform::FLOAT)->set(static_cast<float>(top));
  state.getOrCreateUniform("density", osg::Uniform::FLOAT)
      ->set(static_cast<float>(haze_density(std::move(column_depth), std::max(box.width(), box.height()))));
  state.getOrCreateUniform("lowest_step", osg::Uniform::FLOAT)->set(static_cast<float>(0.2 * grid.spacing_m));
}

void VolumePass::set_camera(double exaggeration, double distance_m) {
  osg::StateSet& state = *quad_->getOrCreateStateSet();
  // Haze around the eye hides what is looked at: it thins out on the nearer half of the way.
  state.getOrCreateUniform("clear_range", osg::Uniform::FLOAT)->set(static_cast<float>(0.6 * distance_m));
  const auto box = [&](Vec3 p) {
    p.z *= exaggeration;
    return to_osg(p);
  };
  state.getOrCreateUniform("box_low", osg::Uniform::FLOAT_VEC3)->set(box(low_));
  state.getOrCreateUniform("box_high", osg::Uniform::FLOAT_VEC3)->set(box(high_));
}

}  // namespace leeward::ui

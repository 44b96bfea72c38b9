#include "field_layer.h"

#include <algorithm>
#include <cmath>

#include "gl_parts.h"
#include "shaders.h"

namespace leeward::ui {
namespace {

bool same_levels(const LevelPair& a, const LevelPair& b) {
  return a.lower == b.lower && a.upper == b.upper && a.weight == b.weight;
}

}  // namespace

void set_classes(osg::StateSet& state, const ColourScale& scale) {
  const std::size_t count = std::min<std::size_t>(scale.colours.size(), shader::most_classes + 1);
  osg::ref_ptr<osg::Uniform> breaks =
      new osg::Uniform(osg::Uniform::FLOAT, "class_breaks", shader::most_classes);
  osg::ref_ptr<osg::Uniform> colours =
      new osg::Uniform(osg::Uniform::FLOAT_VEC4, "class_colours", shader::most_classes + 1);
  for (std::size_t i = 0; i < static_cast<std::size_t>(shader::most_classes); ++i)
    breaks->setElement(static_cast<unsigned>(i),
                       i < scale.breaks.size() ? static_cast<float>(scale.breaks[i]) : 3e38F);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(shader::most_classes); ++i) {
    const unsigned c = i < count ? scale.colours[i] : 0u;
    const auto channel = [&](int shift) { return static_cast<float>((c >> shift) & 0xffu) / 255.0F; };
    colours->setElement(static_cast<unsigned>(i),
                        osg::Vec4f(channel(24), channel(16), channel(8), channel(0)));
  }
  state.addUniform(breaks);
  state.addUniform(colours);
  state.addUniform(new osg::Uniform("class_count", static_cast<int>(count)));
}

osg::Vec4f box_uniform(const Box2& box, const LocalFrame& frame) {
  return {static_cast<float>(box.min.x - frame.origin.x), static_cast<float>(box.min.y - frame.origin.y),
          static_cast<float>(1 / box.width()), static_cast<float>(1 / box.height())};
}

FieldLayer::FieldLayer()
    : texture_(make_texture(float_image(1, 1, {no_value}), true, false)),
      box_(new osg::Uniform("field_box", osg::Vec4f(0, 0, 1, 1))) {}

void FieldLayer::attach(osg::StateSet& state) {
  state.setTextureAttribute(unit_field, texture_);
  add_sampler(state, "field", unit_field);
  state.addUniform(box_);
}

bool FieldLayer::show(const FieldPtr& field, std::size_t pollutant, std::size_t hour, const LevelPair& levels,
                      const TerrainSurface& surface) {
  if (!field || !has_values(*field, pollutant, hour) || levels.upper >= field->layout.heights_m.size())
    return false;
  box_->set(box_uniform(field->layout.grid.bounds(), surface.frame()));
  if (shown_.field == field && shown_.pollutant == pollutant && shown_.hour == hour &&
      same_levels(shown_.levels, levels))
    return true;
  const auto low = field->level_values(pollutant, hour, levels.lower);
  const auto high = field->level_values(pollutant, hour, levels.upper);
  std::vector<float> values(low.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = levels.weight == 0 ? low[i] : (1 - levels.weight) * low[i] + levels.weight * high[i];
    values[i] = std::isfinite(value) ? static_cast<float>(value) : no_value;
  }
  const ReceptorGrid& grid = field->layout.grid;
  texture_->setImage(float_image(grid.columns, grid.rows, std::move(values)));
  shown_ = {field, pollutant, hour, levels};
  return true;
}

}  // namespace leeward::ui

#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "ui/scene/view_state.h"

/// Colour tables that are ordered in lightness and told apart with any colour vision.
namespace leeward::ui {

struct ColourRamp {
  std::string_view id;
  std::string_view label;
  std::span<const unsigned> colours;  ///< 0xRRGGBB, lowest class first
};

/// YlOrRd first: the one the contour products have.
std::span<const ColourRamp> colour_ramps();
const ColourRamp& ramp_by_id(std::string_view id);  ///< the first when unknown

/// Classes between `breaks` in the colours of a ramp, spread over its whole length. The lowest class is not
/// drawn (alpha 0), so that the city shows where the air is clean.
ColourScale make_scale(const std::vector<double>& breaks, const ColourRamp& ramp);

}  // namespace leeward::ui

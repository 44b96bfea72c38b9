#include "ui/colour_ramp.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leeward::ui {
namespace {

// ColorBrewer YlOrRd, nine classes (Cynthia Brewer, Apache-2.0 licensed figures); marked colour-blind safe
// there.
constexpr std::array<unsigned, 9> yl_or_rd{0xffffcc, 0xffeda0, 0xfed976, 0xfeb24c, 0xfd8d3c,
                                           0xfc4e2a, 0xe31a1c, 0xbd0026, 0x800026};
// viridis (Nathaniel Smith and Stefan van der Walt, CC0) at nine even steps, turned round so that dark is
// high.
constexpr std::array<unsigned, 9> viridis{0xfde725, 0xaadc32, 0x5dc863, 0x27ad81, 0x21908c,
                                          0x2c728e, 0x3b528b, 0x472d7b, 0x440154};
constexpr std::array<ColourRamp, 2> ramp_table{
    {{"ylorrd", "Yellow to red (YlOrRd)", yl_or_rd}, {"viridis", "Yellow to violet (viridis)", viridis}}};

unsigned mixed(unsigned low, unsigned high, double weight) {
  unsigned colour = 0;
  for (const unsigned shift : {16U, 8U, 0U}) {
    const double a = (low >> shift) & 0xffU;
    const double b = (high >> shift) & 0xffU;
    colour |= static_cast<unsigned>(std::lround((1 - weight) * a + weight * b)) << shift;
  }
  return colour;
}

}  // namespace

std::span<const ColourRamp> colour_ramps() {
  return ramp_table;
}

const ColourRamp& ramp_by_id(std::string_view id) {
  const auto found =
      std::find_if(ramp_table.begin(), ramp_table.end(), [&](const ColourRamp& r) { return r.id == id; });
  return found == ramp_table.end() ? ramp_table.front() : *found;
}

ColourScale make_scale(const std::vector<double>& breaks, const ColourRamp& ramp) {
  ColourScale scale;
  scale.breaks = breaks;
  const std::size_t classes = breaks.size() + 1;
  for (std::size_t i = 0; i < classes; ++i) {
    const double place = classes == 1
                             ? 0.0
                             : static_cast<double>(i) * static_cast<double>(ramp.colours.size() - 1) /
                                   static_cast<double>(classes - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, ramp.colours.size() - 1);
    const unsigned colour = mixed(ramp.colours[low], ramp.colours[high], place - static_cast<double>(low));
    scale.colours.push_back((colour << 8) | (i == 0 ? 0x00U : 0xffU));
  }
  return scale;
}

}  // namespace leeward::ui

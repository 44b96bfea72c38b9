#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/run_city.h"

namespace leeward::app {

std::vector<double> readable_breaks(const ConcentrationField& field, std::size_t pollutant) {
  float largest = 0;
  for (std::size_t h = 0; h < field.hours.size(); ++h) {
    if (field.status[h] != HourStatus::valid) continue;
    const auto level = field.level_values(pollutant, h, 0);
    largest = std::max(largest, *std::max_element(level.begin(), level.end()));
  }
  if (largest <= 0) return {1.0};
  // Eight limits in 1-2-5 steps, the highest one at or below the largest value.
  static constexpr double steps[] = {1, 2, 5};
  auto decade = static_cast<int>(std::floor(std::log10(static_cast<double>(largest))));
  std::ptrdiff_t step = 2;
  while (step > 0 && steps[step] * std::pow(10.0, decade) > static_cast<double>(largest)) --step;
  std::vector<double> breaks;
  for (int i = 0; i < 8; ++i) {
    // Read from text so that 0.05 is the same double everywhere.
    const std::string text = fmt::format("{}e{}", steps[step], decade);
    double limit = 0;
    std::from_chars(text.data(), text.data() + text.size(), limit);
    breaks.push_back(limit);
    if (--step < 0) {
      step = 2;
      --decade;
    }
  }
  std::reverse(breaks.begin(), breaks.end());
  return breaks;
}

}  // namespace leeward::app

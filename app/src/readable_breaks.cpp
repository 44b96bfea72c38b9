#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "app/run_city.h"

namespace leeward::app {
namespace readable_breaks_detail {

constexpr std::size_t most_breaks = 8;

/// Read from text so that 0.05 is the same double everywhere.
double decimal(double step, int decade) {
  const std::string text = fmt::format("{}e{}", step, decade);
  double limit = 0;
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return limit;
}

/// Limits between two values, closer than 1-2-5 steps: what a map with background has is all above it.
std::vector<double> breaks_between(double smallest, double largest) {
  static constexpr double steps[] = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
  std::vector<double> all;
  const auto first = static_cast<int>(std::floor(std::log10(smallest)));
  const auto last = static_cast<int>(std::floor(std::log10(largest)));
  for (int decade = first; decade <= last; ++decade)
    for (const double step : steps)
      if (const double limit = decimal(step, decade); limit >= smallest && limit <= largest)
        all.push_back(limit);
  if (all.size() <= most_breaks) return all;
  std::vector<double> spread;
  for (std::size_t i = 0; i < most_breaks; ++i)
    spread.push_back(all[i * (all.size() - 1) / (most_breaks - 1)]);
  return spread;
}

}  // namespace readable_breaks_detail

std::vector<double> readable_breaks(const ConcentrationField& field, std::size_t pollutant) {
  using namespace readable_breaks_detail;
  float largest = 0;
  float smallest = std::numeric_limits<float>::max();
  for (std::size_t h = 0; h < field.hours.size(); ++h) {
    if (field.status[h] != HourStatus::valid) continue;
    const auto level = field.level_values(pollutant, h, 0);
    const auto [low, high] = std::minmax_element(level.begin(), level.end());
    smallest = std::min(smallest, *low);
    largest = std::max(largest, *high);
  }
  if (largest <= 0) return {1.0};
  // Eight limits in 1-2-5 steps, the highest one at or below the largest value.
  static constexpr double steps[] = {1, 2, 5};
  auto decade = static_cast<int>(std::floor(std::log10(static_cast<double>(largest))));
  std::ptrdiff_t step = 2;
  while (step > 0 && steps[step] * std::pow(10.0, decade) > static_cast<double>(largest)) --step;
  std::vector<double> breaks;
  for (std::size_t i = 0; i < most_breaks; ++i) {
    breaks.push_back(decimal(steps[step], decade));
    if (--step < 0) {
      step = 2;
      --decade;
    }
  }
  std::reverse(breaks.begin(), breaks.end());
  // Two classes and more that no place is in say nothing.
  constexpr std::size_t most_empty = 2;
  if (static_cast<double>(smallest) >= breaks[most_empty]) {
    std::vector<double> closer = breaks_between(static_cast<double>(smallest), static_cast<double>(largest));
    if (closer.size() > 1) return closer;
  }
  return breaks;
}

}  // namespace leeward::app

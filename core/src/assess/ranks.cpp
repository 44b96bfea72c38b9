#include "core/assess/ranks.h"

#include <algorithm>
#include <cmath>

#include "core/model/expects.h"

namespace leeward {
namespace {

/// Rank ceil(p n) from below; 0.98 x 50 is 49.00000000000001 in binary and means 49.
std::size_t rank_from_below(std::size_t n, double percent) {
  const double exact = percent / 100 * static_cast<double>(n);
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(exact - 1e-9)), 1, n);
}

/// k - 1 of HJ 663, from 0.
double hj663_position(std::size_t n, double percent) {
  const double exact = static_cast<double>(n - 1) * percent / 100;
  return std::abs(exact - std::round(exact)) < 1e-9 ? std::round(exact) : exact;
}

}  // namespace

std::vector<double> ascending(std::span<const std::optional<double>> values) {
  std::vector<double> sorted;
  for (const std::optional<double>& value : values)
    if (value) sorted.push_back(*value);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::optional<double> percentile(std::span<const double> values, double percent, PercentileMethod method) {
  LEEWARD_EXPECTS(percent > 0 && percent <= 100 && std::is_sorted(values.begin(), values.end()));
  if (values.empty()) return std::nullopt;
  if (method == PercentileMethod::rank) return values[rank_from_below(values.size(), percent) - 1];
  const double position = hj663_position(values.size(), percent);
  const auto lower = static_cast<std::size_t>(position);
  const std::size_t upper = std::min(lower + 1, values.size() - 1);
  return values[lower] + (values[upper] - values[lower]) * (position - static_cast<double>(lower));
}

std::optional<double> nth_highest(std::span<const double> values, int rank) {
  LEEWARD_EXPECTS(rank >= 1);
  const auto from_above = static_cast<std::size_t>(rank);
  if (from_above > values.size()) return std::nullopt;
  return values[values.size() - from_above];
}

int ranks_needed(std::size_t n, double percent, PercentileMethod method) {
  if (n == 0) return 0;
  const std::size_t below = method == PercentileMethod::rank
                                ? rank_from_below(n, percent) - 1
                                : static_cast<std::size_t>(hj663_position(n, percent));
  return static_cast<int>(n - below);
}

}  // namespace leeward

#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// Percentiles, n-th highest values and exceedances of a set of values.
namespace leeward {

enum class PercentileMethod {
  /// HJ 663: ascending x_1..x_n, k = 1 + (n - 1) p, s = floor k; x_s + (x_{s+1} - x_s)(k - s).
  hj663,
  /// The value of rank ceil(p n) of the ascending values (40 CFR 50 App. N, S, T): of 365 days p98 is the 8th
  /// highest, p99
  /// the 4th highest. Used for WHO's 99th percentile too (3 or 4 days a year above).
  rank
};

/// The valid values, ascending.
std::vector<double> ascending(std::span<const std::optional<double>> values);

/// @param percent  above 0, at most 100; nullopt of no values
std::optional<double> percentile(std::span<const double> ascending_values, double percent,
                                 PercentileMethod method);
/// @param rank  1 = the largest; nullopt with fewer values
std::optional<double> nth_highest(std::span<const double> ascending_values, int rank);
/// How many of the highest values of n must be kept to have the percentile (memory of maps).
int ranks_needed(std::size_t n, double percent, PercentileMethod method);

}  // namespace leeward

#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

/// What is solved once and kept (docs/decisions/0005): sources in groups that measures touch as a whole.
namespace leeward {

/// What a source emits through a part of it that measures may touch by itself.
struct SourcePart {
  std::size_t source = 0;  ///< into Scenario::sources
  std::string group;
  std::string sector;
  std::string part;           ///< "heavy"; empty: all the source emits
  std::string handle;         ///< parts with equal handles are touched alike by every measure known
  std::size_t schedule = 0;   ///< into Scenario::schedules
  std::vector<double> rates;  ///< one per pollutant, in the unit of the source's kind, >= 0
};

/// A source and its rate when the largest of the pattern is 1.
struct PatternWeight {
  std::uint32_t source = 0;
  double weight = 0;
  bool operator==(const PatternWeight&) const = default;
};
/// Relative rates, ascending by source.
using ResponsePattern = std::vector<PatternWeight>;

inline constexpr std::size_t no_pattern = std::numeric_limits<std::size_t>::max();

/// Parts that act as one. concentration = scale x schedule x factor x unit field of the pattern.
struct ResponseGroup {
  std::string group;
  std::string sector;
  std::string part;
  std::string handle;
  std::size_t schedule = 0;
  std::vector<std::size_t> parts;  ///< into the parts the plan was made of, ascending
  std::vector<std::size_t>
      pattern;                ///< per pollutant, into ResponsePlan::patterns; no_pattern: emits none of it
  std::vector<double> scale;  ///< per pollutant: the rate that the pattern's 1 stands for
};

struct ResponsePlan {
  std::vector<ResponsePattern> patterns;
  std::vector<ResponseGroup> groups;  ///< ascending by group, sector, part, handle, schedule
};

/// Groups of parts with the same group, sector, part, handle and schedule. Pollutants whose rates within a
/// group are proportional to 1e-12 share a pattern; equal patterns are one, also across groups.
/// @pre rates of all parts have `pollutant_count` values, finite and >= 0
ResponsePlan plan_responses(std::span<const SourcePart> parts, std::size_t pollutant_count);

}  // namespace leeward

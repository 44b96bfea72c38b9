#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

/// What is solved once and kept (docs/decisions/0005): sources in groups that measures touch as a whole.
namespace leeward {

/// What a source, or a part of one, emits as a member of a group that every measure treats alike.
struct SourcePart {
  std::size_t source = 0;     ///< into Scenario::sources
  std::size_t group = 0;      ///< of groups counted from 0
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

/// What a group needs of the solver. concentration = scale x schedule and measures of the hour x unit field
/// of the pattern.
struct GroupPatterns {
  std::vector<std::size_t> parts;  ///< into the parts the plan was made of, ascending
  std::vector<std::size_t>
      pattern;                ///< per pollutant, into ResponsePlan::patterns; no_pattern: emits none of it
  std::vector<double> scale;  ///< per pollutant: the rate that the pattern's 1 stands for
};

struct ResponsePlan {
  std::vector<ResponsePattern> patterns;
  std::vector<GroupPatterns> groups;
};

/// Pollutants whose rates within a group are proportional to 1e-12 share a pattern; equal patterns are one,
/// also across groups.
/// @pre groups of all parts are below `group_count`; rates have `pollutant_count` values, finite and >= 0
ResponsePlan plan_responses(std::span<const SourcePart> parts, std::size_t group_count,
                            std::size_t pollutant_count);

}  // namespace leeward

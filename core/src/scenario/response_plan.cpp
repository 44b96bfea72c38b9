#include "core/scenario/response_plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/model/expects.h"

namespace leeward {
namespace plan_detail {

/// Rounding of rates that were made by one factor each; far below what a response is rounded by.
constexpr double proportional = 1e-12;

/// The rates of one pollutant with the largest 1. A source with more than one part in a group counts with all
/// of them.
ResponsePattern pattern_of(std::span<const SourcePart> parts, const std::vector<std::size_t>& members,
                           std::size_t pollutant, double& scale) {
  std::map<std::uint32_t, double> rates;
  for (const std::size_t member : members) {
    const SourcePart& part = parts[member];
    LEEWARD_EXPECTS(std::isfinite(part.rates[pollutant]) && part.rates[pollutant] >= 0);
    if (part.rates[pollutant] > 0) rates[static_cast<std::uint32_t>(part.source)] += part.rates[pollutant];
  }
  scale = 0;
  for (const auto& [source, rate] : rates) scale = std::max(scale, rate);
  ResponsePattern pattern;
  pattern.reserve(rates.size());
  for (const auto& [source, rate] : rates) pattern.push_back({source, rate / scale});
  return pattern;
}

bool are_proportional(const ResponsePattern& a, const ResponsePattern& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const PatternWeight& x, const PatternWeight& y) {
                      return x.source == y.source && std::abs(x.weight - y.weight) <= proportional * y.weight;
                    });
}

/// Patterns by their first source: only those can be equal.
class PatternList {
public:
  explicit PatternList(std::vector<ResponsePattern>& patterns) : patterns_(patterns) {}

  std::size_t index_of(ResponsePattern pattern) {
    std::vector<std::size_t>& candidates = by_first_[pattern.front().source];
    for (const std::size_t candidate : candidates)
      if (are_proportional(patterns_[candidate], pattern)) return candidate;
    candidates.push_back(patterns_.size());
    patterns_.push_back(std::move(pattern));
    return candidates.back();
  }

private:
  std::vector<ResponsePattern>& patterns_;
  std::map<std::uint32_t, std::vector<std::size_t>> by_first_;
};

}  // namespace plan_detail

ResponsePlan plan_responses(std::span<const SourcePart> parts, std::size_t group_count,
                            std::size_t pollutant_count) {
  using namespace plan_detail;
  ResponsePlan plan;
  plan.groups.resize(group_count);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    LEEWARD_EXPECTS(parts[i].group < group_count && parts[i].rates.size() == pollutant_count);
    plan.groups[parts[i].group].parts.push_back(i);
  }
  PatternList patterns(plan.patterns);
  for (GroupPatterns& group : plan.groups) {
    group.pattern.assign(pollutant_count, no_pattern);
    group.scale.assign(pollutant_count, 0.0);
    for (std::size_t p = 0; p < pollutant_count; ++p) {
      ResponsePattern pattern = pattern_of(parts, group.parts, p, group.scale[p]);
      if (!pattern.empty()) group.pattern[p] = patterns.index_of(std::move(pattern));
    }
  }
  return plan;
}

}  // namespace leeward

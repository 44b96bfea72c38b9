#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/model/geometry.h"

namespace leeward::sample {

/// Things by the squares their boxes touch.
class GridIndex {
 public:
  explicit GridIndex(double square_m) : square_m_(square_m) {}
  void add(std::size_t thing, const Box2& box) {
    each(box, [&](std::pair<std::int64_t, std::int64_t> key) { squares_[key].push_back(thing); });
  }
  /// Ascending, each once.
  std::vector<std::size_t> near(const Box2& box) const {
    std::set<std::size_t> found;
    each(box, [&](std::pair<std::int64_t, std::int64_t> key) {
      if (const auto at = squares_.find(key); at != squares_.end()) found.insert(at->second.begin(), at->second.end());
    });
    return {found.begin(), found.end()};
  }

 private:
  template <class Body>
  void each(const Box2& box, Body body) const {
    const auto square = [this](double value) { return static_cast<std::int64_t>(std::floor(value / square_m_)); };
    for (std::int64_t x = square(box.min.x); x <= square(box.max.x); ++x)
      for (std::int64_t y = square(box.min.y); y <= square(box.max.y); ++y) body({x, y});
  }
  double square_m_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>> squares_;
};

}  // namespace leeward::sample

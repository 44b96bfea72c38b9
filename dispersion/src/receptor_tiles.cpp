#include "receptor_tiles.h"

#include <algorithm>
#include <numeric>

namespace leeward::dispersion {
namespace tile_detail {

struct Split {
  const std::vector<Receptor>& receptors;
  ReceptorTiles& out;

  void tile(std::vector<std::size_t>::iterator first, std::vector<std::size_t>::iterator last,
            std::size_t height_index) const {
    std::sort(first, last);  // as they stand in the scenario: writes back in order
    Box2 box;
    ReceptorTile made{.first = out.receptors.size(),
                      .count = static_cast<std::size_t>(last - first),
                      .height_index = height_index,
                      .centre_m = {}};
    for (auto i = first; i != last; ++i) {
      out.receptors.push_back(receptors[*i]);
      out.original.push_back(*i);
      box.add(receptors[*i].position_m);
    }
    made.centre_m = box.centre();
    for (auto i = first; i != last; ++i)
      made.radius_m = std::max(made.radius_m, length(receptors[*i].position_m - made.centre_m));
    out.tiles.push_back(made);
  }

  void operator()(std::vector<std::size_t>::iterator first, std::vector<std::size_t>::iterator last,
                  std::size_t height_index) const {
    const auto count = static_cast<std::size_t>(last - first);
    if (count == 0) return;
    Box2 box;
    for (auto i = first; i != last; ++i) box.add(receptors[*i].position_m);
    const double widest_m = std::max(box.width(), box.height());
    if (count <= tile_capacity && (widest_m <= widest_tile_m || count <= fewest_in_wide_tile))
      return tile(first, last, height_index);
    const bool is_wide = box.width() >= box.height();
    // Whole tiles on the left, so that all but one tile of a height are full.
    const std::size_t tiles = (count + tile_capacity - 1) / tile_capacity;
    const std::size_t left = tiles > 1 ? tiles / 2 * tile_capacity : count / 2;
    const auto middle = first + static_cast<std::ptrdiff_t>(left);
    std::nth_element(first, middle, last, [&](std::size_t a, std::size_t b) {
      const Vec2 pa = receptors[a].position_m;
      const Vec2 pb = receptors[b].position_m;
      const double ka = is_wide ? pa.x : pa.y;
      const double kb = is_wide ? pb.x : pb.y;
      return ka != kb ? ka < kb : a < b;
    });
    (*this)(first, middle, height_index);
    (*this)(middle, last, height_index);
  }
};

}  // namespace tile_detail

ReceptorTiles make_receptor_tiles(const std::vector<Receptor>& receptors) {
  ReceptorTiles out;
  out.receptors.reserve(receptors.size());
  out.original.reserve(receptors.size());
  for (const Receptor& receptor : receptors) out.heights_m.push_back(receptor.height_m);
  std::sort(out.heights_m.begin(), out.heights_m.end());
  out.heights_m.erase(std::unique(out.heights_m.begin(), out.heights_m.end()), out.heights_m.end());

  std::vector<std::size_t> order(receptors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return receptors[a].height_m < receptors[b].height_m; });
  const tile_detail::Split split{receptors, out};
  auto first = order.begin();
  for (std::size_t h = 0; h < out.heights_m.size(); ++h) {
    const auto last =
        std::find_if(first, order.end(), [&](std::size_t i) { return receptors[i].height_m != out.heights_m[h]; });
    split(first, last, h);
    first = last;
  }
  return out;
}

}  // namespace leeward::dispersion

#include "core/scenario/daily_responses.h"

#include <algorithm>

#include "core/model/expects.h"

namespace leeward {
namespace daily_detail {

/// sums += weight x values over a tile.
// One version for each width of vectors, chosen at run time. None fuses multiply and add: the same bits on
// all.
#if defined(__x86_64__) && defined(__ELF__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
void add_weighted(const float* values, double weight, double* sums) {
  for (std::size_t i = 0; i < DailyResponses::tile_size; ++i)
    sums[i] += weight * static_cast<double>(values[i]);
}

}  // namespace daily_detail

DailyResponses::DailyResponses(std::size_t receptors, std::size_t days, std::size_t rows)
    : receptors_(receptors),
      days_(days),
      rows_(rows),
      values_(tile_count() * rows * days * tile_size, 0.0F) {}

void DailyResponses::set(std::size_t row, std::size_t day, std::span<const float> values) {
  LEEWARD_EXPECTS(values.size() == receptors_ && row < rows_ && day < days_);
  for (std::size_t tile = 0; tile < tile_count(); ++tile) {
    const std::size_t first = tile * tile_size;
    const auto part = values.subspan(first, std::min(tile_size, receptors_ - first));
    std::copy(part.begin(), part.end(), block(tile, row, day));
  }
}

void DailyResponses::add(std::size_t tile, std::span<const Weight> weights, std::span<double> sums) const {
  LEEWARD_EXPECTS(tile < tile_count() && sums.size() == days_ * tile_size);
  for (const Weight& weight : weights) {
    const float* values = values_.data() + (tile * rows_ + weight.row) * days_ * tile_size;
    for (std::size_t day = 0; day < days_; ++day)
      if (weight.of_day[day] != 0)
        daily_detail::add_weighted(values + day * tile_size, weight.of_day[day],
                                   sums.data() + day * tile_size);
  }
}

DailySums::DailySums(std::size_t receptors, std::size_t days)
    : tile_values_(days * DailyResponses::tile_size),
      values_((receptors + DailyResponses::tile_size - 1) / DailyResponses::tile_size * tile_values_, 0.0) {}

}  // namespace leeward

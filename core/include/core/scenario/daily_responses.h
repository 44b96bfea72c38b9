#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace leeward {

/// Unit fields summed over each day, of many rows (a pattern under one shape of the day), in memory as they
/// are combined: tile by tile of receptors, so that a combination streams through the rows it needs and its
/// sums stay in cache.
class DailyResponses {
public:
  /// Receptors of a tile: sums of a month of days in double precision stay within a core's cache.
  static constexpr std::size_t tile_size = 512;

  DailyResponses(std::size_t receptors, std::size_t days, std::size_t rows);
  std::size_t receptors() const { return receptors_; }
  std::size_t days() const { return days_; }
  std::size_t rows() const { return rows_; }
  std::size_t tile_count() const { return (receptors_ + tile_size - 1) / tile_size; }
  std::uint64_t bytes() const { return values_.size() * sizeof(float); }

  /// One row of one day; `values` has one per receptor. Different rows and days may be set from different
  /// threads.
  void set(std::size_t row, std::size_t day, std::span<const float> values);

  /// A row and what it counts on each day.
  struct Weight {
    std::size_t row = 0;
    std::vector<double> of_day;  ///< one per day
  };
  /// Adds the weighted rows of a tile to its sums. The same bits on every processor and for any split into
  /// tiles.
  /// @param sums  [day][tile_size] of the tile
  void add(std::size_t tile, std::span<const Weight> weights, std::span<double> sums) const;

private:
  float* block(std::size_t tile, std::size_t row, std::size_t day) {
    return values_.data() + ((tile * rows_ + row) * days_ + day) * tile_size;
  }

  std::size_t receptors_;
  std::size_t days_;
  std::size_t rows_;
  std::vector<float> values_;  ///< [tile][row][day][receptor of the tile]; 0 beyond the last receptor
};

/// Sums of all tiles, as DailyResponses::add takes them: [tile][day][tile_size].
class DailySums {
public:
  DailySums(std::size_t receptors, std::size_t days);
  std::span<double> tile(std::size_t index) {
    return std::span(values_).subspan(index * tile_values_, tile_values_);
  }
  std::span<const double> tile(std::size_t index) const {
    return std::span(values_).subspan(index * tile_values_, tile_values_);
  }
  double at(std::size_t day, std::size_t receptor) const {
    return values_[(receptor / DailyResponses::tile_size) * tile_values_ + day * DailyResponses::tile_size +
                   receptor % DailyResponses::tile_size];
  }
  std::uint64_t bytes() const { return values_.size() * sizeof(double); }

private:
  std::size_t tile_values_;
  std::vector<double> values_;
};

}  // namespace leeward

#include "tree_walk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "chebyshev_square.h"

namespace leeward::dispersion {
namespace walk_detail {

bool is_sound(double value) {
  return value >= 0.0 && value <= std::numeric_limits<double>::max();
}

template <class T>
void grow(std::vector<T>& values, std::size_t size) {
  if (values.size() < size) values.resize(size);
}

}  // namespace walk_detail

std::uint64_t TreeWalk::bytes(std::size_t squares, std::size_t padded_receptors, std::size_t column_count) {
  return std::uint64_t{column_count} *
         (squares * (stored_square_values * sizeof(double) + 2) + padded_receptors * sizeof(double));
}

void TreeWalk::begin(std::size_t task) {
  roots_ =
      std::span(tree_->subtrees).subspan(tree_->tasks[task], tree_->tasks[task + 1] - tree_->tasks[task]);
  first_square_ = roots_.front();
  end_square_ = tree_->squares[roots_.back()].end;
  std::uint32_t first_leaf = first_square_;
  while (!tree_->squares[first_leaf].is_leaf) ++first_leaf;
  first_block_ = tree_->squares[first_leaf].block;
  const TreeSquare& last_leaf = tree_->squares[end_square_ - 1];
  const std::size_t padded = last_leaf.block + padded_count(last_leaf) - first_block_;
  const std::size_t slots = (end_square_ - first_square_) * columns_;
  walk_detail::grow(leaf_sums_, padded * columns_);
  if (mode_ != Mode::exact) walk_detail::grow(square_values_, slots * stored_square_values);
  has_square_values_.assign(slots, 0);
  has_leaf_sums_.assign(slots, 0);
  unsound_.reset();
  not_converged_ = 0;
}

double* TreeWalk::square_values(std::uint32_t square, std::size_t column) {
  const std::size_t at = slot(square, column);
  double* values = square_values_.data() + at * stored_square_values;
  if (has_square_values_[at] == 0) {
    std::fill_n(values, stored_square_values, 0.0);
    has_square_values_[at] = 1;
  }
  return values;
}

double* TreeWalk::leaf_sums(std::uint32_t leaf, std::size_t column) {
  const TreeSquare& square = tree_->squares[leaf];
  const std::size_t padded = padded_count(square);
  double* sums = leaf_sums_.data() + (square.block - first_block_) * columns_ + column * padded;
  const std::size_t at = slot(leaf, column);
  if (has_leaf_sums_[at] == 0) {
    std::fill_n(sums, padded, 0.0);
    has_leaf_sums_[at] = 1;
  }
  return sums;
}

bool TreeWalk::solve(std::size_t task, const HourFields& hour, const std::stop_token& stop) {
  begin(task);
  for (std::size_t i = 0; i < hour.fields.size(); ++i) {
    if (stop.stop_requested()) return false;
    const std::span<const ColumnRate> rates = hour.sources->rates_of(i);
    const bool is_sound =
        mode_ == Mode::exact ? add_exact(*hour.fields[i], rates) : add_fast(*hour.fields[i], rates);
    if (is_sound) continue;
    unsound_->source = hour.sources->active[i].index;
    return false;
  }
  if (mode_ != Mode::exact) pass_down();
  return true;
}

bool TreeWalk::add_fast(const SourceField& field, std::span<const ColumnRate> rates) {
  alignas(64) std::array<float, leaf_capacity> values{};
  const std::size_t terms = field.term_count();
  for (const std::uint32_t root : roots_)
    for (std::size_t term = 0; term < terms; ++term) {
      open_.assign(1, root);
      while (!open_.empty()) {
        const std::uint32_t index = open_.back();
        open_.pop_back();
        const TreeSquare& square = tree_->squares[index];
        const Reach reach = field.take(term, *tree_, square, values.data());
        if (reach == Reach::none) continue;
        if (reach == Reach::split && !square.is_leaf) {
          for (std::size_t k = square.child.size(); k-- > 0;)
            if (square.child[k] != TreeSquare::none) open_.push_back(square.child[k]);
          continue;
        }
        const Places places =
            reach == Reach::smooth ? smooth_places(*tree_, square) : leaf_places(*tree_, square);
        const bool is_direct = places.receptors != nullptr;
        if (reach == Reach::split) field.evaluate(term, places, values.data());
        scaled_.clear();
        for (const ColumnRate& entry : rates)
          scaled_.push_back(
              {is_direct ? leaf_sums(index, entry.column) : square_values(index, entry.column), entry.rate});
        if (add_unit_values(values.data(), places.count, is_direct ? places.padded : stored_square_values,
                            scaled_))
          continue;
        std::size_t bad = 0;
        while (bad + 1 < places.count && walk_detail::is_sound(static_cast<double>(values[bad]))) ++bad;
        unsound_ = UnsoundValue{0, square.first + (is_direct ? bad : 0),
                                places.centre_m + Vec2{static_cast<double>(places.dx_m[bad]),
                                                       static_cast<double>(places.dy_m[bad])},
                                static_cast<double>(values[bad])};
        return false;
      }
    }
  return true;
}

bool TreeWalk::add_exact(const SourceField& field, std::span<const ColumnRate> rates) {
  std::array<double, leaf_capacity> values;
  for (const std::uint32_t root : roots_) {
    open_.assign(1, root);
    while (!open_.empty()) {
      const std::uint32_t index = open_.back();
      open_.pop_back();
      const TreeSquare& square = tree_->squares[index];
      if (field.is_negligible(square)) continue;
      if (!square.is_leaf) {
        for (std::size_t k = square.child.size(); k-- > 0;)
          if (square.child[k] != TreeSquare::none) open_.push_back(square.child[k]);
        continue;
      }
      const std::span<const Receptor> receptors(tree_->receptors.data() + square.first, square.count);
      not_converged_ += field.exact(receptors, values.data());
      for (std::size_t i = 0; i < receptors.size(); ++i) {
        if (walk_detail::is_sound(values[i])) continue;
        unsound_ = UnsoundValue{0, square.first + i, receptors[i].position_m, values[i]};
        return false;
      }
      for (const ColumnRate& entry : rates) {
        double* sums = leaf_sums(index, entry.column);
        for (std::size_t i = 0; i < receptors.size(); ++i) sums[i] += entry.rate * values[i];
      }
    }
  }
  return true;
}

void TreeWalk::pass_down() {
  for (std::uint32_t s = first_square_; s < end_square_; ++s) {
    const TreeSquare& square = tree_->squares[s];
    polynomials_.clear();
    for (std::size_t c = 0; c < columns_; ++c) {
      if (has_square_values_[slot(s, c)] == 0) continue;
      const double* values = square_values_.data() + slot(s, c) * stored_square_values;
      if (square.is_leaf) {
        polynomials_.push_back({values, leaf_sums(s, c)});
        continue;
      }
      for (const std::uint32_t child : square.child)
        if (child != TreeSquare::none)
          add_to_child(square, values, tree_->squares[child], square_values(child, c));
    }
    if (polynomials_.empty()) continue;
    const Places places = leaf_places(*tree_, square);
    add_polynomials(places.dx_m, places.dy_m, places.padded, square.half_m, polynomials_);
  }
}

void TreeWalk::write(double* hour_values, std::span<Extremes> extremes) {
  std::fill(extremes.begin(), extremes.end(), Extremes{});
  const std::size_t receptor_count = tree_->receptors.size();
  // Column by column: neighbouring leaves write into the same pages.
  for (std::size_t c = 0; c < columns_; ++c) {
    double* out = hour_values + c * receptor_count;
    for (std::uint32_t s = first_square_; s < end_square_; ++s) {
      const TreeSquare& square = tree_->squares[s];
      if (!square.is_leaf) continue;
      const std::size_t* original = tree_->original.data() + square.first;
      if (has_leaf_sums_[slot(s, c)] == 0) {
        for (std::size_t i = 0; i < square.count; ++i) out[original[i]] = 0.0;
        continue;
      }
      const double* sums = leaf_sums(s, c);
      for (std::size_t i = 0; i < square.count; ++i) {
        extremes[c].lowest = std::min(extremes[c].lowest, sums[i]);
        extremes[c].highest = std::max(extremes[c].highest, sums[i]);
        out[original[i]] = sums[i];
      }
    }
  }
}

}  // namespace leeward::dispersion

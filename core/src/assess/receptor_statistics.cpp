#include "core/assess/receptor_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/model/expects.h"

namespace leeward {
namespace {

constexpr std::size_t window_hours = 8;

/// maxima[i] = max(maxima[i], values[i])
void raise(std::span<const float> values, std::span<float> maxima) {
  for (std::size_t i = 0; i < values.size(); ++i) maxima[i] = values[i] > maxima[i] ? values[i] : maxima[i];
}

}  // namespace

void ReceptorSums::add(std::span<const float> values) {
  LEEWARD_EXPECTS(values.size() == sums_.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = static_cast<double>(values[i]);
    const double sum = sums_[i];
    const double next = sum + value;
    lost_[i] += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sums_[i] = next;
  }
  ++count_;
}

std::vector<float> ReceptorSums::means() const {
  LEEWARD_EXPECTS(count_ > 0);
  std::vector<float> means(sums_.size());
  for (std::size_t i = 0; i < means.size(); ++i)
    means[i] = static_cast<float>((sums_[i] + lost_[i]) / static_cast<double>(count_));
  return means;
}

void ReceptorSums::clear() {
  std::fill(sums_.begin(), sums_.end(), 0.0);
  std::fill(lost_.begin(), lost_.end(), 0.0);
  count_ = 0;
}

void count_above(std::span<const float> values, double within, std::span<std::uint16_t> counts) {
  LEEWARD_EXPECTS(values.size() == counts.size());
  // A float is above a double exactly where it is above the largest float that is not.
  float cut = static_cast<float>(within);
  if (static_cast<double>(cut) > within) cut = std::nextafter(cut, -INFINITY);
  for (std::size_t i = 0; i < values.size(); ++i)
    counts[i] = static_cast<std::uint16_t>(counts[i] + static_cast<std::uint16_t>(values[i] > cut));
}

DailyReceptorValues::DailyReceptorValues(std::size_t receptors, const CaptureRule& rule, Sinks sinks)
    : receptors_(receptors), rule_(rule), sinks_(std::move(sinks)), values_(receptors) {
  if (sinks_.mean) day_sum_.resize(receptors);
  if (sinks_.maximum) day_maximum_.resize(receptors);
  if (!sinks_.maximum_8h) return;
  ring_.assign(window_hours, std::vector<float>(receptors));
  ring_valid_.assign(window_hours, false);
  today_.values.resize(receptors);
  yesterday_.values.resize(receptors);
}

void DailyReceptorValues::take(HourOfDay hour, HourStatus status, std::span<const float> values) {
  LEEWARD_EXPECTS(values.size() == receptors_ && hour.hour >= 1 && hour.hour <= 24);
  if (!has_begun_) {
    has_begun_ = true;
    at_ = {hour.date, 0};
    begin_day();
  }
  const std::int64_t ahead = (hour.date - at_.date) * 24 + hour.hour - at_.hour;
  LEEWARD_EXPECTS(ahead > 0);
  for (std::int64_t i = 1; i < ahead; ++i) advance(HourStatus::missing, {});
  advance(status, values);
}

void DailyReceptorValues::advance(HourStatus status, std::span<const float> values) {
  if (at_.hour == 24) {
    at_ = {at_.date + 1, 0};
    begin_day();
  }
  ++at_.hour;
  const bool is_valid = status == HourStatus::valid;
  if (is_valid) {
    ++day_hours_;
    if (sinks_.mean)
      for (std::size_t i = 0; i < receptors_; ++i) day_sum_[i] += static_cast<double>(values[i]);
    if (sinks_.maximum) raise(values, day_maximum_);
  }
  if (sinks_.maximum_8h) {
    if (is_valid) std::copy(values.begin(), values.end(), ring_[ring_at_].begin());
    ring_valid_[ring_at_] = is_valid;
    ring_at_ = (ring_at_ + 1) % window_hours;
    add_window();
  }
  if (at_.hour == 24) end_day();
}

void DailyReceptorValues::begin_day() {
  std::fill(day_sum_.begin(), day_sum_.end(), 0.0);
  std::fill(day_maximum_.begin(), day_maximum_.end(), -INFINITY);
  day_hours_ = 0;
  if (!sinks_.maximum_8h) return;
  std::swap(today_, yesterday_);
  today_.day = at_.date;
  today_.valid = 0;
  today_.is_open = true;
  std::fill(today_.values.begin(), today_.values.end(), -INFINITY);
}

void DailyReceptorValues::add_window() {
  const bool is_of_today = at_.hour >= rule_.first_window_end && at_.hour <= rule_.last_window_end;
  const bool is_of_yesterday =
      yesterday_.is_open && at_.hour + 24 >= rule_.first_window_end && at_.hour + 24 <= rule_.last_window_end;
  if (is_of_today || is_of_yesterday) {
    const auto valid = static_cast<int>(std::count(ring_valid_.begin(), ring_valid_.end(), true));
    if (valid >= std::max(1, rule_.window_hours)) {
      // Eight floats sum in double without a loss that a float would show.
      constexpr std::size_t block = 512;
      for (std::size_t first = 0; first < receptors_; first += block) {
        const std::size_t size = std::min(block, receptors_ - first);
        std::array<double, block> sums{};
        for (std::size_t k = 0; k < window_hours; ++k) {
          if (!ring_valid_[k]) continue;
          const float* const hour = ring_[k].data() + first;
          for (std::size_t i = 0; i < size; ++i) sums[i] += static_cast<double>(hour[i]);
        }
        for (std::size_t i = 0; i < size; ++i) values_[first + i] = static_cast<float>(sums[i] / valid);
      }
      if (is_of_today) {
        raise(values_, today_.values);
        ++today_.valid;
      }
      if (is_of_yesterday) {
        raise(values_, yesterday_.values);
        ++yesterday_.valid;
      }
    }
  }
  if (yesterday_.is_open && at_.hour + 24 >= rule_.last_window_end) end_windows(yesterday_);
  if (today_.is_open && at_.hour >= rule_.last_window_end) end_windows(today_);
}

void DailyReceptorValues::end_windows(Maximum8h& maximum) {
  maximum.is_open = false;
  if (maximum.valid > 0) sinks_.maximum_8h(maximum.day, maximum.valid >= rule_.day_windows, maximum.values);
}

void DailyReceptorValues::end_day() {
  if (day_hours_ == 0) return;
  const bool is_valid = day_hours_ >= rule_.day_hours;
  if (sinks_.maximum) sinks_.maximum(at_.date, is_valid, day_maximum_);
  if (!sinks_.mean) return;
  for (std::size_t i = 0; i < receptors_; ++i) values_[i] = static_cast<float>(day_sum_[i] / day_hours_);
  sinks_.mean(at_.date, is_valid, values_);
}

void DailyReceptorValues::finish() {
  if (!has_begun_) return;
  while (at_.hour < 24) advance(HourStatus::missing, {});
  if (!sinks_.maximum_8h) return;
  for (int hour = 25; hour <= rule_.last_window_end; ++hour) advance(HourStatus::missing, {});
}

}  // namespace leeward

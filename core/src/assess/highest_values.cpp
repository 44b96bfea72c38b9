#include "core/assess/highest_values.h"

#include <algorithm>

#include "core/model/expects.h"

namespace leeward {

template <class Value>
HighestValues<Value>::HighestValues(std::size_t places, int ranks, Value floor)
    : values_(static_cast<std::size_t>(ranks), std::vector<Value>(places, floor)),
      dates_(static_cast<std::size_t>(ranks), std::vector<std::int32_t>(places, 0)),
      floor_(floor) {}

template <class Value>
void HighestValues<Value>::clear() {
  for (auto& values : values_) std::fill(values.begin(), values.end(), floor_);
  for (auto& dates : dates_) std::fill(dates.begin(), dates.end(), 0);
}

template <class Value>
void HighestValues<Value>::insert(std::size_t place, std::int32_t date, Value value) {
  std::size_t at = values_.size() - 1;
  while (at > 0 && value > values_[at - 1][place]) {
    values_[at][place] = values_[at - 1][place];
    dates_[at][place] = dates_[at - 1][place];
    --at;
  }
  values_[at][place] = value;
  dates_[at][place] = date;
}

template <class Value>
template <class DateOf>
void HighestValues<Value>::add_all(std::span<const Value> values, DateOf date_of) {
  if (values_.empty()) return;
  const std::vector<Value>& lowest = values_.back();
  LEEWARD_EXPECTS(values.size() == lowest.size());
  // After the first few values most are below the list: whole blocks are passed over by a comparison that
  // vectorises.
  constexpr std::size_t block = 64;
  for (std::size_t first = 0; first < values.size(); first += block) {
    const std::size_t end = std::min(first + block, values.size());
    unsigned any = 0;
    for (std::size_t i = first; i < end; ++i) any |= static_cast<unsigned>(values[i] > lowest[i]);
    if (any == 0) continue;
    for (std::size_t i = first; i < end; ++i)
      if (values[i] > lowest[i]) insert(i, date_of(i), values[i]);
  }
}

template <class Value>
void HighestValues<Value>::add(std::int32_t date, std::span<const Value> values) {
  add_all(values, [date](std::size_t) { return date; });
}

template <class Value>
void HighestValues<Value>::add(std::span<const std::int32_t> dates, std::span<const Value> values) {
  LEEWARD_EXPECTS(dates.size() == values.size());
  add_all(values, [dates](std::size_t i) { return dates[i]; });
}

template class HighestValues<float>;
template class HighestValues<double>;

}  // namespace leeward

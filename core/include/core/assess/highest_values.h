#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace leeward {

/// The n largest values of each of many places, with a date for each, from values that come one after
/// another. A value equal to one in the list stands behind it (physics/07 section 6.4: ties keep the earlier
/// date).
///
/// Values are `float` (maps) or `double` (AERMOD's tables). Memory: ranks x places x (value + 4 bytes).
template <class Value>
class HighestValues {
public:
  HighestValues() = default;
  /// @param floor  only values above it enter; it stands, with date 0, where a place has had fewer than
  /// `ranks` of them.
  ///               AERMOD's tables start at 0.
  HighestValues(std::size_t places, int ranks, Value floor);

  bool empty() const { return values_.empty(); }
  int ranks() const { return static_cast<int>(values_.size()); }
  void add(std::int32_t date, std::span<const Value> values);
  /// The same with a date for each place.
  void add(std::span<const std::int32_t> dates, std::span<const Value> values);
  /// @param rank  1..ranks()
  std::span<const Value> values(int rank) const { return values_.at(static_cast<std::size_t>(rank) - 1); }
  std::span<const std::int32_t> dates(int rank) const {
    return dates_.at(static_cast<std::size_t>(rank) - 1);
  }
  void clear();

private:
  void insert(std::size_t place, std::int32_t date, Value value);
  template <class DateOf>
  void add_all(std::span<const Value> values, DateOf date_of);

  std::vector<std::vector<Value>> values_;  // [rank][place]
  std::vector<std::vector<std::int32_t>> dates_;
  Value floor_{};
};

extern template class HighestValues<float>;
extern template class HighestValues<double>;

}  // namespace leeward

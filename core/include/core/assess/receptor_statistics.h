#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/assess/capture.h"
#include "core/assess/date.h"
#include "core/model/concentration.h"

/// Statistics of many receptors at once, hour after hour, in memory that does not grow with the hours. An
/// hour of a model is valid, calm or missing for all receptors alike, so counts are single numbers and every
/// inner loop runs over contiguous receptors without a branch.
namespace leeward {

/// sums[i] += values[i], with what the addition loses kept in lost[i] (CompensatedSum); the mean is (sums +
/// lost) / n.
class ReceptorSums {
public:
  explicit ReceptorSums(std::size_t receptors = 0) : sums_(receptors, 0.0), lost_(receptors, 0.0) {}
  void add(std::span<const float> values);
  std::size_t count() const { return count_; }
  /// @pre count() > 0
  std::vector<float> means() const;
  void clear();

private:
  std::vector<double> sums_;
  std::vector<double> lost_;
  std::size_t count_ = 0;
};

/// counts[i] += values[i] > within; `within` is largest_within(limit, rounding).
void count_above(std::span<const float> values, double within, std::span<std::uint16_t> counts);

/// Makes daily values of hours: means, maxima of 1-h values, and maxima of 8-h means over the rule's windows.
class DailyReceptorValues {
public:
  /// Hands over one day. @param is_valid  by the rule's capture; else the values are of too few hours
  using Sink = std::function<void(Date day, bool is_valid, std::span<const float> values)>;

  /// A sink that is empty is not computed for.
  struct Sinks {
    Sink mean;
    Sink maximum;
    Sink maximum_8h;
  };
  DailyReceptorValues(std::size_t receptors, const CaptureRule& rule, Sinks sinks);

  /// Hours ascending, local standard time; hours left out count as missing. @pre values.size() == receptors
  void take(HourOfDay hour, HourStatus status, std::span<const float> values);
  /// Ends the last day; its hours to come, and those of the next day that its windows reach into, are missing.
  void finish();

private:
  struct Maximum8h {
    Date day;
    int valid = 0;
    bool is_open = false;
    std::vector<float> values;
  };
  void advance(HourStatus status, std::span<const float> values);
  void begin_day();
  void end_day();
  void end_windows(Maximum8h& maximum);
  void add_window();

  std::size_t receptors_;
  CaptureRule rule_;
  Sinks sinks_;
  bool has_begun_ = false;
  HourOfDay at_;  // the hour that was taken last
  // One day.
  std::vector<double> day_sum_;
  std::vector<float> day_maximum_;
  int day_hours_ = 0;
  std::vector<float> values_;  // of a day, to hand over
  // The last eight hours, and the windows of today and yesterday.
  std::vector<std::vector<float>> ring_;
  std::vector<bool> ring_valid_;
  std::size_t ring_at_ = 0;
  Maximum8h today_;
  Maximum8h yesterday_;
};

}  // namespace leeward

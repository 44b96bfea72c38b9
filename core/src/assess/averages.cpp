#include "core/assess/averages.h"

#include <algorithm>
#include <cmath>

#include "core/model/expects.h"

namespace leeward {
namespace {

/// Mean of hours [end - window, end) of the series.
std::optional<double> window_mean(const HourlySeries& series, std::int64_t end, int window_hours,
                                  int least_hours) {
  CompensatedSum sum;
  int valid = 0;
  const auto size = static_cast<std::int64_t>(series.values.size());
  for (std::int64_t i = std::max<std::int64_t>(0, end - window_hours); i < std::min(end, size); ++i) {
    if (!series.is_valid(static_cast<std::size_t>(i))) continue;
    sum.add(series.values[static_cast<std::size_t>(i)]);
    ++valid;
  }
  if (valid < std::max(1, least_hours)) return std::nullopt;
  return sum.value() / valid;
}

/// The largest of a day's values, if there are enough, or it is above the limit.
class DayMaximum {
public:
  void add(std::optional<double> value) {
    if (!value) return;
    ++count_;
    if (!maximum_ || *value > *maximum_) maximum_ = value;
  }
  std::optional<double> value(int least, std::optional<double> limit) const {
    if (count_ >= least || (limit && maximum_ && *maximum_ > *limit)) return maximum_;
    return std::nullopt;
  }

private:
  int count_ = 0;
  std::optional<double> maximum_;
};

Date first_of(int year, int month) {
  return month >= 1 ? Date{year, month, 1} : Date{year - 1, month + 12, 1};
}

/// Means of `length` consecutive months that end in the year; `combine` makes the mean from the days of the
/// months.
template <class Combine>
std::optional<MonthsMean> highest_months(const DailySeries& daily, int year, int length, double share,
                                         Combine combine) {
  std::optional<MonthsMean> highest;
  for (int last = 1; last <= 12; ++last) {
    bool is_whole = true;
    for (int month = last - length + 1; month <= last; ++month) {
      const Date first = first_of(year, month);
      const int days = days_in_month(first.year, first.month);
      const auto valid = static_cast<double>(valid_days(daily, first, first + (days - 1)));
      is_whole = is_whole && valid > 0 && valid >= share * days - 1e-9;
    }
    if (!is_whole) continue;
    const Date begin = first_of(year, last - length + 1);
    const std::optional<double> mean = combine(begin, last);
    if (mean && (!highest || *mean > highest->value)) highest = MonthsMean{*mean, begin.year, begin.month};
  }
  return highest;
}

}  // namespace

void CompensatedSum::add(double value) {
  const double next = sum_ + value;
  lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
  sum_ = next;
}

std::optional<double> mean_of(std::span<const std::optional<double>> values) {
  CompensatedSum sum;
  std::size_t count = 0;
  for (const std::optional<double>& value : values) {
    if (!value) continue;
    sum.add(*value);
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum.value() / static_cast<double>(count);
}

std::vector<std::optional<double>> rolling_means(const HourlySeries& series, int window_hours,
                                                 int least_hours) {
  LEEWARD_EXPECTS(window_hours > 0);
  std::vector<std::optional<double>> means(series.values.size());
  for (std::size_t i = 0; i < means.size(); ++i)
    means[i] = window_mean(series, static_cast<std::int64_t>(i) + 1, window_hours, least_hours);
  return means;
}

DailySeries daily_means(const HourlySeries& series, const CaptureRule& rule) {
  DailySeries daily{series.first_day, {}};
  for (std::size_t day = 0; day < series.days(); ++day)
    daily.values.push_back(window_mean(series, static_cast<std::int64_t>(day + 1) * 24, 24, rule.day_hours));
  return daily;
}

DailySeries daily_maxima(const HourlySeries& series, const CaptureRule& rule, std::optional<double> limit) {
  DailySeries daily{series.first_day, {}};
  for (std::size_t day = 0; day < series.days(); ++day) {
    DayMaximum maximum;
    for (std::size_t i = day * 24; i < (day + 1) * 24; ++i)
      if (series.is_valid(i)) maximum.add(series.values[i]);
    daily.values.push_back(maximum.value(rule.day_hours, limit));
  }
  return daily;
}

DailySeries daily_maxima_8h(const HourlySeries& series, const CaptureRule& rule,
                            std::optional<double> limit) {
  DailySeries daily{series.first_day, {}};
  for (std::size_t day = 0; day < series.days(); ++day) {
    DayMaximum maximum;
    for (int end = rule.first_window_end; end <= rule.last_window_end; ++end)
      maximum.add(window_mean(series, static_cast<std::int64_t>(day) * 24 + end, 8, rule.window_hours));
    daily.values.push_back(maximum.value(rule.day_windows, limit));
  }
  return daily;
}

std::optional<double> mean_of_hours(const HourlySeries& series, Date first, Date last) {
  const auto days = static_cast<std::int64_t>(series.days());
  const std::int64_t begin = std::clamp<std::int64_t>(first - series.first_day, 0, days) * 24;
  const std::int64_t end = std::clamp<std::int64_t>(last - series.first_day + 1, 0, days) * 24;
  if (end <= begin) return std::nullopt;
  return window_mean(series, end, static_cast<int>(end - begin), 1);
}

std::optional<double> mean_of_days(const DailySeries& daily, Date first, Date last) {
  return mean_of(daily.between(first, last));
}

std::optional<MonthsMean> highest_three_months(const DailySeries& daily, int year, double share) {
  return highest_months(daily, year, 3, share, [&](Date, int last) {
    CompensatedSum sum;
    for (int month = last - 2; month <= last; ++month) {
      const Date first = first_of(year, month);
      sum.add(*mean_of_days(daily, first, first + (days_in_month(first.year, first.month) - 1)));
    }
    return std::optional<double>(sum.value() / 3);
  });
}

std::optional<MonthsMean> peak_season(const DailySeries& daily, int year, double share) {
  return highest_months(daily, year, 6, share, [&](Date begin, int last) {
    return mean_of_days(daily, begin, {year, last, days_in_month(year, last)});
  });
}

}  // namespace leeward

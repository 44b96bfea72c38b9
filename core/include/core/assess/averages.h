#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/assess/capture.h"
#include "core/assess/hourly_series.h"

/// Means and maxima of a series of one place. Sums are compensated, so that their order cannot matter.
namespace leeward {

/// A sum with the rounding errors of its steps kept apart (Neumaier 1974, ZAMM 54, 39-51).
class CompensatedSum {
public:
  void add(double value);
  double value() const { return sum_ + lost_; }

private:
  double sum_ = 0;
  double lost_ = 0;
};

/// nullopt without values.
std::optional<double> mean_of(std::span<const std::optional<double>> values);

/// Mean of the `window_hours` hours that end with each hour; nullopt with fewer than `least_hours` valid
/// ones. The first windows reach before the series: hours there are missing.
std::vector<std::optional<double>> rolling_means(const HourlySeries& series, int window_hours,
                                                 int least_hours);

/// Over the rule's day_hours.
DailySeries daily_means(const HourlySeries& series, const CaptureRule& rule);

/// Largest 1-h value of a day. A day with fewer valid hours than day_hours counts when its maximum is above
/// `limit`: what is exceeded already stays exceeded.
DailySeries daily_maxima(const HourlySeries& series, const CaptureRule& rule,
                         std::optional<double> limit = {});

/// Largest 8-h mean of a day over the rule's windows (CN: ends at 8..24, EU: 1..24, US: 15..31), of at least
/// day_windows valid ones, or fewer and above `limit`.
DailySeries daily_maxima_8h(const HourlySeries& series, const CaptureRule& rule,
                            std::optional<double> limit = {});

/// Mean of the valid hours of the days from `first` to `last`; nullopt without any.
std::optional<double> mean_of_hours(const HourlySeries& series, Date first, Date last);
/// Mean of the valid days.
std::optional<double> mean_of_days(const DailySeries& daily, Date first, Date last);

/// A mean over months and the first of them.
struct MonthsMean {
  double value = 0;
  int year = 0;
  int month = 1;
};

/// Highest mean of three consecutive months that end in the year, each month a mean of its days (US lead: 40
/// CFR 50 App. R). Months need `share` of their days; nullopt when no three months have them.
std::optional<MonthsMean> highest_three_months(const DailySeries& daily, int year, double share);

/// Peak season of the year (WHO AQG 2021): the six consecutive months with the highest mean of the daily
/// values, those that end in the year. Months need `share` of their days.
std::optional<MonthsMean> peak_season(const DailySeries& daily, int year, double share);

}  // namespace leeward

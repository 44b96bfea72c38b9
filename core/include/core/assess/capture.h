#pragma once
#include <string>
#include <string_view>

#include "core/assess/hourly_series.h"

namespace leeward {

/// What of a series must be there before a mean or a rank of it may be judged; 0 asks for nothing. Rules are
/// data: the column `capture` of the tables, words with blanks between:
///   hour>=45min   said of raw data, read and passed over: ours begin as hourly means
///   day>=20h      valid hours of a daily mean and of a daily maximum of 1-h values
///   8h>=6h        valid hours of an 8-h mean;  24h>=18h of a running 24-h mean
///   windows=8..24 hours at which the 8-h windows of a day end; above 24: hours of the next day (US: 15..31)
///   dm8h>=14      valid windows of a daily maximum of 8-h means
///   year>=324d month>=27d february>=25d quarter>=15d   valid days
///   year>=90% valid hours of the year, as a share
///   quarter>=75%  valid days of each quarter, as a share
struct CaptureRule {
  int day_hours = 0;
  int window_hours = 0;
  int running_day_hours = 0;
  int first_window_end = 1;
  int last_window_end = 24;
  int day_windows = 0;
  int year_days = 0;
  int month_days = 0;
  int february_days = 0;  ///< 0: as month_days
  int quarter_days = 0;
  double year_hours_share = 0;
  double quarter_days_share = 0;
};

Result<CaptureRule> parse_capture(std::string_view text);

/// What the calendar year lacks by the rule, in words ("312 valid days, expected 324"); empty when nothing.
/// Days are those of `daily`, the statistic that is judged; hours those of `hourly`.
std::string year_lacks(const CaptureRule& rule, const HourlySeries& hourly, const DailySeries& daily,
                       int year);
/// The same of a quarter 1..4.
std::string quarter_lacks(const CaptureRule& rule, const DailySeries& daily, int year, int quarter);

/// Valid values among the days from `first` to `last`.
std::size_t valid_days(const DailySeries& daily, Date first, Date last);
/// Valid hours of the days from `first` to `last`.
std::size_t valid_hours(const HourlySeries& hourly, Date first, Date last);

}  // namespace leeward

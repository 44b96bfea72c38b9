#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/assess/highest_values.h"
#include "core/model/concentration.h"
#include "core/model/time.h"

/// AERMOD's averages of hourly values and their n-th highest (physics/07 sections 6.3 and 6.4). Values stand
/// as [group][receptor]. Hours of the files' local standard time stand as UTC: nothing in a run of AERMOD's
/// depends on the zone.
///
///   Means over blocks of N hours that end where the hour of the day is a multiple of N, or over calendar
///   months:
///     C_N = sum of the valid hours / max(valid hours, NINT(0.75 N + 0.4))
///   Calm and missing hours count zero in the sum; an hour without a value does not enter the ranks of 1-h
///   values. PERIOD and ANNUAL: sum of the valid hours / valid hours; ANNUAL over several years: mean of the
///   years' means.
/// Sums are plain, in the order of the hours, as AERMOD's.
namespace leeward {

/// Stands for an averaging time of calendar months.
inline constexpr int aermod_month = 720;

/// PM2.5 in any of AERMOD's spellings.
bool is_pm25(std::string_view pollutant);
/// Whether AERMOD ranks daily maxima, mean over the years: SO2 and NO2 with 1-h means alone, PM2.5 with 24-h
/// means alone (physics/07 section 6.4).
bool ranks_daily_maxima(std::string_view pollutant, std::span<const int> averages_h);

/// Date of an hour as AERMOD writes it: yymmddhh, hour ending 1..24.
std::int32_t aermod_date_number(UtcHour hour);

/// Takes the hours of a run one after another.
class AermodAverages {
public:
  /// @param averages_h  blocks wanted, aermod_month for months
  /// @param ranks       per averages_h: the highest rank wanted, 0 none
  /// @param is_daily_maximum  ranks are those of the daily maxima of the one averaging time, mean over the
  /// years
  AermodAverages(std::size_t places, std::vector<int> averages_h, const std::vector<int>& ranks,
                 bool is_daily_maximum);

  /// A block that ended: index into averages_h, its date and values.
  using BlockSink =
      std::function<void(std::size_t average, std::int32_t date, std::span<const double> values)>;
  /// With is_daily_maximum, a day that ended: for each place its largest value and the date of that, 0 where
  /// it has none.
  using DaySink = std::function<void(std::int32_t date, std::span<const double> maxima,
                                     std::span<const std::int32_t> dates)>;
  /// A year that ended: its number from 1, the date of its last hour and its means.
  using YearSink = std::function<void(int year, std::int32_t date, std::span<const double> means)>;
  void on_block(BlockSink sink) { block_sink_ = std::move(sink); }
  void on_day(DaySink sink) { day_sink_ = std::move(sink); }
  void on_year(YearSink sink) { year_sink_ = std::move(sink); }

  void take(UtcHour hour, HourStatus status, std::span<const double> values);
  /// After the last hour. Of a run shorter than a year the daily maxima are those of one year.
  void finish();

  /// n-th highest of a group's receptors.
  const HighestValues<double>& highest(std::size_t average) const { return averages_.at(average).highest; }
  struct Year {
    HighestValues<double> highest;
  };
  /// With is_daily_maximum: the ranked daily maxima of each whole year.
  const std::vector<Year>& years() const { return years_of_maxima_; }
  /// Mean over all valid hours.
  std::vector<double> period_mean() const;
  std::size_t period_hours() const { return period_hours_; }
  /// Mean of the means of whole years; empty when there is none.
  std::vector<double> annual_mean() const;
  int whole_years() const { return whole_years_; }
  std::size_t hours_after_last_year() const { return year_hours_; }

private:
  struct Average {
    int hours = 1;
    std::vector<double> sum;
    std::size_t count = 0;
    std::size_t without_value = 0;  // calm or missing
    HighestValues<double> highest;
  };
  void end_block(std::size_t index, std::int32_t date);
  void end_day(std::int32_t date);
  void end_year(std::int32_t date);

  std::size_t places_;
  std::vector<Average> averages_;
  bool is_daily_maximum_ = false;
  std::vector<double> daily_maximum_;
  std::vector<std::int32_t> daily_date_;
  HighestValues<double> year_maxima_;
  std::vector<Year> years_of_maxima_;
  std::vector<double> period_sum_;
  std::size_t period_hours_ = 0;
  std::size_t period_valid_ = 0;
  std::vector<double> year_sum_;
  std::size_t year_hours_ = 0;
  std::size_t year_valid_ = 0;
  std::vector<double> annual_sum_;
  int whole_years_ = 0;
  bool has_first_ = false;
  UtcHour first_{};
  BlockSink block_sink_;
  DaySink day_sink_;
  YearSink year_sink_;
};

}  // namespace leeward

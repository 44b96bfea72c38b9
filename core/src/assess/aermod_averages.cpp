#include "core/assess/aermod_averages.h"

#include <algorithm>
#include <cmath>

#include "core/assess/date.h"
#include "core/model/expects.h"

namespace leeward {

bool is_pm25(std::string_view pollutant) {
  return pollutant == "PM25" || pollutant == "PM-2.5" || pollutant == "PM-25" || pollutant == "PM2.5";
}

bool ranks_daily_maxima(std::string_view pollutant, std::span<const int> averages_h) {
  if (averages_h.size() != 1) return false;
  if (pollutant == "SO2" || pollutant == "NO2") return averages_h.front() == 1;
  return is_pm25(pollutant) && averages_h.front() == 24;
}

std::int32_t aermod_date_number(UtcHour hour) {
  const auto [date, of_day] = hour_of_day(hour, 0.0);
  return date.year % 100 * 1'000'000 + date.month * 10'000 + date.day * 100 + of_day;
}

AermodAverages::AermodAverages(std::size_t places, std::vector<int> averages_h, const std::vector<int>& ranks,
                               bool is_daily_maximum)
    : places_(places),
      is_daily_maximum_(is_daily_maximum),
      period_sum_(places, 0.0),
      year_sum_(places, 0.0),
      annual_sum_(places, 0.0) {
  LEEWARD_EXPECTS(ranks.size() == averages_h.size() && (!is_daily_maximum || averages_h.size() == 1));
  for (std::size_t i = 0; i < averages_h.size(); ++i) {
    Average average;
    average.hours = averages_h[i];
    average.sum.assign(places, 0.0);
    if (!is_daily_maximum) average.highest = HighestValues<double>(places, ranks[i], 0.0);
    averages_.push_back(std::move(average));
  }
  if (!is_daily_maximum) return;
  daily_maximum_.assign(places, 0.0);
  daily_date_.assign(places, 0);
  year_maxima_ = HighestValues<double>(places, ranks.front(), 0.0);
}

void AermodAverages::take(UtcHour hour, HourStatus status, std::span<const double> values) {
  LEEWARD_EXPECTS(values.size() == places_);
  if (!has_first_) first_ = hour;
  has_first_ = true;
  const HourOfDay at = hour_of_day(hour, 0.0);
  const std::int32_t number = aermod_date_number(hour);
  const bool is_valid = status == HourStatus::valid;
  const HourOfDay next = hour_of_day(hour + 1, 0.0);
  const bool ends_month = next.date.month != at.date.month;
  ++period_hours_;
  ++year_hours_;
  if (is_valid) {
    ++period_valid_;
    ++year_valid_;
    for (std::size_t i = 0; i < places_; ++i) {
      period_sum_[i] += values[i];
      year_sum_[i] += values[i];
    }
  }
  for (std::size_t a = 0; a < averages_.size(); ++a) {
    Average& average = averages_[a];
    ++average.count;
    if (is_valid)
      for (std::size_t i = 0; i < places_; ++i) average.sum[i] += values[i];
    else
      ++average.without_value;
    const bool ends = average.hours == aermod_month ? ends_month : at.hour % average.hours == 0;
    if (ends) end_block(a, number);
  }
  if (is_daily_maximum_ && at.hour == 24) end_day(number);
  // A year ends the hour before its first hour comes again.
  const HourOfDay begin = hour_of_day(first_, 0.0);
  Date again = {next.date.year, begin.date.month, begin.date.day};
  if (!is_valid_date(again.year, again.month, again.day)) again = {next.date.year, 3, 1};  // 29 February
  if (next.hour == begin.hour && next.date == again) end_year(number);
}

void AermodAverages::end_block(std::size_t index, std::int32_t date) {
  Average& average = averages_[index];
  const bool is_hourly = average.hours == 1;
  if (!is_hourly) {
    // At least three quarters of the hours make a mean; fewer valid ones are spread over that many.
    const double valid = static_cast<double>(average.count - average.without_value);
    const double least = std::round(0.75 * static_cast<double>(average.count) + 0.4);
    const double divisor = std::max(valid, least);
    for (double& value : average.sum) value /= divisor;
  }
  if (block_sink_) block_sink_(index, date, average.sum);
  if (is_daily_maximum_) {
    for (std::size_t i = 0; i < places_; ++i)
      if (average.sum[i] > daily_maximum_[i]) {
        daily_maximum_[i] = average.sum[i];
        daily_date_[i] = date;
      }
  } else if (!is_hourly || average.without_value == 0) {
    average.highest.add(date, average.sum);
  }
  std::fill(average.sum.begin(), average.sum.end(), 0.0);
  average.count = 0;
  average.without_value = 0;
}

void AermodAverages::end_day(std::int32_t date) {
  if (day_sink_) day_sink_(date, daily_maximum_, daily_date_);
  year_maxima_.add(daily_date_, daily_maximum_);
  std::fill(daily_maximum_.begin(), daily_maximum_.end(), 0.0);
  std::fill(daily_date_.begin(), daily_date_.end(), 0);
}

void AermodAverages::end_year(std::int32_t date) {
  ++whole_years_;
  std::vector<double> means(places_, 0.0);
  for (std::size_t i = 0; i < places_ && year_valid_ > 0; ++i)
    means[i] = year_sum_[i] / static_cast<double>(year_valid_);
  for (std::size_t i = 0; i < places_; ++i) annual_sum_[i] += means[i];
  if (year_sink_) year_sink_(whole_years_, date, means);
  std::fill(year_sum_.begin(), year_sum_.end(), 0.0);
  year_hours_ = 0;
  year_valid_ = 0;
  if (!is_daily_maximum_) return;
  years_of_maxima_.push_back({year_maxima_});
  year_maxima_.clear();
}

void AermodAverages::finish() {
  if (is_daily_maximum_ && years_of_maxima_.empty()) years_of_maxima_.push_back({year_maxima_});
}

std::vector<double> AermodAverages::period_mean() const {
  std::vector<double> means(places_, 0.0);
  for (std::size_t i = 0; i < places_ && period_valid_ > 0; ++i)
    means[i] = period_sum_[i] / static_cast<double>(period_valid_);
  return means;
}

std::vector<double> AermodAverages::annual_mean() const {
  if (whole_years_ == 0) return {};
  std::vector<double> means = annual_sum_;
  for (double& value : means) value /= whole_years_;
  return means;
}

}  // namespace leeward

#include "core/assess/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/assess/averages.h"

namespace leeward {
namespace {

using AssessedBy = Assessment::Statistic;

/// One year's figures, in the unit of the law.
struct Year {
  std::optional<double> value;
  int exceedances = 0;
  std::string lacks;
};

class Judge {
public:
  Judge(const Standard& standard, HourlySeries series)
      : standard_(standard),
        series_(std::move(series)),
        within_(largest_within(standard.limit, standard.rounding)) {
    switch (standard.averaging) {
      case Averaging::daily_max_8h:
      case Averaging::peak_season:
        daily_ = daily_maxima_8h(series_, standard.capture, within_);
        break;
      case Averaging::hour:
      case Averaging::quarter_hour:
        daily_ = daily_maxima(series_, standard.capture, within_);
        break;
      default:
        daily_ = daily_means(series_, standard.capture);
    }
  }

  Year year(int year) const {
    Year result;
    result.lacks = standard_.averaging == Averaging::quarter
                       ? std::string()
                       : year_lacks(standard_.capture, series_, daily_, year);
    switch (standard_.assessment.statistic) {
      case AssessedBy::mean_of_hours:
        result.value = mean_of_hours(series_, {year, 1, 1}, {year, 12, 31});
        break;
      case AssessedBy::mean_of_days:
        if (standard_.averaging == Averaging::quarter)
          judge_quarters(year, result);
        else
          result.value = mean_of_days(daily_, {year, 1, 1}, {year, 12, 31});
        break;
      case AssessedBy::mean_of_quarters:
        result.value = quarterly_mean(year);
        break;
      case AssessedBy::highest_three_months:
        if (const auto highest = highest_three_months(daily_, year, standard_.capture.quarter_days_share))
          result.value = highest->value;
        break;
      case AssessedBy::peak_season:
        if (const auto season = peak_season(daily_, year, standard_.capture.year_hours_share))
          result.value = season->value;
        break;
      case AssessedBy::count:
      case AssessedBy::nth_highest:
      case AssessedBy::percentile:
        judge_values(values_of(year), result);
        break;
      case AssessedBy::run:
        judge_runs(values_of(year), result);
        break;
    }
    return result;
  }

  bool is_above(double value) const { return value > within_; }

private:
  /// The year's values that are ranked or counted.
  std::vector<std::optional<double>> values_of(int year) const {
    const Date first{year, 1, 1};
    const Date last{year, 12, 31};
    const bool is_by_hour =
        (standard_.averaging == Averaging::hour || standard_.averaging == Averaging::quarter_hour) &&
        !standard_.assessment.is_of_daily_maxima;
    if (!is_by_hour && standard_.averaging != Averaging::eight_hours) {
      const auto days = daily_.between(first, last);
      return {days.begin(), days.end()};
    }
    std::vector<std::optional<double>> hours =
        is_by_hour ? rolling_means(series_, 1, 1) : rolling_means(series_, 8, standard_.capture.window_hours);
    const auto size = static_cast<std::int64_t>(series_.days());
    const std::int64_t begin = std::clamp<std::int64_t>(first - series_.first_day, 0, size) * 24;
    const std::int64_t end = std::clamp<std::int64_t>(last - series_.first_day + 1, 0, size) * 24;
    return {hours.begin() + begin, hours.begin() + std::max(begin, end)};
  }

  void judge_values(const std::vector<std::optional<double>>& values, Year& result) const {
    const std::vector<double> sorted =
        standard_.averaging == Averaging::eight_hours ? apart(values, 8) : ascending(values);
    result.exceedances = static_cast<int>(
        std::count_if(sorted.begin(), sorted.end(), [&](double value) { return is_above(value); }));
    const Assessment& how = standard_.assessment;
    if (how.statistic == AssessedBy::percentile)
      result.value = percentile(sorted, how.percent, how.method);
    else
      result.value = nth_highest(
          sorted, how.statistic == AssessedBy::count ? standard_.allowed_exceedances + 1 : how.rank);
    if (sorted.empty() && result.lacks.empty()) result.lacks = "no values";
  }

  /// The highest values that lie `hours` or more apart, ascending.
  static std::vector<double> apart(std::vector<std::optional<double>> values, std::ptrdiff_t hours) {
    std::vector<std::pair<double, std::ptrdiff_t>> order;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i]) order.emplace_back(*values[i], static_cast<std::ptrdiff_t>(i));
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<double> kept;
    for (const auto& [value, at] : order) {
      if (!values[static_cast<std::size_t>(at)]) continue;
      kept.push_back(value);
      const auto end = std::min(at + hours, static_cast<std::ptrdiff_t>(values.size()));
      for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, at - hours + 1); i < end; ++i)
        values[static_cast<std::size_t>(i)].reset();
    }
    std::reverse(kept.begin(), kept.end());
    return kept;
  }

  /// Runs of consecutive values above the limit; the value is the highest that a whole run holds.
  void judge_runs(const std::vector<std::optional<double>>& values, Year& result) const {
    const auto length = static_cast<std::size_t>(standard_.assessment.run_length);
    std::size_t above = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      above = values[i] && is_above(*values[i]) ? above + 1 : 0;
      if (above == length) ++result.exceedances;
      if (i + 1 < length) continue;
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i + 1 - length);
      const auto end = values.begin() + static_cast<std::ptrdiff_t>(i + 1);
      if (!std::all_of(begin, end, [](const auto& value) { return value.has_value(); })) continue;
      const double lowest =
          **std::min_element(begin, end, [](const auto& a, const auto& b) { return *a < *b; });
      if (!result.value || lowest > *result.value) result.value = lowest;
    }
    if (!result.value && result.lacks.empty())
      result.lacks = fmt::format("no {} consecutive values", standard_.assessment.run_length);
  }

  void judge_quarters(int year, Year& result) const {
    for (int quarter = 1; quarter <= 4; ++quarter) {
      const auto mean = mean_of_quarter(year, quarter);
      const std::string lacks = quarter_lacks(standard_.capture, daily_, year, quarter);
      if (!lacks.empty() && result.lacks.empty()) result.lacks = lacks;
      if (!mean || !lacks.empty()) continue;
      if (is_above(*mean)) ++result.exceedances;
      if (!result.value || *mean > *result.value) result.value = mean;
    }
  }

  std::optional<double> mean_of_quarter(int year, int quarter) const {
    const int month = 3 * quarter - 2;
    return mean_of_days(daily_, {year, month, 1}, {year, month + 2, days_in_month(year, month + 2)});
  }

  std::optional<double> quarterly_mean(int year) const {
    std::vector<std::optional<double>> quarters;
    for (int quarter = 1; quarter <= 4; ++quarter) quarters.push_back(mean_of_quarter(year, quarter));
    return mean_of(quarters);
  }

  const Standard& standard_;
  HourlySeries series_;
  double within_;
  DailySeries daily_;
};

}  // namespace

const char* to_text(Compliance compliance) {
  switch (compliance) {
    case Compliance::complies:
      return "complies";
    case Compliance::exceeds:
      return "exceeds";
    case Compliance::not_enough_data:
      break;
  }
  return "not enough data";
}

Result<Judgement> judge(const Standard& standard, const HourlySeries& series, std::string_view unit,
                        int year) {
  if (standard.averaging == Averaging::quarter_hour)
    return fail(ErrorCode::input,
                fmt::format("{} line {}: found a limit of 15-min means, expected one of hourly values",
                            standard.file, standard.line));
  const auto factor =
      unit_factor(unit, standard.unit, standard.pollutant, standard.reference.value_or(ReferenceState{}));
  if (!factor) return tl::unexpected(factor.error());
  HourlySeries in_unit = series;
  for (double& value : in_unit.values) value *= *factor;
  const Judge of_years(standard, std::move(in_unit));

  Judgement judgement;
  judgement.standard = &standard;
  judgement.needs_check = standard.needs_check();
  judgement.last_year = year;
  judgement.first_year = year - standard.assessment.years + 1;
  judgement.allowed = static_cast<double>(standard.allowed_exceedances) * standard.assessment.years;
  CompensatedSum sum;
  int with_value = 0;
  for (int y = judgement.first_year; y <= year; ++y) {
    const Year one = of_years.year(y);
    judgement.exceedances += one.exceedances;
    if (judgement.lacks.empty()) judgement.lacks = one.lacks;
    if (!one.value) continue;
    sum.add(*one.value);
    ++with_value;
  }
  if (with_value > 0) {
    judgement.value = sum.value() / with_value;
    judgement.rounded = rounded(*judgement.value, standard.rounding);
  }
  const AssessedBy statistic = standard.assessment.statistic;
  const bool is_quarter = standard.averaging == Averaging::quarter;
  const bool is_counted = statistic == AssessedBy::count || statistic == AssessedBy::run || is_quarter;
  if (is_counted && judgement.exceedances > judgement.allowed) {
    judgement.compliance = Compliance::exceeds;
  } else if (!judgement.lacks.empty()) {
    judgement.compliance = Compliance::not_enough_data;
  } else if (is_counted) {
    judgement.compliance = Compliance::complies;
  } else if (!judgement.value) {
    judgement.lacks = "no values";
  } else {
    judgement.compliance = of_years.is_above(*judgement.value) ? Compliance::exceeds : Compliance::complies;
  }
  return judgement;
}

}  // namespace leeward

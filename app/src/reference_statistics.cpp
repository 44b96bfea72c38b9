#include "reference_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "reference_csv.h"

namespace leeward::app {
namespace reference_statistics {

/// Ranks kept behind those asked for, so that a tie at the last one is seen.
constexpr int spare_ranks = 8;
constexpr double floor_of_peak = 1e-3;

/// "1ST" -> 1; "-" -> 0.
std::optional<int> rank_of(std::string_view text) {
  if (text == "-") return 0;
  int rank = 0;
  if (text.size() < 3 || !is_number(text.substr(0, text.size() - 2), rank) || rank < 1) return std::nullopt;
  return rank;
}

/// The dates of "0.31E+03@96101622" or several such joined by blanks, commas or semicolons.
bool read_by_year(std::string_view text, std::vector<std::int32_t>& dates) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ;|"), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.empty()) continue;
    const std::size_t at = one.find('@');
    std::int32_t date = 0;
    if (at == std::string_view::npos || !is_number(one.substr(at + 1), date)) return false;
    dates.push_back(date);
  }
  return true;
}

double share(double difference, double scale) {
  if (difference == 0) return 0;
  return scale > 0 && std::isfinite(difference) ? std::abs(difference) / scale
                                                : std::numeric_limits<double>::infinity();
}

class Reader {
public:
  Reader(const std::filesystem::path& folder, const Scenario& scenario)
      : folder_(folder), receptors_(scenario.receptors.size()) {
    for (const Column& column : scenario.columns) column_of_.emplace(column.group, column_of_.size());
  }

  Result<void> read_statistics() {
    return for_each_row(folder_ / "expected_stats.csv",
                        {"averaging", "group", "rank", "rec", "value", "date", "by_year"},
                        "an averaging time, rank, group and receptor of the case, a number and a date",
                        [&](const std::vector<std::string_view>& cells) { return take_statistic(cells); });
  }

  Result<void> read_days() {
    std::error_code ignored;
    if (!std::filesystem::exists(folder_ / "expected_maxdaily.csv", ignored)) return {};
    result_.against += " and expected_maxdaily.csv";
    return for_each_row(folder_ / "expected_maxdaily.csv", {"rec", "value", "date"},
                        "a receptor of the case, a number and a date",
                        [&](const std::vector<std::string_view>& cells) { return take_day(cells); });
  }

  ExpectedStatistics take_all() {
    result_.averages_h.assign(averages_.begin(), averages_.end());
    return std::move(result_);
  }

private:
  bool take_statistic(const std::vector<std::string_view>& cells) {
    ExpectedStatistic row;
    row.is_annual = cells[0] == "ANNUAL";
    const bool is_long = row.is_annual || cells[0] == "PERIOD";
    if (cells[0] == "MONTH")
      row.averaging_h = aermod_month;
    else if (!is_long &&
             (!is_number(cells[0], row.averaging_h) || row.averaging_h < 1 || 24 % row.averaging_h != 0))
      return false;
    const auto column = column_of_.find(cells[1]);
    const auto rank = rank_of(cells[2]);
    std::size_t receptor = 0;
    if (column == column_of_.end() || !rank || (*rank == 0) != is_long || !is_number(cells[3], receptor) ||
        receptor < 1 || receptor > receptors_ || !is_number(cells[4], row.value))
      return false;
    if (!cells[5].empty() && !is_number(cells[5], row.date)) return false;
    if (!read_by_year(cells[6], row.dates_by_year)) return false;
    row.rank = *rank;
    row.place = column->second * receptors_ + receptor - 1;
    row.name = fmt::format("{} {}, receptor {}", cells[0], cells[2], receptor);
    if (!is_long) averages_.insert(row.averaging_h);
    result_.highest_rank = std::max(result_.highest_rank, row.rank);
    result_.rows.push_back(std::move(row));
    return true;
  }

  bool take_day(const std::vector<std::string_view>& cells) {
    ExpectedDailyMaximum day;
    std::size_t receptor = 0;
    if (!is_number(cells[0], receptor) || receptor < 1 || receptor > receptors_ ||
        !is_number(cells[1], day.value) || !is_number(cells[2], day.date))
      return false;
    day.place = receptor - 1;
    result_.days.push_back(day);
    return true;
  }

  std::filesystem::path folder_;
  std::size_t receptors_;
  std::map<std::string, std::size_t, std::less<>> column_of_;
  std::set<int> averages_;
  ExpectedStatistics result_{"expected_stats.csv", {}, {}, {}, 1};
};

/// Counts dates, and whether one that differs is tied: the expected date stands in our own list with the same
/// value.
class DateCheck {
public:
  explicit DateCheck(double tie) : tie_(tie) {}
  void add(const HighestValues<double>& ours, const ExpectedStatistic& row, std::int32_t expected) {
    ++result_.n;
    const std::int32_t date = ours.dates(row.rank)[row.place];
    if (date == expected) return;
    ++result_.different;
    const double value = ours.values(row.rank)[row.place];
    for (int rank = 1; rank <= ours.ranks(); ++rank)
      if (ours.dates(rank)[row.place] == expected &&
          std::abs(ours.values(rank)[row.place] - value) <= tie_ * std::abs(value)) {
        ++result_.tied;
        return;
      }
    say(fmt::format("{}: {:08} for {:08}", row.name, date, expected));
  }
  /// @param value_of_expected  ours at the expected date
  void add_day(double value, std::int32_t date, double value_of_expected, std::int32_t expected,
               const std::string& name) {
    ++result_.n;
    if (date == expected) return;
    ++result_.different;
    if (std::abs(value_of_expected - value) <= tie_ * std::abs(value))
      ++result_.tied;
    else
      say(fmt::format("{}: {:08} for {:08}", name, date, expected));
  }
  ReferenceDates take() { return std::move(result_); }

private:
  void say(std::string what) {
    if (result_.first_wrong.empty()) result_.first_wrong = std::move(what);
  }
  double tie_;
  ReferenceDates result_;
};

}  // namespace reference_statistics

bool has_expected_statistics(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder / "expected_stats.csv", ignored);
}

Result<ExpectedStatistics> read_expected_statistics(const std::filesystem::path& folder,
                                                    const Scenario& scenario) {
  reference_statistics::Reader reader(folder, scenario);
  if (const auto done = reader.read_statistics(); !done) return tl::unexpected(done.error());
  if (const auto done = reader.read_days(); !done) return tl::unexpected(done.error());
  return reader.take_all();
}

StatisticsOfRun::StatisticsOfRun(const ExpectedStatistics& expected, const Scenario& scenario)
    : expected_(&expected),
      averages_(scenario.columns.size() * scenario.receptors.size(), expected.averages_h,
                std::vector<int>(expected.averages_h.size(),
                                 expected.highest_rank + reference_statistics::spare_ranks),
                ranks_daily_maxima(scenario.columns.front().pollutant, expected.averages_h)) {
  if (expected.days.empty()) return;
  averages_.on_day(
      [this](std::int32_t date, std::span<const double> maxima, std::span<const std::int32_t> dates) {
        std::vector<Maximum> day(maxima.size());
        for (std::size_t i = 0; i < day.size(); ++i) day[i] = {maxima[i], dates[i]};
        days_.push_back(std::move(day));
        day_dates_.push_back(date / 100);
      });
}

void StatisticsOfRun::take(UtcHour hour, HourStatus status, std::span<const double> values) {
  averages_.take(hour, status, values);
  if (!expected_->days.empty()) hours_.try_emplace(aermod_date_number(hour), values.begin(), values.end());
}

void StatisticsOfRun::compare(double tie, Verdict& verdict) {
  using namespace reference_statistics;
  averages_.finish();
  const std::vector<double> period = averages_.period_mean();
  const std::vector<double> annual = averages_.annual_mean();
  std::map<std::pair<int, int>, double> peaks;  // of averaging time and rank
  for (const ExpectedStatistic& row : expected_->rows) {
    double& peak = peaks[{row.averaging_h, row.rank}];
    peak = std::max(peak, row.value);
  }
  std::vector<double> errors;
  DateCheck dates(tie);
  const auto add = [&](double ours, double expected, double peak, const std::string& name) {
    const double error = share(ours - expected, std::max(std::abs(expected), floor_of_peak * peak));
    if (errors.empty() || error > verdict.all.max) {
      verdict.all.max = error;
      verdict.all.worst = fmt::format("{}: {:.7g} for {:.7g}", name, ours, expected);
    }
    errors.push_back(error);
  };
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const ExpectedStatistic& row : expected_->rows) {
    double ours = none;
    if (row.rank == 0) {
      const std::vector<double>& means = row.is_annual ? annual : period;
      if (!means.empty()) ours = means[row.place];
    } else if (!averages_.years().empty()) {
      ours = 0;
      for (const AermodAverages::Year& year : averages_.years())
        ours += year.highest.values(row.rank)[row.place];
      ours /= static_cast<double>(averages_.years().size());
      for (std::size_t y = 0; y < std::min(row.dates_by_year.size(), averages_.years().size()); ++y)
        dates.add(averages_.years()[y].highest, row, row.dates_by_year[y]);
    } else {
      const auto at = std::find(expected_->averages_h.begin(), expected_->averages_h.end(), row.averaging_h);
      const auto& highest = averages_.highest(static_cast<std::size_t>(at - expected_->averages_h.begin()));
      ours = highest.values(row.rank)[row.place];
      dates.add(highest, row, row.date);
    }
    add(ours, row.value, peaks[{row.averaging_h, row.rank}], row.name);
  }
  double daily_peak = 0;
  for (const ExpectedDailyMaximum& day : expected_->days) daily_peak = std::max(daily_peak, day.value);
  for (const ExpectedDailyMaximum& day : expected_->days) {
    const auto at = std::find(day_dates_.begin(), day_dates_.end(), day.date / 100);
    const Maximum ours = at == day_dates_.end()
                             ? Maximum{none, 0}
                             : days_[static_cast<std::size_t>(at - day_dates_.begin())][day.place];
    const std::string name =
        fmt::format("daily maximum of {:06}, receptor {}", day.date / 100, day.place + 1);
    add(ours.value, day.value, daily_peak, name);
    const auto hour = hours_.find(day.date);
    dates.add_day(ours.value, ours.date, hour == hours_.end() ? none : hour->second[day.place], day.date,
                  name);
  }
  verdict.all.n = errors.size();
  const auto rank = static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(errors.size() - 1));
  std::nth_element(errors.begin(), errors.begin() + rank, errors.end());
  verdict.all.p99 = errors[static_cast<std::size_t>(rank)];
  verdict.printed = verdict.all;
  verdict.dates = dates.take();
  verdict.against = expected_->against;
}

}  // namespace leeward::app

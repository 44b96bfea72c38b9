#include "core/assess/standards.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

namespace leeward {
namespace {

constexpr std::pair<Averaging, const char*> averaging_names[] = {
    {Averaging::quarter_hour, "15min"},
    {Averaging::hour, "1h"},
    {Averaging::eight_hours, "8h"},
    {Averaging::day, "day"},
    {Averaging::daily_max_8h, "dm8h"},
    {Averaging::quarter, "quarter"},
    {Averaging::rolling_3_months, "rolling 3-month"},
    {Averaging::peak_season, "peak season"},
    {Averaging::year, "year"}};

constexpr std::pair<std::string_view, Assessment::Statistic> plain_statistics[] = {
    {"mean-of-hours", Assessment::Statistic::mean_of_hours},
    {"mean-of-days", Assessment::Statistic::mean_of_days},
    {"mean-of-quarters", Assessment::Statistic::mean_of_quarters},
    {"highest-3-months", Assessment::Statistic::highest_three_months},
    {"peak-season", Assessment::Statistic::peak_season},
    {"count", Assessment::Statistic::count}};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// Takes words from the front.
class Words {
public:
  explicit Words(std::string_view text) : words_(words_of(text)) {}
  bool skip(std::string_view word) {
    if (at_ == words_.size() || words_[at_] != word) return false;
    ++at_;
    return true;
  }
  template <class Number>
  bool number(Number& value) {
    if (at_ == words_.size()) return false;
    const std::string_view word = words_[at_++];
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && stop == word.data() + word.size() && value > 0;
  }
  bool is_at_end() const { return at_ == words_.size(); }

private:
  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
};

bool read_statistic(Words& words, Assessment& assessment) {
  for (const auto& [name, statistic] : plain_statistics)
    if (words.skip(name)) {
      assessment.statistic = statistic;
      return true;
    }
  if (words.skip("percentile")) {
    assessment.statistic = Assessment::Statistic::percentile;
    if (!words.number(assessment.percent) || assessment.percent > 100) return false;
    assessment.method = words.skip("hj663") ? PercentileMethod::hj663 : PercentileMethod::rank;
    return assessment.method == PercentileMethod::hj663 || words.skip("rank");
  }
  if (words.skip("highest")) {
    assessment.statistic = Assessment::Statistic::nth_highest;
    return words.number(assessment.rank);
  }
  if (words.skip("run")) {
    assessment.statistic = Assessment::Statistic::run;
    return words.number(assessment.run_length);
  }
  return false;
}

bool meet_in_time(const Standard& a, const Standard& b) {
  return (!a.valid_to || b.valid_from <= *a.valid_to) && (!b.valid_to || a.valid_from <= *b.valid_to);
}

}  // namespace

const char* to_text(Averaging averaging) {
  for (const auto& [one, name] : averaging_names)
    if (one == averaging) return name;
  return "?";
}

std::optional<Averaging> averaging_of(std::string_view text) {
  for (const auto& [one, name] : averaging_names)
    if (name == text) return one;
  return std::nullopt;
}

Result<Assessment> parse_assessment(std::string_view text) {
  Assessment assessment;
  Words words(text);
  bool is_good = read_statistic(words, assessment);
  if (is_good) assessment.is_of_daily_maxima = words.skip("of-daily-maxima");
  if (is_good && words.skip("years")) is_good = words.number(assessment.years);
  if (is_good && words.is_at_end()) return assessment;
  return fail(
      ErrorCode::input,
      fmt::format("'{}' is no assessment; expected mean-of-hours, mean-of-days, mean-of-quarters, "
                  "highest-3-months, peak-season, count, percentile P hj663, percentile P rank, highest N or "
                  "run N, then of-daily-maxima and years N",
                  text));
}

std::vector<Fault> overlaps_of(const std::vector<Standard>& standards) {
  std::map<std::tuple<std::string, std::string, Averaging, std::string>, std::vector<const Standard*>> alike;
  std::vector<Fault> faults;
  for (const Standard& row : standards) {
    auto& earlier = alike[{row.set, row.pollutant, row.averaging, row.kind}];
    for (const Standard* other : earlier) {
      const bool is_same_area =
          row.area_class == other->area_class || row.area_class == "all" || other->area_class == "all";
      if (!is_same_area || !meet_in_time(row, *other)) continue;
      Fault fault;
      fault.file = row.file;
      fault.feature = fmt::format("line {}", row.line);
      fault.found = fmt::format("{} {} {} {} {} from {}, while {} line {} holds from {}", row.set,
                                row.area_class, row.pollutant, to_text(row.averaging), row.kind,
                                to_iso(row.valid_from), other->file, other->line, to_iso(other->valid_from));
      fault.expected =
          "one row for any day (a set or an area class of its own, or valid_to before the other begins)";
      faults.push_back(std::move(fault));
    }
    earlier.push_back(&row);
  }
  return faults;
}

Result<Standards> Standards::make(std::vector<Standard> rows) {
  if (auto faults = overlaps_of(rows); !faults.empty())
    return fail(ErrorCode::input, "tables of standards contradict each other", std::move(faults));
  Standards standards;
  standards.rows_ = std::move(rows);
  return standards;
}

std::vector<const Standard*> Standards::in_force(Date date, std::string_view set) const {
  std::vector<const Standard*> found;
  for (const Standard& row : rows_)
    if (row.is_in_force(date) && (set.empty() || row.set == set)) found.push_back(&row);
  return found;
}

const Standard* Standards::find(std::string_view set, Date date, std::string_view area_class,
                                std::string_view pollutant, Averaging averaging,
                                std::string_view kind) const {
  for (const Standard& row : rows_)
    if (row.set == set && row.pollutant == pollutant && row.averaging == averaging && row.kind == kind &&
        (row.area_class == area_class || row.area_class == "all") && row.is_in_force(date))
      return &row;
  return nullptr;
}

}  // namespace leeward

#include "app/reference_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "dispersion/run.h"
#include "reference_scenario.h"

namespace leeward::app {
namespace {

/// Keeps every value: [hour][column][receptor].
class KeepingSink final : public dispersion::HourSink {
 public:
  explicit KeepingSink(std::size_t hour_values) : hour_values_(hour_values) {}
  void take(std::size_t hour_index, HourStatus, std::span<const double> values) override {
    values_.resize(std::max(values_.size(), (hour_index + 1) * hour_values_));
    std::copy(values.begin(), values.end(), values_.begin() + static_cast<std::ptrdiff_t>(hour_index * hour_values_));
  }
  const std::vector<double>& values() const { return values_; }

 private:
  std::size_t hour_values_;
  std::vector<double> values_;
};

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  for (std::size_t begin = 0;;) {
    const std::size_t end = line.find(',', begin);
    cells.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return cells;
    begin = end + 1;
  }
}

template <class Number>
bool is_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Expected values in the sink's order; NaN where the file has none.
struct Expected {
  std::string file;
  std::vector<double> values;
};

Result<Expected> read_expected(const std::filesystem::path& folder, const Scenario& scenario) {
  Expected expected;
  expected.file = std::filesystem::exists(folder / "expected_tight.csv") ? "expected_tight.csv" : "expected.csv";
  const std::filesystem::path file = folder / expected.file;
  std::ifstream in(file);
  std::string line;
  if (!in || !std::getline(in, line))
    return fail(ErrorCode::input, fmt::format("{}: found no hourly values, expected expected.csv or expected_tight.csv",
                                              folder.string()));
  std::map<std::string, std::size_t, std::less<>> column_of;
  for (std::size_t c = 0; c < scenario.columns.size(); ++c) column_of[scenario.columns[c].group] = c;
  const std::vector<std::string_view> names = cells_of(line);
  const auto index_of = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t hour_at = index_of("hour");
  const std::size_t receptor_at = index_of("rec");
  const std::size_t group_at = index_of("group");
  const std::size_t value_at = index_of("conc");
  const std::size_t needed = std::max({hour_at, receptor_at, group_at, value_at});
  if (needed >= names.size())
    return fail(ErrorCode::input, fmt::format("{} line 1: found \"{}\", expected the columns hour, rec, group and conc",
                                              file.string(), line));
  const std::string header = line;
  const std::size_t receptors = scenario.receptors.size();
  expected.values.assign(scenario.met.hours.size() * column_of.size() * receptors,
                         std::numeric_limits<double>::quiet_NaN());
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    const std::vector<std::string_view> cells = cells_of(line);
    std::size_t hour = 0;
    std::size_t receptor = 0;
    double value = 0;
    const auto group = cells.size() > needed ? column_of.find(cells[group_at]) : column_of.end();
    if (group == column_of.end() || !is_number(cells[hour_at], hour) || !is_number(cells[receptor_at], receptor) ||
        !is_number(cells[value_at], value) || hour < 1 || hour > scenario.met.hours.size() || receptor < 1 ||
        receptor > receptors)
      return fail(ErrorCode::input, fmt::format("{} line {}: found \"{}\", expected an hour, receptor and group of the "
                                                "case and a number",
                                                file.string(), number, line));
    expected.values[((hour - 1) * column_of.size() + group->second) * receptors + receptor - 1] = value;
  }
  return expected;
}

/// |ours - expected| / max(expected, 1e-3 of the hour's maximum in the group), every value of the file.
void compare(const std::vector<double>& ours, const Expected& expected, const Scenario& scenario, Verdict& verdict) {
  constexpr double floor_of_hourly_maximum = 1e-3;
  const std::size_t receptors = scenario.receptors.size();
  const std::size_t columns = scenario.columns.size();
  std::vector<double> errors;
  for (std::size_t block = 0; block * receptors < expected.values.size(); ++block) {
    const double* e = expected.values.data() + block * receptors;
    const double* m = ours.data() + block * receptors;
    double maximum = 0;
    for (std::size_t r = 0; r < receptors; ++r) maximum = std::fmax(maximum, e[r]);
    for (std::size_t r = 0; r < receptors; ++r) {
      if (std::isnan(e[r])) continue;
      const double difference = std::abs(m[r] - e[r]);
      const double scale = std::max(e[r], floor_of_hourly_maximum * maximum);
      const double error = difference == 0 ? 0.0
                           : scale > 0     ? difference / scale
                                           : std::numeric_limits<double>::infinity();
      errors.push_back(error);
      if (error > verdict.max_relative_error || verdict.worst.empty()) {
        verdict.max_relative_error = error;
        verdict.worst = fmt::format("hour {}, receptor {}, group {}: {:.6g} for {:.6g}", block / columns + 1, r + 1,
                                    scenario.columns[block % columns].group, m[r], e[r]);
      }
    }
  }
  verdict.n = errors.size();
  if (errors.empty()) return;
  const auto rank = static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(errors.size() - 1));
  std::nth_element(errors.begin(), errors.begin() + rank, errors.end());
  verdict.p99_relative_error = errors[static_cast<std::size_t>(rank)];
}

}  // namespace

Result<Verdict> verify_case(const std::filesystem::path& folder, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  auto input = read_reference_scenario(folder);
  if (!input) return tl::unexpected(input.error());
  const Scenario& scenario = input->scenario;
  auto expected = read_expected(folder, scenario);
  if (!expected) return tl::unexpected(expected.error());
  KeepingSink sink(scenario.columns.size() * scenario.receptors.size());
  NoProgress no_progress;
  dispersion::RunOptions options;
  options.mode = dispersion::Mode::exact;
  const auto report = dispersion::run(scenario, options, stop, no_progress, sink);
  if (!report) return tl::unexpected(report.error());
  if (report->outcome == RunOutcome::cancelled) return fail(ErrorCode::cancelled, "stopped by the user");
  if (sink.values().size() != expected->values.size())
    return fail(ErrorCode::internal, fmt::format("found {} computed values, expected {}", sink.values().size(),
                                                 expected->values.size()));
  Verdict verdict;
  verdict.case_id = input->case_id;
  verdict.against = expected->file;
  compare(sink.values(), *expected, scenario, verdict);
  verdict.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return verdict;
}

}  // namespace leeward::app

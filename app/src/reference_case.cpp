#include "app/reference_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
    std::copy(values.begin(), values.end(),
              values_.begin() + static_cast<std::ptrdiff_t>(hour_index * hour_values_));
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

/// Expected values in the sink's order; NaN where the files have none.
struct Expected {
  std::string against;
  std::vector<double> values;
};

class ExpectedReader {
public:
  explicit ExpectedReader(const Scenario& scenario)
      : hours_(scenario.met.hours.size()), receptors_(scenario.receptors.size()) {
    for (const Column& column : scenario.columns) column_of_.emplace(column.group, column_of_.size());
    expected_.values.assign(hours_ * column_of_.size() * receptors_,
                            std::numeric_limits<double>::quiet_NaN());
  }

  /// Values of a later file replace those of an earlier one.
  Result<void> add(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!in || !std::getline(in, line))
      return fail(ErrorCode::input, fmt::format("{}: cannot be read", file.string()));
    const std::vector<std::string_view> names = cells_of(line);
    constexpr std::array<std::string_view, 4> wanted = {"hour", "rec", "group", "conc"};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto found = std::find(names.begin(), names.end(), wanted[i]);
      if (found == names.end())
        return fail(ErrorCode::input,
                    fmt::format("{} line 1: found \"{}\", expected the columns hour, rec, group and conc",
                                file.string(), line));
      cell_of_[i] = static_cast<std::size_t>(found - names.begin());
    }
    for (std::size_t number = 2; std::getline(in, line); ++number)
      if (!take(line))
        return fail(ErrorCode::input,
                    fmt::format("{} line {}: found \"{}\", expected an hour, receptor and group of the "
                                "case and a number",
                                file.string(), number, line));
    expected_.against += (expected_.against.empty() ? "" : " and ") + file.filename().string();
    return {};
  }

  Expected take_all() { return std::move(expected_); }

private:
  bool take(std::string_view line) {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() <= *std::max_element(cell_of_.begin(), cell_of_.end())) return false;
    std::size_t hour = 0;
    std::size_t receptor = 0;
    double value = 0;
    const auto column = column_of_.find(cells[cell_of_[2]]);
    if (column == column_of_.end() || !is_number(cells[cell_of_[0]], hour) ||
        !is_number(cells[cell_of_[1]], receptor) || !is_number(cells[cell_of_[3]], value))
      return false;
    if (hour < 1 || hour > hours_ || receptor < 1 || receptor > receptors_) return false;
    expected_.values[((hour - 1) * column_of_.size() + column->second) * receptors_ + receptor - 1] = value;
    return true;
  }

  std::size_t hours_;
  std::size_t receptors_;
  std::map<std::string, std::size_t, std::less<>> column_of_;
  std::array<std::size_t, 4> cell_of_{};
  Expected expected_;
};

/// expected.csv; groups that expected_tight.csv has too (areas and roads, quadrature converged) are taken
/// from there.
Result<Expected> read_expected(const std::filesystem::path& folder, const Scenario& scenario) {
  ExpectedReader reader(scenario);
  bool has_any = false;
  for (const char* name : {"expected.csv", "expected_tight.csv"}) {
    std::error_code ignored;
    if (!std::filesystem::exists(folder / name, ignored)) continue;
    if (const auto added = reader.add(folder / name); !added) return tl::unexpected(added.error());
    has_any = true;
  }
  if (!has_any)
    return fail(ErrorCode::input,
                fmt::format("{}: found no hourly values, expected expected.csv or expected_tight.csv",
                            folder.string()));
  return reader.take_all();
}

/// |ours - expected| / max(expected, 1e-3 of the hour's maximum in the group), every value of the file.
void compare(const std::vector<double>& ours, const Expected& expected, const Scenario& scenario,
             Verdict& verdict) {
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
      // A value of ours that is no number compares as no error with anything: it is the largest there is.
      const double error = difference == 0                          ? 0.0
                           : scale > 0 && std::isfinite(difference) ? difference / scale
                                                                    : std::numeric_limits<double>::infinity();
      errors.push_back(error);
      if (error > verdict.max_relative_error || verdict.worst.empty()) {
        verdict.max_relative_error = error;
        verdict.worst = fmt::format("hour {}, receptor {}, group {}: {:.6g} for {:.6g}", block / columns + 1,
                                    r + 1, scenario.columns[block % columns].group, m[r], e[r]);
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
    return fail(ErrorCode::internal, fmt::format("found {} computed values, expected {}",
                                                 sink.values().size(), expected->values.size()));
  Verdict verdict;
  verdict.case_id = input->case_id;
  verdict.against = expected->against;
  compare(sink.values(), *expected, scenario, verdict);
  verdict.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return verdict;
}

}  // namespace leeward::app

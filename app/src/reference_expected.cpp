#include "reference_expected.h"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <string_view>

#include "reference_csv.h"

namespace leeward::app {
namespace reference_expected {

class ExpectedReader {
public:
  explicit ExpectedReader(const Scenario& scenario)
      : hours_(scenario.met.hours.size()), receptors_(scenario.receptors.size()) {
    for (const Column& column : scenario.columns) column_of_.emplace(column.group, column_of_.size());
    const std::size_t size = hours_ * column_of_.size() * receptors_;
    expected_.values.assign(size, std::numeric_limits<double>::quiet_NaN());
    expected_.is_tight.assign(size, false);
  }

  /// Values of a later file replace those of an earlier one.
  Result<void> add(const std::filesystem::path& file, bool is_tight) {
    const auto read = for_each_row(
        file, {"hour", "rec", "group", "conc"}, "an hour, receptor and group of the case and a number",
        [&](const std::vector<std::string_view>& cells) { return take(cells, is_tight); });
    if (!read) return read;
    expected_.against += (expected_.against.empty() ? "" : " and ") + file.filename().string();
    return {};
  }

  ExpectedValues take_all() { return std::move(expected_); }

private:
  bool take(const std::vector<std::string_view>& cells, bool is_tight) {
    std::size_t hour = 0;
    std::size_t receptor = 0;
    double value = 0;
    const auto column = column_of_.find(cells[2]);
    if (column == column_of_.end() || !is_number(cells[0], hour) || !is_number(cells[1], receptor) ||
        !is_number(cells[3], value))
      return false;
    if (hour < 1 || hour > hours_ || receptor < 1 || receptor > receptors_) return false;
    const std::size_t at = ((hour - 1) * column_of_.size() + column->second) * receptors_ + receptor - 1;
    expected_.values[at] = value;
    expected_.is_tight[at] = is_tight;
    return true;
  }

  std::size_t hours_;
  std::size_t receptors_;
  std::map<std::string, std::size_t, std::less<>> column_of_;
  ExpectedValues expected_;
};

}  // namespace reference_expected

Result<ExpectedValues> read_expected(const std::filesystem::path& folder, const Scenario& scenario) {
  reference_expected::ExpectedReader reader(scenario);
  bool has_any = false;
  for (const bool is_tight : {false, true}) {
    const char* name = is_tight ? "expected_tight.csv" : "expected.csv";
    std::error_code ignored;
    if (!std::filesystem::exists(folder / name, ignored)) continue;
    if (const auto added = reader.add(folder / name, is_tight); !added) return tl::unexpected(added.error());
    has_any = true;
  }
  if (!has_any)
    return fail(ErrorCode::input,
                fmt::format("{}: found no hourly values, expected expected.csv or expected_tight.csv",
                            folder.string()));
  return reader.take_all();
}

}  // namespace leeward::app
